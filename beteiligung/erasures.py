"""What people took back, as marks of their codes: a restored copy must not bring it back."""

import enum
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Date, String, Table, delete, select
from sqlalchemy.orm import Session

from beteiligung.db import Base, insert_into

KEPT = timedelta(days=36)  # a day longer than any copy that could bring something back

_erasure = Table(
    "erasure",
    Base.metadata,
    Column("kind", String, primary_key=True),
    Column("mark", String, primary_key=True),  # a hash of a code that chance made; of nobody
    Column("day", Date, nullable=False, index=True),
)


class Kind(enum.StrEnum):
    """What was taken back; in the order in which it is done once more."""

    PHOTO = "photo"  # of an idea
    WITHDRAWN = "withdrawn"  # an idea, off its board
    IDEA = "idea"
    ANSWER = "answer"  # to a survey
    NEWS = "news"  # an address for letters


class Erasure(NamedTuple):
    """One thing that somebody took back on a day."""

    kind: Kind
    mark: str
    day: date


def note_erasure(session: Session, kind: Kind, mark: str, *, at: datetime) -> None:
    """Note that somebody took something back, in the same breath as that is done."""
    keep_erasure(session, Erasure(kind, mark, at.date()))


def keep_erasure(session: Session, each: Erasure) -> None:
    """Note something that may be noted already."""
    row = {"kind": each.kind.value, "mark": each.mark, "day": each.day}
    session.execute(insert_into(session, _erasure).values(row).on_conflict_do_nothing())


def erasures(session: Session) -> list[Erasure]:
    """Everything that was taken back while copies from before may still exist."""
    rows = session.execute(select(_erasure).order_by(_erasure.c.day)).all()
    return [Erasure(Kind(row.kind), row.mark, row.day) for row in rows]


def forget_erasures(session: Session, *, at: datetime) -> int:
    """Delete the marks that no copy needs any more: how many those were."""
    old = delete(_erasure).where(_erasure.c.day <= (at - KEPT).date())
    return session.connection().execute(old).rowcount

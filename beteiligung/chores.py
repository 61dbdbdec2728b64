"""What is done for an installation every night: when it was last done, and how that went."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, Session, mapped_column

from beteiligung.db import Base

BACKUP, FORGET = "backup", "forget"
LONGEST = 300  # characters of a reason


class Chore(Base):
    """Something that is done every night: when it was last tried, when it last went well."""

    __tablename__ = "chore"

    name: Mapped[str] = mapped_column(primary_key=True)  # backup or forget
    tried_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    failed: Mapped[str] = mapped_column(default="")  # why the last try failed; empty if it did not
    detail: Mapped[dict[str, Any]]  # sizes and counts of the last time that went well


def chore(session: Session, name: str) -> Chore | None:
    """What is known of a chore; nothing if nobody ever tried."""
    return session.get(Chore, name)


def note_done(session: Session, name: str, detail: Mapping[str, Any], *, at: datetime) -> None:
    """Note that a chore went well."""
    tried = _tried(session, name, at)
    tried.done_at, tried.failed, tried.detail = at, "", dict(detail)


def note_failed(session: Session, name: str, reason: str, *, at: datetime) -> None:
    """Note that a chore failed, and why; when it last went well stays known."""
    _tried(session, name, at).failed = reason[:LONGEST]


def _tried(session: Session, name: str, at: datetime) -> Chore:
    found = chore(session, name)
    if found is None:
        found = Chore(name=name, detail={})
        session.add(found)
    found.tried_at = at
    return found

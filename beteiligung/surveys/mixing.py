"""Contact details out of the order in which they came: no answer tells whose it is."""

import secrets
from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from beteiligung.surveys.models import Contact

JUST_CAME = "new-"  # how the ids of details begin that have not been mixed yet
MOST = 1000  # details that are mixed at once in the daytime; at night all are

_TABLE = cast("Table", Contact.__table__)
_DICE = secrets.SystemRandom()


def fresh_id() -> str:
    """The id of contact details that have just come in."""
    return JUST_CAME + secrets.token_urlsafe(16)


def mix_noted(session: Session, found: Mapping[Hashable, int]) -> None:
    """Mix the contact details of surveys in which some came within the last second."""
    for survey_id in sorted(cast("set[int]", set(found))):
        _mix(session, _newest(session, survey_id))


def mix_all(session: Session, days: Mapping[int, date]) -> int:
    """Write all contact details anew in an order by chance; how many. Once each night.

    ``days``: on which day those of a survey are deleted. Rows that are written together, by chance,
    look alike: neither their place in the file nor the transaction tells which came first.
    """
    count = 0
    for survey_id, day in days.items():
        rows = session.execute(
            select(Contact.id, Contact.survey_id, Contact.details, Contact.delete_on).where(
                Contact.survey_id == survey_id
            )
        ).all()
        _mix(session, rows, day)
        count += len(rows)
    return count


def _newest(session: Session, survey_id: int) -> Sequence[Row[Any]]:
    """What has just come, and so many others that it is lost among them."""
    came = Contact.id.startswith(JUST_CAME)
    wanted = select(Contact.id, Contact.survey_id, Contact.details, Contact.delete_on).where(
        Contact.survey_id == survey_id
    )
    fresh = session.execute(wanted.where(came)).all()
    others = wanted.where(~came).order_by(func.random()).limit(MOST)
    return [*fresh, *session.execute(others)] if fresh else []


def _mix(session: Session, rows: Sequence[Row[Any]], day: date | None = None) -> None:
    if not rows:
        return
    anew = [
        {
            "id": secrets.token_urlsafe(16),
            "survey_id": row.survey_id,
            "details": row.details,
            "delete_on": day or row.delete_on,
        }
        for row in rows
    ]
    _DICE.shuffle(anew)
    session.execute(delete(Contact).where(Contact.id.in_([row.id for row in rows])))
    session.execute(insert(_TABLE), anew)

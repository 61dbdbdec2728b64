"""Ideas that lie with somebody else, who has named a day for the answer."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from beteiligung.funds.models import PassedOn
from beteiligung.ideas.models import Idea


class Passed(NamedTuple):
    """What lies with others until a day, and what of it should have been answered already."""

    awaited: list[PassedOn]
    late: list[PassedOn]  # the oldest first


def passed_here(
    session: Session, district_id: int, seen: ColumnElement[bool], today: date
) -> Passed:
    """What was passed on in a district and is not answered; only ideas that everybody can read."""
    wanted = select(PassedOn).where(
        PassedOn.district_id == district_id,
        PassedOn.settled_at.is_(None),
        PassedOn.due_on.is_not(None),
        PassedOn.idea.in_(select(Idea.reference).where(seen)),
    )
    found = list(session.scalars(wanted.order_by(PassedOn.due_on, PassedOn.id)))
    return Passed(found, [each for each in found if each.due_on and each.due_on < today])

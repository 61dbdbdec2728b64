"""Ideas that somebody else has to answer: passed on with a day, and what came of it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker, Role
from beteiligung.clock import local_date
from beteiligung.errors import NotFound, Refusal
from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.funds.queries import taking
from beteiligung.funds.records import PassedOn
from beteiligung.funds.ways import WAYS, Way
from beteiligung.text import N_


class OfficeMissing(Refusal):
    """Passed on to nobody."""

    default = N_("Please write which office it goes to.")


class DayMissing(Refusal):
    """Passed on for ever."""

    default = N_("Please write a day from today on by which there is an answer.")


class NoMeetingSet(Refusal):
    """A fund that does not meet."""

    default = N_("The fund has no meeting for which one can still apply. Please set one first.")


class FundMissing(Refusal):
    """Passed on to a fund, but to none."""

    default = N_("Please choose a fund.")


class PassedAlready(Refusal):
    """An idea that lies with somebody else already."""

    default = N_("This idea is passed on already. Please write first what came of that.")


class AnswerMissing(Refusal):
    """Settled without a word."""

    default = N_("Please write what came of it.")


def pass_on(
    session: Session,
    district_id: int,
    idea: str,
    way: Way,
    *,
    office: str = "",
    due_on: date | None = None,
    fund: Fund | None = None,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> PassedOn:
    """Pass an idea on; to a fund, it is due at the next meeting that still takes applications."""
    if any(each.settled_at is None for each in passed(session, idea)):
        raise PassedAlready
    needs, today = WAYS[way], local_date(at, timezone)
    meeting = _meeting(fund, today) if needs.meeting else None
    if needs.office and not office.strip():
        raise OfficeMissing
    if needs.due and (due_on is None or due_on < today):
        raise DayMissing
    made = PassedOn(
        district_id=district_id,
        idea=idea,
        way=way.value,
        office=office if needs.office else "",
        due_on=local_date(meeting.at, timezone) if meeting else due_on if needs.due else None,
        meeting=meeting,
        passed_at=at,
    )
    session.add(made)
    session.flush()
    audit.note(session, asker, "pass_on", f"idea:{idea}", at=at, way=way.value)
    return made


def settle_passed_on(
    session: Session, found: PassedOn, answer: str, *, asker: Asker | None, at: datetime
) -> None:
    """Write down what came of it."""
    if found.settled_at is not None:
        raise PassedAlready
    if not answer.strip():
        raise AnswerMissing
    found.answer, found.settled_at = answer.strip(), at
    audit.note(session, asker, "settle_passed_on", f"idea:{found.idea}", at=at)


def passed(session: Session, idea: str) -> list[PassedOn]:
    """Where an idea was passed on to, the newest first."""
    wanted = select(PassedOn).where(PassedOn.idea == idea).order_by(PassedOn.id.desc())
    return list(session.scalars(wanted))


def passed_by(session: Session, asker: Asker, *roles: Role) -> list[PassedOn]:
    """What was passed on in somebody's districts: what is due first in front, settled last."""
    wanted, allowed = select(PassedOn), asker.districts(*roles)
    if allowed is not None:
        wanted = wanted.where(PassedOn.district_id.in_(allowed))
    return sorted(session.scalars(wanted), key=_order)


def passed_on(session: Session, number: int, asker: Asker, *roles: Role) -> PassedOn:
    """One of them, if it is of this person's districts; else `NotFound`."""
    found, allowed = session.get(PassedOn, number), asker.districts(*roles)
    if found is None or (allowed is not None and found.district_id not in allowed):
        raise NotFound
    return found


def is_overdue(found: PassedOn, today: date) -> bool:
    """Whether somebody should have answered already."""
    return found.settled_at is None and found.due_on is not None and found.due_on < today


def overdue(rows: Sequence[PassedOn], today: date) -> list[PassedOn]:
    """Those on which somebody should have answered already."""
    return [row for row in rows if is_overdue(row, today)]


def _meeting(fund: Fund | None, today: date) -> FundMeeting:
    if fund is None:
        raise FundMissing
    found = taking(fund, today)
    if found is None:
        raise NoMeetingSet
    return found


def _order(row: PassedOn) -> tuple[bool, date, int]:
    return row.settled_at is not None, row.due_on or date.max, -row.id

"""Meetings and what is on their agenda: set, moved, cancelled; every application finds its own."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.clock import local_date
from beteiligung.errors import Refusal
from beteiligung.funds.actions import NotNow
from beteiligung.funds.kinds import WAITING
from beteiligung.funds.models import Fund, FundApplication, FundDecision, FundMeeting
from beteiligung.funds.queries import rules_on
from beteiligung.text import N_


class NoRules(Refusal):
    """A meeting in a time without rules."""

    default = N_("Please enter the money and the rules of the year %(year)s first.")


class MeetingWas(Refusal):
    """A meeting in which something was decided already."""

    default = N_("Decisions of this meeting are written down: it can no longer be changed.")


def set_fund_meeting(
    session: Session,
    fund: Fund,
    meeting: FundMeeting | None,
    begins: datetime,
    *,
    place: str,
    is_public: bool,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> FundMeeting:
    """Set a meeting, or move one; the rules of its day say until when one can apply."""
    deadline = deadline_of(fund, local_date(begins, timezone))
    if meeting is None:
        meeting = FundMeeting()
        fund.meetings.append(meeting)
    elif meeting.at != begins and _was(session, meeting):
        raise MeetingWas
    meeting.at, meeting.place, meeting.is_public = begins, place, is_public
    meeting.deadline = deadline
    _settled(session, fund)
    invite_waiting(session, fund, timezone=timezone, at=at)
    audit.note(session, asker, "set_fund_meeting", _named(meeting), at=at)
    return meeting


def cancel_fund_meeting(
    session: Session, meeting: FundMeeting, *, timezone: str, asker: Asker | None, at: datetime
) -> int:
    """Cancel a meeting; what was on its agenda goes to the next one: how many applications."""
    if meeting.cancelled_at is not None:
        raise NotNow
    if _was(session, meeting):
        raise MeetingWas
    meeting.cancelled_at = at
    on_it = select(FundApplication).where(FundApplication.meeting_id == meeting.id)
    moved = list(session.scalars(on_it.where(FundApplication.status.in_(WAITING))))
    for application in moved:
        application.meeting = None
    _settled(session, meeting.fund)
    invite_waiting(session, meeting.fund, timezone=timezone, at=at)
    audit.note(session, asker, "cancel_fund_meeting", _named(meeting), at=at)
    return len(moved)


def deadline_of(fund: Fund, day: date) -> date:
    """The last day on which one can apply for a meeting on a day."""
    rules = rules_on(fund, day)
    if rules is None:
        raise NoRules(year=day.year)
    return day - timedelta(days=rules.deadline_days)


def next_for(fund: Fund, handed_in: date, at: datetime) -> FundMeeting | None:
    """The next meeting for which an application came in time, of those still to come."""
    return next(
        (
            meeting
            for meeting in fund.meetings
            if meeting.cancelled_at is None and meeting.at > at and meeting.deadline >= handed_in
        ),
        None,
    )


def first_for(fund: Fund, handed_in: date) -> FundMeeting | None:
    """The meeting to which an application belongs: the first for which it came in time.

    It may have been already: what was handed in for it can be typed in afterwards.
    """
    open_ = (each for each in fund.meetings if each.cancelled_at is None)
    return next((each for each in open_ if each.deadline >= handed_in), None)


def missed(fund: Fund, handed_in: date, at: datetime) -> FundMeeting | None:
    """A meeting still to come for which an application came too late."""
    return next(
        (
            meeting
            for meeting in fund.meetings
            if meeting.cancelled_at is None and meeting.at > at and meeting.deadline < handed_in
        ),
        None,
    )


def invite_waiting(session: Session, fund: Fund, *, timezone: str, at: datetime) -> None:
    """Put every application that waits and has no meeting on the agenda of its next one."""
    wanted = select(FundApplication).where(
        FundApplication.fund_id == fund.id,
        FundApplication.meeting_id.is_(None),
        FundApplication.status.in_(WAITING),
    )
    for application in session.scalars(wanted):
        handed_in = local_date(application.handed_in_at, timezone)
        application.meeting = next_for(fund, handed_in, at)
    session.flush()


def _settled(session: Session, fund: Fund) -> None:
    """Keep what was set, and read the meetings anew in their order."""
    session.flush()
    session.refresh(fund, ["meetings"])


def _was(session: Session, meeting: FundMeeting) -> bool:
    """Whether something was decided in it."""
    wanted = select(FundDecision.id).where(FundDecision.meeting_id == meeting.id).limit(1)
    return session.scalar(wanted) is not None


def _named(meeting: FundMeeting) -> str:
    return f"fund:{meeting.fund.slug}/meeting:{meeting.id}"

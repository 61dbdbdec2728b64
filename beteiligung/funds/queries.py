"""What is known about funds: which there are, their meetings, and where applications stand."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.audit import AuditEntry
from beteiligung.clock import local_date
from beteiligung.errors import NotFound
from beteiligung.funds.kinds import WAITING, Outcome, Status
from beteiligung.funds.models import Fund, FundApplication, FundDecision, FundMeeting, FundYear


def funds_of(session: Session, asker: Asker, *roles: Role) -> list[Fund]:
    """The funds of the districts in which this person has a role."""
    wanted, allowed = select(Fund).order_by(Fund.id), asker.districts(*roles)
    if allowed is not None:
        wanted = wanted.where(Fund.district_id.in_(allowed))
    return list(session.scalars(wanted))


def fund_of(session: Session, slug: str, asker: Asker, *roles: Role) -> Fund:
    """The fund, if this person works with it; else `NotFound`."""
    found = session.scalar(select(Fund).where(Fund.slug == slug))
    allowed = asker.districts(*roles)
    if found is None or (allowed is not None and found.district_id not in allowed):
        raise NotFound
    return found


def public_fund(session: Session, slug: str) -> Fund:
    """A fund that everybody may see; `NotFound` for every other."""
    found = session.scalar(select(Fund).where(Fund.slug == slug, Fund.published_at.is_not(None)))
    if found is None:
        raise NotFound
    return found


def public_funds(session: Session, district_id: int) -> list[Fund]:
    """The funds of a district that everybody may see."""
    wanted = select(Fund).where(Fund.published_at.is_not(None), Fund.district_id == district_id)
    return list(session.scalars(wanted.order_by(Fund.id)))


def year_of(fund: Fund, year: int) -> FundYear | None:
    """The money and the rules of a year, if they are known."""
    return next((each for each in fund.years if each.year == year), None)


def rules_on(fund: Fund, day: date) -> FundYear | None:
    """The rules that hold on a day; before a year has its own, those of the year before it."""
    return next((each for each in fund.years if each.year <= day.year), None)


def meeting_of(fund: Fund, number: int) -> FundMeeting:
    """A meeting of this fund; `NotFound` for any other."""
    found = next((each for each in fund.meetings if each.id == number), None)
    if found is None:
        raise NotFound
    return found


def coming(fund: Fund, at: datetime, *, public: bool = False) -> list[FundMeeting]:
    """The meetings that are still to come, the next one first."""
    return [
        each
        for each in fund.meetings
        if each.at > at and each.cancelled_at is None and (each.is_public or not public)
    ]


def taking(fund: Fund, day: date, *, after: datetime | None = None) -> FundMeeting | None:
    """The next meeting for which one can still apply on a day; ``after``: only later ones."""
    return next(
        (
            each
            for each in fund.meetings
            if each.cancelled_at is None
            and each.deadline >= day
            and (after is None or each.at > after)
        ),
        None,
    )


def day_of(meeting: FundMeeting, timezone: str) -> date:
    """The calendar day of a meeting."""
    return local_date(meeting.at, timezone)


def applications_of(
    session: Session, fund: Fund, *, meeting: FundMeeting | None = None
) -> list[FundApplication]:
    """The applications to a fund in the order in which they came; of a meeting's agenda only."""
    wanted = select(FundApplication).where(FundApplication.fund_id == fund.id)
    if meeting is not None:
        wanted = wanted.where(FundApplication.meeting_id == meeting.id)
    return list(session.scalars(wanted.order_by(FundApplication.id)))


def application_of(session: Session, fund: Fund, reference: str) -> FundApplication:
    """An application to this fund; `NotFound` for any other."""
    wanted = select(FundApplication).where(FundApplication.reference == reference)
    found = session.scalar(wanted.where(FundApplication.fund_id == fund.id))
    if found is None:
        raise NotFound
    return found


def decided(session: Session, fund: Fund) -> list[FundApplication]:
    """The applications on which something was decided, for everybody; the newest first."""
    gone = Status.WITHDRAWN
    found = [
        each for each in applications_of(session, fund) if each.decisions and each.status != gone
    ]
    return sorted(found, key=lambda each: each.decisions[-1].id, reverse=True)


def holding(application: FundApplication) -> FundDecision | None:
    """The decision that holds: the last one, unless the application is on an agenda again."""
    last = application.decisions[-1] if application.decisions else None
    waits = application.status in WAITING
    return None if last is None or (waits and last.outcome != Outcome.DEFERRED) else last


def reopened(session: Session, application: FundApplication) -> list[AuditEntry]:
    """When and by whom it was put on the agenda again after a decision."""
    wanted = select(AuditEntry).where(
        AuditEntry.action == "reopen_application",
        AuditEntry.subject == f"application:{application.reference}",
    )
    return list(session.scalars(wanted.order_by(AuditEntry.id)))


def undecided(session: Session, funds: Sequence[Fund], at: datetime) -> list[FundApplication]:
    """Applications whose meeting was, and of which nobody has written down what it decided."""
    wanted = select(FundApplication).join(FundApplication.meeting)
    wanted = wanted.where(FundApplication.fund_id.in_([fund.id for fund in funds]))
    wanted = wanted.where(FundApplication.status.in_(WAITING), FundMeeting.at < at)
    return list(session.scalars(wanted.order_by(FundApplication.id)))


def unaccounted(session: Session, funds: Sequence[Fund]) -> list[FundApplication]:
    """Applications that were granted and not paid out yet."""
    wanted = select(FundApplication).where(FundApplication.status == Status.GRANTED)
    wanted = wanted.where(FundApplication.fund_id.in_([fund.id for fund in funds]))
    return list(session.scalars(wanted.order_by(FundApplication.id)))

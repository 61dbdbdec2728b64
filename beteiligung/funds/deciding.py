"""What a meeting decides on an application: with its votes, and never a cent over the fund."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.clock import local_date
from beteiligung.errors import Refusal
from beteiligung.funds import carrying
from beteiligung.funds.agenda import NoRules, next_for
from beteiligung.funds.applying import end, go_on, named
from beteiligung.funds.balance import balance, held
from beteiligung.funds.kinds import WAITING, Outcome, Status
from beteiligung.funds.models import FundApplication, FundDecision, FundMeeting, FundYear
from beteiligung.funds.queries import year_of
from beteiligung.funds.rules import Cents, check_most
from beteiligung.text import N_


class DecidedAlready(Refusal):
    """An application that somebody else has decided on meanwhile."""

    default = N_("This application is decided already. Please look at it again.")


class NoMeeting(Refusal):
    """A decision without a meeting, or before it."""

    default = N_("This can be written down once the meeting has begun that decides on it.")


class VotesDiffer(Refusal):
    """Votes that are not those of the people who were there."""

    default = N_("The votes come to %(votes)s, but %(present)s people were there.")


class NoMajority(Refusal):
    """A yes that more people were against than for."""

    default = N_("A grant needs more votes for it than against it.")


class WhyMissing(Refusal):
    """A no or a later without a word to the people."""

    default = N_("Please write the reason in German. Everybody will read it.")


class AmountNeeded(Refusal):
    """A grant of nothing, or of more than was asked for."""

    default = N_("Please write an amount up to what was asked for: %(requested)s.")


class FundEmpty(Refusal):
    """More than the fund still has in this year."""

    default = N_("The fund has %(free)s left in %(year)s. No more than that can be granted.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """Who voted how, as numbers; nobody's name."""

    present: int
    votes_for: int
    votes_against: int
    abstained: int = 0
    excluded: int = 0  # had an interest of their own

    @property
    def all(self) -> int:
        """Everybody whose vote is known."""
        return self.votes_for + self.votes_against + self.abstained + self.excluded


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What was decided: a grant with its amount and conditions, a no or a later with its reason."""

    outcome: Outcome
    vote: Vote
    amount: int | None = None
    conditions: Mapping[str, str]
    reason: Mapping[str, str]


def decide_application(
    session: Session,
    application: FundApplication,
    ruling: Ruling,
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> FundDecision:
    """Write down what the meeting decided; a grant takes its money from the year of the meeting.

    The application and then the year are held until the transaction ends, so that two decisions
    at the same moment see one another and never promise the same cent twice.
    """
    hold(session, application)
    if application.status not in WAITING:
        raise DecidedAlready
    meeting = application.meeting
    if meeting is None or meeting.at > at or meeting.cancelled_at is not None:
        raise NoMeeting
    _check_ruling(ruling)
    if ruling.outcome is Outcome.GRANTED:
        _grant(session, application, ruling, _year(application, meeting, timezone))
    decision = _written(application, meeting, ruling, at)
    application.decisions.append(decision)
    application.status = Status(ruling.outcome.value).value
    if ruling.outcome is Outcome.DEFERRED:
        day = local_date(application.handed_in_at, timezone)
        application.meeting = next_for(application.fund, day, at)
    if ruling.outcome is Outcome.REFUSED:
        end(session, application, at, timezone)
    session.flush()
    carrying.carry_over(session, application, asker=asker, at=at)
    said = {"outcome": ruling.outcome.value, "amount": ruling.amount}
    audit.note(session, asker, "decide_application", named(application), at=at, **said)
    return decision


def withdraw_application(
    session: Session,
    application: FundApplication,
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Whoever applied does not want it any more; granted money is free again."""
    hold(session, application)
    if application.status == Status.GRANTED:
        application.status = Status.LAPSED.value
    elif application.status in WAITING:
        application.status = Status.WITHDRAWN.value
    else:
        raise DecidedAlready
    end(session, application, at, timezone)
    session.flush()
    carrying.carry_over(session, application, asker=asker, at=at)
    audit.note(session, asker, "withdraw_application", named(application), at=at)


def reopen_application(
    session: Session,
    application: FundApplication,
    *,
    timezone: str,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Put an application on the agenda again: it was written down wrongly, or is asked anew.

    What was decided before stays in the record; the money is free until it is decided again.
    """
    hold(session, application)
    if application.status in WAITING or application.status == Status.PAID:
        raise DecidedAlready
    application.status, application.granted, application.year_id = Status.DEFERRED.value, None, None
    application.year = None
    if application.meeting is None or application.meeting.cancelled_at is not None:
        day = local_date(application.handed_in_at, timezone)
        application.meeting = next_for(application.fund, day, at)
    go_on(session, application)
    session.flush()
    carrying.carry_over(session, application, asker=asker, at=at)
    audit.note(session, asker, "reopen_application", named(application), at=at)


def hold(session: Session, application: FundApplication) -> None:
    """Nobody else decides on this application until the transaction ends; read as it is now."""
    wanted = select(FundApplication).where(FundApplication.id == application.id)
    wanted = wanted.with_for_update(of=FundApplication)
    session.scalars(wanted.execution_options(populate_existing=True)).one()


def _check_ruling(ruling: Ruling) -> None:
    vote = ruling.vote
    if vote.all != vote.present or vote.present <= 0:
        raise VotesDiffer(votes=vote.all, present=vote.present)
    if ruling.outcome is Outcome.GRANTED:
        if vote.votes_for <= vote.votes_against:
            raise NoMajority
    elif not ruling.reason.get("de", "").strip():
        raise WhyMissing


def _year(application: FundApplication, meeting: FundMeeting, timezone: str) -> FundYear:
    day = local_date(meeting.at, timezone)
    found = year_of(application.fund, day.year)
    if found is None:
        raise NoRules(year=day.year)
    return found


def _grant(session: Session, application: FundApplication, ruling: Ruling, year: FundYear) -> None:
    amount = ruling.amount or 0
    if not 0 < amount <= application.requested:
        raise AmountNeeded(requested=Cents(application.requested))
    check_most(amount, year, reason=application.exception)
    year = held(session, year.id)
    free = balance(session, year).free
    if amount > free:
        raise FundEmpty(free=Cents(free), year=year.year)
    application.year, application.granted = year, amount


def _written(
    application: FundApplication, meeting: FundMeeting, ruling: Ruling, at: datetime
) -> FundDecision:
    vote, granted = ruling.vote, ruling.outcome is Outcome.GRANTED
    return FundDecision(
        application_id=application.id,
        meeting=meeting,
        outcome=ruling.outcome.value,
        amount=ruling.amount if granted else None,
        present=vote.present,
        votes_for=vote.votes_for,
        votes_against=vote.votes_against,
        abstained=vote.abstained,
        excluded=vote.excluded,
        conditions=dict(ruling.conditions) if granted else {},
        reason=dict(ruling.reason),
        at=at,
    )

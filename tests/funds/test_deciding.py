"""Meetings, deadlines and decisions: who is too late waits, and the fund never gives too much."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.errors import Refusal
from beteiligung.funds import accounts, actions, agenda, applying, carrying, deciding, queries
from beteiligung.funds.balance import balance
from beteiligung.funds.forgetting import forget_applicants
from beteiligung.funds.kinds import Outcome
from beteiligung.funds.meetings import meetings_of
from beteiligung.funds.records import FundContact
from tests.builders import a_district
from tests.funds.funds import (
    ZONE,
    a_fund,
    a_meeting,
    an_application,
    decide,
    granted,
    the_rules,
)
from tests.funds.histories import wrong_in
from tests.measures.measures import a_measure


def at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of 2026 by UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("handed_in", "met"),
    [
        (at(3, 25, 22, 59), 0),  # 23:59 in Chemnitz, on the last day
        (at(3, 25, 23, 0), 1),  # midnight there: too late
        (at(3, 25, 12), 0),
        (at(4, 2), 1),
    ],
)
def test_an_application_goes_to_the_first_meeting_whose_deadline_it_met(
    session: Session, handed_in: datetime, met: int
) -> None:
    fund = a_fund(session, a_district(session, at=at(1, 1)), at=at(1, 1))
    # The clocks go forward on 29 March: a deadline is days of the calendar, not hours.
    meetings = [a_meeting(session, fund, at(4, 1, 16), at=at(1, 1))]
    meetings.append(a_meeting(session, fund, at(6, 10, 16), at=at(1, 1)))
    assert [meeting.deadline for meeting in meetings] == [date(2026, 3, 25), date(2026, 6, 3)]
    now = handed_in if met else at(3, 26)
    application = an_application(session, fund, at=now, handed_in=handed_in)
    expected = meetings[met] if now < meetings[0].at else meetings[1]
    assert application.meeting is expected


def test_without_a_meeting_it_waits_for_the_next_one_that_is_set(session: Session) -> None:
    fund = a_fund(session, a_district(session, at=at(1, 1)), at=at(1, 1))
    application = an_application(session, fund, at=at(2, 1))
    assert application.meeting_id is None
    meeting = a_meeting(session, fund, at(4, 1), at=at(2, 2))
    assert application.meeting is meeting
    later = a_meeting(session, fund, at(5, 1), at=at(2, 2))
    agenda.cancel_fund_meeting(session, meeting, timezone=ZONE, asker=None, at=at(3, 1))
    assert application.meeting is later
    told = meetings_of(session, fund.district_id)
    assert [each.is_cancelled for each in told] == [True, False]
    assert told[1].deadline == date(2026, 4, 24)


def test_a_meeting_in_a_time_without_rules_is_refused(session: Session) -> None:
    fund = a_fund(session, a_district(session, at=at(1, 1)), at=at(1, 1))
    with pytest.raises(agenda.NoRules):
        agenda.deadline_of(fund, date(2025, 12, 1))
    assert agenda.deadline_of(fund, date(2027, 2, 8)) == date(2027, 2, 1)  # as in the year before


def test_the_record_holds_votes_conditions_and_reasons(session: Session, now: datetime) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    application = granted(session, fund, at=now)
    record = application.decisions[0]
    assert (record.present, record.votes_for, record.votes_against, record.abstained) == (
        9,
        7,
        1,
        1,
    )
    assert (application.status, application.granted) == ("granted", 50_000)
    assert balance(session, fund.years[0]) == (1_000_000, 0, 50_000, 950_000)
    with pytest.raises(deciding.DecidedAlready):
        decide(session, application, at=now)


@pytest.mark.parametrize(
    ("vote", "refused"),
    [
        (deciding.Vote(present=9, votes_for=7, votes_against=1), deciding.VotesDiffer),
        (deciding.Vote(present=8, votes_for=4, votes_against=4), deciding.NoMajority),
        (deciding.Vote(present=0, votes_for=0, votes_against=0), deciding.VotesDiffer),
        (deciding.Vote(present=9, votes_for=5, votes_against=2, excluded=2), None),
    ],
)
def test_votes_come_to_those_who_were_there(
    session: Session, now: datetime, vote: deciding.Vote, refused: type[Refusal] | None
) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    a_meeting(session, fund, now - timedelta(days=1), at=now - timedelta(days=30))
    application = an_application(session, fund, at=now - timedelta(days=20))
    if refused is None:
        assert decide(session, application, vote=vote, at=now).excluded == 2
        return
    with pytest.raises(refused):
        decide(session, application, vote=vote, at=now)


def test_nothing_is_decided_before_the_meeting(session: Session, now: datetime) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    a_meeting(session, fund, now + timedelta(days=10), at=now)
    application = an_application(session, fund, at=now)
    with pytest.raises(deciding.NoMeeting):
        decide(session, application, at=now)


def test_the_last_cent_can_be_granted_and_not_one_more(session: Session, now: datetime) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now, amount=99_999)
    granted(session, fund, at=now)
    application = an_application(session, fund, at=now - timedelta(days=20))
    with pytest.raises(deciding.FundEmpty) as refusal:
        decide(session, application, at=now)
    assert "499.99 €" in str(refusal.value)
    decide(session, application, amount=49_999, at=now)
    assert balance(session, fund.years[0]).free == 0
    with pytest.raises(actions.LessThanPromised):
        actions.set_fund_year(session, fund, now.year, the_rules(amount=99_998), asker=None, at=now)


def test_more_than_was_asked_for_is_not_granted(session: Session, now: datetime) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    a_meeting(session, fund, now - timedelta(days=1), at=now - timedelta(days=30))
    application = an_application(session, fund, at=now - timedelta(days=20))
    for amount in (0, 50_001):
        with pytest.raises(deciding.AmountNeeded):
            decide(session, application, amount=amount, at=now)


def test_what_is_put_off_stands_on_the_next_agenda_and_a_no_ends_it(
    session: Session, now: datetime
) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    a_meeting(session, fund, now - timedelta(days=1), at=now - timedelta(days=30))
    later = a_meeting(session, fund, now + timedelta(days=28), at=now)
    application = an_application(session, fund, at=now - timedelta(days=20))
    decide(session, application, Outcome.DEFERRED, at=now)
    assert application.meeting is later
    decide(session, application, Outcome.REFUSED, at=now + timedelta(days=29))
    assert (application.status, application.granted) == ("refused", None)
    assert [each.outcome for each in application.decisions] == ["deferred", "refused"]


def test_money_is_paid_after_everything_was_seen_and_the_rest_is_free(
    session: Session, now: datetime
) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    application = granted(session, fund, at=now)

    def see(*seen: str) -> None:
        accounts.see_accounts(session, application, seen, timezone=ZONE, asker=None, at=now)

    def pay(amount: int) -> None:
        accounts.pay_application(session, application, amount, timezone=ZONE, asker=None, at=now)

    assert accounts.needed(application) == ["receipts", "hours", "photo", "logo"]
    see("receipts", "photo", "logo")
    with pytest.raises(accounts.NotAllSeen):
        pay(45_000)
    see("receipts", "hours", "photo", "logo")
    with pytest.raises(accounts.MoreThanGranted):
        pay(50_001)
    pay(45_001)
    assert balance(session, fund.years[0]) == (1_000_000, 45_001, 0, 954_999)
    with pytest.raises(accounts.NotGranted):
        pay(1)


def test_who_applied_is_forgotten_months_after_the_end(session: Session, now: datetime) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    application = granted(session, fund, at=now)
    assert forget_applicants(session, at=now + timedelta(days=900)) == 0  # accounts are still due
    deciding.withdraw_application(session, application, timezone=ZONE, asker=None, at=now)
    assert application.status == "lapsed"
    assert balance(session, fund.years[0]).free == 1_000_000
    contact = session.scalars(select(FundContact)).one()
    assert contact.delete_on == date(2027, 11, 24)
    assert forget_applicants(session, at=now + timedelta(days=364)) == 0
    assert forget_applicants(session, at=now + timedelta(days=365)) == 1
    session.expire_all()
    assert applying.contact_of(session, application) is None
    assert application.reference


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 31), 1, date(2026, 3, 1)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 10, 31), 13, date(2027, 12, 1)),
        (date(2024, 2, 29), 12, date(2025, 3, 1)),
    ],
)
def test_months_end_on_a_day_that_there_is(day: date, months: int, then: date) -> None:
    assert applying.months_after(day, months) == then


def test_a_wrong_entry_is_taken_back_and_stays_in_the_record(
    session: Session, now: datetime
) -> None:
    fund = a_fund(session, a_district(session, at=now), at=now)
    application = granted(session, fund, at=now)
    deciding.reopen_application(session, application, timezone=ZONE, asker=None, at=now)
    assert balance(session, fund.years[0]).free == 1_000_000
    decide(session, application, amount=40_000, at=now)
    assert [each.amount for each in application.decisions] == [50_000, 40_000]
    assert balance(session, fund.years[0]).committed == 40_000


def test_the_money_stands_in_the_measure_it_belongs_to(session: Session, now: datetime) -> None:
    district = a_district(session, at=now)
    fund = a_fund(session, district, at=now)
    measure = a_measure(session, district, at=now)
    application = granted(session, fund, at=now)
    carrying.link_measure(session, application, measure, asker=None, at=now)
    funds, own = measure.money
    assert (funds.programme, funds.granted) == (
        f"Verfügungsfonds Sonnenberg ({application.reference})",
        50_000,
    )
    assert (own.is_own, own.planned) == (True, 50_000)
    deciding.withdraw_application(session, application, timezone=ZONE, asker=None, at=now)
    assert [line.granted for line in measure.money] == [None, None]


def test_decisions_at_the_same_moment_never_promise_a_cent_twice(database_url: str) -> None:
    assert wrong_in(database_url, range(8)) == []


def test_what_was_handed_in_for_a_meeting_is_on_its_agenda_though_typed_in_afterwards(
    session: Session,
) -> None:
    fund = a_fund(session, a_district(session, at=at(1, 1)), at=at(1, 1))
    was = a_meeting(session, fund, at(4, 1, 16), at=at(1, 1))
    a_meeting(session, fund, at(6, 10, 16), at=at(1, 1))
    application = an_application(session, fund, at=at(4, 3), handed_in=at(3, 20))
    assert application.meeting is was
    decide(session, application, at=at(4, 3))
    assert queries.holding(application) is application.decisions[0]
    deciding.reopen_application(session, application, timezone=ZONE, asker=None, at=at(4, 4))
    assert queries.holding(application) is None
    assert [entry.at for entry in queries.reopened(session, application)] == [at(4, 4)]
    decide(session, application, amount=40_000, at=at(4, 5))
    assert queries.holding(application) is application.decisions[1]

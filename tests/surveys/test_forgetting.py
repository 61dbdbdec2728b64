"""Answers are deleted when the promised time is over, and not a day before."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from beteiligung.surveys.forgetting import FEW, forget_answers
from beteiligung.surveys.mixing import JUST_CAME, mix_noted
from beteiligung.surveys.models import Arrival, Change, Channel, Contact, Response, Survey
from beteiligung.surveys.recording import Submission, record_response
from tests.builders import a_district, a_survey, on_the_shelf

MONTHS = 12 * timedelta(days=30.4375)


def a_running_survey(session: Session, now: datetime, **head: Any) -> Survey:
    document = {**on_the_shelf("every_kind"), **head}
    return a_survey(session, a_district(session, at=now), document=document, at=now)


def answered(session: Session, survey: Survey, now: datetime, number: int = 1, **more: Any) -> None:
    submission = Submission(
        survey_id=survey.id,
        version_id=survey.versions[-1].id,
        notice_version=1,
        answers={"besuch": "ja"},
        key=str(UUID(int=number)),
        language="de",
        channel=Channel.WEB,
        **more,
    )
    record_response(session, submission, at=now)


def an_answered_survey(session: Session, now: datetime) -> Survey:
    survey = a_running_survey(session, now)
    answered(session, survey, now, contact={"name": "Erika Beispiel"})
    session.add(Arrival(survey_id=survey.id, code="", minute=now, n=1))
    session.flush()
    return survey


def how_many(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_answers_stay_until_their_months_after_the_close_are_over(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    assert survey.closes_at is not None
    forget_answers(session, at=survey.closes_at + timedelta(days=364))
    assert how_many(session, Response) == 1
    gone = forget_answers(session, at=survey.closes_at + timedelta(days=366))
    assert gone["response"] == 1
    assert how_many(session, Response) == 0


def test_of_two_promises_the_shorter_one_is_kept(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    survey.versions[-1].document = {**survey.versions[-1].document, "retention_months": 3}
    assert survey.closes_at is not None
    forget_answers(session, at=survey.closes_at + timedelta(days=92))
    assert how_many(session, Response) == 0


def test_contact_details_of_a_survey_go_on_one_day_with_its_answers(
    session: Session, now: datetime
):
    survey = an_answered_survey(session, now)
    answered(session, survey, now + timedelta(days=3), 2, contact={"name": "Ilse Beispiel"})
    days = set(session.scalars(select(Contact.delete_on)))
    assert len(days) == 1, "a day of one's own would tell when somebody answered"
    assert survey.closes_at is not None
    end = survey.closes_at + MONTHS
    forget_answers(session, at=end - timedelta(days=1))
    assert how_many(session, Contact) == 2
    forget_answers(session, at=end + timedelta(days=1))
    assert how_many(session, Contact) == 0


def test_contact_details_follow_a_survey_that_ends_on_another_day(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    assert survey.closes_at is not None
    survey.closes_at += timedelta(days=60)
    forget_answers(session, at=now)
    (day,) = session.scalars(select(Contact.delete_on))
    assert day >= (survey.closes_at + MONTHS).date()


def test_counts_of_arrivals_are_gone_after_two_days(session: Session, now: datetime):
    an_answered_survey(session, now)
    forget_answers(session, at=now + timedelta(hours=49))
    assert how_many(session, Arrival) == 0


def test_whoever_has_counted_deleted_answers_counts_anew(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    before = survey.generation
    forget_answers(session, at=now + timedelta(days=1000))
    assert survey.generation > before
    after = survey.generation
    forget_answers(session, at=now + timedelta(days=1001))
    assert survey.generation == after, "where nothing is left nothing is counted anew"


def test_who_agreed_to_a_change_is_forgotten_with_the_answers(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    session.add(
        Change(
            survey_id=survey.id, content_hash="x", reason="y", asked_who="Ines Amt", asked_at=now
        )
    )
    session.flush()
    assert forget_answers(session, at=now + timedelta(days=300))["change"] == 0
    assert forget_answers(session, at=now + timedelta(days=500))["change"] == 1


# ---- places that say too much --------------------------------------------------------------------


@pytest.fixture
def came_by_codes(session: Session, now: datetime) -> Survey:
    """A survey with 4 answers by one poster, 5 by another."""
    survey = a_running_survey(session, now)
    for number in range(FEW - 1):
        answered(session, survey, now, 100 + number, code="FEWWW")
    for number in range(FEW):
        answered(session, survey, now, 200 + number, code="FFFFF")
    session.add(Arrival(survey_id=survey.id, code="FEWWW", minute=now, n=FEW - 1))
    session.flush()
    return survey


def codes_of(session: Session) -> dict[str | None, int]:
    rows = session.execute(select(Response.code, func.count()).group_by(Response.code))
    return {row[0]: row[1] for row in rows}


def test_the_code_of_a_place_is_taken_off_where_few_share_it(
    session: Session, now: datetime, came_by_codes: Survey
):
    forget_answers(session, at=now + timedelta(days=1))
    assert codes_of(session) == {"FEWWW": 4, "FFFFF": 5}, "while it runs, others may come"
    before, end = came_by_codes.generation, came_by_codes.closes_at
    assert end is not None
    assert forget_answers(session, at=end)["code"] == FEW - 1
    assert codes_of(session) == {None: 4, "FFFFF": 5}
    assert how_many(session, Arrival) == 0, "minutes by code would name the place again"
    assert came_by_codes.generation > before
    assert forget_answers(session, at=end)["code"] == 0


def test_with_a_receipt_people_were_not_promised_that(session: Session, now: datetime):
    survey = a_running_survey(session, now, anonymity="receipt")
    answered(session, survey, now, code="FEWWW")
    forget_answers(session, at=now + timedelta(days=30))
    assert codes_of(session) == {"FEWWW": 1}


# ---- contact details stand in no order -----------------------------------------------------------


def test_contact_details_do_not_stay_in_the_order_in_which_they_came(
    session: Session, now: datetime
):
    survey = a_running_survey(session, now)
    for number in range(40):
        answered(session, survey, now, number, contact={"name": f"{number:02}"})
        session.flush()
        mix_noted(session, {survey.id: 1})
    place = "rowid" if session.get_bind().dialect.name == "sqlite" else "ctid"
    wanted = select(Contact.details).order_by(Contact.id)
    by_id = [details["name"] for details in session.scalars(wanted)]
    rows = session.scalars(select(Contact.id).order_by(literal_column(place)))
    found = {row.id: row.details["name"] for row in session.scalars(select(Contact))}
    by_place = [found[id_] for id_ in rows.all()]
    came = sorted(by_id)
    assert by_id != came
    assert by_place not in (came, came[::-1])
    assert not [id_ for id_ in found if id_.startswith(JUST_CAME)]


def test_what_is_mixed_is_neither_lost_nor_doubled(session: Session, now: datetime):
    survey = a_running_survey(session, now)
    for number in range(5):
        answered(session, survey, now, number, contact={"name": str(number)})
    forget_answers(session, at=now)
    names = sorted(details["name"] for details in session.scalars(select(Contact.details)))
    assert names == list("01234")

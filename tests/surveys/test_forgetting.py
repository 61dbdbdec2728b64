"""Answers are deleted when the promised time is over, and not a day before."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import Arrival, Channel, Contact, Response, Survey
from beteiligung.surveys.recording import Submission, record_response
from tests.builders import a_district, a_survey


def an_answered_survey(session: Session, now: datetime) -> Survey:
    survey = a_survey(session, a_district(session, at=now), at=now)
    version = survey.versions[-1]
    submission = Submission(
        survey_id=survey.id,
        version_id=version.id,
        notice_version=1,
        answers={"besuch": "ja"},
        contact={"name": "Erika Beispiel"},
        key="5b7f6d0e-5f0c-4c0a-9d55-0f6f6ad5a001",
        language="de",
        channel=Channel.WEB,
    )
    record_response(session, submission, at=now)
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


def test_contact_details_go_on_the_day_kept_with_them(session: Session, now: datetime):
    an_answered_survey(session, now)
    forget_answers(session, at=now + timedelta(days=365))
    assert how_many(session, Contact) == 1
    forget_answers(session, at=now + timedelta(days=366))
    assert how_many(session, Contact) == 0


def test_counts_of_arrivals_are_gone_after_two_days(session: Session, now: datetime):
    an_answered_survey(session, now)
    forget_answers(session, at=now + timedelta(hours=49))
    assert how_many(session, Arrival) == 0


def test_whoever_has_counted_deleted_answers_counts_anew(session: Session, now: datetime):
    survey = an_answered_survey(session, now)
    before = survey.generation
    forget_answers(session, at=now + timedelta(days=1000))
    assert survey.generation > before

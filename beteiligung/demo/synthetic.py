"""Invented answers in any number to any survey, for load and dashboards."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.demo import figures
from beteiligung.demo.answers import answered
from beteiligung.demo.crowd import Person, moments, people
from beteiligung.districts.models import District
from beteiligung.errors import OperatorError
from beteiligung.surveys import queries
from beteiligung.surveys.models import Channel, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.recording import Submission, record_many

BATCH = 2000  # answers in one transaction: residents' own answers get their turn in between


def add(store: Store, slug: str, n: int, *, at: datetime, timezone: str = "Europe/Berlin") -> int:
    """Add ``n`` complete answers to a published survey, district by district; how many."""
    rng = Random(f"{slug} {n}")
    added = 0
    while added < n:
        with store.writing() as session:
            added += _batch(session, rng, slug, min(BATCH, n - added), (at, timezone))
    return added


def _batch(session: Session, rng: Random, slug: str, n: int, now: tuple[datetime, str]) -> int:
    survey = queries.survey_at(session, slug)
    version = queries.newest_version(session, survey) if survey else None
    if survey is None or version is None or survey.opens_at is None:
        message = f"There is no published survey {slug}."
        raise OperatorError(message)
    at, timezone = now
    until = min(survey.closes_at or at, at)
    opens_at = min(survey.opens_at, until - timedelta(hours=25))
    times = moments(rng, n, opens_at=opens_at, until=until, timezone=timezone)
    submissions = _submissions(rng, survey, version, times)
    return record_many(session, sorted(submissions, key=lambda pair: pair[1]))


def _submissions(
    rng: Random, survey: Survey, version: SurveyVersion, times: list[datetime]
) -> Iterator[tuple[Submission, datetime]]:
    questionnaire = read(version.document)
    districts: list[District | None] = [*survey.districts] or [None]
    for at, district in enumerate(districts):
        share = times[at :: len(districts)]
        slug, where = ("", None) if district is None else (district.slug, district.id)
        crowd = people(rng, slug, figures.CHANNELS, share)
        yield from _of(rng, questionnaire, version, crowd, where)


def _of(
    rng: Random,
    questionnaire: Questionnaire,
    version: SurveyVersion,
    crowd: list[Person],
    district_id: int | None,
) -> Iterator[tuple[Submission, datetime]]:
    for person, given in zip(crowd, answered(rng, questionnaire, crowd), strict=True):
        offered = person.language in version.locales
        submission = Submission(
            survey_id=version.survey_id,
            version_id=version.id,
            notice_version=version.notice_version,
            answers=given,
            key=str(uuid4()),
            language=person.language if offered else str(version.locales[0]),
            channel=Channel(person.channel),
            district_id=district_id,
        )
        yield submission, person.at

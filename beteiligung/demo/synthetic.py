"""Invented answers in any number to any survey, for load and dashboards."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.demo import figures
from beteiligung.demo.answers import answered
from beteiligung.demo.crowd import Person, moments, people
from beteiligung.errors import OperatorError
from beteiligung.surveys import queries
from beteiligung.surveys.models import Channel, Response, SurveyVersion
from beteiligung.surveys.places import limited_among
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.recording import Submission
from beteiligung.surveys.recording_many import record_many, repeat_many

BATCH = 2000  # answers in one transaction: residents' own answers get their turn in between
DIFFERENT = 10_000  # people who are thought up


@dataclass(frozen=True, slots=True)
class Town:
    """Where a survey's invented people live, and when they answer."""

    rng: Random
    questionnaire: Questionnaire
    version: SurveyVersion
    districts: Sequence[tuple[str, int | None]]  # short name and id
    span: tuple[datetime, datetime]
    timezone: str

    def batch(self, n: int) -> list[tuple[Submission, datetime]]:
        """So many filled questionnaires, in the order in which they came."""
        opens_at, until = self.span
        times = moments(self.rng, n, opens_at=opens_at, until=until, timezone=self.timezone)
        found: list[tuple[Submission, datetime]] = []
        for place, (slug, district) in enumerate(self.districts):
            share = times[place :: len(self.districts)]
            found += self._of(people(self.rng, slug, figures.CHANNELS, share), district)
        return sorted(found, key=lambda pair: pair[1])

    def _of(
        self, crowd: list[Person], district_id: int | None
    ) -> Iterator[tuple[Submission, datetime]]:
        version = self.version
        sets = answered(self.rng, self.questionnaire, crowd)
        for person, given in zip(crowd, sets, strict=True):
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


def _to_nobody(_size: int) -> None:
    """Nobody waits for the end."""


def add(
    store: Store,
    slug: str,
    n: int,
    *,
    at: datetime,
    timezone: str = "Europe/Berlin",
    told: Callable[[int], object] = _to_nobody,
) -> int:
    """Add ``n`` complete answers to a published survey, district by district; how many.

    ``told`` hears of each batch that is kept, by its size. Whoever comes after the first 10,000
    answers as one of them did: shares stay as they are, and a million takes a minute.
    """
    with store.reading() as session:
        town = _town(session, slug, at=at, timezone=timezone)
        alone = limited_among(session, [town.version.survey_id])  # each must take its places
    ids: list[int] = []
    added = 0
    while added < n:
        size = min(BATCH, n - added)
        if added < DIFFERENT or alone:
            ids += _think_up(store, town.batch(size))
        else:
            size = min(size, len(ids))
            _repeat(store, town.rng.sample(ids, size))
        told(size)
        added += size
    return added


def _think_up(store: Store, batch: Sequence[tuple[Submission, datetime]]) -> Sequence[int]:
    """Keep these answers; their ids."""
    keys = [submission.key for submission, _ in batch]
    with store.writing() as session:
        record_many(session, batch)
        return session.scalars(select(Response.id).where(Response.key.in_(keys))).all()


def _repeat(store: Store, ids: Sequence[int]) -> None:
    """Keep what was answered once more, under other keys."""
    # The keys of a batch begin alike, so that they stand together in the index of keys.
    beginning = str(uuid4()).rpartition("-")[0] + "-"
    with store.writing() as session:
        repeat_many(session, ids, beginning)


def _town(session: Session, slug: str, *, at: datetime, timezone: str) -> Town:
    survey = queries.survey_at(session, slug)
    version = queries.newest_version(session, survey) if survey else None
    if survey is None or version is None or survey.opens_at is None:
        message = f"There is no published survey {slug}."
        raise OperatorError(message)
    until = min(survey.closes_at or at, at)
    return Town(
        rng=Random(f"{slug} {at}"),
        questionnaire=read(version.document),
        version=version,
        districts=[(each.slug, each.id) for each in survey.districts] or [("", None)],
        span=(min(survey.opens_at, until - timedelta(hours=25)), until),
        timezone=timezone,
    )

"""Columns that are kept beside the answers: the same as counted anew, and gone with any answer."""

import math
import zlib
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.surveys import columns as module
from beteiligung.surveys import encoding
from beteiligung.surveys.columns import Columns, columns, keep_columns
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import CountedPart, Response, Survey
from beteiligung.surveys.settled import count_anew
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import OPENED, Given

# On PostgreSQL the newest thousand answers are never settled: too many for a test.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WORDS = "Die Laterne am Kinderspielplatz"


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part is ten answers, so that a test need not invent fifty thousand."""
    for place in (module, encoding):
        monkeypatch.setattr(place, "PART", 10)


@pytest.fixture
def survey(store: Store, small_parts: None) -> Survey:
    """34 people, in five languages, with numbers, days, several answers and words."""
    del small_parts
    rng = Random("parts")
    with store.writing() as session:
        survey = counting.survey(session, on_the_shelf("every_kind"))
        counting.answer(session, survey, *(somebody(rng) for _ in range(34)))
    return survey


def somebody(rng: Random) -> Given:
    return Given(
        {
            "eins": rng.choice(["a", "b", "neu", None]),
            "mehrere": rng.choice([["m"], ["n", "o"], None]),
            "zahl": rng.randint(0, 99),
            "tag": f"2026-11-{rng.randint(10, 28)}",
            "worte": WORDS,
        },
        language=rng.choice(["de", "ar", "uk", "ru", "en"]),
        hour=OPENED + timedelta(hours=rng.randrange(99)),
        code=rng.choice([None, "7F3K2"]),
    )


def cold(store: Store) -> Columns:
    """What a worker counts that has just started."""
    other = Store(store.url.render_as_string(hide_password=False))
    with other.reading() as session:
        found = columns(session, session.scalars(select(Survey)).one())
    other.dispose()
    return found


def as_lists(found: Columns) -> dict[str, object]:
    """Everything in the columns, so that it can be compared; NaN as none."""
    labels = (found.district, found.language, found.channel, found.code, found.status)
    return {
        "ids": found.ids.tolist(),
        "hours": found.hours.tolist(),
        "codes": {key: column.tolist() for key, column in found.codes.items()},
        "numbers": {
            key: [None if math.isnan(value) else value for value in column.tolist()]
            for key, column in found.numbers.items()
        },
        "labels": [[each.values[place] for place in each.places.tolist()] for each in labels],
    }


def parts(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CountedPart)) or 0


@on_sqlite
def test_a_worker_that_starts_counts_from_parts_what_it_would_count_anew(
    store: Store, survey: Survey
):
    anew = as_lists(cold(store))
    assert keep_columns(store, survey.slug) == 3
    assert as_lists(cold(store)) == anew
    with store.writing() as session:
        counting.answer(session, session.merge(survey), *[Given({"eins": "b"}, language="fa")] * 8)
    assert keep_columns(store) == 1
    from_parts = as_lists(cold(store))
    with store.writing() as session:
        assert parts(session) == 4
        session.execute(delete(CountedPart))
    assert as_lists(cold(store)) == from_parts


@on_sqlite
def test_parts_are_really_read(store: Store, survey: Survey):
    keep_columns(store)
    with store.writing() as session:  # as nobody would: behind the back of the generation
        session.execute(delete(Response).where(Response.survey_id == survey.id))
    assert cold(store).size == 30


def test_no_word_that_somebody_wrote_is_in_a_part(store: Store, survey: Survey):
    keep_columns(store, survey.slug)
    with store.reading() as session:
        for part in session.scalars(select(CountedPart)):
            assert WORDS.encode() not in zlib.decompress(part.content)


def test_when_an_answer_is_withdrawn_no_part_stays(store: Store, survey: Survey):
    keep_columns(store)
    with store.writing() as session:
        count_anew(session, survey.id)
    with store.reading() as session:
        assert parts(session) == 0
    assert cold(store).size == 34


def test_when_answers_are_forgotten_no_part_stays(store: Store, survey: Survey):
    keep_columns(store)
    with store.writing() as session:
        session.get_one(Survey, survey.id).closes_at = OPENED + timedelta(days=1)
    with store.writing() as session:
        forget_answers(session, at=OPENED + timedelta(days=800))
        assert parts(session) == 0
    assert cold(store).size == 0


@on_sqlite
def test_a_part_made_for_another_version_is_never_taken_and_goes(store: Store, survey: Survey):
    keep_columns(store)
    longer = counting.changed(on_the_shelf("every_kind"), "zahl", max=200)
    with store.writing() as session:
        now = session.get_one(Survey, survey.id)
        counting.publish(now, longer)
    with store.writing() as session:  # which no worker may still count from
        session.execute(delete(Response).where(Response.survey_id == survey.id))
        counting.answer(session, session.get_one(Survey, survey.id), *[Given(version=2)] * 12)
    assert cold(store).size == 12
    assert keep_columns(store) == 1
    with store.reading() as session:
        assert parts(session) == 1


@on_sqlite
def test_nothing_is_kept_of_a_survey_that_has_changed_meanwhile(
    store: Store, survey: Survey, monkeypatch: pytest.MonkeyPatch
):
    part = encoding.Table.part

    def while_somebody_withdraws(table: encoding.Table, after: int, upto: int) -> object:
        with store.writing() as session:
            count_anew(session, survey.id)
        return part(table, after, upto)

    monkeypatch.setattr(encoding.Table, "part", while_somebody_withdraws)
    assert keep_columns(store) == 0

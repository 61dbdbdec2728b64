"""Where places are limited, exactly so many answers count, however many come at once."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel, Quota, Response, Survey
from beteiligung.surveys.places import OVER, Limit, SurveyFull, give_back_places, set_places
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.recording import AlreadyCounted, Submission
from beteiligung.surveys.recording_many import record_many
from tests.conftest import Clock
from tests.surveys.conftest import responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
Given = Callable[..., Submission]
ONE = "/en/umfrage/eine-antwort"
DESK = "/verwaltung/umfragen/eine-antwort/"


@pytest.fixture
def given(running: Running, store: Store) -> Given:
    """Makes answers of one more person: ``given(weg="rad")``."""
    survey = running("single")
    with store.reading() as session:
        version = newest_version(session, survey)
    assert version is not None

    def make(key: str = "", *, late: bool = False, **answers: Any) -> Submission:
        return Submission(
            survey_id=survey.id,
            version_id=version.id,
            notice_version=1,
            answers=answers or {"weg": "rad"},
            key=key or str(uuid.uuid4()),
            language="uk",
            channel=Channel.WEB,
            is_late=late,
        )

    return make


@pytest.fixture
def limited(store: Store, given: Given, now: datetime) -> Callable[..., None]:
    """Limits the survey's places: ``limited(Limit(10))``."""

    def limit(*limits: Limit, target: int | None = None) -> None:
        with store.writing() as session:
            survey = session.get(Survey, given().survey_id)
            assert survey is not None
            set_places(session, survey, limits, target=target, asker=None, at=now)

    return limit


def taken(store: Store) -> list[int]:
    with store.reading() as session:
        return list(session.scalars(select(Quota.taken).order_by(Quota.question, Quota.id)))


def counting(store: Store) -> int:
    with store.reading() as session:
        wanted = select(func.count()).where(Response.set_aside_because.is_(None))
        return session.scalar(wanted) or 0


def outcome(keeping: Keeping, submission: Submission, at: datetime) -> str:
    try:
        return "kept" if keeping.keep(submission, at=at) else "known"
    except SurveyFull:
        return "full"


def test_five_hundred_at_once_for_the_last_ten_places_are_ten(
    settings: Settings, store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(10))
    # Each has a pool and a queue of its own, as a worker process has.
    stores = [Store(settings.database_url) for _ in range(4)]
    workers = [Keeping(one) for one in stores]
    people = [(workers[number % 4], given()) for number in range(500)]
    with ThreadPoolExecutor(32) as crowd:
        results = list(crowd.map(lambda pair: outcome(pair[0], pair[1], now), people))
    for one in stores:
        one.dispose()
    assert (results.count("kept"), results.count("full")) == (10, 490)
    assert counting(store) == 10
    assert taken(store) == [10]


def test_places_of_several_limits_are_taken_together_or_not_at_all(
    store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(5), Limit(2, "weg", "rad"), Limit(4, "weg", "fuss"))
    keeping = Keeping(store)
    ways = ["rad", "rad", "rad", "fuss", "fuss", "anders", "fuss"]
    results = [outcome(keeping, given(weg=way), now) for way in ways]
    assert results == ["kept", "kept", "full", "kept", "kept", "kept", "full"]
    assert taken(store) == [5, 2, 2]
    assert counting(store) == 5


def test_a_repeat_takes_no_second_place(
    store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(3))
    keeping, key = Keeping(store), str(uuid.uuid4())
    results = [outcome(keeping, given(key), now) for _ in range(3)]
    assert results == ["kept", "known", "known"]
    with pytest.raises(AlreadyCounted):
        keeping.keep(given(key, weg="fuss"), at=now)
    assert taken(store) == [1]


def test_a_repeat_from_two_workers_at_once_is_one_answer(
    settings: Settings, store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(100))
    stores = [Store(settings.database_url) for _ in range(4)]
    workers = [Keeping(one) for one in stores]
    keys = [str(uuid.uuid4()) for _ in range(20)]
    people = [(worker, given(key)) for key in keys for worker in workers]
    with ThreadPoolExecutor(16) as crowd:
        results = list(crowd.map(lambda pair: outcome(pair[0], pair[1], now), people))
    for one in stores:
        one.dispose()
    assert (results.count("kept"), results.count("known")) == (20, 60)
    assert taken(store) == [20]


def test_a_place_that_is_given_back_can_be_taken_again(
    store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(1), Limit(1, "weg", "rad"))
    keeping, first = Keeping(store), given()
    assert outcome(keeping, first, now) == "kept"
    assert outcome(keeping, given(), now) == "full"
    with store.writing() as session:
        give_back_places(session, first.survey_id, first.answers, at=now)
    assert outcome(keeping, given(), now) == "kept"
    assert taken(store) == [1, 1]


def test_answers_that_are_there_take_places(
    store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    keeping = Keeping(store)
    for way in ("rad", "rad", "fuss"):
        keeping.keep(given(weg=way), at=now)
    limited(Limit(5), Limit(2, "weg", "rad"))
    assert taken(store) == [3, 2]
    assert outcome(keeping, given(weg="rad"), now) == "full"


def test_what_was_given_without_a_net_is_kept_over_the_quota(
    store: Store, given: Given, limited: Callable[..., None], now: datetime
):
    limited(Limit(1))
    keeping = Keeping(store)
    assert keeping.keep(given(late=True), at=now) is True
    assert keeping.keep(given(late=True), at=now) is True
    assert [row.set_aside_because for row in responses(store)] == [None, OVER]
    with store.writing() as session:
        record_many(session, [(given(), now)])
    assert [row.set_aside_because for row in responses(store)] == [None, OVER, OVER]
    assert (taken(store), counting(store)) == ([1], 1)


def test_a_survey_without_limits_keeps_an_answer_with_one_statement(
    store: Store, given: Given, now: datetime
):
    said: list[str] = []

    def listen(_c: object, _u: object, statement: str, *_: object) -> None:
        said.append(statement.split(maxsplit=1)[0])

    event.listen(store.engine, "before_cursor_execute", listen)
    Keeping(store).keep(given(), at=now)
    assert said == ["INSERT"]


# ---- what people see -----------------------------------------------------------------------------


def test_a_full_survey_thanks_and_says_when_results_come(
    visitor: Visitor, limited: Callable[..., None], clock: Clock, app: Flask
):
    limited(Limit(1))
    clock.passes(minutes=1)
    app.extensions["shelf"].forget()
    late = visitor.get(ONE).choose("zu Fuß")
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    page = late.submit("Send answers", 410)
    page.sees("Enough people have answered", "The results are shown here from January 4, 2027 on.")
    app.extensions["shelf"].forget()
    visitor.get(ONE, 410).sees("All places are taken. Thank you for wanting to take part.")


def test_other_workers_see_within_a_moment_that_a_survey_is_full(
    settings: Settings,
    visitor: Visitor,
    limited: Callable[..., None],
    clock: Clock,
    app: Flask,
):
    limited(Limit(1))
    clock.passes(minutes=1)
    other = create_app(settings, now=clock)
    elsewhere = Visitor(other)
    elsewhere.get(ONE).sees("Wie kommen Sie zum Markt?")
    app.extensions["shelf"].forget()
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    other.extensions["shelf"].forget()
    elsewhere.get(ONE, 410).sees("Enough people have answered")
    other.extensions["ledger"].close()
    other.extensions["store"].dispose()


def test_too_many_with_one_answer_are_told_so(
    visitor: Visitor, limited: Callable[..., None], store: Store
):
    limited(Limit(0, "weg", "rad"))
    visitor.get(ONE).choose("mit dem Rad").submit("Send answers", 410).sees("yours are not stored")
    visitor.get(ONE).choose("zu Fuß").submit("Send answers").sees("Thank you!")
    assert len(responses(store)) == 1


@pytest.mark.usefixtures("given")
def test_managers_set_a_target_and_places_and_see_how_far_they_are(
    manager: Visitor, visitor: Visitor
):
    manager.get(DESK).misses("Target:")
    page = manager.get(DESK + "plaetze").fill("target", "200").fill("overall", "50")
    page = page.fill("answer", "weg:rad").fill("places", "2").submit("Save")
    assert page.value("limit_2") == "2"
    visitor.get(ONE).choose("mit dem Rad").submit("Send answers")
    page = manager.get(DESK).sees("1 of 200 answers", "All answers", "1 of 50", "1 of 2")
    page = manager.get(DESK + "plaetze").sees("1 place is taken.")
    page.fill("limit_2", "").fill("overall", "").submit("Save")
    manager.get(DESK).misses("All answers").sees("1 of 200 answers")


@pytest.mark.usefixtures("given")
@pytest.mark.parametrize("number", ["-1", "zehn", "1000001"])
def test_places_are_whole_numbers(manager: Visitor, number: str):
    page = manager.get(DESK + "plaetze").fill("overall", number).submit("Save", 422)
    assert page.error("overall")
    assert page.value("overall") == number

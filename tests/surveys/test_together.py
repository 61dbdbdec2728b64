"""Answers that arrive together share a commit, and nothing else."""

import threading
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from beteiligung.db import Store
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel, Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.recording import AlreadyCounted, Submission, SurveyClosed
from tests.surveys.conftest import responses

MANY = 6


@pytest.fixture
def submission(running: Callable[..., Survey], store: Store) -> Callable[[], Submission]:
    """Makes answers of one more person."""
    survey = running("single")
    with store.reading() as session:
        version = newest_version(session, survey)
    assert version is not None
    version_id = version.id

    def make() -> Submission:
        return Submission(
            survey_id=survey.id,
            version_id=version_id,
            notice_version=1,
            answers={"weg": "rad"},
            key=str(uuid.uuid4()),
            language="uk",
            channel=Channel.WEB,
        )

    return make


def together(store: Store, calls: Sequence[Callable[[], bool]]) -> list[Any]:
    """What each of these calls gives or raises, if all wait for the same turn to write."""

    def outcome(call: Callable[[], bool]) -> object:
        try:
            return call()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test compares it
            return error

    with ThreadPoolExecutor(len(calls)) as people:
        if store.turn is not None:
            store.turn.take()
        arriving = [people.submit(outcome, call) for call in calls]
        if store.turn is not None:
            time.sleep(0.2)
            store.turn.give()
        return [arrived.result() for arrived in arriving]


def test_all_who_wait_for_a_turn_are_kept_in_one_commit(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    keeping = Keeping(store)
    people = [submission() for _ in range(MANY)]
    kept = together(store, [partial(keeping.keep, it, at=now) for it in people])
    assert kept == [True] * MANY
    assert {row.key for row in responses(store)} == {it.key for it in people}
    assert len(commits) == 1 if store.sqlite else 1 <= len(commits) <= MANY


def test_a_refusal_is_for_one_person_alone(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    keeping = Keeping(store)
    times = [now, now + timedelta(days=400), now]
    calls = [partial(keeping.keep, submission(), at=at) for at in times]
    first, late, second = together(store, calls)
    assert (first, second) == (True, True)
    assert isinstance(late, SurveyClosed)
    assert len(responses(store)) == 2


def test_nobody_is_thanked_for_what_is_not_kept_and_all_can_send_again(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    keeping = Keeping(store)
    calls = [partial(keeping.keep, submission(), at=now) for _ in range(MANY)]
    with store.writing() as session:
        session.execute(text("alter table response rename to gone"))
    assert all(isinstance(found, SQLAlchemyError) for found in together(store, calls))
    with store.writing() as session:
        session.execute(text("alter table gone rename to response"))
    assert together(store, calls) == [True] * MANY


def test_a_form_that_is_sent_twice_at_once_counts_once(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    keeping, mine, other = Keeping(store), submission(), submission()
    contact = replace(mine, contact={"e_mail": "somebody@example.org"})
    calls = [partial(keeping.keep, it, at=now) for it in (mine, mine, contact, other)]
    outcomes = together(store, calls)
    assert outcomes[3] is True
    assert sorted(map(repr, outcomes[:3])) == ["False", "False", "True"]
    assert {row.key for row in responses(store)} == {mine.key, other.key}


def test_other_answers_under_the_same_key_are_set_aside_and_no_one_else_notices(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    keeping, mine, others = Keeping(store), submission(), [submission() for _ in range(3)]
    changed = replace(mine, answers={"weg": "auto"})
    calls = [partial(keeping.keep, it, at=now) for it in (*others, mine, changed)]
    outcomes = together(store, calls)
    assert outcomes[:3] == [True] * 3
    assert sum(it is True for it in outcomes[3:]) == 1
    assert sum(isinstance(it, AlreadyCounted) for it in outcomes[3:]) == 1
    assert len(responses(store)) == 4


def test_whoever_writes_waits_for_those_who_are_nearly_there(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    commits: list[object] = []
    event.listen(store.engine, "commit", commits.append)
    keeping, reading = Keeping(store), threading.Event()

    def slowly(it: Submission) -> bool:
        with keeping.reading():
            reading.set()
            time.sleep(0.005)  # while the first is ready to write
            return keeping.keep(it, at=now)

    with ThreadPoolExecutor(2) as people:
        second = people.submit(slowly, submission())
        reading.wait()
        assert people.submit(keeping.keep, submission(), at=now).result()
        assert second.result()
    assert len(commits) == 1


def test_nobody_waits_long_for_somebody_who_never_gets_there(
    store: Store, submission: Callable[[], Submission], now: datetime
):
    keeping, gone, done = Keeping(store), threading.Event(), threading.Event()

    def never() -> None:
        with keeping.reading():
            gone.set()
            done.wait()

    with ThreadPoolExecutor(1) as people:
        people.submit(never)
        gone.wait()
        assert keeping.keep(submission(), at=now)
        done.set()

"""Every answer counts exactly once, however often and however fast it is sent."""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.surveys.models import Channel, Contact, SetAside, Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.surveys.recording import AlreadyCounted, Submission, record_response
from tests.surveys.conftest import answers, responses
from tests.visitor import OWN_PAGE, Visitor

Running = Callable[..., Survey]
ONE = "/en/umfrage/eine-antwort"
KEY = "7d8f5a3e-4f1c-4c0e-9a52-1f6f0c3f2a11"
MANY = 20


def set_aside(store: Store) -> list[SetAside]:
    with store.reading() as session:
        return list(session.scalars(select(SetAside)))


def at_once(app: Flask, forms: list[dict[str, str]]) -> list[int]:
    """Send all of these forms in the same moment, each from a browser of its own."""
    together = Barrier(len(forms))

    def send(form: dict[str, str]) -> int:
        client = app.test_client()
        together.wait()
        return client.post(ONE, data=form, headers=OWN_PAGE).status_code

    with ThreadPoolExecutor(len(forms)) as people:
        return list(people.map(send, forms))


def test_a_double_click_is_one_answer(visitor: Visitor, running: Running, store: Store):
    running("single")
    page = visitor.get(ONE).choose("zu Fuß")
    for _ in range(3):
        page.submit("Send answers").sees("Thank you! Your answers have arrived.")
    assert len(responses(store)) == 1
    assert set_aside(store) == []


def test_a_key_in_capitals_is_the_same_key(visitor: Visitor, running: Running, store: Store):
    running("single")
    for key in (KEY, KEY.upper(), f"{{{KEY}}}"):
        visitor.post(ONE, {"key": key, "weg": "fuss"})
    assert [kept.key for kept in responses(store)] == [KEY]


def test_two_people_with_equal_answers_are_two(visitor: Visitor, running: Running, store: Store):
    running("single")
    for _ in range(2):
        visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    assert len(responses(store)) == 2


def test_the_same_key_with_other_answers_is_set_aside_and_said(
    visitor: Visitor, running: Running, store: Store
):
    running("single")
    page = visitor.get(ONE)
    page.choose("zu Fuß").submit("Send answers")
    again = page.choose("mit dem Rad").submit("Send answers", 422)
    again.sees("Your first answers are already counted.", "please start anew")
    assert answers(store) == {"weg": "fuss"}
    (other,) = set_aside(store)
    assert (other.answers, other.reason) == ({"weg": "rad"}, "same key, other answers")


def test_one_key_belongs_to_one_survey(visitor: Visitor, running: Running, store: Store):
    running("single")
    running("number")
    visitor.post(ONE, {"key": KEY, "weg": "rad"})
    visitor.post("/en/umfrage/eine-zahl", {"key": KEY}, 422)
    assert len(responses(store)) == 1
    assert len(set_aside(store)) == 1


def test_twenty_equal_answers_at_once_are_one(app: Flask, running: Running, store: Store):
    running("single")
    assert at_once(app, [{"key": KEY, "weg": "fuss"}] * MANY) == [303] * MANY
    assert len(responses(store)) == 1
    assert set_aside(store) == []


def test_of_twenty_different_answers_with_one_key_one_counts(
    app: Flask, running: Running, store: Store
):
    running("single")
    forms = [
        {"key": KEY, "weg": "anders", "weg__anders": f"Weg {number}"} for number in range(MANY)
    ]
    assert sorted(at_once(app, forms)) == [303] + [422] * (MANY - 1)
    kept = answers(store)["weg__anders"]
    others = {row.answers["weg__anders"] for row in set_aside(store)}
    assert len(others) == MANY - 1
    assert kept not in others


def test_twenty_people_at_once_are_twenty(app: Flask, running: Running, store: Store):
    running("single")
    forms = [{"key": str(uuid.uuid4()), "weg": "rad"} for _ in range(MANY)]
    assert at_once(app, forms) == [303] * MANY
    assert len(responses(store)) == MANY


def test_a_way_to_reach_somebody_is_kept_once(visitor: Visitor, running: Running, store: Store):
    running("every_kind")
    page = visitor.get("/en/umfrage/jede-art").fill("name", "Frau Beispiel")
    page.submit("Send answers")
    page.submit("Send answers")
    with store.reading() as session:
        assert [row.details for row in session.scalars(select(Contact))] == [
            {"name": "Frau Beispiel"}
        ]


def test_a_repeat_is_known_and_a_change_refused_for_every_way_in(
    running: Running, store: Store, now: datetime
):
    survey = running("single")
    with store.reading() as session:
        version = newest_version(session, survey)
    assert version is not None
    version_id = version.id

    def submission(**answers: str) -> Submission:
        return Submission(
            survey_id=survey.id,
            version_id=version_id,
            notice_version=1,
            answers=answers,
            key=KEY,
            language="ar",
            channel=Channel.TABLET,
        )

    with store.writing() as session:
        assert record_response(session, submission(weg="rad"), at=now) is True
        assert record_response(session, submission(weg="rad"), at=now) is False
        with pytest.raises(AlreadyCounted):
            record_response(session, submission(weg="fuss"), at=now)
    assert answers(store) == {"weg": "rad"}

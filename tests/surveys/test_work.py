"""The calculation against mass voting: each counts once, for its survey, for half an hour."""

import json
import uuid
from collections.abc import Callable
from typing import Any

import altcha
import pytest
from sqlalchemy import select

from beteiligung.abuse import work
from beteiligung.abuse.gate import Gate
from beteiligung.abuse.marks import Mark
from beteiligung.db import Store
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.places import Limit, limits_of, set_places
from tests.conftest import Clock
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
ONE = "/de/umfrage/eine-antwort"
DESK = "/verwaltung/umfragen/eine-antwort"
SECRET = b"a secret"


def solution(said: dict[str, Any]) -> str:
    """What a phone makes of a challenge."""
    found = altcha.solve_challenge(altcha.Challenge.from_dict(said))
    assert found is not None
    return json.dumps({"challenge": said, "solution": found.to_dict()})


@pytest.fixture
def gate(clock: Clock) -> Gate:
    return Gate(clock)


# ---- by itself -----------------------------------------------------------------------------------


def test_a_calculation_counts_once(gate: Gate, clock: Clock):
    done = solution(work.challenge(gate, SECRET, 1, clock()))
    assert work.solved(gate, SECRET, 1, done, clock())
    assert not work.solved(gate, SECRET, 1, done, clock())


def test_a_calculation_is_for_one_survey_one_half_hour_and_one_memory(gate: Gate, clock: Clock):
    done = solution(work.challenge(gate, SECRET, 1, clock()))
    assert not work.solved(gate, SECRET, 2, done, clock())
    assert not work.solved(gate, b"another secret", 1, done, clock())
    assert not work.solved(Gate(clock), SECRET, 1, done, clock())  # after a restart
    begun = clock()
    clock.passes(minutes=30)
    assert not work.solved(gate, SECRET, 1, done, clock())
    assert work.solved(gate, SECRET, 1, done, begun)  # all these refusals used nothing up


def test_a_challenge_does_not_hold_its_solution(gate: Gate, clock: Clock):
    """The trap of the library: with the whole key as prefix nobody has to calculate."""
    said = work.challenge(gate, SECRET, 1, clock())
    asked = said["parameters"]
    assert len(asked["keyPrefix"]) == asked["keyLength"]  # in hex: half of the key
    for key in (asked["keyPrefix"], asked["keyPrefix"] * 2, asked["keyPrefix"] + "0" * 32, ""):
        lazy = {"challenge": said, "solution": {"counter": 0, "derivedKey": key}}
        assert not work.solved(gate, SECRET, 1, json.dumps(lazy), clock())


@pytest.mark.parametrize(
    "change",
    [
        {"keyPrefix": ""},
        {"data": {"for": 2, "until": 9999999999, "memory": ""}},
        {"keySignature": None},
    ],
)
def test_a_challenge_made_easier_by_hand_is_worth_nothing(
    gate: Gate, clock: Clock, change: dict[str, Any]
):
    said = work.challenge(gate, SECRET, 1, clock())
    easier = {**said, "parameters": {**said["parameters"], **change}}
    assert not work.solved(gate, SECRET, 1, solution(easier), clock())


@pytest.mark.parametrize(
    "sent", ["", "x", "{}", "[]", "null", '{"challenge": 1}', "[" * 4000, '{"challenge": {}}']
)
def test_nonsense_is_no_calculation(gate: Gate, clock: Clock, sent: str):
    assert not work.solved(gate, SECRET, 1, sent, clock())


def test_it_costs_more_while_many_answers_come_whoever_asks(gate: Gate, clock: Clock):
    before = work.tries(gate.a_minute(1))
    for number in range(70):
        gate.arrive(1, f"192.0.2.{number}", 0)
    assert work.tries(gate.a_minute(1)) > before
    assert work.tries(gate.a_minute(2)) == before
    # What it costs whoever votes in masses; P24 proves that a phone bears it.
    assert 1_000_000 <= work.ROUNDS * work.tries(10**9) <= 1_500_000
    clock.passes(minutes=1)
    assert work.tries(gate.a_minute(1)) == before


# ---- in a survey ---------------------------------------------------------------------------------


def kept(store: Store) -> list[tuple[bool, bool]]:
    """Of each answer: whether it counts, and whether it is marked as without a calculation."""
    with store.reading() as session:
        found = session.scalars(select(Response).order_by(Response.id))
        return [(r.set_aside_because is None, bool((r.marks or 0) & Mark.WORKLESS)) for r in found]


def sent(visitor: Visitor, **more: str) -> None:
    visitor.post(ONE, {"key": str(uuid.uuid4()), "weg": "rad", **more})


def asked(visitor: Visitor) -> dict[str, Any]:
    return dict(json.loads(visitor.client.get(f"{ONE}/aufgabe").data))


def test_it_is_off_until_a_manager_turns_it_on(
    visitor: Visitor, manager: Visitor, running: Running, store: Store, clock: Clock
):
    running("single")
    assert visitor.client.get(f"{ONE}/aufgabe").status_code == 204
    assert "data-work" not in visitor.get(ONE).body.decode()
    sent(visitor)
    manager.get(f"{DESK}/schutz").press(f"{DESK}/schutz/rechnung")
    assert "data-work" in visitor.get(ONE).body.decode()
    sent(visitor)
    clock.passes(seconds=1)
    manager.get(f"{DESK}/schutz").press(f"{DESK}/schutz/rechnung")
    sent(visitor)
    assert kept(store) == [(True, False), (False, True), (True, False)]


@pytest.fixture
def working(running: Running, store: Store, visitor: Visitor) -> Survey:
    """A survey that asks for a calculation."""
    survey = running("single")
    with store.writing() as session:
        session.get_one(Survey, survey.id).asks_for_work = True
    visitor.app.extensions["shelf"].forget()
    return survey


@pytest.mark.usefixtures("working")
def test_an_answer_with_it_counts_and_one_without_waits_and_is_thanked(
    visitor: Visitor, store: Store
):
    done = solution(asked(visitor))
    sent(visitor, work=done)
    sent(visitor, work=done)  # the same once more
    sent(visitor)  # an old phone, or a program
    assert kept(store) == [(True, False), (False, True), (False, True)]


@pytest.mark.usefixtures("working")
def test_without_scripts_a_person_takes_part_and_a_manager_lets_it_count(
    visitor: Visitor, manager: Visitor, store: Store, clock: Clock
):
    page = visitor.get(ONE).choose("zu Fuß")
    clock.passes(minutes=1)
    assert "/danke" in page.submit("Antworten absenden").path
    assert kept(store) == [(False, True)]
    flags = manager.get(f"{DESK}/ergebnisse/auffaelliges").sees("1 answer waits for a look")
    flags.press(f"{DESK}/ergebnisse/auffaelliges/wartende").misses("waits for a look")
    assert kept(store) == [(True, True)]


@pytest.mark.usefixtures("working")
def test_what_came_since_somebody_looked_does_not_count_with_it(
    visitor: Visitor, manager: Visitor, store: Store
):
    sent(visitor)
    page = manager.get(f"{DESK}/ergebnisse/auffaelliges")
    sent(visitor)
    page.press(f"{DESK}/ergebnisse/auffaelliges/wartende", status=422)
    assert kept(store) == [(False, True), (False, True)]


def test_a_waiting_answer_takes_no_place(
    visitor: Visitor, running: Running, store: Store, now: Any
):
    survey = running(changed("single"))
    with store.writing() as session:
        own = session.get_one(Survey, survey.id)
        own.asks_for_work = True
        set_places(session, own, [Limit(1)], target=None, asker=None, at=now)
    visitor.app.extensions["shelf"].forget()
    sent(visitor)
    sent(visitor, work=solution(asked(visitor)))
    assert kept(store) == [(False, True), (True, False)]
    with store.reading() as session:
        assert [limit.taken for limit in limits_of(session, survey.id)] == [1]

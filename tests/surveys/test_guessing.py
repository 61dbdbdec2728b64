"""Whoever tries out one-time codes learns nothing; whoever has a letter takes part all the same."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count

import pytest

from beteiligung.abuse.gate import Gate
from beteiligung.abuse.guesses import FEW, RUSH, count_guess, must_wait
from beteiligung.abuse.marks import Mark
from beteiligung.abuse.networks import network, site
from beteiligung.db import Store
from beteiligung.surveys.codes import fresh_entry_code
from beteiligung.surveys.entry_codes import fresh_codes, make_entry_codes
from beteiligung.surveys.models import Survey
from tests.conftest import Clock
from tests.page import Page
from tests.surveys.conftest import changed, responses
from tests.visitor import Visitor

ONE = "/de/umfrage/eine-antwort"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LINE = {"REMOTE_ADDR": "203.0.113.9"}
numbers = count(1)


@pytest.fixture
def survey(running: Callable[..., Survey]) -> Survey:
    return running(changed("single", access="code"))


@pytest.fixture
def codes(survey: Survey, store: Store, visitor: Visitor, now: datetime) -> Iterator[str]:
    """Codes from letters, one after the other."""
    made = fresh_codes(50)
    secret = str(visitor.app.config["SECRET_KEY"]).encode()
    with store.writing() as session:
        make_entry_codes(
            session, survey, name="Briefe", codes=made, secret=secret, asker=None, at=now
        )
    return iter(made)


def sent(visitor: Visitor, code: str, line: str, status: int) -> Page:
    """Send an answer with a code by somebody's line."""
    visitor.client.environ_base["REMOTE_ADDR"] = line
    key = f"00000000-0000-4000-8000-{next(numbers):012}"
    return visitor.post(ONE, {"key": key, "weg": "rad", "entry-code": code}, status)


def tried(visitor: Visitor, line: str, times: int) -> str:
    """What was said to the last of several codes that somebody made up."""
    said = ""
    for _ in range(times):
        page = sent(visitor, fresh_entry_code(), line, 422)
        said = page.error("entry-code")
    return said


def rush(visitor: Visitor) -> None:
    """Very many networks try a code each."""
    gate: Gate = visitor.app.extensions["gate"]
    for number in range(RUSH):
        count_guess(gate, 1, f"198.51.100.{number}")


def test_in_a_rush_right_and_wrong_codes_from_where_codes_are_tried_are_told_the_same(
    visitor: Visitor, codes: Iterator[str], store: Store, clock: Clock
):
    rush(visitor)
    assert "schon benutzt" in tried(visitor, "203.0.113.9", FEW)
    wrong = tried(visitor, "203.0.113.9", 1)
    letter = next(codes)
    page = sent(visitor, letter, "203.0.113.9", 422)
    assert page.error("entry-code") == wrong
    assert "in einer Stunde" in wrong
    assert (page.value("entry-code"), page.value("weg")) == (letter, "rad")
    assert responses(store) == []
    clock.passes(hours=1, minutes=1)
    sent(visitor, letter, "203.0.113.9", 303)


def test_whoever_has_a_letter_takes_part_during_a_rush_and_the_answer_is_marked(
    visitor: Visitor, codes: Iterator[str], store: Store, clock: Clock
):
    sent(visitor, next(codes), "192.0.2.1", 303)
    rush(visitor)
    sent(visitor, next(codes), "192.0.2.2", 303)
    tried(visitor, "192.0.2.3", FEW - 1)
    sent(visitor, next(codes), "192.0.2.3", 303)
    clock.passes(minutes=11)
    sent(visitor, next(codes), "192.0.2.4", 303)
    marked = [bool(Mark.GUESSING & (one.marks or 0)) for one in responses(store)]
    assert marked == [False, True, True, False]


def test_without_a_rush_nobody_waits_however_often_a_used_code_is_typed(
    visitor: Visitor, codes: Iterator[str], store: Store
):
    used = next(codes)
    sent(visitor, used, "192.0.2.1", 303)
    for _ in range(FEW + 2):
        assert "schon benutzt" in sent(visitor, used, "192.0.2.1", 422).error("entry-code")
    sent(visitor, next(codes), "192.0.2.1", 303)
    assert len(responses(store)) == 2


def test_slips_of_the_pen_are_no_guesses(visitor: Visitor, codes: Iterator[str], store: Store):
    for _ in range(RUSH + 1):
        sent(visitor, "2222-2223", "192.0.2.1", 422)
    sent(visitor, next(codes), "192.0.2.1", 303)
    assert responses(store)[0].marks is None or not Mark.GUESSING & (responses(store)[0].marks or 0)


def test_a_rush_at_one_survey_says_nothing_about_another():
    gate = Gate(lambda: NOON)
    for _ in range(2 * RUSH):
        count_guess(gate, 1, "192.0.2.1")
    assert must_wait(gate, 1, "192.0.2.1")
    assert not must_wait(gate, 1, "192.0.2.2")
    assert not must_wait(gate, 2, "192.0.2.1")


def test_whoever_rents_a_machine_has_one_site_and_not_thousands_of_networks():
    one, other = "2001:db8:1:2::1", "2001:db8:1:ffff::1"
    assert network(one) != network(other)
    assert site(one) == site(other)
    assert site(one) != site("2001:db8:2::1")
    assert site("192.0.2.1") != site("192.0.2.2")


def test_staff_hear_of_it_while_it_lasts(manager: Visitor, codes: Iterator[str], clock: Clock):
    del codes
    manager.get("/verwaltung/").misses("trying out one-time codes")
    rush(manager)
    manager.get("/verwaltung/").sees("somebody is trying out one-time codes")
    manager.get("/verwaltung/umfragen/eine-antwort/schutz").sees(str(RUSH), "wrong codes")
    clock.passes(minutes=11)
    manager.get("/verwaltung/").misses("trying out one-time codes")

"""What is odd about how an answer came in is marked: nobody is told, nobody is sent away."""

import uuid
from collections.abc import Callable

import pytest

from beteiligung.abuse.marks import Mark, of_reading
from beteiligung.abuse.stamp import age, stamped
from beteiligung.db import Store
from beteiligung.surveys.models import Survey
from tests.conftest import NOW, Clock
from tests.page import Page
from tests.surveys.conftest import responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
ONE = "/de/umfrage/eine-antwort"
SECRET = b"a secret"


def marks(store: Store) -> Mark:
    (kept,) = responses(store)
    return Mark(kept.marks or 0)


@pytest.fixture
def opened(visitor: Visitor, running: Running) -> Page:
    running("single")
    return visitor.get(ONE).choose("zu Fuß")


def test_an_answer_as_people_give_it_bears_no_mark(opened: Page, store: Store, clock: Clock):
    clock.passes(seconds=20)
    opened.submit("Antworten absenden")
    assert responses(store)[0].marks is None


def test_who_sends_sooner_than_one_can_read_is_marked_and_thanked(opened: Page, store: Store):
    assert "/danke" in opened.submit("Antworten absenden").path
    assert marks(store) == Mark.QUICK


def test_who_fills_in_what_people_cannot_see_is_marked_and_thanked(
    opened: Page, store: Store, clock: Clock
):
    clock.passes(minutes=1)
    filled = opened.fill("home-page", "https://buy.example")
    assert "/danke" in filled.submit("Antworten absenden").path
    assert marks(store) == Mark.TRAP


def test_the_field_that_people_cannot_see_is_for_nobody(opened: Page):
    (trap,) = opened.all("input", name="home-page")
    assert trap.get("tabindex") == "-1"
    assert trap.get("autocomplete") == "off"
    assert any(box.get("aria-hidden") == "true" for box in opened._above(trap))  # noqa: SLF001 - the tests’ own page


def test_an_answer_without_an_opened_page_is_marked(
    visitor: Visitor, running: Running, store: Store
):
    running("single")
    visitor.post(ONE, {"key": str(uuid.uuid4()), "weg": "rad"})
    assert marks(store) == Mark.UNOPENED


def test_one_opened_page_does_not_do_for_a_second_answer(opened: Page, store: Store, clock: Clock):
    clock.passes(minutes=1)
    opened.submit("Antworten absenden")
    stamp = opened.value("page-stamp")
    opened.visitor.post(ONE, {"key": str(uuid.uuid4()), "weg": "rad", "page-stamp": stamp})
    assert [Mark(kept.marks or 0) for kept in responses(store)] == [Mark(0), Mark.UNOPENED]


def test_a_page_in_another_language_is_as_old_as_the_first_one(opened: Page, clock: Clock):
    clock.passes(minutes=3)
    sent = {name: opened.value(name) for name in ("key", "page-stamp")}
    again = opened.visitor.post("/ar/umfrage/eine-antwort", {**sent, "language": "ar"}, 200)
    assert again.value("page-stamp") == sent["page-stamp"]
    found = age(b"of this test only", again.value("key"), again.value("page-stamp"), clock())
    assert (found or 0) >= 180


def test_a_stamp_holds_for_its_page_only_and_nobody_can_make_one():
    stamp = stamped(SECRET, "a key", NOW)
    assert age(SECRET, "a key", stamp, NOW) is not None
    assert age(SECRET, "another key", stamp, NOW) is None
    assert age(b"another secret", "a key", stamp, NOW) is None
    earlier = f"0.{stamp.partition('.')[2]}"
    for made_up in (earlier, "", "0", "x.y", "." * 99, "ff" * 400, "ü.é"):
        assert age(SECRET, "a key", made_up, NOW) is None


def test_a_stamp_says_the_time_in_steps_only():
    steps = {stamped(SECRET, "a key", NOW.replace(second=second)) for second in range(60)}
    assert len(steps) == 12


def test_what_was_begun_elsewhere_is_not_quick():
    found = age(SECRET, "a key", stamped(SECRET, "a key", None), NOW)
    assert of_reading(found, 300) == Mark(0)


def test_long_questionnaires_take_longer_to_read():
    assert of_reading(10, 9) == Mark(0)
    assert of_reading(10, 12) == Mark.QUICK

"""Test links: a draft is tried like a real survey, in every language, and nothing of it counts."""

import re
from collections.abc import Callable

from sqlalchemy import func, select

from beteiligung.authoring.models import TestLink
from beteiligung.db import Base, Store
from beteiligung.surveys.models import Survey
from tests.conftest import Clock
from tests.page import Page
from tests.visitor import Visitor

Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/eine-antwort/probe/"
DOOR = "/de/probe/"


def a_link(manager: Visitor) -> str:
    """The code behind a new link."""
    page = manager.get(DESK).submit("Make a test link").sees("This page shows it only now")
    address = page.value("address")
    assert address.startswith("http")
    return str(address).partition("/de/probe/#")[2]


def entered(visitor: Visitor, code: str, door: str = DOOR) -> Page:
    page = visitor.get(door)
    page.fill("test", code)
    return page.submit("Test starten", status=200)


def counts(store: Store) -> dict[str, int]:
    """How many rows each table has, but for the links themselves."""
    with store.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
            if name != "test_link"
        }


def tries(store: Store) -> int:
    with store.reading() as session:
        return session.scalars(select(TestLink.tries)).one()


def test_somebody_tries_a_draft_up_to_the_end_and_no_figure_changes(
    manager: Visitor, visitor: Visitor, running: Running, store: Store
):
    running("single", published=False)
    code = a_link(manager)
    before = counts(store)
    page = entered(visitor, code).sees("Dies ist ein Test.", "Wie kommen Sie zum Markt?")
    page = page.choose("fuss", within="weg").submit("Antworten absenden", status=200)
    page.sees("Vielen Dank! Ihre Antworten sind angekommen.", "Dies ist ein Test.")
    visitor.app.extensions["ledger"].flush()
    assert counts(store) == before
    assert tries(store) == 1
    manager.get(DESK).sees("Tried 1 time up to the end.")


def test_answers_of_a_test_are_checked_like_real_ones(
    manager: Visitor, visitor: Visitor, running: Running, store: Store
):
    running("number", published=False)
    page = manager.get(DESK.replace("eine-antwort", "eine-zahl")).submit("Make a test link")
    page = entered(visitor, page.value("address").partition("#")[2])
    question = next(page.all("input", inputmode="decimal")).get("name", "")
    page.fill(question, "viele")
    page = page.submit("Antworten absenden", status=422)
    page.sees("Bitte geben Sie eine Zahl ein").sees("Dies ist ein Test.")
    assert page.value(question) == "viele"
    assert tries(store) == 0


def test_a_test_speaks_every_language_and_keeps_what_was_chosen(
    manager: Visitor, visitor: Visitor, running: Running
):
    running("single", published=False)
    page = entered(visitor, a_link(manager))
    arabic = page.choose("fuss", within="weg").submit("العربية", status=200).sees("هذه تجربة.")
    assert (arabic.path, arabic.root.get("dir")) == ("/ar/probe/", "rtl")
    assert arabic.value("weg") == "fuss"


def test_the_code_stands_in_no_address_and_is_not_kept(
    manager: Visitor, visitor: Visitor, running: Running, store: Store
):
    running("single", published=False)
    code = a_link(manager)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", code)
    page = entered(visitor, code.lower().replace("-", " "))
    links = [item.get("href", "") for item in page.all("a")]
    links += [item.get("action", "") for item in page.all("form")]
    assert not [link for link in links if code.replace("-", "") in link or code in link]
    with store.reading() as session:
        assert code.replace("-", "") not in session.scalars(select(TestLink.token_hash)).one()


def test_a_link_ends_after_two_weeks_or_when_somebody_ends_it(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running("single", published=False)
    first, second = a_link(manager), a_link(manager)
    manager.get(DESK).submit("End this link").sees("The link has ended.")
    page = visitor.get(DOOR)
    page.fill("test", second)
    page.submit("Test starten", status=422).sees("Dieser Testlink gilt nicht")
    entered(visitor, first)
    clock.passes(days=14, minutes=1)
    page = visitor.get(DOOR)
    page.fill("test", first)
    page.submit("Test starten", status=422).sees("Dieser Testlink gilt nicht")


def test_the_link_can_be_scanned_from_the_screen(manager: Visitor, running: Running):
    running("single", published=False)
    page = manager.get(DESK).submit("Make a test link")
    picture = next(page.all("img", class_="scan"))
    assert picture.get("src", "").startswith("data:image/svg+xml;base64,")

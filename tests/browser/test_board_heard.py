"""A board that is heard: staff speak its question, people play it, on every width and both ways."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser import ideas
from tests.browser.conftest import DESK, NARROW, People, chromium, fits
from tests.browser.test_sound import MICROPHONE
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

ROOM = "/verwaltung/ideen/besser/aufnahmen/ar/"


@pytest.fixture(scope="module")
def studio(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has a microphone, with a tone in front of it."""
    browser = chromium(playwright, *MICROPHONE)
    yield browser
    browser.close()


@pytest.fixture
def people(studio: Browser, address: str) -> Iterator[People]:
    """Who comes to this board."""
    people = People(studio, address)
    yield people
    people.leave()


@pytest.fixture(autouse=True)
def _board(store: Store, district: District, now: datetime) -> None:
    with store.writing() as session:
        an_idea(session, a_board(session, session.merge(district), at=now), "Bänke", at=now)


def targets(page: Page) -> list[float]:
    """How high everything is that is pressed, links inside sentences left out."""
    heights: list[float] = page.evaluate(
        "[...document.querySelectorAll('main button, main a.btn, main summary, main select')]"
        ".map((each) => each.getBoundingClientRect().height).filter((height) => height > 0)"
    )
    return heights


@pytest.mark.parametrize(("language", "device"), [("de", NARROW), ("ar", DESK)])
def test_a_question_is_recorded_and_played_at_once(
    people: People,
    axe: Callable[[Page], None],
    app: Flask,
    store: Store,
    signed_in: Callable[..., Visitor],
    language: str,
    device: dict[str, Any],
):
    visitor = signed_in(Role.ADMIN)
    with store.writing() as session:
        ideas.speaks(session, language)
    page = people.open(device, language, permissions=["microphone"])
    ideas.enters(page, people, app, visitor)
    page.goto(ROOM)
    row = page.locator("[data-recorder]").first
    row.locator("[data-record]").click()
    expect(row.locator("meter")).not_to_have_js_property("value", 0)
    page.wait_for_timeout(500)
    row.locator("[data-record]").click()
    expect(row.locator("audio")).to_have_attribute("src", re.compile("/medien/ton/"))
    axe(page)
    assert fits(page)
    for path in ("/ar/ideen/besser", "/ar/ideen/besser/neu"):
        page.goto(path)
        page.locator("details:has(audio) > summary").click()
        page.locator("audio").first.evaluate("(sound) => { sound.muted = true; sound.play(); }")
        expect(page.locator("audio").first).not_to_have_js_property("currentTime", 0)
        axe(page)
        assert fits(page)
        assert min(targets(page)) >= 44
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert fits(page)

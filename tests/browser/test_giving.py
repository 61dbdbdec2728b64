"""An idea that is spoken, and a place chosen on a map: on a phone, by keyboard, in Arabic."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Browser, Page, Playwright, Route, expect
from sqlalchemy import select

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.models import Idea
from beteiligung.media.models import Medium
from tests.browser.conftest import NARROW, People, chromium, fits
from tests.browser.test_sound import MICROPHONE
from tests.ideas.boards import a_board
from tests.ideas.test_map import SQUARE
from tests.media.files import a_picture

NEW = "/ar/ideen/besser/neu"
MIDDLE = (50.84, 12.935)  # of the district


@pytest.fixture(scope="module")
def studio(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has a microphone, with a tone in front of it."""
    browser = chromium(playwright, *MICROPHONE)
    yield browser
    browser.close()


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation with a map of its own."""
    return replace(settings, map_tiles="/kacheln/{z}/{x}/{y}.png", map_credit="© Stadt")


@pytest.fixture
def phone(
    studio: Browser, address: str, store: Store, district: District, now: datetime
) -> Iterator[Page]:
    """An Arabic phone on the form of a board that listens."""
    with store.writing() as session:
        home = session.merge(district)
        home.area.outline = {"type": "Polygon", "coordinates": SQUARE}
        a_board(session, home, takes_voice=True, at=now)
    people = People(studio, address)
    people.expect("422")
    page = people.open(NARROW, "ar", permissions=["microphone"], reduced_motion="reduce")

    def tile(route: Route) -> None:
        route.fulfill(body=a_picture(256, 256, "PNG"), content_type="image/png")

    page.route("**/kacheln/**", tile)
    page.goto(NEW)
    yield page
    people.leave()


def test_an_idea_is_spoken_at_a_place_on_the_map(
    phone: Page, store: Store, axe: Callable[[Page], None]
):
    phone.locator("#speaking summary").click()
    record = phone.locator("[data-record]")
    record.click()
    phone.wait_for_timeout(700)
    record.click()
    expect(phone.locator("#speaking audio")).to_be_visible()
    phone.locator("[name=heard]").check()
    phone.locator("details.more:has([data-mapping]) summary").click()
    assert "leaflet" not in phone.content()
    phone.locator("[data-map]").press("Enter")
    box = phone.locator(".cross .map")
    expect(box).to_be_focused()
    axe(phone)
    assert fits(phone)
    phone.keyboard.press("ArrowLeft")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-map]")).to_be_focused()
    north, east = map(float, phone.locator("[name=point]").input_value().split(","))
    assert abs(north - MIDDLE[0]) < 0.001
    assert MIDDLE[1] - 0.02 < east < MIDDLE[1] - 0.001
    axe(phone)
    phone.locator("[data-map]").press("Enter")
    expect(box).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.locator("[name=point]")).to_have_value(f"{north:.5f},{east:.5f}")
    phone.emulate_media(reduced_motion="no-preference")  # and where the map glides
    phone.locator("[data-map]").press("Enter")
    expect(box).to_be_focused()
    phone.keyboard.press("ArrowRight")
    phone.keyboard.press("Enter")
    expect(phone.locator("[data-map]")).to_be_focused()
    north, back = map(float, phone.locator("[name=point]").input_value().split(","))
    assert east + 0.001 < back < east + 0.02
    east = back
    phone.locator("form#giving > p > button").last.click()
    expect(phone.locator("img.qr")).to_be_visible()
    axe(phone)
    with store.reading() as session:
        idea = session.scalars(select(Idea)).one()
        assert (idea.latitude, idea.longitude) == (north, east)
        medium = session.get_one(Medium, idea.voice or "")
        assert medium.mime == "audio/webm"
        assert 400 < (medium.milliseconds or 0) < 60_000


def test_a_recording_outlives_a_slip_and_a_place_elsewhere_is_asked_about(
    phone: Page, store: Store, axe: Callable[[Page], None]
):
    phone.locator("#speaking summary").click()
    phone.locator("[data-record]").click()
    phone.wait_for_timeout(400)
    phone.locator("[data-record]").click()
    expect(phone.locator("#speaking audio")).to_be_visible()
    phone.evaluate(
        "const point = document.querySelector('[name=point]'); point.value = '50.9,12.8';"
        "point.dispatchEvent(new Event('input', { bubbles: true }))"
    )
    expect(phone.locator("[data-elsewhere]")).to_contain_text("خارج المنطقة")
    phone.locator("form#giving > p > button").last.click()
    expect(phone.locator("#voice-error")).to_be_visible()
    expect(phone.locator("#speaking audio")).to_be_visible()
    axe(phone)
    phone.locator("[name=heard]").check()
    phone.locator("form#giving > p > button").last.click()
    expect(phone.locator("img.qr")).to_be_visible()
    with store.reading() as session:
        assert session.scalars(select(Idea.voice)).one()

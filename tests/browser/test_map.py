"""The map of ideas in a real browser: by keyboard, right to left, narrow and wide."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser.conftest import NARROW, People, fits
from tests.ideas.boards import a_board, an_idea

MAP = "/ar/ideen/besser/karte"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation with a map of ideas that asks nobody for tiles."""
    return replace(settings, map_tiles="outline", map_credit="© Stadt")


def test_the_map_is_for_everybody(
    people: People, axe: Callable[[Page], None], store: Store, district: District, now: datetime
):
    with store.writing() as session:
        board = a_board(session, district, at=now)
        an_idea(session, board, "Mehr Bänke", at=now, point=(50.835, 12.934))
        an_idea(session, board, "مقاعد وظل", at=now, point=(50.838, 12.938), language="ar")
    page = people.open(NARROW, "ar", reduced_motion="reduce")
    page.goto(MAP)
    spots = page.locator(".spot")
    expect(spots).to_have_count(2)
    axe(page)
    assert fits(page)
    spots.first.focus()
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a[lang]")
    expect(link).to_be_focused()
    axe(page)
    page.keyboard.press("Escape")
    expect(link).to_have_count(0)
    expect(spots.first).to_be_focused()
    page.keyboard.press("Enter")
    link.press("Enter")
    expect(page.locator("h1")).to_have_text("مقاعد وظل")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(MAP)
    expect(spots).to_have_count(2)
    axe(page)
    assert fits(page)

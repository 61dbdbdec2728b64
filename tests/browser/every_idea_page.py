"""Every page around ideas, in German and Arabic, wide and narrow: the proof P27 runs it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from flask import Flask
from playwright.sync_api import Page

from beteiligung.access import Role
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser import ideas
from tests.browser.conftest import DESK, People, fits
from tests.visitor import Visitor

WIDTHS = ((1280, 900), (320, 640))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos, in a city with a defect reporter and a map."""
    reporter = "https://stadt.example/"
    return replace(settings, photos=True, defect_reporter=reporter, map_tiles="outline")


@pytest.fixture(autouse=True)
def _everything(store: Store, district: District, now: datetime) -> None:
    with store.writing() as session:
        ideas.fill(session, district, now)


@pytest.mark.parametrize("language", ["de", "ar"])
def test_every_page_around_ideas_is_for_everybody(
    people: People,
    axe: Callable[[Page], None],
    app: Flask,
    store: Store,
    signed_in: Callable[..., Visitor],
    language: str,
):
    def look(page: Page) -> None:
        for width, height in WIDTHS:
            page.set_viewport_size({"width": width, "height": height})
            axe(page)
            assert fits(page), page.url

    people.expect("422")
    visitor = signed_in(Role.ADMIN)
    with store.writing() as session:
        ideas.speaks(session, language)
    page = people.open(DESK, language)
    ideas.reads(page, look, language)
    ideas.gives(page, look, language)
    ideas.enters(page, people, app, visitor)
    ideas.works(page, look, ideas.LOOKED_AT)

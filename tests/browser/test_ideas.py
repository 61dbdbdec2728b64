"""Pages around ideas that have work on them, and their errors: for everybody, both ways round."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from beteiligung.access import Role
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser import ideas
from tests.browser.conftest import DESK, NARROW, People, fits
from tests.visitor import Visitor


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos, in a city with a defect reporter and a map."""
    reporter = "https://stadt.example/"
    return replace(settings, photos=True, defect_reporter=reporter, map_tiles="outline")


@pytest.fixture(autouse=True)
def _everything(store: Store, district: District, now: datetime) -> None:
    with store.writing() as session:
        ideas.fill(session, district, now)


@pytest.mark.parametrize(("language", "device"), [("de", DESK), ("ar", NARROW)])
def test_giving_and_looking_at_ideas_is_for_everybody(
    people: People,
    axe: Callable[[Page], None],
    app: Flask,
    store: Store,
    signed_in: Callable[..., Visitor],
    language: str,
    device: dict[str, Any],
):
    def look(page: Page) -> None:
        axe(page)
        assert fits(page), page.url

    people.expect("422")
    visitor = signed_in(Role.ADMIN)
    with store.writing() as session:
        ideas.speaks(session, language)
    page = people.open(device, language)
    ideas.gives(page, look, language)
    ideas.enters(page, people, app, visitor)
    ideas.works(page, look, ideas.WORK)

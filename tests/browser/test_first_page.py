"""The first page on real devices: in both directions, narrow, without scripts, for axe."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, NARROW, PHONE, People, fits


@pytest.mark.parametrize("language", ["de", "de-leicht", "en", "ar", "uk", "ru"])
def test_the_first_page_is_accessible_in_each_language(
    people: People,
    language: str,
    axe: Callable[[Page], None],
    screenshot: Callable[..., Path],
):
    page = people.open(PHONE, language)
    page.goto(f"/{language}/")
    assert page.locator("h1").inner_text()
    axe(page)
    screenshot(page, f"start-{language}")


@pytest.mark.parametrize("language", ["de", "ar"])
@pytest.mark.parametrize("device", [NARROW, DESK], ids=["narrow", "desk"])
def test_the_first_page_fits_every_width(people: People, language: str, device: dict[str, object]):
    page = people.open(device, language)
    page.goto(f"/{language}/")
    assert fits(page)


def test_the_first_page_stands_without_scripts(people: People):
    page = people.open(PHONE, java_script_enabled=False)
    page.goto("/de/")
    assert page.locator("h1").inner_text()

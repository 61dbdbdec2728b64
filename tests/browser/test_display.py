"""Contrast, text size and the menus of the bar, on real devices and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NARROW, PHONE, People, fits

BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


def open_display(page: Page) -> None:
    """Open the panel with contrast and text size."""
    page.locator("details:has([data-display]) > summary").click()


def stored(page: Page) -> int:
    """How much the page keeps on the device."""
    number: int = page.evaluate("localStorage.length + sessionStorage.length")
    return number


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast_is_black_on_white_with_and_without_scripts(
    people: People, scripts: bool, scheme: str
):
    page = people.open(PHONE, java_script_enabled=scripts, color_scheme=scheme)
    page.goto("/de/")
    open_display(page)
    page.locator("label:has(#contrast)").click()
    expect(page.locator("html")).to_have_css("color", BLACK)
    expect(page.locator("html")).to_have_css("background-color", WHITE)


def test_larger_text_works_without_scripts_and_still_fits(people: People):
    page = people.open(NARROW, java_script_enabled=False)
    page.goto("/de/")
    open_display(page)
    page.locator("label:has(#size-3)").click()
    expect(page.locator("html")).to_have_css("font-size", "23.2px")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_largest_text_fits_the_narrowest_phone(people: People, language: str):
    page = people.open(NARROW, language)
    page.goto(f"/{language}/")
    open_display(page)
    page.locator("label:has(#size-3)").click()
    assert fits(page)


def test_the_device_remembers_a_choice_and_forgets_it_when_taken_back(people: People):
    page = people.open(PHONE)
    page.goto("/de/")
    assert stored(page) == 0
    open_display(page)
    page.locator("label:has(#contrast)").click()
    page.goto("/ar/")
    expect(page.locator("#contrast")).to_be_checked()
    expect(page.locator("html")).to_have_css("color", BLACK)
    open_display(page)
    page.locator("label:has(#contrast)").click()
    assert stored(page) == 0


def test_escape_closes_a_menu_and_gives_the_focus_back(people: People):
    page = people.open(PHONE)
    page.goto("/de/")
    open_display(page)
    expect(page.locator("[data-display]")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[data-display]")).to_be_hidden()
    expect(page.locator("details:has([data-display]) > summary")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_open_menus_are_accessible(people: People, axe: Callable[[Page], None], scheme: str):
    page = people.open(PHONE, "ar", color_scheme=scheme)
    page.goto("/ar/")
    for menu in page.locator("details.menu").all():
        menu.locator("summary").click()
        axe(page)

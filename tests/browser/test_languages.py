"""The languages of a survey in a real browser: by keyboard, and with a translator on the device."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.authoring.models import Translation
from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser.conftest import DESK, NARROW, People, fits
from tests.builders import a_survey
from tests.visitor import Visitor

SURVEY = "/verwaltung/umfragen/eine-antwort/"
# The browser's own translator, as far as we use it; real ones load a model first.
TRANSLATOR = """
self.Translator = {
  availability: async ({ sourceLanguage, targetLanguage }) =>
    sourceLanguage === "de" && targetLanguage === "uk" ? "available" : "unavailable",
  create: async () => ({ translate: async (text) => `uk: ${text}`, destroy() {} }),
};
"""


@pytest.fixture
def office(
    store: Store,
    district: District,
    now: Any,
    people: People,
    signed_in: Callable[..., Visitor],
    app: Flask,
) -> Callable[..., Page]:
    """Opens a device on which the district's manager is signed in."""
    with store.writing() as session:
        own = session.get_one(District, district.id)
        a_survey(session, own, document="single", published=False, at=now)
    person = signed_in(Role.MANAGER, district)

    def enter(device: dict[str, Any]) -> Page:
        page = people.open(device)
        cookie = person.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        kept = {"name": cookie.key, "value": cookie.value, "url": people.address}
        page.context.add_cookies([kept])  # type: ignore[list-item]  # of the typed kind
        return page

    return enter


def test_the_grid_is_for_everybody(office: Callable[..., Page], axe: Callable[[Page], None]):
    for device in (NARROW, DESK):
        page = office(device)
        page.goto(SURVEY + "sprachen?sprache=ar&sprache=uk")
        axe(page)
        assert fits(page)


def test_the_way_from_a_cell_to_its_text_and_back_needs_no_mouse(office: Callable[..., Page]):
    page = office(DESK)
    page.goto(SURVEY + "sprachen?sprache=uk")
    page.locator("#grid-caption").evaluate("caption => caption.closest('[tabindex]').focus()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/texte/uk#title")
    expect(page.locator("#title")).to_be_focused()
    page.keyboard.type("Одна відповідь")
    page.get_by_role("button", name="Speichern", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".flash")).to_contain_text("1 Text")


def test_the_devices_own_translator_writes_marked_drafts(office: Callable[..., Page], store: Store):
    page = office(DESK)
    page.context.add_init_script(TRANSLATOR)
    page.goto(SURVEY + "texte/uk")
    page.get_by_role("button", name="Alle leeren Texte vorübersetzen").click()
    expect(page.locator("[data-part=said]")).to_contain_text("Fertig")
    assert page.locator("#title").input_value() == "uk: Eine Antwort"
    page.locator("#intro").fill("Невелике опитування.")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_text("Entwurf einer Maschine, nicht geprüft").first).to_be_visible()
    with store.reading() as session:
        who = {row.key: row.who for row in session.scalars(select(Translation))}
    assert who["title"] == "machine (browser)"
    assert who["intro"] == "Manager sonnenberg"


def test_where_there_is_no_translator_nothing_is_offered(office: Callable[..., Page]):
    page = office(DESK)
    page.context.add_init_script(TRANSLATOR)
    page.goto(SURVEY + "texte/ar")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("button", name="Alle leeren Texte vorübersetzen")).to_be_hidden()

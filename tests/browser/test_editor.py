"""The editor in a real browser: it saves by itself, and the keyboard is enough for everything."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.queries import survey_at
from tests.browser.conftest import DESK, TABLET, People, fits
from tests.builders import a_survey
from tests.visitor import Visitor

EVERY = "/verwaltung/umfragen/jede-art/fragebogen/"


@pytest.fixture
def written(store: Store, district: District, now: datetime) -> Callable[[], dict[str, Any]]:
    """A survey in draft; called, it says what is kept of it."""
    with store.writing() as session:
        a_survey(session, session.merge(district), published=False, at=now)

    def draft() -> dict[str, Any]:
        with store.reading() as session:
            survey = survey_at(session, "jede-art")
            assert survey is not None
            return dict(survey.draft)

    return draft


@pytest.fixture
def enter(
    people: People, app: Flask, signed_in: Callable[..., Visitor], district: District
) -> Callable[..., Page]:
    """A signed-in colleague's computer: ``enter()``, or ``enter(Role.ADMIN)``."""

    def opened(role: Role = Role.MANAGER, device: dict[str, Any] = DESK) -> Page:
        visitor = signed_in(role, district)
        cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        page = people.open(device)
        kept = {"name": cookie.key, "value": cookie.value, "url": people.address}
        page.context.add_cookies([kept])  # type: ignore[list-item]  # of the typed kind
        return page

    return opened


def texts(draft: dict[str, Any]) -> dict[str, str]:
    return {question["id"]: question["text"].get("de", "") for question in draft["questions"]}


def test_what_is_typed_is_saved_by_itself(
    enter: Callable[..., Page], written: Callable[[], dict[str, Any]]
):
    page = enter()
    page.goto(EVERY + "frage/eins")
    page.fill("[name=text]", "Wie oft?")
    expect(page.locator("[data-said]")).to_contain_text("Gespeichert")
    assert texts(written())["eins"] == "Wie oft?"
    page.fill("[name=id]", "oft")
    expect(page).to_have_url(re.compile("/frage/oft$"))
    page.fill("[name=text]", "Wie oft denn?")
    expect(page.locator("[data-said]")).to_contain_text("Noch nicht")
    page.get_by_role("link", name="Zurück zum Fragebogen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fragebogen")
    page.reload()
    expect(page.get_by_text("Wie oft denn?")).to_be_visible()


def test_without_a_connection_nothing_is_lost(
    enter: Callable[..., Page], written: Callable[[], dict[str, Any]], people: People
):
    people.expect("ERR_INTERNET_DISCONNECTED")
    page = enter()
    page.goto(EVERY + "frage/eins")
    page.context.set_offline(True)
    page.fill("[name=text]", "Im Tunnel")
    expect(page.locator("[data-said]")).to_contain_text("keine Verbindung")
    assert page.input_value("[name=text]") == "Im Tunnel"
    page.context.set_offline(False)
    expect(page.locator("[data-said]")).to_contain_text("Gespeichert")
    assert texts(written())["eins"] == "Im Tunnel"


def test_a_page_that_was_overtaken_says_so_and_leads_to_both_versions(
    enter: Callable[..., Page],
    written: Callable[[], dict[str, Any]],
    people: People,
    axe: Callable[[Page], None],
):
    people.expect("409")
    hers, his = enter(), enter(Role.ADMIN)
    for page in (hers, his):
        page.goto(EVERY + "frage/eins")
    hers.fill("[name=text]", "Ihre")
    expect(hers.locator("[data-said]")).to_contain_text("Gespeichert")
    his.fill("[name=text]", "Seine")
    expect(his.locator("[data-said]")).to_contain_text("Jemand anderes")
    assert texts(written())["eins"] == "Ihre"
    his.get_by_role("button", name="Speichern").first.click()
    expect(his.get_by_role("heading", level=1)).to_contain_text("auch geändert")
    axe(his)
    assert fits(his)
    his.get_by_role("radio", name="Meine Fassung nehmen").check()
    his.get_by_role("button", name="Diese Auswahl speichern").click()
    his.wait_for_url("**/frage/eins")
    assert texts(written())["eins"] == "Seine"


def press_until(page: Page, words: str) -> None:
    """Go on with the tabulator until something of these words has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => {
                const at = document.activeElement;
                const label = at.labels?.[0]?.textContent ?? "";
                return [at.textContent, label, at.value ?? ""].join("|");
            }"""
        )
        if words in re.sub(r"\s+", " ", told):
            return
    message = f"the keyboard never reaches {words!r}"
    raise AssertionError(message)


def test_a_question_is_built_by_keyboard_alone(
    enter: Callable[..., Page], written: Callable[[], dict[str, Any]]
):
    page = enter()
    page.goto(EVERY)
    page.keyboard.press("Tab")
    press_until(page, "Frage hinzufügen")
    page.keyboard.press("Enter")
    page.wait_for_url("**/neue-frage*")
    press_until(page, "Diese nehmen: Mehrere Antworten")
    page.keyboard.press("Enter")
    page.wait_for_url("**/frage/f10")
    press_until(page, "Frage")
    while page.evaluate("document.activeElement.name") != "text":
        page.keyboard.press("Tab")
    page.keyboard.type("Was fehlt?")
    for number, words in enumerate(("Bänke", "Bäume", "Licht"), 1):
        press_until(page, f"Antwort {number}")
        page.keyboard.type(words)
    press_until(page, "Speichern||")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gespeichert.")).to_be_visible()
    press_until(page, "Antwort 3: nach oben")
    page.keyboard.press("Enter")
    expect(page.locator("[name='options.1.label']")).to_be_focused()
    asked = written()["questions"][-1]
    assert [option["code"] for option in asked["options"]] == ["baenke", "licht", "baeume"]
    press_until(page, "Nur wenn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regel")
    press_until(page, "Weiter")
    page.keyboard.press("Enter")
    page.wait_for_url("**/regel?frage=*")
    press_until(page, "Wert")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    while page.evaluate("document.activeElement.textContent.trim()") != "Speichern":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text("Wird gezeigt, wenn")
    assert written()["questions"][-1]["show_if"] == "${eins} = 'a'"


def test_a_tablet_is_wide_enough(
    enter: Callable[..., Page], written: Callable[[], dict[str, Any]], axe: Callable[[Page], None]
):
    assert written()
    page = enter(device=TABLET)
    for end in ("", "frage/mehrere", "frage/mehrere/regel", "einleitung"):
        page.goto(EVERY + end)
        assert fits(page), end
    axe(page)
    page.goto(EVERY + "frage/mehrere")
    small = page.evaluate(
        """() => [...document.querySelectorAll("main button, main a, main summary")]
            .filter((item) => item.checkVisibility() && item.getBoundingClientRect().width > 1)
            .filter((item) => item.getBoundingClientRect().height < 44)
            .map((item) => item.textContent.trim())"""
    )
    assert small == []

"""What somebody writes of an idea on a phone: kept there until it has arrived, never sent twice."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.ideas.models import Idea
from tests.browser.conftest import NARROW, People, fits
from tests.ideas.boards import a_board

STORED = "localStorage.length + sessionStorage.length"
SEND = "form#giving > p > button"


@pytest.fixture(params=["de", "ar"])
def phone(
    people: People, store: Store, district: District, now: datetime, request: pytest.FixtureRequest
) -> Page:
    """A narrow phone on the form of a board, in German or Arabic."""
    with store.writing() as session:
        a_board(session, district, at=now)
    page = people.open(NARROW, request.param)
    page.goto(f"/{request.param}/ideen/besser/neu")
    return page


def test_an_idea_outlives_reload_going_away_and_another_language_and_comes_once(
    phone: Page, store: Store
):
    assert phone.evaluate(STORED) == 0
    words = phone.locator("[name=text]")
    words.fill("Bänke am Platz")
    phone.locator(".tile").first.click()
    expect(phone.locator("[data-kept]")).to_be_visible()
    assert phone.evaluate(STORED) == 1
    phone.reload()
    expect(words).to_have_value("Bänke am Platz")
    phone.locator("a.brand").click()
    phone.goto(phone.url.split("?")[0] + "ideen/besser/neu")
    expect(words).to_have_value("Bänke am Platz")
    expect(phone.locator("[name=category]").first).to_be_checked()
    phone.locator("header .menu summary").first.click()
    phone.locator("button[name=page-language][value=en]").click()
    phone.wait_for_url("**/en/**")
    expect(words).to_have_value("Bänke am Platz")
    assert fits(phone)
    phone.locator(SEND).click()
    expect(phone.locator("img.qr")).to_be_visible()
    assert phone.evaluate(STORED) == 0
    code = phone.locator(".receipt").inner_text()
    phone.go_back(wait_until="load")
    if not words.count() or not words.input_value():  # as the browser likes
        phone.goto("/en/ideen/besser/neu")
        words.fill("Bänke am Platz")
        phone.locator(".tile").first.click()
    phone.locator(SEND).click()
    phone.wait_for_load_state()
    assert phone.locator(".receipt").count() == 0 or phone.locator(".receipt").inner_text() == code
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Idea)) == 1


def test_a_draft_can_be_deleted_and_a_code_stays_in_its_box(phone: Page):
    words = phone.locator("[name=text]")
    words.fill("Licht")
    phone.locator("[data-kept] button").click()
    expect(words).to_have_value("")
    expect(words).to_be_focused()
    assert phone.evaluate(STORED) == 0
    phone.reload()
    expect(words).to_have_value("")
    words.fill("Licht")
    phone.locator(SEND).click()
    box = phone.locator("p.receipt").bounding_box()
    groups = [each.bounding_box() for each in phone.locator("p.receipt span").all()]
    assert box is not None
    assert len(groups) == 7
    lines: dict[int, list[float]] = {}
    for each in groups:
        assert each is not None
        assert box["x"] < each["x"] < each["x"] + each["width"] < box["x"] + box["width"]
        lines.setdefault(round(each["y"]), []).append(round(each["x"]))
    rows = list(lines.values())
    assert all(row == rows[0][: len(row)] for row in rows)  # one below the other
    assert fits(phone)
    for name in ("print", "copy"):
        expect(phone.locator(f"[data-{name}]")).to_be_visible()
    phone.evaluate("globalThis.print = () => { document.title = 'printed'; }")
    phone.locator("[data-print]").click()
    expect(phone).to_have_title("printed")

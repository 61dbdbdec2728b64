"""The staff's results page on real devices: complete without scripts, a chart when asked for."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.browser.conftest import DESK, PHONE, People, fits
from tests.builders import on_the_shelf
from tests.conftest import Clock
from tests.counting import Given
from tests.visitor import Visitor

HERE = "/verwaltung/umfragen/jede-art/ergebnisse"
Enter = Callable[..., Page]


@pytest.fixture
def survey(store: Store, district: District, clock: Clock) -> Survey:
    """Answers of every kind."""
    hour = (clock() - timedelta(hours=30)).replace(minute=0)
    with store.writing() as session:
        survey = counting.survey(session, on_the_shelf("every_kind"), districts=[district])
        given: list[dict[str, object]] = [
            {"eins": "a", "nur_a": "3", "reihen": {"x": "3", "y": "1"}, "zahl": 12},
            {"eins": "a", "nur_a": "1", "reihen": {"x": "1", "y": "1"}, "worte": "Mehr Bäume"},
            {"eins": "b", "mehrere": ["m", "n"], "tag": "2026-11-01", "eins__b": "Anders"},
        ]
        answers = [Given(each, district=district.id, hour=hour) for each in given] * 9
        counting.answer(session, survey, *answers)
    return survey


@pytest.fixture
def manager_at(
    people: People, app: Flask, store: Store, survey: Survey, signed_in: Callable[..., Visitor]
) -> Enter:
    """The results page in front of somebody who administers."""
    del survey

    def open_page(language: str, **device: object) -> Page:
        visitor = signed_in(Role.ADMIN)
        with store.writing() as session:
            session.execute(update(Staff).values(locale=language))
        cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        page = people.open({**DESK, **device}, language)
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": people.address}]
        )
        page.goto(HERE)
        return page

    return open_page


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_chart_is_fetched_when_asked_for_and_sends_nothing_away(
    manager_at: Enter, language: str, screenshot: Callable[..., object]
):
    page = manager_at(language)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    assert page.evaluate("typeof globalThis.Plotly") == "undefined"
    drawn = page.locator("figure:has([data-chart])").evaluate_all("all => all.map(it => it.id)")
    assert len(drawn) == 6
    for figure in (page.locator(f"#{identity}") for identity in drawn):
        figure.locator("[data-chart] button").click()
        expect(figure.locator(".bars .point").first).to_be_attached()
        words = figure.locator("figcaption p").inner_text()
        expect(figure.get_by_role("img", name=words.split("\n")[0])).to_be_visible()
        expect(figure.locator(".bars .point text").first).to_be_attached()
        expect(figure.locator("[data-drawing]")).to_be_hidden()
    button = page.locator("[data-chart] button").first
    button.click()
    expect(page.locator("[data-drawing]").first).to_be_visible()
    expect(page.locator("[data-drawn]").first).to_be_hidden()
    button.click()
    expect(page.locator("[data-drawn]").first).to_be_visible()
    assert len([address for address in asked if "plotly" in address]) == 2
    assert page.locator(".modebar-btn").count() == 0
    screenshot(page, f"charts-{language}")


@pytest.mark.parametrize(
    ("language", "device"), [("ar", DESK), ("de", PHONE)], ids=["desk-ar", "phone-de"]
)
def test_the_page_is_whole_without_scripts_and_fits(
    manager_at: Enter, language: str, device: dict[str, object], screenshot: Callable[..., object]
):
    page = manager_at(language, **device, java_script_enabled=False)
    assert page.locator("figure").count() == 8  # seven questions, and the days
    expect(page.locator("[data-chart]").first).to_be_hidden()
    page.locator("figure details:has(table) > summary").first.click()
    expect(page.locator("figure table").first).to_be_visible()
    filter_ = page.locator("select[name=sprache]")
    if "is_mobile" in device:  # folded, so that figures come first
        expect(filter_).to_be_hidden()
        page.locator(".filter > summary").click()
    expect(filter_).to_be_visible()
    filter_.focus()
    expect(filter_).to_be_focused()
    screenshot(page, f"results-{language}-{'phone' if 'is_mobile' in device else 'desk'}")


@pytest.mark.parametrize("language", ["de", "ar"])
def test_axe_finds_nothing_and_nothing_sticks_out(
    manager_at: Enter, language: str, axe: Callable[[Page], None]
):
    page = manager_at(language, **PHONE)
    for summary in page.locator(".work summary").all():
        summary.click()
    axe(page)
    assert fits(page)
    page.locator("[data-chart] button").first.click()
    expect(page.locator(".bars .point").first).to_be_attached()
    axe(page)
    assert fits(page)
    for other in ("aufteilen?nach=eins", "ruecklauf", "?antwort=eins:a&von=2026-01-01"):
        page.goto(f"{HERE}{'' if other.startswith('?') else '/'}{other}")
        for summary in page.locator(".main summary").all():
            summary.click()
        axe(page)
        assert fits(page)


def test_a_chart_that_cannot_come_says_so(manager_at: Enter, people: People):
    people.expect("Failed to load resource")
    page = manager_at("de")
    page.route("**/bild/*.json", lambda route: route.abort())
    row = page.locator("[data-chart]").first
    row.locator("button").click()
    expect(row).to_have_attribute("role", "status")
    expect(page.locator("figure .bars").first).to_be_visible()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_on_paper_every_table_is_unfolded_and_texts_stay_inside(manager_at: Enter, language: str):
    page = manager_at(language)
    folds = page.locator(".figure details:not([open], .noprint)")
    tables, texts = folds.locator("table"), folds.locator("li[dir=auto]")
    shown = "all => all.map(it => it.checkVisibility({contentVisibilityAuto: true}))"
    assert tables.count() > 5
    assert not any(tables.evaluate_all(shown))
    page.emulate_media(media="print")
    assert all(tables.evaluate_all(shown))
    assert texts.count()
    assert not any(texts.evaluate_all(shown))

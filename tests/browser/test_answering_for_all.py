"""Answering with assistive technology, on narrow and wide screens, in both directions."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from beteiligung.db import Store
from beteiligung.demo.content import document
from tests.browser.answering import CUT, Filling, survey_of
from tests.browser.conftest import DESK, NARROW, PHONE, People, fits

ENLARGED = {"viewport": {"width": 320, "height": 256}}  # 1280 x 1024 at 400 %


@pytest.mark.parametrize(
    ("language", "device"), [("ar", NARROW), ("de", DESK)], ids=["narrow-ar", "desk-de"]
)
def test_every_step_is_accessible_and_fits(
    people: People,
    store: Store,
    now: datetime,
    axe: Callable[[Page], None],
    language: str,
    device: dict[str, Any],
):
    people.expect(CUT)
    people.expect("422")
    page = people.open(device, language)

    def look() -> None:
        axe(page)
        assert fits(page)

    filling = Filling(page, survey_of(store, at=now), language).open()
    look()
    filling.start()
    look()
    filling.next()  # a required question left out
    look()
    filling.choose("nein").next().choose("baum", "bank", "licht", "bus")
    look()
    filling.next()
    look()
    filling.next().next().type("100").next()
    look()
    filling.do("stop")
    look()
    filling.do("stay").do("delete")
    look()
    filling.do("stay").next()
    look()
    filling.next()
    expect(page.locator("#errors")).to_be_visible()
    look()
    filling.type("10").next()
    page.context.set_offline(True)
    filling.next()
    expect(page.locator("[data-do=again]")).to_be_visible()
    look()
    page.context.set_offline(False)
    filling.thanked()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_way_back_to_a_draft_is_accessible(
    people: People, store: Store, now: datetime, axe: Callable[[Page], None], language: str
):
    page = people.open(NARROW, language)
    filling = Filling(page, survey_of(store, at=now), language).start().choose("ja")
    page.reload()
    expect(page.locator("[data-resume] [data-heading]")).to_be_focused()
    axe(page)
    assert fits(page)
    filling.do("resume")
    expect(filling.screen.locator("[data-heading]")).to_be_focused()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_at_four_times_the_size_nothing_is_covered(
    people: People, store: Store, now: datetime, language: str
):
    page = people.open(ENLARGED, language)
    filling = Filling(page, survey_of(store, at=now), language).start()
    assert fits(page)
    assert page.locator(".foot").evaluate("(it) => getComputedStyle(it).position") == "static"
    filling.choose("nein").next()
    assert filling.question == "dinge"


def test_the_foot_is_at_the_thumb_and_covers_nothing_at_the_end(
    people: People, store: Store, now: datetime
):
    page = people.open(PHONE)
    filling = Filling(page, survey_of(store, at=now)).start().choose("nein").next()
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    last, foot = page.locator(".site-foot a").last.bounding_box(), page.locator(".foot")
    box = foot.bounding_box()
    assert last is not None
    assert box is not None
    assert last["y"] + last["height"] <= box["y"]
    assert box["y"] + box["height"] == 844
    assert filling.question == "dinge"


def test_each_group_is_named_by_its_question_and_described_by_its_help(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein").next()
    group = phone.get_by_role("group", name="Was fehlt?")
    filling.choose("baum", "bank", "licht", "bus")
    described = group.evaluate(
        "(it) => it.getAttribute('aria-describedby').split(' ')"
        ".map((id) => document.getElementById(id).textContent).join(' ')"
    )
    assert "3" in described
    filling.next()
    choice = phone.get_by_role("group", name="Am Tag").get_by_role("radio", name="gut")
    expect(choice).to_be_visible()


def test_the_next_question_is_made_ready_and_nobody_meets_it(
    phone: Page, store: Store, now: datetime
):
    filling = Filling(phone, survey_of(store, at=now)).start().choose("nein")
    ahead = phone.locator("[data-ahead]")
    expect(ahead).to_have_count(1)
    expect(ahead).to_be_hidden()
    words = ahead.locator("[data-heading]").text_content()
    assert words
    assert words not in phone.locator("main").aria_snapshot()
    for _ in range(15):
        phone.keyboard.press("Tab")
        assert phone.evaluate("!document.activeElement.closest('[data-ahead]')")
    filling.next()
    expect(phone.get_by_role("group", name=words)).to_be_visible()
    assert words in phone.locator("main").aria_snapshot()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_first_visit_is_light(people: People, store: Store, now: datetime, language: str):
    page = people.open(PHONE, language)
    slug = survey_of(store, document("stadtteilbefragung-2026"), at=now)
    weights: dict[str, int] = {}

    def weigh(request: Request) -> None:
        weights[request.resource_type] = (
            weights.get(request.resource_type, 0) + (request.sizes()["responseBodySize"])
        )

    page.on("requestfinished", weigh)
    with page.expect_event("requestfinished", lambda one: "answer" in one.url and "js" in one.url):
        page.goto(f"/{language}/umfrage/{slug}")
    assert weights["document"] + weights["stylesheet"] <= 14_000
    assert sum(weights.values()) <= 30_000
    assert set(weights) <= {"document", "stylesheet", "script", "image"}

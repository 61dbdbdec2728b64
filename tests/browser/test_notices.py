"""Notices on real devices: closed by those who have read them, in the way of nobody."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Page, expect

from beteiligung.access import Asker
from beteiligung.db import Store
from beteiligung.duties.actions import write_notice
from tests.browser.conftest import NARROW, People, fits
from tests.conftest import Clock

NOTICE = "[data-notice]"


def write(store: Store, app: Flask, clock: Clock) -> None:
    values = {
        "severity": "urgent",
        "title": {"de": "Sturmwarnung"},
        "text": {"de": "Bitte bleiben Sie zu Hause. " * 8},
        "link": "/de/hilfe",
        "district_id": None,
        "begins_at": clock(),
        "ends_at": clock() + timedelta(days=4000),
    }
    with store.writing() as session:
        write_notice(session, Asker(id=1, name="L", admin=True), None, values, at=clock())
    app.extensions["site_texts"].forget()


def test_a_closed_notice_stays_closed_and_nothing_was_kept_before(
    people: People, store: Store, app: Flask, clock: Clock, axe: Callable[[Page], None]
):
    write(store, app, clock)
    page = people.open(NARROW, "ar")
    page.goto("/ar/")
    axe(page)
    assert fits(page)
    assert page.evaluate("localStorage.length") == 0
    page.keyboard.press("Tab")  # past the link to the content
    page.keyboard.press("Tab")
    expect(page.locator(f"{NOTICE} > summary")).to_be_focused()
    page.locator("[data-close]").click()
    expect(page.locator(NOTICE)).to_be_hidden()
    expect(page.locator("main")).to_be_focused()
    page.goto("/ar/hilfe")
    expect(page.locator(NOTICE)).to_be_hidden()
    assert page.context.cookies() == []


def test_without_scripts_a_notice_folds_up(people: People, store: Store, app: Flask, clock: Clock):
    write(store, app, clock)
    page = people.open(NARROW, java_script_enabled=False)
    page.goto("/de/")
    expect(page.locator("[data-close]")).to_be_hidden()
    expect(page.get_by_text("Bitte bleiben Sie").first).to_be_visible()
    page.locator(f"{NOTICE} > summary").click()
    expect(page.get_by_text("Bitte bleiben Sie").first).to_be_hidden()


def test_a_notice_follows_the_contrast_that_somebody_has_chosen(
    people: People, store: Store, app: Flask, clock: Clock
):
    write(store, app, clock)
    page = people.open(NARROW)
    page.goto("/de/")
    page.locator("details:has([data-display]) > summary").click()
    page.locator("label:has(#contrast)").click()
    expect(page.locator(NOTICE)).to_have_css("background-color", "rgb(255, 255, 255)")
    expect(page.locator(f"{NOTICE} > summary")).to_have_css("color", "rgb(0, 0, 0)")

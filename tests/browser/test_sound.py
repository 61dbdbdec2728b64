"""Recordings in a real browser: taken by staff, heard in sequence, answered by ear alone."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Playwright, expect
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.media.models import Medium
from beteiligung.surveys.models import Response, Survey
from tests.browser.answering import CUT
from tests.browser.conftest import DESK, NARROW, PHONE, People, chromium, fits
from tests.builders import a_survey
from tests.media.heard import heard_document, speak_all
from tests.visitor import Visitor

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
SLUG = "auf-dem-telefon"
STAFF = (
    "umfragen/eine-antwort/aufnahmen/ar/",
    "umfragen/eine-antwort/bilder/",
    "gesprochene-woerter/ti/",
)
HEARD = """() => {
    window.heard = [];
    const play = HTMLMediaElement.prototype.play;
    HTMLMediaElement.prototype.play = function () {
        const lit = document.querySelector(".lit");
        window.heard.push([this.src, lit?.querySelector("input")?.value ?? lit?.tagName ?? ""]);
        return play.call(this);
    };
}"""


@pytest.fixture
def heard(store: Store, district: District, now: datetime) -> dict[str, Any]:
    """A survey that is heard in Tigrinya, with the same recordings for German."""
    with store.writing() as session:
        document = heard_document(session, at=now)
        for spoken in document["sounds"].values():
            spoken["de"] = spoken["ti"]
        speak_all(session, at=now)
        a_survey(session, session.merge(district), document=document, at=now)
    return document


def address_of(document: dict[str, Any], key: str) -> str:
    return f"/medien/ton/{document['sounds'][key]['ti']}"


def listened(page: Page) -> list[tuple[str, str]]:
    """What was played, in order: the address, and what was lit meanwhile."""
    found = page.evaluate("window.heard")
    return [("/medien" + str(each[0]).partition("/medien")[2], str(each[1])) for each in found]


def all_heard(page: Page) -> None:
    expect(page.locator("[data-read=play]:not(.on)")).to_be_visible(timeout=20_000)


# ---- reading aloud -----------------------------------------------------------------------------


def test_a_question_and_its_answers_are_read_in_sequence_each_lit(
    people: People, heard: dict[str, Any], axe: Callable[[Page], None]
):
    page = people.open(PHONE)
    page.goto(f"/de/umfrage/{SLUG}")
    page.evaluate(f"({HEARD})()")
    page.locator("[data-begin]").click()
    expect(page.locator("[data-screen]:visible [data-read=play]")).to_be_visible()
    assert listened(page) == []  # nothing sounds before somebody asks for it
    page.locator("[data-read=play]").click()
    expect(page.locator("label.opt.lit[aria-current=true] input[value=nein]")).to_be_visible()
    axe(page)
    all_heard(page)
    assert listened(page) == [
        (address_of(heard, "pflicht.text"), "H2"),
        (address_of(heard, "pflicht:ja"), "ja"),
        (address_of(heard, "pflicht:nein"), "nein"),
    ]
    page.locator("[data-read=always]").check()
    page.wait_for_timeout(100)
    page.locator("label:has(input[value=nein])").click()
    page.locator("[data-next]").click()
    expect(page.locator("[data-question=dinge] .lit")).to_have_count(1)
    assert listened(page)[-1][0] == address_of(heard, "dinge.text")


@pytest.mark.usefixtures("heard")
def test_reading_can_be_paused_and_slowed(people: People):
    page = people.open(DESK)
    page.goto(f"/de/umfrage/{SLUG}")
    page.evaluate(f"({HEARD})()")
    page.locator("[data-begin]").click()
    page.locator("[data-read=slower]").check()
    button = page.locator("[data-read=play]")
    button.click()
    expect(button).to_have_text("Pausieren")
    button.click()
    expect(button).to_have_text("Vorlesen")
    before = len(listened(page))
    page.wait_for_timeout(600)
    assert len(listened(page)) == before
    page.keyboard.press("Tab")
    page.locator("[data-read=again]").click()
    expect(button).to_have_text("Pausieren")
    all_heard(page)


# ---- only heard --------------------------------------------------------------------------------


@pytest.mark.usefixtures("heard")
def test_a_survey_is_answered_by_ear_and_picture_alone(
    people: People,
    store: Store,
    axe: Callable[[Page], None],
    screenshot: Callable[..., Any],
):
    page = people.open(PHONE, "ti")
    page.goto(f"/ti/umfrage/{SLUG}")
    page.evaluate(f"({HEARD})()")
    axe(page)
    screenshot(page, "heard-start")
    page.locator("[data-read=play]").click()
    page.locator("[data-begin]").click()
    for code in ("ja", "kurz", "baum", "1", "1"):
        screen = page.locator("[data-screen]:visible")
        expect(screen).to_have_count(1)
        for words in screen.locator("h2, legend, label > span").all():
            box = words.bounding_box()
            assert box is None or min(box["width"], box["height"]) <= 1, words.inner_text()
        axe(page)
        assert fits(page)
        expect(page.locator(".lit")).not_to_have_count(0)  # read by itself after the first tap
        screen.locator(f"label:has(input[value='{code}'])").first.click()
        page.locator("[data-next]").click()
    axe(page)
    page.locator("[data-next]").click()
    page.wait_for_url("**/danke**")
    axe(page)
    expect(page.locator("[data-read=play]")).to_be_visible()
    with store.reading() as session:
        (kept,) = session.scalars(select(Response)).all()
        assert (kept.language, kept.status) == ("ti", "complete")
        assert kept.answers["pflicht"] == "ja"
        assert kept.answers["dinge"] == ["baum"]


def test_a_required_answer_is_asked_for_in_words_that_are_heard(
    people: People, heard: dict[str, Any]
):
    page = people.open(NARROW, "ti")
    page.goto(f"/ti/umfrage/{SLUG}")
    page.evaluate(f"({HEARD})()")
    page.locator("[data-begin]").click()
    page.locator("[data-screen]:visible [data-read=play]").wait_for()
    before = len(listened(page))
    page.evaluate("document.querySelector('[data-question=pflicht]').dataset.required = ''")
    page.locator("[data-next]").click()
    for _ in range(50):
        page.wait_for_timeout(100)
        if len(listened(page)) > before:
            break
    texts = {address_of(heard, key) for key in heard["sounds"]}
    assert listened(page)[-1][0] not in texts  # a word of the interface
    assert fits(page)


# ---- recording ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def studio(playwright: Playwright) -> Iterator[Browser]:
    """A browser that has a microphone, with a tone in front of it."""
    browser = chromium(playwright, *MICROPHONE)
    yield browser
    browser.close()


@pytest.fixture
def recording_room(
    studio: Browser,
    address: str,
    app: Flask,
    store: Store,
    signed_in: Callable[..., Visitor],
    now: datetime,
    district: District,
) -> Iterator[tuple[People, Page]]:
    with store.writing() as session:
        home = session.merge(district)
        a_survey(session, home, document="single", published=False, at=now)
    visitor = signed_in(Role.MANAGER, district)
    people = People(studio, address)
    page = people.open(DESK, permissions=["microphone"])
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
    page.goto("/verwaltung/umfragen/eine-antwort/aufnahmen/ti/")
    yield people, page
    people.leave()


def test_a_text_is_recorded_heard_and_recorded_again(
    recording_room: tuple[People, Page], store: Store, axe: Callable[[Page], None]
):
    _, page = recording_room
    row = page.locator("[data-recorder]").first
    button = row.locator("[data-record]")
    digests = set()
    for _ in range(2):
        button.click()
        expect(row.locator("meter")).not_to_have_js_property("value", 0)
        page.wait_for_timeout(700)
        axe(page)
        button.click()
        expect(row.locator("[data-said]")).to_have_text("Gespeichert.")
        digests.add(row.locator("audio").get_attribute("src"))
    assert len(digests) == 2
    expect(page.locator("[data-progress]")).to_have_text("1 von 10 aufgenommen")
    with store.reading() as session:
        media = list(session.scalars(select(Medium)))
        assert {medium.mime for medium in media} == {"audio/webm"}
        assert all(500 < (medium.milliseconds or 0) < 60_000 for medium in media)
        draft = session.scalars(select(Survey.draft)).one()
        assert draft["sounds"]["title"]["ti"] in {medium.digest for medium in media}
    page.reload()
    expect(page.locator("[data-recorder]").first.locator(".tag")).to_have_text("aufgenommen")


def test_a_take_is_not_lost_without_a_connection(recording_room: tuple[People, Page]):
    people, page = recording_room
    people.expect(CUT)
    row = page.locator("[data-recorder]").first
    button = row.locator("[data-record]")
    button.click()
    page.wait_for_timeout(500)
    page.context.set_offline(True)
    button.click()
    expect(row.locator("[data-said]")).to_contain_text("Noch nicht gespeichert")
    expect(row.locator("audio")).to_have_attribute("src", re.compile("^blob:"))
    page.context.set_offline(False)
    expect(row.locator("[data-said]")).to_have_text("Gespeichert.")


def test_pages_of_recordings_and_pictures_fit_every_width(
    recording_room: tuple[People, Page], axe: Callable[[Page], None]
):
    _, page = recording_room
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for end in (
            "umfragen/eine-antwort/aufnahmen/ar/",
            "umfragen/eine-antwort/bilder/",
            "gesprochene-woerter/ti/",
        ):
            page.goto(f"/verwaltung/{end}")
            axe(page)
            assert fits(page), end

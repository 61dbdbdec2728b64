"""A pilot's day: nothing needs a network, nothing gets lost, and a stolen tablet tells nothing."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import FrameLocator, Page, Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.actions import publish_changes, replace_draft
from beteiligung.surveys.models import Response, Survey, SurveyVersion
from tests.browser.serving import Office
from tests.browser.tablets import (
    UNSEALED,
    Device,
    answered,
    begun,
    document,
    expected,
    occurrences,
    opened,
    ready,
    set_out,
    waiting,
)
from tests.builders import a_survey

# What of the bar at the top is drawn over the edge of its button.
STICKS_OUT = """() => [...document.querySelectorAll("[data-tools] .pill")].filter((pill) => {
  const words = document.createRange();
  words.selectNodeContents(pill);
  const [own, inner] = [pill.getBoundingClientRect(), words.getBoundingClientRect()];
  return inner.left < own.left + 4 || inner.right > own.right - 4;
}).map((pill) => pill.textContent)"""


@pytest.fixture
def code(store: Store, district: District, now: datetime) -> str:
    """What the office shows to couple a tablet; a survey is open."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        a_survey(session, here, document=document(), at=now)
        return expected(session, here, at=now)


def stand_at(page: Page, place: str) -> None:
    """Say where one is."""
    page.locator("[data-do=place]").click()
    page.locator("#place").select_option(place)
    page.locator("#occasion").select_option("festival")
    page.locator("[data-form=place] [type=submit]").click()
    expect(page.locator("h1")).to_contain_text(place)
    assert page.evaluate(STICKS_OUT) == []


def named_in_german(page: Page) -> None:
    """Whoever was asked read Arabic: the pilot reads of it in German, with the time apart."""
    expect(page.locator("[data-left]")).to_have_text("Kurz gefragt")
    expect(page.locator("[data-left-at]")).to_have_text(re.compile(r"^\d\d:\d\d$"))


def both_ways_in_order(page: Page) -> None:
    """After five wrong PINs: a new code, or else to wait."""
    expect(page.locator("[data-view=blocked]")).to_be_visible()
    ways = page.locator("[data-view=blocked] > p")
    expect(ways.nth(1)).to_contain_text("neuen Code")
    expect(ways.nth(2)).to_contain_text("Oder warten Sie")


def second_stands_at_the_right(frame: FrameLocator) -> None:
    """The pilot's language stands under Arabic, where Arabic begins."""
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    expect(frame.locator(".second:visible").first).to_have_css("text-align", "right")


def arrived(store: Store) -> list[Response]:
    with store.reading() as session:
        return list(session.scalars(select(Response).order_by(Response.id)))


def test_a_day_without_a_network_in_two_languages_with_the_browser_killed(
    playwright: Playwright, office: Office, store: Store, code: str, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = set_out(device, office, code)
    stand_at(page, "Lessingplatz")
    answered(page, "Deutsch", "Ziegelrot")
    page.locator("[data-do=following]").click()
    expect(page.locator("iframe")).to_have_count(0)
    frame = begun(page, "العربية")
    second_stands_at_the_right(frame)
    frame.locator("label:has(input[value=fuss])").click()
    frame.locator("[data-next]").click()
    frame.locator("textarea").fill("حديقة الياسمين")
    page.wait_for_timeout(300)
    device.kill()

    page = device.start()
    waiting(page, 1)
    opened(page, "0000")
    expect(page.locator("[data-said]")).to_contain_text("4")
    opened(page)
    named_in_german(page)
    page.locator("[data-do=goOn]").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("textarea")).to_have_value("حديقة الياسمين")
    frame.locator("[data-next]").click()
    frame.locator("[data-next]").click()
    expect(frame.locator("[data-thanks]")).to_be_visible()
    page.locator("[data-do=following]").click()
    answered(page, "Deutsch", "Kornblume")
    device.kill()

    # Five wrong PINs close the app; what waits stays sealed, and is sent all the same.
    page = device.start()
    waiting(page, 3)
    for left in (4, 3, 2, 1):
        opened(page, "1111")
        expect(page.locator("[data-said]")).to_contain_text(str(left))
    opened(page, "1111")
    both_ways_in_order(page)
    page.reload()
    expect(page.locator("[data-view=blocked]")).to_be_visible()
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    waiting(page, 0)
    found = {(row.language, row.answers["wort"], row.channel) for row in arrived(store)}
    assert found == {
        ("de", "Ziegelrot", "typed"),
        ("ar", "حديقة الياسمين", "typed"),
        ("de", "Kornblume", "typed"),
    }
    assert len(arrived(store)) == 3
    assert not device.faults
    device.stop()


@pytest.mark.parametrize("script", ["", UNSEALED])
def test_a_stolen_tablet_tells_nothing_of_what_was_answered(
    playwright: Playwright, office: Office, code: str, tmp_path: Path, script: str
):
    words = ["Hortensie", "Rittersporn"]
    device = Device(playwright, tmp_path / "tablet", office.address, script)
    page = set_out(device, office, code)
    for word in words:
        answered(page, "Deutsch", word)
        page.locator("[data-do=following]").click()
    device.kill()
    # With sealing off the same search finds every one: else it would prove nothing.
    assert occurrences(device, words) == (set(words) if script else set())


FORGET_THE_CHECK = """() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const change = asked.result.transaction("settings", "readwrite");
    change.objectStore("settings").delete("checked");
    change.oncomplete = done;
  };
})"""
KNOWN_VERSION = """() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const read = asked.result.transaction("settings").objectStore("settings").get("package");
    read.onsuccess = () => done(read.result.surveys[0].version);
  };
})"""


def test_an_interview_goes_on_in_the_version_in_which_it_began(
    playwright: Playwright, office: Office, app: Flask, store: Store, code: str, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = ready(device, office, code)
    page.locator("[data-view=ready] [data-do=day]").click()
    frame = begun(page, "Deutsch")
    frame.locator("label:has(input[value=rad])").click()
    frame.locator("[data-next]").click()
    page.wait_for_timeout(300)
    page.evaluate(FORGET_THE_CHECK)  # as on the next morning
    device.kill()
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        changed = document()
        changed["questions"][1]["text"] = {"de": "Anders gefragt", "ar": "سؤال آخر"}
        replace_draft(session, survey, changed, asker=None, at=datetime.now(UTC))
        publish_changes(session, survey, asker=None, sure=True, at=datetime.now(UTC))
    app.extensions["shelf"].forget()

    page = device.start()
    opened(page)
    for _ in range(100):  # until what the tablet has is brought up to date
        if page.evaluate(KNOWN_VERSION) == 2:
            break
        page.wait_for_timeout(100)
    office.stop()
    page.locator("[data-do=goOn]").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).not_to_contain_text("Anders gefragt")
    frame.locator("textarea").fill("Holunder")
    frame.locator("[data-next]").click()
    frame.locator("[data-next]").click()
    expect(frame.locator("[data-thanks]")).to_be_visible()
    page.locator("[data-after] [data-do=day]").click()
    frame = begun(page, "Deutsch")
    frame.locator("[data-next]").click()
    expect(frame.get_by_role("heading", name="Anders gefragt")).to_be_visible()
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    waiting(page, 0)
    device.stop()
    with store.reading() as session:
        number = select(SurveyVersion.number).join_from(
            Response, SurveyVersion, SurveyVersion.id == Response.version_id
        )
        assert session.scalars(number).all() == [1]
    assert not device.faults


LOSES_THE_APP = """async () => {
  for (const name of await caches.keys()) {
    if (!name.startsWith("shell-")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) await cache.delete(request);
  }
}"""


def test_an_app_that_a_tablet_has_lost_comes_back_with_the_next_ready_check(
    playwright: Playwright, office: Office, code: str, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = ready(device, office, code)
    expect(page.locator("[data-ready]")).to_contain_text("Bereit ohne Netz")
    page.evaluate(LOSES_THE_APP)
    page.locator("[data-view=ready] [data-do=ready]").click()
    expect(page.locator("[data-ready]")).to_contain_text("Wird geprüft")
    expect(page.locator("[data-ready]")).to_contain_text("Bereit ohne Netz", timeout=30_000)
    office.stop()
    page.reload()
    opened(page)
    expect(page.locator("[data-view=day]")).to_be_visible()
    assert not device.faults
    device.stop()

"""Outside, without a network: an idea with a photo and its code, a text that a pilot speaks."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import FilePayload, Page, Playwright, expect
from sqlalchemy import select

from beteiligung.accounts.tokens import digest
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Voice
from beteiligung.ideas.models import Idea
from beteiligung.surveys.models import Receipt, Response
from tests.browser.serving import Office
from tests.browser.tablets import Device, document, expected, opened, set_out, waiting
from tests.browser.test_sound import MICROPHONE
from tests.builders import a_survey
from tests.ideas.boards import a_board
from tests.media.files import a_picture

WORDS = "مقاعد في الظل"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """An installation that takes photos."""
    return replace(settings, photos=True)


@pytest.fixture
def code(store: Store, district: District, now: datetime) -> str:
    """What the office shows to couple a tablet; a board and a survey with receipts are open."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        a_survey(session, here, document={**document(), "anonymity": "receipt"}, at=now)
        a_board(session, here, at=now)
        return expected(session, here, at=now)


def taken_down(device: Device, page: Page) -> tuple[Page, str]:
    """An idea in Arabic with a photo, although the browser is killed in between: its code."""
    page.locator("[data-ideas-place] .tile").click()
    page.locator("#idea-spoken").select_option("ar")
    written = page.locator("#idea-language")
    expect(written).to_have_value("de")  # of the pilot, who writes it down
    page.locator("[name=idea-writer][value=person]").check()
    expect(written).to_have_value("ar")
    page.locator("[name=idea-writer][value=team]").check()
    expect(written).to_have_value("de")
    written.select_option("ar")
    page.locator("[data-form=idea] [type=submit]").click()
    expect(page.locator("[data-fault=consent]")).to_be_visible()
    page.locator("#idea-text").fill(WORDS)
    picture = FilePayload(name="a.jpg", mimeType="image/jpeg", buffer=a_picture(2400, 1800))
    page.set_input_files("#idea-photo", picture)
    page.locator("#idea-pictured").check()
    page.wait_for_timeout(300)
    device.kill()
    page = device.start()
    opened(page)
    page.locator("[data-ideas-place] .tile").click()
    page.locator("[data-do=ideaGoOn]").click()
    expect(page.locator("#idea-text")).to_have_value(WORDS)
    expect(page.locator("#idea-pictured")).to_be_checked()
    page.locator("#idea-consent").check()
    page.locator("[data-form=idea] [type=submit]").click()
    expect(page.locator("[data-slip] [dir=rtl]")).to_be_visible()
    return page, page.locator("[data-slip] .code").first.inner_text().replace("-", "")


def spoken_twice(page: Page) -> None:
    """A text is spoken, and spoken once more because it was not good."""
    page.locator("[data-view=day] [data-do=ready]").click()
    page.locator("[data-do=voices]").click()
    page.locator("#voice-language").select_option("ti")
    button = page.locator("[data-voices] button").first
    for milliseconds in (300, 1200):
        button.click()
        page.wait_for_timeout(milliseconds)
        button.click()
        expect(page.locator("[data-voices] audio").first).to_be_visible()
        page.wait_for_timeout(200)
    page.locator("[data-view=voices] [data-do=ready]").click()
    page.locator("[data-view=ready] [data-do=day]").click()


def typed_in(page: Page) -> str:
    """A sheet of paper is typed in: the code that the survey gives."""
    page.locator("[data-surveys] .tile").click()
    page.locator("#paper").check()
    page.locator("[data-languages] button", has_text="Deutsch").first.click()
    frame = page.frame_locator("iframe")
    frame.locator("[data-begin]").click()
    expect(page.locator("[data-paper]")).to_be_visible()
    for _ in range(3):
        frame.locator("[data-next]").click()
    expect(frame.locator("[data-receipt]")).to_be_visible()
    return frame.locator("[data-receipt] .code").inner_text().replace("-", "")


def test_an_idea_a_sheet_and_a_spoken_text_without_a_network(
    playwright: Playwright, office: Office, store: Store, code: str, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address, args=MICROPHONE)
    page = set_out(device, office, code)
    page, secret = taken_down(device, page)
    shown = Image.open(io.BytesIO(page.locator("[data-slip] svg").screenshot()))
    (read,) = zxingcpp.read_barcodes(shown)
    assert read.text.endswith(f"/ar/beleg/#{secret}")
    page.locator("[data-view=slip] [data-do=day]").click()
    expect(page.locator("[data-slip]")).to_be_empty()
    spoken_twice(page)
    receipt = typed_in(page)
    waiting(page, 2)
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    waiting(page, 0)
    device.stop()
    assert not device.faults
    with store.reading() as session:
        (idea,) = session.scalars(select(Idea)).unique()
        assert (idea.text, idea.secret_hash) == (WORDS, digest(secret))
        assert (idea.language, idea.spoken, idea.channel) == ("ar", "ar", "assisted")
        assert idea.photo
        (voice,) = session.scalars(select(Voice))
        assert voice.locale == "ti"
        assert voice.milliseconds > 700, "the second one"
        assert session.scalars(select(Response.channel)).one() == "paper"
        assert session.scalars(select(Receipt.code_hash)).one() == digest(receipt)

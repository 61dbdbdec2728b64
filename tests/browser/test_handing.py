"""Who holds the tablet: the pilot, reading in two languages, or a person who meets nothing else."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Tablet
from beteiligung.media.actions import speak_phrase, take_recording
from beteiligung.surveys.models import Response
from tests.browser.serving import Office
from tests.browser.tablets import Device, answered, begun, document, expected, opened, set_out
from tests.browser.test_sound import HEARD
from tests.builders import a_survey
from tests.media.files import a_wav

QUIET, NO_ANSWER = "01:35", "00:35"  # minutes and seconds that pass
LATEST = 300  # milliseconds until what was typed is with the app


@pytest.fixture
def tablet(
    playwright: Playwright,
    office: Office,
    store: Store,
    district: District,
    now: datetime,
    tmp_path: Path,
) -> Iterator[Page]:
    """A tablet that is ready for the day, while the office cannot be reached."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        spoken = take_recording(session, a_wav(0.2), asker=None, at=now).digest
        speak_phrase(session, "ar", "voluntary", a_wav(1.5), asker=None, at=now)
        sounds = {name: {"ar": spoken} for name in ("title", "weg.text")}
        a_survey(session, here, document={**document(), "sounds": sounds}, at=now)
        code = expected(session, here, at=now)
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = set_out(device, office, code)
    yield page
    device.stop()
    assert not device.faults


def left(page: Page) -> None:
    """Somebody leaves the app: its page is no longer to be seen."""
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
        "document.dispatchEvent(new Event('visibilitychange'));"
        "delete document.hidden"
    )


def typed(frame: FrameLocator, word: str) -> None:
    """Go on to the text, and write something into it."""
    frame.locator("label:has(input[value=fuss])").click()
    frame.locator("[data-next]").click()
    frame.locator("textarea").fill(word)


def covered(page: Page, word: str) -> None:
    """See that nothing but the PIN is asked for."""
    expect(page.locator("[data-view=pin]")).to_be_visible()
    expect(page.frame_locator("iframe").get_by_text(word)).not_to_be_visible()
    assert page.locator("button:visible, a:visible").count() <= len(("skip", "home", "open"))


def sent(office: Office, page: Page, store: Store, number: int) -> list[Response]:
    """The office can be reached again: what has arrived by then."""
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-state-line]").first).to_contain_text(": 0 ")
    with store.reading() as session:
        found = list(session.scalars(select(Response).order_by(Response.id)))
    assert len(found) == number
    return found


def passes_its_test(page: Page, store: Store, axe: Callable[..., None]) -> None:
    """Run the self-test: this browser promises nothing, and its clock is not that of the tests."""
    page.locator("[data-view=day] [data-do=ready]").click()
    expect(page.locator("[data-media]")).to_contain_text("2")
    page.locator("[data-view=ready] [data-do=test]").click()
    expect(page.locator("[data-check=offline] .ok")).to_be_visible(timeout=15_000)
    page.locator("[data-do=tone]").click()
    page.locator("[data-do=heardTone]").click()
    expect(page.locator("[data-tested]")).not_to_be_empty()
    expect(page.locator("[data-check=sealing] .ok")).to_be_visible()
    axe(page)
    with store.reading() as session:
        (row,) = session.scalars(select(Tablet))
    assert row.platform == "desktop"
    assert set((row.test_faults or "").split()) <= {"keeps", "clock"}
    assert row.tested_at is not None


def test_a_pilot_reads_both_languages_with_one_place_for_each_answer_and_takes_no_for_one(
    tablet: Page, axe: Callable[..., None]
):
    tablet.locator("[data-surveys] .tile").first.click()
    tablet.evaluate(f"({HEARD})()")
    expect(tablet.locator("[data-languages] .hear")).to_have_count(
        1
    )  # the others have no recording
    tablet.get_by_label("استماع: العربية").click()
    assert len(tablet.evaluate("window.heard")) == 1
    axe(tablet)
    tablet.locator("[data-languages] button", has_text="العربية").click()
    frame = tablet.frame_locator("iframe")
    expect(frame.locator("[data-read=play]:not(.on)")).to_be_visible()
    tablet.frames[1].evaluate(f"({HEARD})()")
    frame.locator("[data-read=play]").click()
    expect(
        frame.locator("[data-consent] .lit")
    ).to_be_visible()  # the title, then the first sentence
    expect(frame.locator("[data-read=play]:not(.on)")).to_be_visible()
    assert len(tablet.frames[1].evaluate("window.heard")) == len(("title", "voluntary"))
    expect(frame.locator("[data-consent] p:not(.second)")).to_have_count(3)
    small = frame.locator("[data-consent] .second").first
    expect(small).to_have_text("Die Teilnahme ist freiwillig.")
    axe(tablet.frames[1])
    frame.locator("[data-begin]").click()
    axe(tablet.frames[1])
    expect(frame.locator("html")).to_have_attribute("dir", "rtl")
    option = frame.locator("label:has(input[value=fuss])")
    expect(option).to_contain_text("سيراً")
    expect(option.locator(".second")).to_have_text("zu Fuß")
    expect(option.locator(".second")).to_have_attribute("dir", "ltr")
    expect(option.locator(".second")).to_have_attribute("lang", "de")
    thanks = frame.locator("[data-thanks] .second")
    expect(thanks).to_have_count(1)  # nobody is asked to give back what the pilot holds
    expect(thanks).to_contain_text("Vielen Dank")
    expect(option.locator("input")).to_have_count(1)
    expect(frame.locator("input[value=fuss]")).to_have_count(1)
    sizes = [
        frame.locator(f".foot {which}").bounding_box()
        for which in ("[data-next]", "[data-do=skip]", "[data-do=stop]", "[data-do=back]")
    ]
    widths = {(round(box["width"]), round(box["height"])) for box in sizes if box}
    assert len(widths) == 1, "to skip and to stop are as large as to go on"
    frame.locator("[data-do=stop]").click()
    frame.locator("dialog[open] [data-do=leave]").click()
    tablet.locator("[data-languages] button", has_text="Deutsch").click()
    expect(frame.locator("[data-do=decline]")).to_have_count(1)
    expect(frame.locator(".second")).to_have_count(0)
    frame.locator("[data-do=decline]").click()
    expect(tablet.locator("iframe")).to_have_count(0)
    tablet.locator("[data-do=no_time]").click()
    expect(tablet.locator("[data-state]")).to_contain_text(": 0 ")


def test_handed_over_only_the_pin_leads_out_and_the_next_person_finds_nothing(
    tablet: Page, office: Office, store: Store, axe: Callable[..., None]
):
    typed(begun(tablet, "العربية", "hands"), "Rosmarin")
    expect(tablet.locator("[data-state]")).not_to_be_visible()
    assert tablet.evaluate("Boolean(document.fullscreenElement)")
    left(tablet)
    covered(tablet, "Rosmarin")
    expect(tablet.locator("[data-covered]")).to_have_attribute("dir", "rtl")
    axe(tablet)
    opened(tablet)
    expect(tablet.locator("[data-view=back]")).to_be_visible()
    tablet.locator("[data-do=again]").click()
    frame = tablet.frame_locator("iframe")
    expect(frame.locator("textarea")).to_have_value("Rosmarin")
    tablet.evaluate("document.exitFullscreen()")
    covered(tablet, "Rosmarin")
    opened(tablet)
    tablet.locator("[data-do=again]").click()
    frame.locator("[data-next]").click()
    frame.locator("[data-next]").click()
    expect(frame.locator("[data-give-back]")).to_be_visible()
    expect(tablet.locator("[data-after] [data-do=day]")).not_to_be_visible()
    tablet.locator("[data-do=following]").click()
    tablet.go_back()
    expect(tablet.locator("iframe")).to_have_count(0)
    answered(tablet, "Deutsch", "Salbei", mode="")
    tablet.locator("[data-do=following]").click()
    tablet.locator("[data-languages] button", has_text="Deutsch").click()
    tablet.frame_locator("iframe").locator("[data-do=decline]").click()
    covered(tablet, "Start")
    opened(tablet)
    expect(tablet.locator("body.handed")).to_have_count(0)
    tablet.locator("[data-do=no_interest]").click()
    found = sent(office, tablet, store, 2)
    assert {row.answers["wort"] for row in found} == {"Rosmarin", "Salbei"}
    assert {row.channel for row in found} == {"tablet"}  # nobody of the team typed it
    passes_its_test(tablet, store, axe)


def silent(page: Page, choice: str, word: str) -> None:
    """Somebody begins to answer and walks away: it asks, waits, and goes blank."""
    expect(page.locator("[data-view=day]")).to_be_visible()
    page.locator("[data-surveys] .tile").first.click()
    page.locator("label:has([name=holds][value=reads])").click()
    expect(page.locator("[data-in-hands]")).to_be_hidden()
    page.locator("label:has([name=holds][value=hands])").click()
    page.locator(f"label:has([name=left][value={choice}])").click()
    page.locator("[data-languages] button", has_text="Deutsch").click()
    frame = page.frame_locator("iframe")
    frame.locator("[data-begin]").click()
    typed(frame, word)
    page.clock.run_for(LATEST)
    page.clock.fast_forward(QUIET)
    dialog = frame.locator("dialog[open]")
    expect(dialog).to_contain_text("Sind Sie noch da?")
    dialog.locator("[data-do=stay]").click()
    expect(dialog).to_have_count(0)
    page.wait_for_timeout(300)  # the app hears of the touch
    page.clock.fast_forward(QUIET)
    expect(dialog).to_be_visible()
    page.clock.fast_forward(NO_ANSWER)
    covered(page, word)
    expect(page.locator("iframe")).to_have_count(0)


def test_nobody_there_or_five_wrong_pins_keep_or_delete_as_chosen_and_go_blank(
    tablet: Page, office: Office, store: Store
):
    tablet.clock.install()
    silent(tablet, "delete", "Thymian")
    opened(tablet)
    silent(tablet, "keep", "Kerbel")
    opened(tablet)
    typed(begun(tablet, "Deutsch", "hands"), "Lavendel")
    tablet.locator("[data-do=lock]").click()
    for number in (4, 3, 2, 1):
        opened(tablet, "1111")
        expect(tablet.locator("[data-said]")).to_contain_text(str(number))
    opened(tablet, "1111")
    expect(tablet.locator("[data-view=blocked]")).to_be_visible()
    expect(tablet.locator("iframe")).to_have_count(0)
    found = sent(office, tablet, store, 2)
    assert [row.status for row in found] == ["partial", "partial"]
    assert {row.answers["wort"] for row in found} == {"Kerbel", "Lavendel"}

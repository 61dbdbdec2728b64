"""The office locks a tablet in somebody's hands: no code is lost. Its name, and its file's name."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.actions import lock_tablet, unlock_tablet
from beteiligung.fieldwork.models import Parcel, Tablet
from tests.browser.serving import Office
from tests.browser.tablets import (
    SOMEBODY,
    Device,
    answered,
    begun,
    coupled,
    document,
    expected,
    opened,
)
from tests.browser.test_handing import left
from tests.browser.test_tablets import STICKS_OUT
from tests.builders import a_survey
from tests.ideas.boards import a_board
from tests.visitor import Visitor

ROLE = "Stadtteilpilotin oder Stadtteilpilot"
WORDS = "Bänke im Schatten"
ASIDE = "/verwaltung/tablets/zurueckgestellt"


@pytest.fixture
def page(
    playwright: Playwright,
    office: Office,
    store: Store,
    district: District,
    now: datetime,
    tmp_path: Path,
) -> Iterator[Page]:
    """A tablet that the office reaches; a board, and a survey whose answers have a code."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        a_survey(session, here, document={**document(), "anonymity": "receipt"}, at=now)
        a_board(session, here, at=now)
        code = expected(session, here, at=now, name="Tablet 3", role=ROLE)
    device = Device(playwright, tmp_path / "tablet", office.address)
    office.start()
    page = device.start()
    page.clock.install(time=datetime.now(UTC))
    page.reload()
    coupled(page, code)
    page.locator("[data-view=ready] [data-do=day]").click()
    yield page
    device.stop()
    assert not device.faults


def decided(store: Store, decide: Callable[..., None]) -> None:
    """The office locks or unlocks the tablet."""
    with store.writing() as session:
        (row,) = session.scalars(select(Tablet))
        decide(session, SOMEBODY, row, at=datetime.now(UTC))


def hears(page: Page) -> None:
    """The tablet asks the office how it stands."""
    with page.expect_response("**/annahme"):
        page.evaluate("dispatchEvent(new Event('online'))")


def taken_down(page: Page) -> str:
    """An idea is kept: its code, which the person is shown."""
    page.locator("[data-ideas-place] .tile").click()
    page.locator("#idea-spoken").select_option("ar")
    page.locator("#idea-text").fill(WORDS)
    page.locator("#idea-consent").check()
    page.locator("[data-form=idea] [type=submit]").click()
    return page.locator("[data-slip] .code").first.inner_text().replace("-", "")


def shut(page: Page) -> None:
    """See that the office has locked it, and that no code is left on it."""
    expect(page.locator("[data-view=locked]")).to_be_visible()
    expect(page.locator("[data-slip]")).to_be_empty()
    expect(page.locator("iframe")).to_have_count(0)


def test_a_code_that_somebody_is_shown_stays_when_the_office_locks_the_tablet_and_works_later(
    page: Page, store: Store, manager: Visitor, visitor: Visitor, axe: Callable[..., None]
):
    decided(store, lock_tablet)
    secret = taken_down(page)
    said = page.locator("[data-said]")
    expect(said).to_contain_text("Dieses Tablet ist ab jetzt gesperrt")
    expect(page.locator("[data-slip] svg")).to_be_visible()
    expect(page.locator("[data-tools]")).to_be_hidden()
    hears(page)  # once more: the person still writes
    expect(page.locator("[data-slip] .code").first).to_be_visible()
    axe(page)
    page.locator("[data-view=slip] [data-do=ideaAgain]").click()
    shut(page)

    with store.reading() as session:
        (parcel,) = session.scalars(select(Parcel))
    form = {"csrf_token": manager.get(ASIDE).value("csrf_token")}
    manager.post(f"{ASIDE}/{parcel.id}/annehmen", form, 303)
    visitor.post("/de/beleg/", {"code": secret}, 200).sees(WORDS)


def test_a_code_that_nobody_puts_away_goes_after_five_minutes(page: Page, store: Store):
    decided(store, lock_tablet)
    taken_down(page)
    expect(page.locator("[data-said]")).to_contain_text("fünf Minuten")
    page.clock.run_for("04:30")
    expect(page.locator("[data-slip] .code").first).to_be_visible()
    page.clock.run_for("01:00")
    shut(page)


def test_a_code_of_answers_stays_too_and_nothing_opens_beside_it(page: Page, store: Store):
    decided(store, lock_tablet)
    answered(page, "Deutsch", "Salbei")
    frame = page.frame_locator("iframe")
    expect(page.locator("[data-said]")).to_contain_text("gesperrt")
    expect(frame.locator("[data-receipt] .code")).to_be_visible()
    frames, buttons = page.locator("iframe").bounding_box(), page.locator(".after").bounding_box()
    assert frames
    assert buttons
    assert frames["y"] + frames["height"] <= buttons["y"], "all of it can be reached"
    page.locator("[data-do=following]").click()
    shut(page)


def test_a_tablet_that_is_unlocked_meanwhile_opens_with_its_pin_only(page: Page, store: Store):
    decided(store, lock_tablet)
    taken_down(page)
    expect(page.locator("[data-said]")).to_contain_text("gesperrt")
    decided(store, unlock_tablet)
    hears(page)
    expect(page.locator("[data-slip] .code").first).to_be_visible()
    page.locator("[data-view=slip] [data-do=day]").click()
    expect(page.locator("[data-view=pin]")).to_be_visible()
    expect(page.locator("[data-slip]")).to_be_empty()


def test_what_was_handed_over_and_locked_by_the_office_offers_no_pin(page: Page, store: Store):
    begun(page, "Deutsch", "hands")
    decided(store, lock_tablet)
    hears(page)
    shut(page)
    left(page)  # it would be covered by the page of the PIN
    page.wait_for_timeout(300)
    assert page.locator("[data-view=locked]").is_visible()
    assert page.locator("#open-pin").is_hidden()


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_file_of_last_resort_is_named_in_the_language_of_the_app_and_the_app_names_it(
    page: Page, office: Office, language: str
):
    page.goto(f"{office.address}/tablet/{language}/")
    opened(page)
    page.locator("[data-state]").click()
    with page.expect_download() as saved:
        page.locator("[data-view=queue] [data-do=save]").click()
    name = saved.value.suggested_filename
    words, _, day = name.partition("-2")
    assert words == {"de": "wartende-antworten", "ar": "ijabat-muntadhira"}[language]
    assert name.isascii(), "sticks, mails and archives keep it"
    assert day.endswith(".json")
    expect(page.locator("[data-said]")).to_contain_text(f"\u2066{name}\u2069")


# In how many lines the role with the name of the tablet stands, and its name alone.
LINES = """() => {
  const whole = document.querySelector("[data-who]");
  const high = parseFloat(getComputedStyle(whole).lineHeight);
  const lines = (it) => Math.round(it.getBoundingClientRect().height / high);
  const words = document.createRange();
  const last = whole.lastElementChild ?? whole;
  words.selectNodeContents(last);
  return [lines(whole), lines(words)];
}"""


def test_whose_tablet_it_is_stands_in_one_line_and_its_name_never_breaks(
    page: Page, office: Office
):
    page.locator(".where").click()
    page.locator("#place").select_option("Lessingplatz")
    page.locator("#occasion").select_option("festival")
    page.locator("[data-form=place] [type=submit]").click()
    office.stop()
    page.locator("[data-do=code]").click()
    expect(page.locator("[data-state]")).to_contain_text("auch Kontakte")
    for width in (320, 390, 768, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 768})
        whole, name = page.evaluate(LINES)
        assert name == 1, width
        assert whole == 1 or width < 768, width
        assert page.evaluate(STICKS_OUT) == [], width

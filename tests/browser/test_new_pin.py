"""A day that goes wrong: a PIN is forgotten, a clock jumps. It can still be set right."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.actions import code_anew
from beteiligung.fieldwork.models import Parcel
from beteiligung.fieldwork.models import Tablet as Row
from tests.browser.serving import Office
from tests.browser.tablets import (
    SOMEBODY,
    Device,
    all_sent,
    answered,
    begun,
    chosen,
    document,
    expected,
    opened,
    set_out,
)
from tests.browser.test_talks import corrected, counted, tapped
from tests.builders import a_survey

NEW_PIN = "471100"
# All that lies in the settings of the app, as text; what is sealed is none.
SETTINGS = """() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const store = asked.result.transaction("settings").objectStore("settings");
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    values.onsuccess = () => {
      const own = values.result.filter((_, at) => keys.result[at].startsWith("entries"));
      done(JSON.stringify(own));
    };
  };
})"""


@pytest.fixture
def page(
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
        a_survey(session, here, document=document(), at=now)
        code = expected(session, here, at=now)
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = set_out(device, office, code)
    yield page
    device.stop()
    assert not device.faults


def stand_at(page: Page, place: str, occasion: str = "festival") -> None:
    page.locator(".where").click()
    page.locator("#place").select_option(place)
    page.locator("#occasion").select_option(occasion)
    page.locator("[data-form=place] [type=submit]").click()
    expect(page.locator("[data-view=day]")).to_be_visible()


def sent(page: Page, office: Office) -> None:
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(page)
    expect(page.locator("[data-state]")).to_contain_text(": 0 ·")
    expect(page.locator("[data-state]")).not_to_contain_text("auch Kontakte")


def with_a_new_pin(page: Page, store: Store) -> None:
    """The PIN is forgotten: the office shows a new code, and the pilot chooses another."""
    with store.writing() as session:
        (row,) = session.scalars(select(Row))
        code = code_anew(session, SOMEBODY, row, at=datetime.now(UTC))
    page.locator("[data-do=lock]").click()
    page.locator("[data-view=pin] summary").click()
    page.locator("#pin-code").fill(code)
    page.locator("[data-view=pin] [data-form=couple] button").click()
    chosen(page, NEW_PIN)
    page.locator("[data-view=ready] [data-do=day]").click()


def moved(page: Page, words: str, occasion: str) -> None:
    """Correct all that was noted at one place before the new PIN."""
    page.locator("[data-do=entries]").click()
    page.locator("[data-entries] label", has_text=words).filter(
        has_text="vor der neuen PIN"
    ).click()
    expect(page.locator("[data-chosen]")).to_contain_text("1")
    page.locator("#right-place").select_option("Lessingplatz")
    page.locator("#right-occasion").select_option(occasion)
    page.locator("[data-do=correct]").click()
    expect(page.locator("[data-said]")).to_be_visible()
    page.locator("[data-view=entries] [data-do=day]").click()


def test_after_a_new_pin_nobody_reads_the_morning_and_its_places_can_be_set_right(
    page: Page, office: Office, store: Store, axe: Callable[..., None]
):
    stand_at(page, "Körnerplatz")
    tapped(page, ["[data-do=code]"])
    tapped(page, ["[data-do=refuse]", "[data-do=no_time]"])
    answered(page, "Deutsch", "Kornblume")
    page.locator("[data-after] [data-do=day]").click()
    stand_at(page, "Lessingplatz", "walk")
    tapped(page, ["[data-do=took_part]"])
    sent(page, office)
    expect(page.locator("[data-new-pin]")).to_be_hidden()
    with_a_new_pin(page, store)
    expect(page.locator("[data-today]")).to_contain_text("0")
    expect(page.locator("[data-new-pin]")).to_contain_text("seit der neuen PIN")
    tapped(page, ["[data-do=not_target]"])
    office.stop()

    page.locator("[data-do=entries]").click()
    expect(page.locator("[data-before-pin]")).to_be_visible()
    # What is left of it says where, and nothing else: no kind, no hour, no number.
    expect(page.locator("[data-entries] label")).to_have_count(3)
    expect(page.locator("[data-entries] label").nth(1)).to_contain_text("Körnerplatz · Fest")
    kept = page.evaluate(SETTINGS)
    assert "Körnerplatz" in kept
    assert not any(word in kept for word in ("no_time", "took_part", "code", "hour", "outcome"))
    axe(page)

    page.locator("[data-entries] label").nth(1).click()
    page.locator("[data-do=takeBackChosen]").click()
    expect(page.locator("[data-said]")).to_contain_text("lässt sich nicht zurücknehmen")
    page.locator("[data-entries] label").nth(1).click()
    page.locator("[data-view=entries] [data-do=day]").click()
    moved(page, "Körnerplatz", "walk")
    page.locator("[data-do=entries]").click()  # now of one place, and may go on together
    expect(page.locator("[data-entries] label")).to_have_count(2)
    page.locator("[data-view=entries] [data-do=day]").click()
    moved(page, "Lessingplatz", "street")
    sent(page, office)
    there = ("lessingplatz", "street")
    assert counted(store) == {
        **{(what, "", *there): 1 for what in ("code", "no_time", "complete", "took_part")},
        ("not_target", "", "lessingplatz", "walk"): 1,
    }


def test_a_clock_that_jumps_loses_nothing_of_the_day(page: Page, office: Office, store: Store):
    begun = datetime.now(UTC)
    page.clock.install(time=begun)
    stand_at(page, "Lessingplatz")
    tapped_now(page, "code")
    page.clock.set_system_time(begun + timedelta(days=2))
    reopened(page)
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 0")
    tapped_now(page, "took_part")
    page.clock.set_system_time(begun - timedelta(days=400))
    reopened(page)
    page.clock.set_system_time(begun + timedelta(minutes=1))
    reopened(page)
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 2")
    tapped_now(page, "code")  # counts, though the clock says it is before the last tap
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 3")
    page.clock.set_system_time(begun + timedelta(days=3))
    reopened(page)
    tapped_now(page, "not_target")
    # The office says what time it is: what was noted meanwhile is of today.
    sent(page, office)
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 4")
    corrected(page, (0, 1, 2, 3))
    all_sent(page)
    expect(page.locator("[data-new-pin]")).to_be_hidden()
    with store.reading() as session:
        aside = len(session.scalars(select(Parcel)).all())
    assert counted(store)["code", "", "", "walk"] == 2
    assert aside


def tapped_now(page: Page, what: str) -> None:
    """Tap once, where clocks only go on when they are told to."""
    page.clock.fast_forward(500)
    page.locator(f"[data-do={what}]").click()
    expect(page.locator("[data-noted] strong")).not_to_be_empty()


def reopened(page: Page) -> None:
    page.locator("[data-do=lock]").click()
    opened(page)
    expect(page.locator("[data-view=day]")).to_be_visible()


FULL = """() => {
  const { put } = IDBObjectStore.prototype;
  window.isFull = true;
  IDBObjectStore.prototype.put = function (...given) {
    if (!window.isFull || this.name !== "queue") return put.apply(this, given);
    this.transaction.abort();
    return {};
  };
}"""


def test_where_nothing_more_fits_it_is_said_and_nothing_is_lost(
    page: Page, office: Office, store: Store
):
    page.evaluate(FULL)
    page.locator("[data-do=code]").click()
    expect(page.locator("[data-said]")).to_contain_text("Der Speicher ist voll")
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 0")
    frame = begun(page, "Deutsch")
    for _ in range(3):
        frame.locator("[data-next]").click()
    expect(frame.locator("body")).to_contain_text("Sie sind nicht verloren")
    expect(frame.locator("[data-thanks]")).to_be_hidden()
    page.evaluate("window.isFull = false")
    frame.locator("[data-do=again]").click()
    expect(frame.locator("[data-thanks]")).to_be_visible()
    page.locator("[data-after] [data-do=day]").click()
    sent(page, office)
    assert counted(store) == {("complete", "", "", ""): 1}


def test_a_refusal_from_before_a_new_code_takes_no_tablet_away(
    page: Page, office: Office, store: Store
):
    tapped(page, ["[data-do=code]"])
    with store.writing() as session:
        (row,) = session.scalars(select(Row))
        row.token_hash = "elsewhere"
    told, arrives = Event(), Event()

    def late(path: str, body: list[bytes]) -> list[bytes]:
        if path.endswith("/annahme") and not told.is_set():
            told.set()
            arrives.wait(30)
        return body

    office.spoils = late
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    assert told.wait(30)
    with_a_new_pin(page, store)
    arrives.set()
    page.evaluate("dispatchEvent(new Event('online'))")
    all_sent(page)
    expect(page.locator("[data-view=day]")).to_be_visible()
    assert counted(store) == {("code", "", "", ""): 1}


def test_a_tablet_that_is_coupled_elsewhere_keeps_what_waits_until_it_is_coupled_again(
    page: Page, office: Office, store: Store
):
    tapped(page, ["[data-do=code]"])
    office.start()
    with store.writing() as session:
        (row,) = session.scalars(select(Row))
        token = row.token_hash
        row.token_hash = "elsewhere"
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-view=unknown]")).to_be_visible()
    expect(page.locator("[data-view=unknown] [data-do=save]")).to_be_visible()
    expect(page.locator("[data-view=unknown] [data-state-line]")).to_contain_text("auch Kontakte")
    with store.writing() as session:
        (row,) = session.scalars(select(Row))
        row.token_hash = token
        code = code_anew(session, SOMEBODY, row, at=datetime.now(UTC))
    page.locator("#unknown-code").fill(code)
    page.locator("[data-view=unknown] [data-form=couple] button").click()
    chosen(page, NEW_PIN)
    expect(page.locator("[data-state]")).not_to_contain_text("auch Kontakte")
    assert counted(store) == {("code", "", "", ""): 1}


def test_whoever_taps_on_while_the_day_is_renewed_is_not_called_back(page: Page):
    # As slow as a tablet can be that writes what was tapped.
    page.evaluate(
        """() => {
          const { request } = navigator.locks;
          navigator.locks.request = async (...given) => {
            await new Promise((done) => setTimeout(done, 600));
            return request.apply(navigator.locks, given);
          };
        }"""
    )
    page.locator("[data-do=code]").click()
    page.locator("[data-surveys] .tile").first.click()
    expect(page.locator("[data-view=languages]")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.locator("[data-view=languages]")).to_be_visible()
    page.locator("[data-view=languages] [data-do=day]").click()
    expect(page.locator("[data-today]")).to_contain_text("andere Kontakte: 1")

"""A pilot's contacts: at most two taps each, no network, taken back, corrected until midnight."""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import Choice, FieldCount
from tests.browser.serving import Office
from tests.browser.tablets import Device, answered, begun, document, expected, opened, set_out
from tests.builders import a_survey

# Each outcome with the taps that it takes: what is tapped, in order.
OUTCOMES = {
    "code": ["[data-do=code]"],
    "took_part": ["[data-do=took_part]"],
    "not_target": ["[data-do=not_target]"],
    "no_time": ["[data-do=refuse]", "[data-do=no_time]"],
    "no_interest": ["[data-do=refuse]", "[data-do=no_interest]"],
    "distrust": ["[data-do=refuse]", "[data-do=distrust]"],
    "no_reason": ["[data-do=refuse]", "[data-do=no_reason]"],
    "no_language": ["[data-do=tongue]", "[data-do=anyTongue]"],
    "language": ["[data-do=tongue]", "[data-tongue-list] li:first-child button"],
    "talk": ["[data-do=talk]", "[data-topics] li:first-child button"],
    "referred": ["[data-do=talk]", "[data-centres] li:first-child button"],
}


@pytest.fixture
def code(store: Store, district: District, now: datetime) -> str:
    """What the office shows to couple a tablet; a survey is open, and there is an advice centre."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        a_survey(session, here, document=document(), at=now)
        name = {"de": "Schuldnerberatung"}
        session.add(Choice(district_id=here.id, sort="centre", code="schulden", name=name))
        return expected(session, here, at=now)


def counted(store: Store) -> dict[tuple[str, ...], int]:
    with store.reading() as session:
        rows = session.scalars(select(FieldCount).where(FieldCount.n != 0))
        return {(row.what, row.which, row.place, row.occasion): row.n for row in rows}


def tapped(page: Page, where: list[str]) -> None:
    """Tap these one after the other, with a finger that is not hasty: only the last one counts."""
    for each in where[:-1]:
        page.locator(f"{each}:visible").tap()
    page.wait_for_timeout(420)
    page.locator(f"{where[-1]}:visible").tap()
    expect(page.locator("[data-view=day]")).to_be_visible()
    expect(page.locator("[data-noted] strong")).not_to_be_empty()


def stand_at_the_festival(page: Page) -> None:
    """Place and occasion are chosen; talks have their topics."""
    page.locator("[data-do=talk]").click()
    expect(page.locator("[data-topics] button")).not_to_have_count(0)
    page.locator("[data-view=talk] [data-do=day]").click()
    page.locator(".where").click()
    page.locator("#place").select_option("Lessingplatz")
    page.locator("#occasion").select_option("festival")
    page.locator("[data-form=place] [type=submit]").click()
    expect(page.locator("[data-where]")).to_contain_text("Lessingplatz")


def hidden_at_once(page: Page, name: str) -> None:
    """Somebody begins to answer; the screen is hidden in the middle of it."""
    frame = begun(page, name)
    frame.locator("label:has(input[value=rad])").click()
    page.locator("[data-do=lock]").click()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.locator("[data-view=pin]")).to_be_visible()


def corrected(page: Page, numbers: tuple[int, ...]) -> None:
    """Some entries were somewhere else."""
    page.locator("[data-do=entries]").click()
    for number in numbers:
        page.locator("[data-entries] label").nth(number).click()
    page.locator("#right-place").select_option("")
    page.locator("#right-occasion").select_option("walk")
    page.locator("[data-do=correct]").dblclick()  # a hasty finger corrects once
    expect(page.locator("[data-said]")).to_be_visible()
    page.locator("[data-view=entries] [data-do=day]").click()


def counted_by_taps(page: Page, outcomes: dict[str, list[str]]) -> None:
    """Count each of these; whatever can be tapped is large enough."""
    assert all(len(taps) <= 2 for taps in outcomes.values())
    for taps in outcomes.values():
        tapped(page, taps)
    heights = page.locator("button:visible").evaluate_all(
        "all => all.map(it => it.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def begun_by_two_taps(page: Page) -> None:
    """An interview begins at the second tap, the first too; for the next person at one."""
    page.locator("[data-surveys] .tile").first.tap()
    page.locator("[data-languages] button").first.tap()
    frame = page.frame_locator("iframe")
    expect(frame.locator("[data-begin]")).to_be_visible()
    frame.locator("[data-begin]").tap()
    frame.locator("[data-do=stop]").tap()
    frame.locator("dialog[open] [data-do=leave]").tap()
    page.locator("[data-languages] button").first.tap()
    expect(frame.locator("[data-begin]")).to_be_visible()
    frame.locator("[data-do=decline]").tap()
    page.locator("[data-view=refused] [data-do=day]").tap()


def test_every_contact_takes_two_taps_at_most_and_no_network_in_german_and_arabic(
    playwright: Playwright, office: Office, store: Store, code: str, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = set_out(device, office, code)
    stand_at_the_festival(page)
    begun_by_two_taps(page)
    counted_by_taps(page, OUTCOMES)
    # One talk more, with a second topic; then it is taken back.
    tapped(page, OUTCOMES["talk"])
    tapped(page, ["[data-do=addToTalk]", "[data-topics] li:nth-child(2) button"])
    page.locator("[data-do=takeBack]").click()
    expect(page.locator("[data-today]")).to_contain_text(str(len(OUTCOMES)))
    hidden_at_once(page, "Deutsch")
    device.kill()

    # What was counted is there after the browser was killed, but only for whoever has the PIN.
    page = device.start()
    page.locator(".tongues [lang=ar]").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    opened(page)
    page.locator("[data-do=dropLeft]").click()
    expect(page.locator("[data-today]")).to_contain_text("1")
    corrected(page, (1, 2))  # the newest is the interview, then come the referral and the talk
    counted_by_taps(page, OUTCOMES)
    answered(page, "العربية", "Kornblume")
    office.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-state-line]").first).to_contain_text(": 0 ·")
    expect(page.locator("[data-state-line]").first).not_to_contain_text("اللقاءات")
    here, there = ("lessingplatz", "festival"), ("", "walk")
    both = ["code", "took_part", "not_target", "no_time", "no_interest", "distrust"]
    both.append("no_reason")
    about = [("talk", ""), ("topic", "housing"), ("referred", ""), ("centre", "schulden")]
    assert counted(store) == {
        **{(what, "", *here): 2 for what in both},
        **{(what, "", *here): 1 for what in ("deleted", "complete")},
        **{(*what, *where): 1 for what in about for where in (here, there)},
        ("no_language", "", *here): 4,
        ("language", "ti", *here): 2,
    }
    assert not device.faults
    device.stop()

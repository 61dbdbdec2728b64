"""What a tablet hears of the office: what was decided about what was set aside, and its number."""

from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.actions import delete_parcel, lock_tablet, unlock_tablet
from beteiligung.fieldwork.models import Parcel, Tablet
from tests.browser.serving import Office
from tests.browser.tablets import SOMEBODY, Device, answered, document, expected, ready
from tests.builders import a_survey

PHONE = "0371 123456"


@pytest.fixture
def code(store: Store, district: District, now: datetime) -> str:
    """What couples a tablet of a district whose office has a number."""
    with store.writing() as session:
        here = session.get_one(District, district.id)
        here.phone = PHONE
        a_survey(session, here, document=document(), at=now)
        return expected(session, here, at=now)


def test_a_tablet_fetches_by_itself_what_the_office_has_decided_and_says_whom_to_call(
    playwright: Playwright, office: Office, code: str, store: Store, now: datetime, tmp_path: Path
):
    device = Device(playwright, tmp_path / "tablet", office.address)
    page = ready(device, office, code)
    page.locator("[data-view=ready] [data-do=day]").click()
    with store.writing() as session:
        lock_tablet(session, SOMEBODY, session.scalars(select(Tablet)).one(), at=now)
    answered(page, "Deutsch", "Hortensie")
    locked = page.locator("[data-view=locked]")
    expect(locked).to_contain_text(PHONE)
    expect(locked).to_contain_text("zurückgestellt: ")
    device.kill()
    page = device.start()
    expect(page.locator("[data-view=locked]")).to_contain_text(PHONE)
    with store.writing() as session:
        unlock_tablet(session, SOMEBODY, session.scalars(select(Tablet)).one(), at=now)
        for parcel in session.scalars(select(Parcel)):
            delete_parcel(session, SOMEBODY, parcel, at=now)
    page.evaluate("dispatchEvent(new Event('online'))")  # an ordinary sending, or that of the start
    opening = page.locator("[data-view=pin]")
    expect(opening).to_contain_text(PHONE, timeout=40_000)
    expect(opening).not_to_contain_text("zurückgestellt")
    device.kill()

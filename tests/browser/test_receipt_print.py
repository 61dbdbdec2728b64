"""The receipt of an idea on paper: one page, a code that a phone reads, in both directions."""

import re
from datetime import datetime

import pytest

from beteiligung.db import Store
from beteiligung.districts.models import District
from tests.browser.conftest import DESK, People
from tests.ideas.boards import a_board

MILLIMETRE = 96 / 25.4  # pixels
LONG = {"de": "Bänke und Schatten am Spielplatz. " * 80, "ar": "مقاعد وظل بجانب الملعب. " * 110}


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_receipt_fits_one_page_with_a_code_of_25_millimetres(
    people: People, store: Store, district: District, now: datetime, language: str
):
    with store.writing() as session:
        a_board(session, district, at=now)
    page = people.open(DESK, language)
    page.goto(f"/{language}/ideen/besser/neu")
    page.fill("[name=text]", LONG[language])
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.type") != "submit":  # by keyboard alone
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("img.qr")
    page.emulate_media(media="print")
    box = page.locator("img.qr").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 25 * MILLIMETRE
    paper = page.pdf(format="A4")
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1

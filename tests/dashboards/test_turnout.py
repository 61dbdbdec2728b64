"""How answers came in: pages opened by code and day, answers by place, and where people stopped."""

from collections.abc import Callable
from datetime import date

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.surveys.models import Response, Survey
from tests import counting
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/umfragen/jede-art/ergebnisse/ruecklauf"
POSTER = "PQRST"


def rows(page: Page, identity: str) -> dict[str, list[str]]:
    """A table by its id: each row's cells by its head."""
    found = next(page.all("table", id=identity))
    cells = [[words(cell) for cell in row] for row in found.iter("tr")]
    return {row[0]: row[1:] for row in cells}


def stat(page: Page, name: str) -> str:
    """A number on top of the page."""
    cards = page.all("div", class_="stat")
    return next(words(next(card.iter("dd"))) for card in cards if name in words(card))


def hung(store: Store, survey: Survey) -> None:
    """A poster at the Lessingplatz: opened fifty times on two days, forty people answered."""
    with store.writing() as session:
        place = session.query(Place).filter_by(name="Lessingplatz").one()
        code = counting.code_at(session, place, POSTER)
        code.path = f"umfrage/{survey.slug}"
        for day, opens in ((date(2026, 11, 22), 20), (date(2026, 11, 23), 30)):
            session.add(ScanDay(code_id=code.id, day=day, scans=opens, opens=opens))
        given = Given({"eins": "a"}, district=place.district_id, code=POSTER)
        counting.answer(session, session.merge(survey), *[given] * 40)


def test_opens_stand_beside_the_answers_that_a_code_brought(
    enter: Enter, store: Store, survey: Survey, district: District
):
    hung(store, survey)
    manager = enter(Role.MANAGER, district)
    page = manager.get(HERE)
    assert stat(page, "Page opened").startswith("50")
    assert "80 of 100 led to a questionnaire" in stat(page, "Page opened")
    codes = next(page.all("table", id="codes-table"))
    assert "LessingplatzPQRSTPoster5040" in words(codes)
    day = manager.get(f"{HERE}?von=2026-11-23&bis=2026-11-23")
    assert stat(day, "Page opened").startswith("30")


def test_opens_know_no_language_and_the_page_says_so(
    enter: Enter, store: Store, survey: Survey, district: District
):
    hung(store, survey)
    page = enter(Role.MANAGER, district).get(f"{HERE}?sprache=de")
    page.misses("Page opened").sees("With the present filter it cannot be said.")


def test_codes_of_another_district_are_not_counted(
    enter: Enter, store: Store, survey: Survey, zentrum: District
):
    hung(store, survey)
    page = enter(Role.MANAGER, zentrum).get(HERE)
    assert stat(page, "Page opened").startswith("0")
    page.misses(POSTER)


def test_languages_and_channels_are_counted_few_are_hidden(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(HERE)
    assert rows(page, "channels-table")["Website"] == ["hidden", "–"]
    assert rows(page, "channels-table")["Printed code"] == ["under 5", "–"]


def test_where_people_stopped_is_known_of_kept_questionnaires_only(
    enter: Enter, store: Store, survey: Survey, district: District
):
    manager = enter(Role.MANAGER, district)
    manager.get(HERE).sees("nothing can be said about where people stop")
    with store.writing() as session:
        given = [Given({"eins": "a"}, district=district.id)] * 6
        given += [Given({"eins": "a", "zahl": 3}, district=district.id)] * 5
        for response in counting.answer(session, session.merge(survey), *given):
            session.merge(response).status = "partial"
    page = manager.get(HERE)
    assert rows(page, "stopped-table")["Eine Antwort"] == ["6", "55 %"]
    assert rows(page, "stopped-table")["Eine Zahl"] == ["5", "45 %"]
    page.sees("Most often: Eine Antwort, 55 of 100.", "Only of questionnaires that were kept")
    assert stat(page, "Not to the end").startswith("11")


def test_a_code_that_is_no_more_leaves_its_answers_counted(
    enter: Enter, store: Store, survey: Survey, district: District
):
    with store.writing() as session:
        given = Given({"eins": "a"}, district=district.id, code="WEGIS")
        counting.answer(session, session.merge(survey), *[given] * 5)
        assert session.query(QRCode).filter_by(code="WEGIS").first() is None
        assert session.query(Response).filter_by(code="WEGIS").count() == 5
    page = enter(Role.MANAGER, district).get(HERE)
    assert stat(page, "Answered to the end").startswith("45")

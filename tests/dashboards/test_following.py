"""Codes are followed: what each brought, what may be gone, what stands out; never a person."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from beteiligung.access import Role
from beteiligung.dashboards.following import Period, followed
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.actions import redirect_codes
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.qrcodes.scans import Wanted
from beteiligung.surveys.models import Survey
from tests import counting
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/codes/verfolgen"
TODAY = date(2026, 11, 24)


@pytest.fixture
def hung(store: Store, survey: Survey, now: datetime) -> Survey:
    """Three codes: one busy with a spike, a few answers by another, one nobody scans any more."""
    assert now.date() == TODAY
    with store.writing() as session:
        place = session.query(Place).filter_by(name="Lessingplatz").one()
        other = session.query(Place).filter_by(name="Körnerplatz").one()
        ways = {"POST2": (place, "poster"), "FLYR2": (place, "flyer"), "GONE2": (other, "poster")}
        for code, (where, medium) in ways.items():
            made = counting.code_at(session, where, code)
            made.path, made.medium = f"umfrage/{survey.slug}", medium
        codes = {each.code: each for each in session.query(QRCode)}
        codes["FLYR2"].team, codes["FLYR2"].occasion = "Lotsen", "Sommerfest"
        for day in range(1, 22):
            session.add(ScanDay(code_id=codes["POST2"].id, day=date(2026, 11, day), scans=5))
        spike = date(2026, 11, 22)
        session.add(ScanDay(code_id=codes["POST2"].id, day=spike, scans=60, opens=50))
        session.add(ScanDay(code_id=codes["FLYR2"].id, day=TODAY, scans=8, opens=4))
        session.add(ScanDay(code_id=codes["GONE2"].id, day=date(2026, 11, 4), scans=9, opens=6))
        at = datetime(2026, 11, 22, 9, tzinfo=UTC)
        for code, n in (("POST2", 20), ("FLYR2", 3), ("GONE2", 6)):
            given = Given({"eins": "a"}, district=place.district_id, code=code, hour=at)
            counting.answer(session, session.merge(survey), *[given] * n)
    return survey


def rows(page: Page, identity: str = "codes") -> dict[str, list[str]]:
    found = next(page.all("table", id=identity))
    cells = [[words(cell) for cell in row] for row in found.iter("tr")]
    return {row[0]: row[1:] for row in cells}


def row(page: Page, code: str) -> list[str]:
    return next(cells for head, cells in rows(page).items() if code in head)


def test_scans_opens_and_answers_stand_side_by_side_and_small_numbers_are_hidden(
    enter: Enter, hung: Survey, district: District
):
    page = enter(Role.MANAGER, district).get(f"{HERE}?ziel=umfrage/{hung.slug}")
    assert row(page, "POST2") == ["165", "80", "50", "20"]
    assert row(page, "FLYR2") == ["8", "8", "4", "under 5"]
    assert row(page, "GONE2") == ["9", "0", "6", "hidden"]  # else 3 could be reckoned
    places = rows(page, "places-table")
    assert places["Lessingplatz"] == ["165", "8", "hidden"]
    assert rows(page, "teams-table")["Lotsen"] == ["Sommerfest", "1", "8", "4", "under 5"]


@pytest.mark.usefixtures("hung")
def test_a_poster_without_scans_is_asked_about_after_as_many_days_as_one_likes(
    enter: Enter, district: District
):
    manager = enter(Role.MANAGER, district)
    note = next(manager.get(HERE).all("div", class_="warn"))
    assert "Körnerplatz · Poster · 20 days" in words(note)
    assert "Lessingplatz · Poster · never scanned" in words(note)  # another one, of the district
    assert words(note).count("Lessingplatz") == 1
    patient = manager.get(f"{HERE}?tage=30")
    assert "Körnerplatz · Poster · 20 days" not in patient.text


@pytest.mark.usefixtures("hung")
def test_a_day_that_stands_out_is_marked(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(f"{HERE}?code=POST2")
    days = rows(page, "scans-table")
    assert next(head for head in days if "far more" in head).startswith("November 22")
    assert page.body.count(b"bar-odd") == 1


def test_one_code_alone_hides_what_the_list_hides(enter: Enter, hung: Survey, district: District):
    manager = enter(Role.MANAGER, district)
    page = manager.get(f"{HERE}?code=gone2&ziel=umfrage/{hung.slug}")
    assert rows(page, "scans-table")["November 22, 2026"] == ["0", "0", "hidden"]
    manager.get(f"{HERE}?code=AAAAA", 404)


def test_filters_stay_in_the_address_and_in_the_file(
    enter: Enter, hung: Survey, district: District
):
    manager = enter(Role.MANAGER, district)
    page = manager.get(f"{HERE}?medium=flyer&tage=14&von=2026-11-20")
    assert list(rows(page)) == [head for head in rows(page) if "FLYR2" in head or "Code" in head]
    link = next(a.get("href") or "" for a in page.all("a") if ".csv" in (a.get("href") or ""))
    assert {"medium=flyer", "tage=14", "von=2026-11-20"} <= set(link.partition("?")[2].split("&"))
    lines = manager.get(link).body.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[2].endswith(f"umfrage/{hung.slug};2026-11-24;8;4;0")
    assert lines[1].endswith(";2026-11-22;0;0;<5")
    wrong = manager.get(f"{HERE}?medium=wall&bis=gestern", 422)
    assert wrong.error("medium")
    assert wrong.error("bis")


def test_there_is_a_page_before_there_is_a_code(
    signed_in: Callable[..., Visitor], district: District
):
    signed_in(Role.PILOT, district).get(HERE).sees("Es gibt noch keinen Code")


@pytest.mark.usefixtures("hung")
def test_codes_of_other_districts_are_not_there(enter: Enter, zentrum: District):
    page = enter(Role.MANAGER, zentrum).get(HERE)
    page.misses("POST2", "FLYR2")


@pytest.mark.usefixtures("hung")
def test_readers_of_results_have_no_business_with_codes(enter: Enter, district: District):
    enter(Role.VIEWER, district).get(HERE, 403)


def test_what_a_code_brought_before_it_was_turned_stays_with_what_it_led_to(
    store: Store, hung: Survey, now: datetime
):
    with store.writing() as session:
        code = session.query(QRCode).filter_by(code="POST2").one()
        yesterday = TODAY - timedelta(days=1)
        redirect_codes(session, [code], "", asker=None, today=yesterday, at=now)
        session.add(ScanDay(code_id=code.id, day=TODAY, scans=2))
    with store.reading() as session:
        wanted = Wanted(districts=None, path=f"umfrage/{hung.slug}")
        surveys = [session.merge(hung)]
        found = followed(
            session, wanted, surveys, period=Period(), at=now, timezone="Europe/Berlin"
        )
        assert {each.code.code: each.scanned for each in found}["POST2"] == 165

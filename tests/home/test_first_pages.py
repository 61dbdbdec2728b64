"""The first page finds the visitor's language; each district shows what is going on there."""

from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.i18n import OFFERED
from beteiligung.locales import BY_ID
from beteiligung.qrcodes.models import QRCode, ScanDay
from tests.builders import a_survey
from tests.ideas.boards import a_board
from tests.page import Page, words
from tests.visitor import Visitor


def opens(app: Flask, store: Store) -> dict[str, tuple[date, int]]:
    app.extensions["ledger"].flush()
    with store.reading() as session:
        rows = session.execute(
            select(QRCode.code, ScanDay.day, ScanDay.opens).join(
                QRCode, ScanDay.code_id == QRCode.id
            )
        )
        return {code: (day, opened) for code, day, opened in rows}


def addresses(page: Page) -> list[str]:
    main = next(page.all("main"))
    return [link.get("href", "") for link in main.iter("a")]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("uk-UA,ru;q=0.9", "uk"),
        ("ar-SY,en-US;q=0.9,en;q=0.8", "ar"),
        ("ar-SY,de;q=0.9", "ar"),
        ("de-x-leicht", "de-leicht"),
        ("fr-FR,fr;q=0.9,en;q=0.5", "en"),
    ],
)
def test_the_first_page_speaks_as_the_browser_asks(app: Flask, header: str, language: str) -> None:
    assert Visitor(app, language=header).get("/", 303).location == f"/{language}/"


@pytest.mark.parametrize("header", ["", "ps", "fr-FR", "*", ";;q=,"])
def test_who_speaks_a_language_that_we_do_not_have_chooses(app: Flask, header: str) -> None:
    page = Visitor(app, language=header).get("/")
    for locale in OFFERED:
        page.sees(BY_ID[locale].name)
        assert f"/{locale}/" in addresses(page)


@pytest.mark.parametrize("locale", OFFERED)
def test_an_empty_platform_has_a_first_page_in_every_language(
    visitor: Visitor, locale: str
) -> None:
    visitor.get(f"/{locale}/")


@pytest.mark.usefixtures("zentrum")
def test_the_first_page_shows_districts_and_what_is_open(
    visitor: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(session, session.get_one(District, district.id), at=now)
    page = visitor.get("/de/").sees("Sonnenberg", "Zentrum", survey.title["de"])
    assert "/de/sonnenberg/" in addresses(page)
    assert "/de/zentrum/" in addresses(page)
    assert f"/de/umfrage/{survey.slug}?c={district.web_code}" in addresses(page)


def test_a_board_that_is_not_there_in_the_pages_language_says_in_which_it_is(
    visitor: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        a_board(session, session.get_one(District, district.id), at=now)
    said = "Only in this language so far:"
    visitor.get("/en/").sees("Was soll hier besser werden?", f"{said} Deutsch")
    visitor.get("/de/").sees("Was soll hier besser werden?").misses("Bisher nur in dieser Sprache")


def test_a_survey_of_two_districts_does_not_guess_where_somebody_lives(
    visitor: Visitor, store: Store, district: District, zentrum: District, now: datetime
) -> None:
    with store.writing() as session:
        both = [session.get_one(District, one.id) for one in (district, zentrum)]
        survey = a_survey(session, *both, at=now)
    links = addresses(visitor.get("/de/"))
    assert links.count(f"/de/umfrage/{survey.slug}") == 1
    here = addresses(visitor.get("/de/zentrum/"))
    assert f"/de/umfrage/{survey.slug}?c={zentrum.web_code}" in here


def test_a_district_page_is_counted_by_its_own_code_or_the_posters(
    app: Flask, visitor: Visitor, store: Store, district: District, zentrum: District
) -> None:
    visitor.get("/de/sonnenberg/")
    visitor.get("/ar/sonnenberg")
    visitor.get("/de/sonnenberg/?c=NEVER")
    visitor.get(f"/de/sonnenberg/?c={zentrum.web_code}")
    visitor.get(f"/de/zentrum/?c={zentrum.web_code.lower()}")
    today = date(2026, 11, 24)
    assert opens(app, store) == {district.web_code: (today, 4), zentrum.web_code: (today, 1)}


def test_a_district_page_keeps_open_and_awaited_apart(
    visitor: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        a_survey(session, session.get_one(District, district.id), at=now)
    page = visitor.get("/ar/sonnenberg/")
    assert page.heading == "حي Sonnenberg"
    assert len([words(card) for card in page.all("article")]) == 1


@pytest.mark.usefixtures("district")
def test_an_unknown_district_is_not_found_in_the_visitors_language(visitor: Visitor) -> None:
    assert visitor.get("/ar/nirgendwo/", 404).root.get("dir") == "rtl"
    visitor.get("/xx/sonnenberg/", 404)


def test_the_names_of_our_own_pages_are_no_districts(visitor: Visitor) -> None:
    for name in ("impressum", "datenschutz", "barrierefreiheit", "hilfe"):
        assert visitor.get(f"/de/{name}").status == visitor.get(f"/de/{name}/").status == 200


def test_an_address_that_leads_nowhere_answers_in_its_own_language(visitor: Visitor) -> None:
    arabic = {"Accept_Language": "ar"}
    for language in ("uk", "vi"):
        page = visitor.get(f"/{language}/nichts/von/alledem", 404, **arabic)
        assert page.root.get("lang") == language
    assert visitor.get("/nichts/von/alledem", 404, **arabic).root.get("lang") == "ar"

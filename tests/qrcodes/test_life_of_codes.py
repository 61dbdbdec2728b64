"""A code outlives what it was printed for: retired, redirected, corrected, followed, passed on."""

from dataclasses import replace
from datetime import date, datetime
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.qrcodes.actions import Wish, create_codes, redirect_codes
from beteiligung.qrcodes.check_word import word_of
from beteiligung.qrcodes.counting import count_opens
from beteiligung.qrcodes.models import QRCode, ScanDay
from beteiligung.qrcodes.place_file import BadPlaces, read_places
from beteiligung.qrcodes.queries import has_led_to
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_survey
from tests.conftest import Clock
from tests.qrcodes.conftest import Ground
from tests.visitor import Visitor

SURVEY = "umfrage/eine-antwort"


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> Survey:
    with store.writing() as session:
        return a_survey(session, session.get_one(District, district.id), document="single", at=now)


@pytest.fixture
def printed(store: Store, survey: Survey, district: District, now: datetime) -> str:
    assert survey.slug == "eine-antwort"
    with store.writing() as session:
        wish = Wish(session.get_one(District, district.id), None, "poster")
        return create_codes(session, None, [wish], path=SURVEY, at=now, rng=Random(3))[0].code


def test_it_leads_to_the_survey_then_its_results_then_what_is_asked_next(
    visitor: Visitor, store: Store, district: District, printed: str, clock: Clock
) -> None:
    assert visitor.get(f"/q/{printed}", 303).location == f"/de/{SURVEY}?c={printed}"
    clock.passes(days=20)
    awaited = visitor.get(f"/q/{printed}", 303).location
    assert awaited == f"/de/ergebnisse/eine-antwort?c={printed}"
    with store.writing() as session:
        later = a_survey(
            session, session.get_one(District, district.id), document="scale", at=clock()
        )
        later.wave_of = "eine-antwort"
    clock.passes(seconds=1)
    assert visitor.get(f"/q/{printed}", 303).location == f"/de/umfrage/{later.slug}?c={printed}"


def test_a_survey_that_is_not_open_shows_the_word_of_the_print_too(
    visitor: Visitor, printed: str, clock: Clock
) -> None:
    clock.passes(days=20)
    page = visitor.get(f"/de/{SURVEY}?c={printed}", 410).sees(word_of(printed))
    page.sees("Diese Umfrage ist beendet")
    visitor.get(f"/de/{SURVEY}", 410).misses("Kennwort")


def test_what_was_taken_down_still_leads_on_and_is_noted(
    visitor: Visitor, manager: Visitor, printed: str, store: Store
) -> None:
    page = manager.get(f"/verwaltung/codes/code/{printed}")
    page.submit("Es wurde abgenommen").sees("Abgenommen")
    visitor.get(f"/q/{printed}", 303)
    with store.reading() as session:
        assert session.scalars(select(QRCode).filter_by(code=printed)).one().retired_at


def test_a_manager_lets_a_code_lead_elsewhere_and_its_past_stays_visible(
    visitor: Visitor, manager: Visitor, printed: str
) -> None:
    page = manager.get(f"/verwaltung/codes/code/{printed}")
    label = "باب 🚪 <b>"
    page.fill("label", label).fill("path", "ergebnisse/eine-antwort").submit("Speichern").sees(
        "باب 🚪"
    )
    assert visitor.get(f"/q/{printed}", 303).location.startswith("/de/ergebnisse/eine-antwort")
    again = manager.get(f"/verwaltung/codes/code/{printed}").fill("label", "x" * 201)
    assert again.submit("Speichern", status=422).error("label")


def test_counts_stay_with_what_a_code_led_to(store: Store, printed: str, now: datetime) -> None:
    days = [date(2026, 11, day) for day in (20, 24, 25)]
    with store.writing() as session:
        count_opens(session, {(printed, day): 1 for day in days})
        code = session.scalars(select(QRCode).filter_by(code=printed)).one()
        redirect_codes(session, [code], "ergebnisse/x", asker=None, today=days[1], at=now)
        session.flush()
        for path, there in ((SURVEY, days[:2]), ("ergebnisse/x", days[2:])):
            wanted = select(ScanDay.day).join(QRCode, ScanDay.code_id == QRCode.id)
            found = session.scalars(wanted.where(has_led_to(path)).order_by(ScanDay.day))
            assert list(found) == there


@pytest.mark.parametrize("slip", [("Q", "0"), ("Q", "o"), ("L", "1"), ("L", "i")])
def test_a_mistyped_code_is_corrected(
    visitor: Visitor, store: Store, ground: Ground, slip: tuple[str, str]
) -> None:
    code = ground.code()
    right = f"{slip[0]}{code[1:]}"
    with store.writing() as session:
        session.scalars(select(QRCode).filter_by(code=code)).one().code = right
    page = visitor.get(f"/q/{slip[1]}{right[1:].lower()}", 404)
    assert any(link.get("href", "").endswith(f"/{right}") for link in page.all("a"))


def test_a_guessed_code_is_told_nothing(visitor: Visitor, ground: Ground) -> None:
    code = ground.code()
    wrong = code[:4] + ("2" if code[4] != "2" else "3")
    visitor.get(f"/q/{wrong}", 404).misses(code)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_list_of_places_is_read_as_programs_save_it(
    ground: Ground, encoding: str, sign: str
) -> None:
    rows = [("district", "name"), ("sonnenberg", "Körnerplatz\x07")]
    content = "\r\n".join(sign.join(row) for row in rows).encode(encoding)
    [line] = read_places(content, [ground.district], ["poster", "flyer"])
    assert (line.name, line.media) == ("Körnerplatz", ("poster", "flyer"))


def test_a_list_with_mistakes_says_them_line_by_line(ground: Ground) -> None:
    content = f"name;medium\nA;\nä;balloon\n;poster\nA;poster\n{'x' * 201};\n".encode()
    with pytest.raises(BadPlaces) as refused:
        read_places(content, [ground.district], ["poster"])
    assert [fault.number for fault in refused.value.faults] == [3, 4, 5, 6]


def test_a_link_passed_on_is_counted_apart(
    visitor: Visitor, survey: Survey, store: Store, district: District
) -> None:
    page = visitor.get(f"/ar/umfrage/{survey.slug}")
    address = next(page.all("input", id="share-address")).get("value", "")
    with store.reading() as session:
        shared = session.scalars(select(QRCode).filter_by(medium="shared")).one().code
    assert address.endswith(f"/ar/{SURVEY}?c={shared}")
    tags = {each.get("property"): each.get("content") for each in page.all("meta")}
    assert tags["og:url"] == address
    assert tags["og:title"]
    picture = visitor.client.get(f"/ar/{SURVEY}/bild.png")
    assert picture.data.startswith(b"\x89PNG")
    sent = visitor.get(f"/ar/{SURVEY}?c={shared}")
    visitor.post(f"/de/{SURVEY}", {"key": sent.value("key"), "weg": "rad", "c": shared})
    with store.reading() as session:
        kept = session.scalars(select(Response)).one()
    assert (kept.channel, kept.code, kept.district_id) == ("shared", shared, district.id)


def test_who_scans_right_after_somebody_else_is_led_in_her_own_language_and_counted(
    app: Flask, ground: Ground, clock: Clock
) -> None:
    code = ground.code()
    for language in ("ar", "uk", "ar", "uk-UA,ru;q=0.5"):
        page = Visitor(app, language=language).get(f"/q/{code}", 303)
        assert page.location == f"/{language[:2]}/umfrage/befragung?c={code}"
    app.extensions["seams"] = replace(app.extensions["seams"], destination=lambda *_: "")
    clock.passes(seconds=1)
    assert Visitor(app, language="ar").get(f"/q/{code}", 303).location.startswith("/ar/sonnenberg")
    app.extensions["ledger"].flush()
    with ground.store.reading() as session:
        assert session.scalars(select(ScanDay.scans)).one() == 5

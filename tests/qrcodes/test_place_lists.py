"""A list of places is brought in the browser, looked over, and taken over whole or not at all."""

from datetime import datetime

import pytest
from sqlalchemy import select

from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Survey
from tests.builders import a_survey
from tests.page import Page, words
from tests.visitor import Visitor

LONG = "Ä" * 200
HEAD = "name;address;medium;label;occasion;team"


@pytest.fixture
def address(store: Store, district: District, now: datetime) -> str:
    """Where a list for the survey is brought."""
    with store.writing() as session:
        survey: Survey = a_survey(session, session.get_one(District, district.id), at=now)
        return f"/verwaltung/codes/liste/umfrage/{survey.slug}"


def made(store: Store) -> list[QRCode]:
    with store.reading() as session:
        found = select(QRCode).where(QRCode.medium.not_in(("shared", "web")))
        return list(session.scalars(found.order_by(QRCode.id)))


def brought(manager: Visitor, address: str, content: bytes, status: int = 200) -> Page:
    token = manager.get(address).value("csrf_token")
    return manager.upload(address, content, status, csrf_token=token, media="poster")


def test_it_is_looked_over_before_anything_is_made(
    manager: Visitor, store: Store, address: str
) -> None:
    lines = (
        f"{HEAD}\nKörnerplatz;;;;;\nمقهى الزهراء;;flyer;\N{DOOR} Eingang;;\n"
        f"{LONG};;;;;\nBürgerzentrum;Sonnenstraße 35;handed;;Sommerfest;Lotsen\n"
    )
    page = brought(manager, address, lines.encode())
    page.sees("Noch ist nichts angelegt", "مقهى الزهراء", "\N{DOOR} Eingang", LONG, "Lotsen")
    stats = [words(card) for card in page.all("div", class_="stat")]
    assert [stat[-1] for stat in stats[:3]] == ["4", "4", "3"]  # one place is known
    assert made(store) == []
    page.submit("Codes anlegen").sees("4 Codes sind fertig", "مقهى الزهراء", "Sommerfest")
    codes = made(store)
    assert [code.medium for code in codes] == ["poster", "flyer", "poster", "handed"]
    assert (codes[3].occasion, codes[3].team) == ("Sommerfest", "Lotsen")
    with store.reading() as session:
        assert session.query(AuditEntry).filter_by(action="create_codes").count() == 1
    again = brought(manager, address, lines.encode())
    assert words(list(again.all("div", class_="stat"))[3]).startswith("Codes, die es schon gibt4")
    again.submit("Codes anlegen")
    assert len(made(store)) == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_it_is_read_however_a_spreadsheet_saves_it(
    manager: Visitor, address: str, encoding: str
) -> None:
    page = brought(manager, address, f"{HEAD}\nGießerei;;;;;\n".encode(encoding))
    page.sees("Gießerei")


def test_a_list_in_german_words_is_understood(manager: Visitor, store: Store, address: str) -> None:
    lines = "Stadtteil;Ort;Medium\nSonnenberg;Kiosk;Aufkleber\nsonnenberg;Kiosk;Plakat\n"
    brought(manager, address, lines.encode()).submit("Codes anlegen")
    assert [code.medium for code in made(store)] == ["sticker", "poster"]


def test_faults_are_said_line_by_line_and_nothing_is_half_written(
    manager: Visitor, store: Store, address: str
) -> None:
    lines = (
        f"{HEAD}\nKörnerplatz;;;;;\nKÖRNERPLATZ;;;;;\n;Straße 1;;;;\n{LONG}x;;;;;\n"
        "Bad;;fahne;;;\nKurz;\n\x07\x00;Straße 2;;;;\n"
    )
    page = brought(manager, address, lines.encode(), 422)
    page.sees(
        "Zeile 3: Das steht schon in Zeile 2",
        "Zeile 4: ",
        "Zeile 5: ",
        "Zeile 6: ",
        "Zeile 7: ",
        "Zeile 8: ",
    )
    assert page.error("file")
    assert made(store) == []
    with store.reading() as session:
        assert session.scalar(select(Place).where(Place.name == "Bad")) is None


@pytest.mark.parametrize(
    "content", [b"", b"ort1;ort2\na;b\n", b"PK\x03\x04 a workbook", HEAD.encode()]
)
def test_what_is_no_list_is_refused_with_a_sentence(
    manager: Visitor, store: Store, address: str, content: bytes
) -> None:
    assert brought(manager, address, content, 422).error("file")
    assert made(store) == []


def test_a_list_that_no_longer_fits_makes_nothing(
    manager: Visitor, store: Store, address: str
) -> None:
    page = brought(manager, address, f"{HEAD}\nKörnerplatz;;;;;\n".encode())
    target = address.replace("/liste/", "/liste/anlegen/")
    sent = {"csrf_token": page.value("csrf_token"), "seen": "no list", "media": "poster"}
    manager.post(target, sent, 422)
    assert made(store) == []


def test_nobody_brings_lists_for_what_is_not_hers(
    manager_of_zentrum: Visitor, pilot: Visitor, address: str
) -> None:
    manager_of_zentrum.get(address, 404)
    pilot.get(address, 403)

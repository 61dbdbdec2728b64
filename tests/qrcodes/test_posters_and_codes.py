"""Staff ask for codes, see where people scan, and print."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Survey
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.page import Page, words
from tests.visitor import Visitor


def also_arabic(part: Any) -> Any:
    """The same questionnaire with an Arabic word before every German text."""
    if isinstance(part, list):
        return [also_arabic(item) for item in part]
    if not isinstance(part, dict):
        return part
    if isinstance(part.get("de"), str):
        return {**part, "ar": f"سؤال {part['de']}"}
    return {key: also_arabic(item) for key, item in part.items()}


@pytest.fixture
def survey(store: Store, district: District, zentrum: District, now: datetime) -> Survey:
    """A survey of both districts."""
    with store.writing() as session:
        return a_survey(
            session,
            session.get_one(District, district.id),
            session.get_one(District, zentrum.id),
            document=also_arabic(on_the_shelf("every_kind")),
            at=now,
        )


@pytest.fixture
def address(survey: Survey) -> str:
    """The page of the survey's codes."""
    return f"/verwaltung/codes/fuer/umfrage/{survey.slug}"


def codes(store: Store) -> list[QRCode]:
    with store.reading() as session:
        made = session.query(QRCode).where(QRCode.medium != "shared")  # by publishing
        return list(made.order_by(QRCode.id))


def test_a_manager_makes_codes_for_her_places_and_gets_the_same_ones_again(
    manager: Visitor, store: Store, address: str, survey: Survey
) -> None:
    page = manager.get(address)
    page.choose("Körnerplatz", "Lessingplatz").choose("flyer").submit()
    made = codes(store)
    assert [(code.place.name, code.medium) for code in made if code.place] == [
        ("Körnerplatz", "flyer"),
        ("Lessingplatz", "flyer"),
    ]
    assert {code.path for code in made} == {f"umfrage/{survey.slug}"}
    again = manager.get(address).choose("Körnerplatz").choose("flyer").submit("Codes anlegen")
    assert [code.code for code in codes(store)] == [code.code for code in made]
    again.sees("Körnerplatz", "Lessingplatz", made[0].code)
    with store.reading() as session:
        assert session.query(AuditEntry).filter_by(action="create_codes").count() == 2


def test_codes_for_no_place_are_not_made(manager: Visitor, store: Store, address: str) -> None:
    page = manager.get(address).submit(status=422)
    assert page.error("places")
    assert codes(store) == []


def test_a_manager_cannot_hang_codes_in_another_district(
    manager: Visitor, store: Store, zentrum: District, address: str
) -> None:
    with store.reading() as session:
        foreign = places_of(session, zentrum)[0]
    page = manager.get(address)
    page.misses(foreign.name)
    token = page.value("csrf_token")
    manager.post(address, {"csrf_token": token, "places": str(foreign.id), "medium": "poster"}, 422)
    assert codes(store) == []


def test_another_districts_codes_are_as_if_they_were_not_there(
    manager: Visitor, manager_of_zentrum: Visitor, store: Store, address: str
) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    code = codes(store)[0].code
    for path in (f"blatt/{code}", f"bild/{code}.svg", f"bild/{code}.png", "fuer/sonnenberg"):
        manager.get(f"/verwaltung/codes/{path}")
        manager_of_zentrum.get(f"/verwaltung/codes/{path}", 404)
    manager_of_zentrum.get(address).misses("Körnerplatz", code)


def test_nobody_finds_a_survey_of_strangers(
    manager: Visitor, store: Store, zentrum: District, now: datetime
) -> None:
    with store.writing() as session:
        theirs = a_survey(session, session.get_one(District, zentrum.id), at=now)
    manager.get(f"/verwaltung/codes/fuer/umfrage/{theirs.slug}", 404)
    manager.get("/verwaltung/codes/fuer/umfrage/nie-gehoert", 404)


def test_pilots_print_but_managers_decide(pilot: Visitor, manager: Visitor, address: str) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    page = pilot.get(address).sees("Körnerplatz")
    assert not list(page.all("input", name="places"))
    token = {"csrf_token": "", "places": "1", "medium": "poster"}
    pilot.post(address, token, 422)


def test_readers_have_no_business_with_codes(viewer: Visitor) -> None:
    viewer.get("/verwaltung/codes/", 403)


def rows_of(page: Page) -> dict[str, list[str]]:
    """The cells of the table of codes, by the first word of the place."""
    rows = {}
    for row in page.all("tr"):
        cells = [words(cell) for cell in row]
        rows[cells[0].split()[0]] = cells
    return rows


def test_scans_are_shown_by_place_and_a_silent_poster_stands_out(
    manager: Visitor,
    later: Callable[[Role, int], Visitor],
    visitor: Visitor,
    store: Store,
    address: str,
) -> None:
    manager.get(address).choose("Körnerplatz", "Lessingplatz").submit()
    busy, silent = codes(store)
    visitor.get(f"/q/{busy.code}", 303)
    pilot = later(Role.PILOT, 10)
    for _ in range(2):
        visitor.get(f"/q/{busy.code}", 303)
    visitor.app.extensions["ledger"].flush()
    page = pilot.get(address).sees(silent.code)
    rows = rows_of(page)
    assert rows["Körnerplatz"][1:3] == ["3", "2"]
    assert rows["Lessingplatz"][1:3] == ["0", "0"]
    assert len(list(page.all("span", class_="warn"))) == 1
    assert waiting(pilot) == 1


def test_a_silent_poster_of_a_closed_survey_needs_nobody(
    manager: Visitor, later: Callable[[Role, int], Visitor], address: str
) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    assert waiting(manager) == 0
    assert waiting(later(Role.PILOT, 5)) == 1
    assert waiting(later(Role.ADMIN, 15)) == 0


@pytest.fixture
def later(
    signed_in: Callable[..., Visitor], clock: Clock, district: District
) -> Callable[[Role, int], Visitor]:
    """Somebody who signs in after so many more days."""

    def enter(role: Role, days: int) -> Visitor:
        clock.passes(days=days)
        return signed_in(role, district)

    return enter


def waiting(somebody: Visitor) -> int:
    """How many notes of the staff's first page lead to the codes."""
    return len(places_to_look(somebody))


def places_to_look(somebody: Visitor) -> list[str]:
    due = somebody.get("/verwaltung/").all("ul", class_="due")
    links = [link.get("href") or "" for note in due for link in note.iter("a")]
    return [href for href in links if href.startswith("/verwaltung/codes/")]


def test_the_note_about_silent_posters_leads_to_where_they_are_marked(
    manager: Visitor, later: Callable[[Role, int], Visitor], address: str
) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    assert places_to_look(later(Role.PILOT, 5)) == [address]


def test_silent_posters_of_several_things_lead_to_all_codes(
    manager: Visitor, later: Callable[[Role, int], Visitor], district: District, address: str
) -> None:
    for page in (address, f"/verwaltung/codes/fuer/{district.slug}"):
        manager.get(page).choose("Körnerplatz").submit()
    assert places_to_look(later(Role.PILOT, 5)) == ["/verwaltung/codes/"]


def test_the_picture_on_the_sheet_is_read_by_a_camera(
    manager: Visitor, store: Store, address: str
) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    code = codes(store)[0].code
    drawn = manager.get(f"/verwaltung/codes/bild/{code}.png?laden=1")
    assert f"{code}.png" in drawn.headers["Content-Disposition"]
    read = zxingcpp.read_barcodes(Image.open(BytesIO(drawn.body)))
    assert [one.text for one in read] == [f"HTTP://LOCALHOST/Q/{code}"]
    assert (
        manager.get(f"/verwaltung/codes/bild/{code}.svg")
        .headers["Content-Type"]
        .startswith("image/svg+xml")
    )


def test_the_sheet_asks_in_every_finished_language_and_names_its_place(
    manager: Visitor, store: Store, address: str, survey: Survey
) -> None:
    manager.get(address).choose("Körnerplatz").submit()
    code = codes(store)[0].code
    page = manager.get(f"/verwaltung/codes/blatt/{code}").sees("Körnerplatz", f"localhost/q/{code}")
    for title in survey.title.values():
        page.sees(title)


def test_a_code_for_one_language_asks_and_leads_in_this_language(
    manager: Visitor, visitor: Visitor, store: Store, address: str, survey: Survey
) -> None:
    manager.get(address).choose("Körnerplatz").fill("locale", "ar").submit()
    code = codes(store)[0].code
    page = manager.get(f"/verwaltung/codes/blatt/{code}")
    assert page.heading == survey.title["ar"]
    assert not list(page.all("ul", class_="calls"))
    assert visitor.get(f"/q/{code}", 303).location.startswith("/ar/umfrage/")


def test_a_district_page_has_codes_of_its_own(manager: Visitor, store: Store) -> None:
    manager.get("/verwaltung/codes/fuer/sonnenberg").choose("Körnerplatz").submit()
    code = codes(store)[0]
    assert code.path == ""
    manager.get(f"/verwaltung/codes/blatt/{code.code}").sees("Sonnenberg")

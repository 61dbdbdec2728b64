"""A map for operators who want one: what the list says, squares of 100 m, no third party."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from beteiligung.config import Settings, load_settings
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.errors import OperatorError
from beteiligung.ideas.giving import on_the_grid
from beteiligung.ideas.models import Board, State
from beteiligung.web.headers import POLICY
from tests.conftest import Clock
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

LIST, MAP = "/de/ideen/besser", "/de/ideen/besser/karte"
HOST = "https://karten.stadt.example"
TILES = {
    "no map": "",
    "outline": "outline",
    "own": "/karten/{z}/{x}/{y}.png",
    "host": f"{HOST}/osm/{{z}}/{{x}}/{{y}}.png",
}
POINT = (50.8356, 12.9345)
SQUARE = [[[12.92, 50.83], [12.92, 50.83], [12.950004, 50.83], [12.95, 50.85], [12.92, 50.83]]]
CSP = "Content-Security-Policy"


@pytest.fixture
def tiles(request: pytest.FixtureRequest) -> str:
    """Where the map of this test is; the outline, unless the test says otherwise."""
    return TILES[getattr(request, "param", "outline")]


@pytest.fixture
def settings(settings: Settings, tiles: str) -> Settings:
    """An installation with a map of ideas, or without."""
    return replace(settings, map_tiles=tiles, map_credit="© Stadt")


@pytest.fixture(autouse=True)
def board(store: Store, district: District, now: datetime) -> Board:
    """A board with ideas at a point, at a place and nowhere, and one in every other state."""
    with store.writing() as session:
        home = session.merge(district)
        home.area.outline = {"type": "Polygon", "coordinates": SQUARE}
        place = Place(
            district_id=home.id, slug="markt", name="Markt", latitude=50.84, longitude=12.94
        )
        session.add(place)
        session.flush()
        board = a_board(session, home, at=now)
        an_idea(session, board, "Am Punkt", at=now, point=POINT)
        an_idea(session, board, "Nebenan", at=now, point=(POINT[0] + 0.0001, POINT[1]))
        an_idea(session, board, "Am Markt", at=now, place_id=place.id)
        an_idea(session, board, "Nirgends", at=now)
        for state in set(State) - {State.PUBLISHED}:
            an_idea(session, board, f"Geheim {state.value}", at=now, state=state, point=POINT)
        return board


@pytest.mark.parametrize("tiles", ["no map"], indirect=True)
def test_without_the_setting_there_is_no_map(visitor: Visitor):
    visitor.get(LIST).misses("Ideen auf der Karte")
    visitor.get(MAP, 404)


def test_the_map_says_what_the_list_says_by_squares(visitor: Visitor):
    visitor.get(LIST).sees("Ideen auf der Karte", "4 Ideen")
    page = visitor.get(MAP).sees("Am Punkt", "Nebenan", "Am Markt", "Markt", "Ideen ohne Ort")
    page.misses("Geheim", "Nirgends")
    squares = [item for item in page.all("li") if item.get("data-north")]
    middles = [(float(it.get("data-north", "")), float(it.get("data-east", ""))) for it in squares]
    assert sorted(middles) == sorted([on_the_grid(*POINT), on_the_grid(50.84, 12.94)])
    assert [it.get("data-name") for it in squares] == ["1 Idee", "2 Ideen"]
    (drawn,) = [item for item in page.all("section") if item.get("data-module") == "map"]
    assert "[12.95, 50.83], [12.95, 50.85]" in drawn.get("data-outlines", "")
    assert drawn.get("data-tiles") == ""


@pytest.mark.parametrize(
    ("tiles", "sources"),
    [("outline", ""), ("own", ""), ("host", f" {HOST}")],
    indirect=["tiles"],
)
def test_only_this_page_may_ask_the_one_host_that_has_the_tiles(visitor: Visitor, sources: str):
    wanted = POLICY.replace("img-src 'self'", f"img-src 'self'{sources}")
    assert visitor.get(MAP).headers[CSP] == wanted
    assert visitor.get(LIST).headers[CSP] == POLICY


@pytest.mark.parametrize(
    ("tiles", "sources"),
    [("no map", None), ("outline", None), ("own", ""), ("host", f" {HOST}")],
    indirect=["tiles"],
)
def test_a_place_is_chosen_on_the_map_only_where_there_are_tiles(
    visitor: Visitor, sources: str | None
):
    page = visitor.get(f"{LIST}/neu")
    drawn = [item.get("data-tiles") for item in page.all("div", class_="map")]
    assert len(drawn) == (sources is not None)
    assert "leaflet" not in page.text
    assert page.headers[CSP] == POLICY.replace("img-src 'self'", f"img-src 'self'{sources or ''}")
    for field in ("place", "street", "hint"):  # all that is needed without a map
        assert page.controls(field)


@pytest.mark.parametrize(
    ("point", "is_inside"),
    [
        (POINT, True),
        ((50.8499, 12.9499), True),
        ((50.8404, 12.9351), True),  # its square touches the outline
        ((50.8524, 12.9345), False),
        ((50.8356, 12.9535), False),
        ((0.0, 0.0), False),
    ],
)
def test_a_place_outside_the_district_is_asked_about_and_taken(
    visitor: Visitor, point: tuple[float, float], is_inside: bool
):
    said = {"text": "", "language": "de", "point": f"{point[0]},{point[1]}"}
    told = visitor.post(f"{LIST}/aehnlich", said, 200).json["elsewhere"]
    assert ("außerhalb" in told) is not is_inside
    page = visitor.get(f"{LIST}/neu")
    data = said | {"key": page.value("key"), "text": "Ein Dach", "seen": "told"}
    visitor.post(f"{LIST}/neu", data, 200).sees("Ihre Idee ist angekommen")


def test_an_outline_counts_on_the_days_on_which_it_holds(
    visitor: Visitor, store: Store, district: District, now: datetime, clock: Clock
):
    day = (now + timedelta(days=3)).date().isoformat()
    wide = [[[12.9, 50.8], [13.1, 50.8], [13.1, 50.9], [12.9, 50.9], [12.9, 50.8]]]
    with store.writing() as session:
        area = session.get_one(District, district.id).area
        outline = {"type": "Polygon", "coordinates": wide}
        area.outlines = [{"since": day, "outline": outline, "source": "", "licence": ""}]
    said = {"text": "", "language": "de", "point": "50.8650,12.9345"}

    def shown() -> tuple[bool, bool]:
        drawn = next(it for it in visitor.get(MAP).all("section") if it.get("data-outlines"))
        told = visitor.post(f"{LIST}/aehnlich", said, 200).json["elsewhere"]
        return "außerhalb" in told, "13.1" in drawn.get("data-outlines", "")

    assert shown() == (True, False)
    clock.passes(days=3)
    assert shown() == (False, True)


def test_districts_without_an_outline_ask_nothing(
    visitor: Visitor, store: Store, district: District
):
    with store.writing() as session:
        session.get_one(District, district.id).area.outline = None
    said = {"text": "", "language": "de", "point": "1,1"}
    assert visitor.post(f"{LIST}/aehnlich", said, 200).json["elsewhere"] == ""


@pytest.mark.parametrize(
    "tiles",
    [
        "http://karten.example/{z}/{x}/{y}.png",
        "https://karten.example/{z}/{x}.png",
        "https://karten.example; script-src *//{z}/{x}/{y}",
        "ja",
    ],
)
def test_an_address_that_is_none_is_refused_at_the_start(tiles: str):
    with pytest.raises(OperatorError, match="MAP_TILES"):
        load_settings({"BETEILIGUNG_MAP_TILES": tiles})
    assert load_settings({"BETEILIGUNG_MAP_TILES": TILES["host"]}).map_tiles == TILES["host"]

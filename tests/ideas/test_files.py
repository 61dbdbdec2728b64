"""What leaves the platform about ideas is what its pages show, in every form alike."""

import csv
import io
import json
import zipfile
from datetime import datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.ideas.giving import fresh_secret, on_the_grid
from beteiligung.ideas.models import Board, CountedSupport, Idea, State
from beteiligung.web.spreadsheets import harmless
from tests.ideas.boards import a_board, an_idea
from tests.visitor import Visitor

EVIL = ("=1+1", "+49", "-2", "@SUM(A1)", "\t=x", 'a;"=cmd"', "＝1")


@pytest.fixture
def board(store: Store, district: District, now: datetime) -> Board:
    """A board on the Sonnenberg."""
    with store.writing() as session:
        return a_board(session, district, at=now)


def table(visitor: Visitor, query: str = "") -> list[dict[str, str]]:
    """The table as a program reads it."""
    text = visitor.get(f"/daten/ideen/besser.csv{query}").body.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";" if query else ","))


def everywhere(visitor: Visitor) -> dict[str, set[str]]:
    """The numbers of ideas in each form in which a board leaves the platform."""
    links = visitor.get("/de/ideen/besser").all("article", class_="card")
    found = visitor.get("/de/ideen/besser?q=Idee").all("article", class_="card")
    layer = visitor.get("/daten/ideen/besser.geojson").json["features"]
    feed = ET.fromstring(visitor.get("/daten/ideen/besser.rss").body)  # noqa: S314 - our own
    pds = visitor.get("/daten/pds/projects/besser/contributions").json["features"]
    return {
        "list": {each.get("id", "") for each in links},
        "search": {each.get("id", "") for each in found},
        "table": {row["reference"] for row in table(visitor)},
        "map": {each["properties"]["reference"] for each in layer},
        "feed": {each.text or "" for each in feed.iter("guid")},
        "portal": {each["properties"]["id"] for each in pds},
    }


@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states=st.lists(st.sampled_from(list(State)), min_size=4, max_size=9))
def test_list_search_map_table_feed_and_count_show_the_same_ideas(
    store: Store, board: Board, visitor: Visitor, now: datetime, states: list[State]
):
    with store.writing() as session:
        for idea in session.scalars(select(Idea)):
            idea.state = State.WITHDRAWN.value
        ideas = [an_idea(session, board, "Idee", state=state, at=now) for state in states]
        an_idea(session, board, "Idee zur Übung", is_test=True, at=now)
        shown = {idea.reference for idea in ideas if idea.state == State.PUBLISHED.value}
    for name, found in everywhere(visitor).items():
        assert found == shown, name
    count = "1 Idee" if len(shown) == 1 else f"{len(shown)} Ideen"
    visitor.get("/de/ideen/besser").sees(count)


def test_what_is_withdrawn_is_gone_everywhere_at_once(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    secret = fresh_secret()
    with store.writing() as session:
        gone = an_idea(session, board, "Idee weg", secret=secret, at=now).reference
        stays = an_idea(session, board, "Idee bleibt", at=now).reference
    assert all(found == {gone, stays} for found in everywhere(visitor).values())
    visitor.post("/de/beleg/", {"code": secret, "withdraw-idea": "1"}, 200)
    assert all(found == {stays} for found in everywhere(visitor).values())
    visitor.get(f"/daten/pds/projects/besser/contributions/{gone}", 404)
    visitor.get("/de/ideen/besser").sees("1 Idee")


def test_an_idea_at_a_named_place_is_on_the_map_of_every_file(
    store: Store, board: Board, visitor: Visitor, district: District, now: datetime
):
    with store.writing() as session:
        place = Place(
            district=session.get_one(District, district.id),
            slug="markt",
            name="Markt",
            latitude=50.84,
            longitude=12.94,
        )
        session.add(place)
        session.flush()
        an_idea(session, board, place_id=place.id, at=now)
    (there,) = visitor.get("/daten/ideen/besser.geojson").json["features"]
    north, east = on_the_grid(50.84, 12.94)
    assert there["geometry"]["coordinates"] == [east, north]
    assert (table(visitor)[0]["latitude"], table(visitor)[0]["place"]) == (str(north), "Markt")


def test_no_cell_runs_in_a_spreadsheet_and_nothing_of_a_text_is_lost(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    texts = [*EVIL, "Bänke,\nSchatten", "مقاعد"]
    with store.writing() as session:
        for text in texts:
            an_idea(session, board, text, street=text[:20], at=now)
    for query in ("", "?excel"):
        rows = table(visitor, query)
        assert {row["text"] for row in rows} == {harmless(text) for text in texts}
    assert visitor.get("/daten/ideen/besser.csv?excel").body.startswith(b"\xef\xbb\xbf")
    body = visitor.get("/daten/ideen/besser.xlsx").body
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "مقاعد" in book.read("xl/sharedStrings.xml").decode()


def test_every_column_is_explained_and_supports_are_counted_apart(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        idea = an_idea(session, board, point=(50.8351, 12.9352), at=now)
        idea.supporters = 3
        for channel, n in (("stall", 7), ("assisted", 2)):
            session.add(
                CountedSupport(key=channel, idea_id=idea.id, channel=channel, n=n, hour=now)
            )
    row = table(visitor)[0]
    named = csv.DictReader(io.StringIO(visitor.get("/daten/ideen/besser/columns.csv").text))
    assert [line["column"] for line in named] == list(row)
    supports = [row[f"supports_{channel}"] for channel in ("devices", "assisted", "stall")]
    assert supports == ["3", "2", "7"]
    layer = visitor.get("/daten/ideen/besser.geojson").json["features"][0]
    assert layer["geometry"]["type"] == "Point"
    with store.writing() as session:
        session.get_one(Board, board.id).hides_counts = True
    assert table(visitor)[0]["supports_devices"] == ""
    assert "supports_devices" not in json.dumps(
        visitor.get("/daten/ideen/besser.geojson").json["features"]
    )


def test_other_portals_read_boards_under_the_names_they_know(
    store: Store, board: Board, visitor: Visitor, now: datetime
):
    with store.writing() as session:
        reference = an_idea(session, board, "Bänke", at=now).reference
        a_board(session, slug="entwurf", published=False, at=now)
    projects = visitor.get("/daten/pds/projects").json["features"]
    assert [each["properties"]["id"] for each in projects] == ["besser"]
    here = "/daten/pds/projects/besser"
    assert visitor.get(here).json["properties"]["dipasPhase"] == "open"
    one = visitor.get(f"{here}/contributions/{reference}").json["properties"]
    assert (one["contributionContent"], one["belongToProject"]) == ("Bänke", "besser")
    assert visitor.get(f"{here}/contributions/{reference}/comments").json["features"] == []
    visitor.get("/daten/pds/projects/entwurf", 404)
    visitor.get(f"{here}/contributions/SO-2026-99999", 404)
    visitor.get("/daten/ideen/entwurf.csv", 404)

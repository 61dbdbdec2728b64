"""Outlines of areas come from files of the city, as a whole or not at all."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.districts import queries
from beteiligung.districts.actions import create_area
from beteiligung.districts.models import Area
from beteiligung.districts.outlines import (
    Days,
    EndsBeforeItHolds,
    Misplaced,
    NotGeoJSON,
    import_outlines,
    lasting,
)
from tests.visitor import Visitor

RING = [[12.9, 50.8], [12.95, 50.8], [12.95, 50.85], [12.9, 50.8]]


def feature(name: str | None, coordinates: object = None, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"name": name, **properties},
        "geometry": {"type": "Polygon", "coordinates": coordinates or [RING]},
    }


def collection(*features: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_a_known_area_gets_its_outline_by_name_or_number(session: Session, now: datetime):
    for code, name in (("21", "Sonnenberg"), ("01", "Zentrum")):
        create_area(
            session, None, kind="stadtteil", code=code, name={"de": name}, place_phrase={}, at=now
        )
    file = collection(feature("Sonnenberg"), feature("Innenstadt", nr="01"))
    taken = import_outlines(session, None, file, source="Stadt", licence="CC BY", at=now)
    assert taken == ["Sonnenberg", "Innenstadt"]
    areas = {area.code: area for area in queries.areas(session)}
    assert len(areas) == 2
    assert areas["21"].outline == {"type": "Polygon", "coordinates": [RING]}
    assert areas["01"].named.pick(("de",)).text == "Zentrum"
    assert (areas["01"].source, areas["01"].licence) == ("Stadt", "CC BY")


def test_an_unknown_area_is_added_once(session: Session, now: datetime):
    file = collection(feature("Kaßberg"), feature("Altendorf", nummer=92))
    for _ in range(2):
        import_outlines(session, None, file, at=now)
    assert [area.code for area in queries.areas(session)] == ["92", "kassberg"]


@pytest.mark.parametrize(
    "file",
    [
        {},
        {"type": "Feature"},
        {"type": "FeatureCollection", "features": {}},
        collection("nothing"),
        collection({"type": "Feature", "properties": {"name": "A"}, "geometry": None}),
        collection(feature(None)),
        collection({**feature("A"), "geometry": {"type": "Point", "coordinates": [12.9, 50.8]}}),
    ],
)
def test_anything_else_is_no_map(session: Session, now: datetime, file: dict[str, Any]):
    with pytest.raises(NotGeoJSON):
        import_outlines(session, None, file, at=now)


@pytest.mark.parametrize(
    "coordinates",
    [
        [[[354000.0, 5633000.0], [354100.0, 5633000.0], [354000.0, 5633100.0]]],
        [[[]]],
        [[["12.9", "50.8"]]],
        [[[12.9]]],
        "12.9 50.8",
    ],
)
def test_an_outline_off_the_globe_is_refused(session: Session, now: datetime, coordinates: object):
    with pytest.raises(Misplaced):
        import_outlines(session, None, collection(feature("A", coordinates)), at=now)


LATER = [[13.0, 50.8], [13.05, 50.8], [13.05, 50.85], [13.0, 50.8]]
NEW_YEAR = date(2018, 1, 1)


def a_funding_area(session: Session, at: datetime, **days: date) -> Area:
    file = collection(feature("Chemnitz Süd", [LATER], nr="S"))
    import_outlines(session, None, file, Days(**days), kind="foerdergebiet", source="Rat", at=at)
    found = queries.area_of(session, "foerdergebiet", "S")
    assert found is not None
    return found


def test_an_outline_holds_from_its_first_day_on_and_the_one_before_until_then(
    session: Session, now: datetime
):
    file = collection(feature("Chemnitz Süd", nr="S"))
    import_outlines(session, None, file, kind="foerdergebiet", source="Amt", at=now)
    area = a_funding_area(session, now, since=NEW_YEAR, until=date(2027, 1, 1))
    held = {
        day: (area.outline_on(day) or {"coordinates": None})["coordinates"]
        for day in (date(2017, 12, 31), NEW_YEAR, date(2026, 12, 31), date(2027, 1, 1))
    }
    assert list(held.values()) == [[RING], [LATER], [LATER], None]
    assert lasting(area) == [
        (None, NEW_YEAR, "Amt"),
        (NEW_YEAR, date(2027, 1, 1), "Rat"),
    ]
    # The same day once more corrects it; another outline after it lets the area live on.
    a_funding_area(session, now, since=NEW_YEAR)
    a_funding_area(session, now, since=date(2028, 1, 1))
    assert [each.since for each in lasting(area)] == [None, NEW_YEAR, date(2028, 1, 1)]
    assert area.outline_on(date(2027, 6, 1)) is None


def test_without_a_first_day_what_holds_now_is_corrected(session: Session, now: datetime):
    area = a_funding_area(session, now, since=NEW_YEAR)
    assert area.outline is None
    assert area.outline_on(date(2017, 12, 31)) is None
    file = collection(feature("Chemnitz Süd", nr="S"))
    import_outlines(session, None, file, kind="foerdergebiet", at=now)
    assert lasting(area) == [(NEW_YEAR, None, "")]
    assert (area.outline_on(NEW_YEAR) or {})["coordinates"] == [RING]


def test_an_outline_that_ends_before_it_holds_is_refused(session: Session, now: datetime):
    for days in ({"since": NEW_YEAR, "until": NEW_YEAR}, {"until": now.date()}):
        with pytest.raises(EndsBeforeItHolds):
            a_funding_area(session, now, **days)


def test_the_administration_sees_which_outline_holds_when(
    admin: Visitor, store: Store, now: datetime
):
    with store.writing() as session:
        number = a_funding_area(session, now, since=NEW_YEAR).id
    page = admin.get(f"/verwaltung/stadtteile/gebiete/{number}")
    page.sees("Umrisse auf Karten", "1. Januar 2018", "ohne Ende", "Rat")

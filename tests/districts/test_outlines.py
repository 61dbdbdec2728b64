"""Outlines of areas come from files of the city, as a whole or not at all."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from beteiligung.districts import queries
from beteiligung.districts.actions import create_area
from beteiligung.districts.outlines import Misplaced, NotGeoJSON, import_outlines

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

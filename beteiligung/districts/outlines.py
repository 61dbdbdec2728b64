"""Outlines of areas from a GeoJSON file: taken over by number or name, refused if misplaced."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from operator import itemgetter
from typing import Any, NamedTuple, cast

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.districts import queries
from beteiligung.districts.actions import create_area
from beteiligung.districts.models import Area
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import Refusal
from beteiligung.text import N_

NAMES = ("name", "Name", "NAME", "stadtteil", "Stadtteil", "bezeichnung", "STT_NAME")
EAST, NORTH = 180, 90  # degrees
CODES = ("code", "nummer", "Nummer", "nr", "NR", "stadtteilnr", "STT_NR", "STADTTNR")


class NotGeoJSON(Refusal):
    """A file that is no collection of named outlines."""

    default = N_("This file is not a GeoJSON collection of named areas.")


class Misplaced(Refusal):
    """Coordinates that are no degrees on the globe."""

    default = N_("The outline of %(name)s has no coordinates in degrees (EPSG:4326).")


class EndsBeforeItHolds(Refusal):
    """An outline that ends before it begins."""

    default = N_("An outline must hold for a day at least.")


class Days(NamedTuple):
    """On which days outlines hold; the last one is no part of it."""

    since: date | None = None
    until: date | None = None


ALWAYS = Days()


class Lasting(NamedTuple):
    """An outline of an area, with the days on which it holds; its last day is no part of it."""

    since: date | None  # none: since always
    until: date | None  # none: for good
    source: str


def import_outlines(
    session: Session,
    asker: Asker | None,
    geojson: Mapping[str, Any],
    days: Days = ALWAYS,
    *,
    kind: str = "stadtteil",
    source: str = "",
    licence: str = "",
    at: datetime,
) -> list[str]:
    """Take over the outlines of areas; their German names, in the order of the file.

    An area of this kind that is known by its number or its name gets the outline, any other is
    added. From the first of the ``days`` on it holds, and the one before it until then; on the
    last, which is no part of it, it ends. Without a first day it replaces what holds ``at`` this
    moment. A file in which anything is wrong is refused as a whole.
    """
    since, until = days
    if until is not None and until <= (since or at.date()):
        raise EndsBeforeItHolds
    known = [area for area in queries.areas(session) if area.kind == kind]
    taken = []
    for name, code, outline in _features(geojson):
        area = _find(known, name, code)
        if area is None:
            made = code or slug_of(name, {one.code for one in known})
            area = create_area(
                session, asker, kind=kind, code=made, name={"de": name}, place_phrase={}, at=at
            )
            known.append(area)
        words = {"outline": outline, "source": source, "licence": licence}
        _let_hold(area, words, since or _first_day(area, at))
        if until is not None:
            _let_hold(area, {"outline": None, "source": source, "licence": licence}, until)
        taken.append(name)
    said = {"since": since.isoformat() if since else "", "areas": len(taken), "source": source}
    note(session, asker, "import_outlines", f"area:{kind}", at=at, **said)
    return taken


def lasting(area: Area) -> list[Lasting]:
    """The outlines of an area one after the other, each until the next one; gaps are left out."""
    held: list[Mapping[str, Any]] = [
        {"since": "", "outline": area.outline, "source": area.source},
        *(area.outlines or ()),
    ]
    days = [date.fromisoformat(each["since"]) if each["since"] else None for each in held]
    spans = zip(held, days, [*days[1:], None], strict=True)
    return [
        Lasting(since, until, each["source"]) for each, since, until in spans if each["outline"]
    ]


def _first_day(area: Area, at: datetime) -> date | None:
    """Since when the outline holds that an area has now; none: since always."""
    begun = [
        each["since"] for each in area.outlines or () if each["since"] <= at.date().isoformat()
    ]
    return date.fromisoformat(begun[-1]) if begun else None


def _let_hold(area: Area, words: Mapping[str, Any], since: date | None) -> None:
    """Let an outline hold from a day on, in the place of one that would begin on the same day."""
    if since is None:
        area.outline, area.source, area.licence = (
            words["outline"],
            words["source"],
            words["licence"],
        )
        return
    day = since.isoformat()
    others = [each for each in area.outlines or () if each["since"] != day]
    area.outlines = sorted([*others, {"since": day, **words}], key=itemgetter("since"))


def _features(geojson: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    features = geojson.get("features")
    if geojson.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise NotGeoJSON
    for feature in features:
        try:
            properties, geometry = feature["properties"] or {}, feature["geometry"]
            kind, coordinates = geometry["type"], geometry["coordinates"]
        except (KeyError, TypeError) as error:
            raise NotGeoJSON from error
        name = _first(properties, NAMES)
        if not name or kind not in {"Polygon", "MultiPolygon"}:
            raise NotGeoJSON
        if not _on_the_globe(coordinates):
            raise Misplaced(name=name)
        yield name, _first(properties, CODES), {"type": kind, "coordinates": coordinates}


def _first(properties: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    found = (properties.get(key) for key in keys)
    return next((str(value).strip() for value in found if value not in {None, ""}), "")


def _on_the_globe(coordinates: object) -> bool:
    """Whether nested lists end in pairs of longitude and latitude in degrees."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if not isinstance(coordinates[0], list):
        numbers = [value for value in coordinates if isinstance(value, int | float)]
        if len(numbers) != len(coordinates) or len(numbers) not in {2, 3}:
            return False
        return abs(numbers[0]) <= EAST and abs(numbers[1]) <= NORTH
    return all(_on_the_globe(part) for part in coordinates)


def _find(known: list[Area], name: str, code: str) -> Area | None:
    by_code = (area for area in known if code and area.code == code)
    by_name = (area for area in known if cast("str", area.name.get("de")) == name)
    return next(by_code, None) or next(by_name, None)

"""Where the demonstration plays: areas that overlap, two districts, twenty places."""

from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from beteiligung.demo.content import content, indicators
from beteiligung.districts.actions import create_area, create_district, create_place, set_overlaps
from beteiligung.districts.indicators import import_indicators
from beteiligung.districts.models import Area, District
from beteiligung.web.models import SiteText


def fill_ground(session: Session, *, at: datetime, rng: Random) -> dict[str, District]:
    """Add areas, districts and places; the districts by slug."""
    areas = _areas(session, at)
    districts: dict[str, District] = {}
    for entry in content()["districts"]:
        district = create_district(
            session,
            None,
            areas[entry["area"]],
            slug=entry["slug"],
            operator=entry["operator"],
            at=at,
            rng=rng,
        )
        districts[district.slug] = district
        for name in entry["places"]:
            there = [areas[key] for key, names in content()["lie_in"].items() if name in names]
            create_place(session, None, district, name=name, areas=there, at=at)
    return districts


def fill_indicators(session: Session, *, at: datetime) -> None:
    """Bring in what offices count, invented like everything here."""
    import_indicators(session, None, indicators(), at=at)


def fill_texts(session: Session) -> None:
    """Say on every page, and in every duty text, that this is a demonstration."""
    for key, texts in content()["texts"].items():
        session.add(SiteText(key=key, texts=texts))


def _areas(session: Session, at: datetime) -> dict[str, Area]:
    """The areas by ``kind:code``."""
    areas: dict[str, Area] = {}
    for entry in content()["areas"]:
        area = create_area(
            session,
            None,
            kind=entry["kind"],
            code=entry["code"],
            name=entry["name"],
            place_phrase=entry["place_phrase"],
            at=at,
        )
        areas[f"{area.kind}:{area.code}"] = area
        others = [areas[key] for key in entry["overlaps"]]
        set_overlaps(session, None, area, others, at=at)
    return areas

"""Where the demonstration plays: areas that overlap, two districts, twenty places."""

import re

from sqlalchemy.orm import Session

from beteiligung.demo.content import content
from beteiligung.districts.models import Area, District, Place
from beteiligung.web.models import SiteText

_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def fill_ground(session: Session) -> dict[str, District]:
    """Add areas, districts and places; the districts by slug."""
    areas = _areas(session)
    districts: dict[str, District] = {}
    for entry in content()["districts"]:
        district = District(
            slug=entry["slug"],
            area=areas[entry["area"]],
            operator=entry["operator"],
            phone="",
            web_code=entry["web_code"],
        )
        districts[district.slug] = district
        session.add(district)
        session.flush()
        for name in entry["places"]:
            session.add(Place(district=district, slug=slug(name), name=name, address=""))
    session.flush()
    return districts


def fill_texts(session: Session) -> None:
    """Say on every page, and in every duty text, that this is a demonstration."""
    for key, texts in content()["texts"].items():
        session.add(SiteText(key=key, texts=texts))


def slug(name: str) -> str:
    """A name as it may stand in an address."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().translate(_FOLDED)).strip("-")


def _areas(session: Session) -> dict[str, Area]:
    """The areas by ``kind:code``; what overlaps does so both ways."""
    areas: dict[str, Area] = {}
    for entry in content()["areas"]:
        area = Area(
            kind=entry["kind"],
            code=entry["code"],
            name=entry["name"],
            place_phrase=entry["place_phrase"],
            outline=None,
        )
        for other in (areas[key] for key in entry["overlaps"]):
            area.overlaps.append(other)
            other.overlaps.append(area)
        areas[f"{area.kind}:{area.code}"] = area
        session.add(area)
    session.flush()
    return areas

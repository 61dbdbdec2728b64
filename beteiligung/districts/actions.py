"""What happens to districts: areas, districts and places are made, named and moved."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import note
from beteiligung.districts import queries
from beteiligung.districts.models import Area, District, Place
from beteiligung.districts.slugs import RESERVED, slug_of
from beteiligung.errors import Refusal
from beteiligung.text import N_

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I, which hands and eyes mix up
CODE_LENGTH = 5
KINDS = ("stadtteil", "quartier", "foerdergebiet", "buergerplattform")


class SlugTaken(Refusal):
    """Two districts, or two places of one, cannot have the same short name."""

    default = N_("This short name is taken. Please choose another.")


class AreaKnown(Refusal):
    """An area is described once."""

    default = N_("There is already an area with this number.")


class AreaTaken(Refusal):
    """A district owns its area."""

    default = N_("Another district already works in this area.")


def create_area(
    session: Session,
    asker: Asker | None,
    *,
    kind: str,
    code: str,
    name: Mapping[str, str],
    place_phrase: Mapping[str, str],
    outline: Mapping[str, Any] | None = None,
    at: datetime,
) -> Area:
    """Describe a piece of the city; texts by locale id, the outline as GeoJSON in EPSG:4326.

    Refuses a kind and official number that are there already.
    """
    if queries.area_of(session, kind, code) is not None:
        raise AreaKnown
    made = Area(
        kind=kind,
        code=code,
        name=dict(name),
        place_phrase=dict(place_phrase),
        outline=dict(outline) if outline else None,
    )
    session.add(made)
    session.flush()
    note(session, asker, "create_area", _subject(made), at=at)
    return made


def name_area(
    session: Session,
    asker: Asker | None,
    area: Area,
    *,
    name: Mapping[str, str],
    place_phrase: Mapping[str, str],
    at: datetime,
) -> None:
    """Name an area, alone and inside sentences, in each language (by locale id)."""
    if (area.name, area.place_phrase) == (dict(name), dict(place_phrase)):
        return
    area.name, area.place_phrase = dict(name), dict(place_phrase)
    note(session, asker, "name_area", _subject(area), at=at)


def set_overlaps(
    session: Session, asker: Asker | None, area: Area, others: Iterable[Area], *, at: datetime
) -> None:
    """Say with which other areas one overlaps; each of them then overlaps with it, too."""
    wanted = {other.id: other for other in others if other.id != area.id}
    before = {other.id: other for other in area.overlaps}
    if wanted.keys() == before.keys():
        return
    area.overlaps = list(wanted.values())
    for number, other in {**before, **wanted}.items():
        kept = [one for one in other.overlaps if one.id != area.id]
        other.overlaps = [*kept, area] if number in wanted else kept
    codes = sorted(other.code for other in wanted.values())
    note(session, asker, "set_overlaps", _subject(area), at=at, overlaps=codes)


def create_district(
    session: Session,
    asker: Asker | None,
    area: Area,
    *,
    slug: str,
    operator: str = "",
    phone: str = "",
    at: datetime,
    rng: Random | None = None,
) -> District:
    """Let a district management begin its work in an area; its own page gets a web code.

    Refuses a short name or an area that is taken. ``rng`` makes the web code repeatable.
    """
    known = session.scalar(select(District.id).where(District.slug == slug))
    if known is not None or slug in RESERVED:
        raise SlugTaken
    if session.scalar(select(District.id).where(District.area_id == area.id)) is not None:
        raise AreaTaken
    taken = set(session.scalars(select(District.web_code)))
    made = District(
        slug=slug,
        area=area,
        operator=operator,
        phone=phone,
        web_code=fresh_code(taken, rng),
    )
    session.add(made)
    session.flush()
    note(session, asker, "create_district", f"district:{slug}", at=at)
    return made


def change_district(
    session: Session,
    asker: Asker | None,
    district: District,
    *,
    operator: str,
    phone: str,
    at: datetime,
) -> None:
    """Say who runs a district management, and how it is reached by telephone."""
    if (district.operator, district.phone) == (operator, phone):
        return
    district.operator, district.phone = operator, phone
    note(session, asker, "change_district", f"district:{district.slug}", at=at)


def create_place(
    session: Session,
    asker: Asker | None,
    district: District,
    *,
    name: str,
    slug: str = "",
    address: str = "",
    position: tuple[float, float] | None = None,
    areas: Iterable[Area] = (),
    at: datetime,
) -> Place:
    """Name a spot of a district; its short name comes from its name unless one is given.

    ``position`` is latitude and longitude in degrees, ``areas`` those it lies in beside the one
    that its district owns. A short name of one's own that is taken is
    refused; one that was made gets a number.
    """
    slugs = select(Place.slug).where(Place.district_id == district.id)
    taken = set(session.scalars(slugs)) | RESERVED
    if slug in taken:
        raise SlugTaken
    latitude, longitude = position or (None, None)
    made = Place(
        district=district,
        slug=slug or slug_of(name, taken),
        name=name,
        address=address,
        latitude=latitude,
        longitude=longitude,
        areas=list(areas),
    )
    session.add(made)
    session.flush()
    note(session, asker, "create_place", _place(made), at=at)
    return made


def change_place(
    session: Session,
    asker: Asker | None,
    place: Place,
    *,
    name: str,
    address: str,
    position: tuple[float, float] | None,
    areas: Iterable[Area],
    at: datetime,
) -> None:
    """Correct a place; its short name, which printed codes rely on, stays."""
    place.name, place.address, place.areas = name, address, list(areas)
    place.latitude, place.longitude = position or (None, None)
    note(session, asker, "change_place", _place(place), at=at)


def fresh_code(taken: Iterable[str], rng: Random | None = None) -> str:
    """A code of five characters that nobody has yet; from ``rng``, else unguessable."""
    known = set(taken)
    choose = rng.choice if rng is not None else secrets.choice
    while True:
        code = "".join(choose(ALPHABET) for _ in range(CODE_LENGTH))
        if code not in known:
            return code


def _subject(area: Area) -> str:
    return f"area:{area.kind}:{area.code}"


def _place(place: Place) -> str:
    return f"place:{place.district.slug}:{place.slug}"

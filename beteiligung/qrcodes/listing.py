"""Codes for a whole list of places at once: places that are missing are made with them."""

from collections.abc import Sequence
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.districts.actions import create_place
from beteiligung.districts.models import District, Place
from beteiligung.districts.queries import places_of
from beteiligung.qrcodes.actions import Wish, create_codes
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.place_file import Line, read_places, same_name


def create_codes_of_list(
    session: Session,
    asker: Asker | None,
    content: bytes,
    *,
    path: str,
    districts: Sequence[District],
    media: Sequence[str],
    at: datetime,
    rng: Random,
) -> list[QRCode]:
    """The codes for every place of a CSV file, on each of the media; all of them or none.

    Refuses a file with mistakes as `read_places` does, before anything is written.
    """
    lines = read_places(content, districts, media)
    places = _places(session, asker, lines, at)
    wishes = [
        Wish(line.district, place, medium, label=line.label, occasion=line.occasion)
        for line, place in zip(lines, places, strict=True)
        for medium in line.media
    ]
    return create_codes(session, asker, wishes, path=path, at=at, rng=rng)


def _places(
    session: Session, asker: Asker | None, lines: Sequence[Line], at: datetime
) -> list[Place]:
    """The place of each line; a name that only differs in how it is written means the same one."""
    known: dict[tuple[int, str], Place] = {}
    for district in {line.district.id: line.district for line in lines}.values():
        for place in places_of(session, district):
            known[district.id, same_name(place.name)] = place
    found = []
    for line in lines:
        key = line.district.id, same_name(line.name)
        if key not in known:
            known[key] = create_place(
                session, asker, line.district, name=line.name, address=line.address, at=at
            )
        found.append(known[key])
    return found

"""Codes for a whole list of places at once: places that are missing are made with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.districts.actions import create_place
from beteiligung.districts.models import District, Place
from beteiligung.districts.queries import places_of
from beteiligung.qrcodes.actions import Wish, create_codes, issued_wishes
from beteiligung.qrcodes.models import QRCode
from beteiligung.qrcodes.place_file import Line, read_places, same_name


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a line of a list would bring; ``known`` of its codes are there already."""

    line: Line
    place: tuple[int, str]  # what all spellings of its name have in common
    is_new: bool
    known: int


def foreseen(
    session: Session,
    content: bytes,
    path: str,
    districts: Sequence[District],
    media: Sequence[str],
    *,
    locale: str | None = None,
) -> list[Foreseen]:
    """What `create_codes_of_list` would make of a file; writes nothing and refuses the same."""
    lines = read_places(content, districts, media)
    known, issued = _known(session, lines), issued_wishes(session, path)
    found = []
    for line in lines:
        key = line.district.id, same_name(line.name)
        place = known.get(key)
        wishes = _wishes(line, place, locale) if place else []
        found.append(Foreseen(line, key, place is None, sum(w.key in issued for w in wishes)))
    return found


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
    locale: str | None = None,
) -> list[QRCode]:
    """The codes for every place of a CSV file, on each of the media; all of them or none.

    With a ``locale`` they lead to this language, else to that of the phone.
    Refuses a file with mistakes as `read_places` does, before anything is written.
    """
    lines = read_places(content, districts, media)
    places = _places(session, asker, lines, at)
    pairs = zip(lines, places, strict=True)
    wishes = [wish for line, place in pairs for wish in _wishes(line, place, locale)]
    return create_codes(session, asker, wishes, path=path, at=at, rng=rng)


def _places(
    session: Session, asker: Asker | None, lines: Sequence[Line], at: datetime
) -> list[Place]:
    """The place of each line; a name that only differs in how it is written means the same one."""
    known = _known(session, lines)
    found = []
    for line in lines:
        key = line.district.id, same_name(line.name)
        if key not in known:
            known[key] = create_place(
                session, asker, line.district, name=line.name, address=line.address, at=at
            )
        found.append(known[key])
    return found


def _known(session: Session, lines: Sequence[Line]) -> dict[tuple[int, str], Place]:
    """The places that there are in the districts of these lines."""
    return {
        (district.id, same_name(place.name)): place
        for district in {line.district.id: line.district for line in lines}.values()
        for place in places_of(session, district)
    }


def _wishes(line: Line, place: Place, locale: str | None) -> list[Wish]:
    return [Wish(line.district, place, medium, locale, **line.words) for medium in line.media]

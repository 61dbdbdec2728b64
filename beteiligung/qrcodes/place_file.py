"""Places for codes as a CSV file: every line read and checked, faults said line by line."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from beteiligung.districts import figure_file
from beteiligung.districts.figure_file import Fault, Wrong, whole
from beteiligung.districts.models import District
from beteiligung.errors import Refusal
from beteiligung.qrcodes.actions import LONGEST, MEDIA
from beteiligung.text import N_

MOST = 5000  # lines of a file
WORDS = ("address", "label", "occasion", "team")
SAME: Mapping[str, str] = {  # other names of columns
    "stadtteil": "district",
    "ort": "name",
    "name des ortes": "name",
    "place": "name",
    "adresse": "address",
    "medium": "medium",
    "bezeichnung": "label",
    "anlass": "occasion",
    "gruppe": "team",
}
NAMED: Mapping[str, str] = {  # media as a list in German calls them
    "plakat": "poster",
    "aufkleber": "sticker",
    "karte": "card",
    "türanhänger": "door",
    "bildschirm": "screen",
    "verteilt": "handed",
}


class BadPlaces(Refusal):
    """A file of which nothing was taken over; ``faults`` say why, line by line."""

    default = N_("Nothing was taken over: the file has mistakes.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NoPlaces(Refusal):
    """A file that is no list of places."""

    default = N_(
        "This file is no list of places. Its first line must be: "
        "district;name;address;medium;label;occasion;team (only name is needed where there is "
        "one district)"
    )


class NothingListed(NoPlaces):
    """A list with a head and nothing under it."""

    default = N_("There is no place in this list.")


class TooManyPlaces(NoPlaces):
    """More places than can be looked over."""

    default = N_("A list takes %(most)s places at most. Please make several of it.")


@dataclass(frozen=True, slots=True)
class Line:
    """A place where codes are wanted, and on what."""

    number: int
    district: District
    name: str
    address: str
    media: tuple[str, ...]
    label: str
    occasion: str
    team: str

    @property
    def words(self) -> dict[str, str]:
        """What tells its codes from others there, and who hands them out when."""
        return {"label": self.label, "occasion": self.occasion, "team": self.team}


def read_places(
    content: bytes,
    districts: Sequence[District],
    media: Sequence[str],
) -> list[Line]:
    """The lines of a file, all right; else `BadPlaces`, or `NoPlaces` for anything else.

    ``districts`` are those where codes may hang, ``media`` those of a line that names none.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    try:
        for number, row in figure_file.rows(content, ("name",), SAME):
            try:
                lines.append(_line(number, row, districts, media))
            except Wrong as wrong:
                faults.append(Fault(number, wrong.message, wrong.values))
    except figure_file.NoTable:
        raise NoPlaces from None
    faults += _doubled(lines)
    if faults:
        raise BadPlaces(sorted(faults, key=lambda fault: fault.number))
    if len(lines) > MOST:
        raise TooManyPlaces(most=MOST)
    if not lines:
        raise NothingListed
    return lines


def _line(
    number: int, row: Mapping[str, str], districts: Sequence[District], media: Sequence[str]
) -> Line:
    whole(row)
    name = row.get("name", "")
    if not name:
        raise Wrong(N_("The name of the place is missing."))
    for text in (name, *(row.get(column, "") for column in WORDS)):
        if len(text) > LONGEST:
            raise Wrong(
                N_("“%(words)s…” is longer than %(most)s characters."),
                words=text[:20],
                most=LONGEST,
            )
    own = row.get("medium", "").lower()
    own = NAMED.get(own, own)
    if own and own not in MEDIA:
        raise Wrong(
            N_("There is no medium %(medium)s. There are: %(media)s."),
            medium=own[:20],
            media=", ".join(MEDIA),
        )
    return Line(
        number=number,
        district=_district(row.get("district", ""), districts),
        name=name,
        address=row.get("address", ""),
        media=(own,) if own else tuple(media),
        label=row.get("label", ""),
        occasion=row.get("occasion", ""),
        team=row.get("team", ""),
    )


def _district(name: str, districts: Sequence[District]) -> District:
    found = [each for each in districts if same_name(name) in _names(each)]
    if found:
        return found[0]
    if not name and len(districts) == 1:
        return districts[0]
    if not name:
        raise Wrong(N_("The district is missing."))
    raise Wrong(N_("There is no district %(district)s here."), district=name[:40])


def _names(district: District) -> set[str]:
    """What a list may call a district: its short name, its number, its name in any language."""
    area = district.area
    return {
        same_name(name) for name in (district.slug, area.code, *area.named.texts.values()) if name
    }


def same_name(name: str) -> str:
    """What two names of one place have in common, however they are written."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _doubled(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[tuple[object, ...], int] = {}
    for line in lines:
        for medium in line.media:
            key = line.district.id, same_name(line.name), medium, *line.words.values()
            before = first.setdefault(key, line.number)
            if before != line.number:
                yield Fault(
                    line.number, N_("This stands in line %(other)s already."), {"other": before}
                )
                break

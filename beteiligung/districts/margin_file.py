"""Population figures as a CSV file: every line read and checked, faults said line by line."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from beteiligung.districts import figure_file
from beteiligung.districts.figure_file import (
    LONGEST,
    Fault,
    Wrong,
    area_named,
    reference_day,
    source_named,
)
from beteiligung.districts.models import Area
from beteiligung.districts.population import AGE, GENDER, JOINED
from beteiligung.errors import Refusal
from beteiligung.text import N_

HEAD = ("area", "stichtag", "source", "variable", "category", "count")
DIGITS = 9
_SAME: Mapping[str, str] = {  # other names of columns and variables
    "gebiet": "area",
    "date": "stichtag",
    "reference_date": "stichtag",
    "quelle": "source",
    "merkmal": "variable",
    "auspraegung": "category",
    "ausprägung": "category",
    "anzahl": "count",
    "personen": "count",
    "age": AGE,
    "gender": GENDER,
    "sex": GENDER,
}
_NAME = re.compile(r"[^\W\d]\w*")
_JOINT = re.compile(r"\s*[*×]\s*")


class BadMargins(Refusal):
    """A file of which nothing was taken over; ``faults`` say why, line by line."""

    default = N_("Nothing was taken over: the file has mistakes.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NoMargins(Refusal):
    """A file that is no table of population figures."""

    default = N_(
        "This file is no table of residents. Its first line must be: "
        "area;stichtag;source;variable;category;count"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: so many people of a group lived in an area on a day."""

    number: int
    area: Area
    day: date
    source: str
    variable: str
    category: str
    count: int


def read_margins(
    content: bytes, known: Sequence[Area], *, own: Sequence[Area], today: date
) -> list[Line]:
    """The lines of a file, all right; else `BadMargins`, or `NoMargins` for anything else."""
    lines: list[Line] = []
    faults: list[Fault] = []
    reader = _Reader(known, frozenset(area.id for area in own), today)
    for number, row in _rows(content):
        try:
            lines.append(reader.line(number, row))
        except Wrong:
            faults += reader.faults(number, row)
    faults += _doubled(lines)
    if faults:
        raise BadMargins(sorted(faults, key=lambda fault: fault.number))
    if not lines:
        raise NoMargins(N_("There is no figure in this file."))
    return lines


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from figure_file.rows(content, HEAD, _SAME)
    except figure_file.NoTable as no:
        raise (_without(no.missing) if no.missing else NoMargins()) from None


def _without(columns: Sequence[str]) -> NoMargins:
    return NoMargins(figure_file.MISSING, columns=", ".join(columns), line=";".join(HEAD))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one line after the other."""

    known: Sequence[Area]
    own: frozenset[int]
    today: date

    def line(self, number: int, row: Mapping[str, str]) -> Line:
        figure_file.whole(row)
        area = area_named(row.get("area", ""), self.known, self.own)
        day = reference_day(row.get("stichtag", ""), self.today)
        source = source_named(row.get("source", ""))
        variable, order = _variable(row.get("variable", ""))
        return Line(
            number=number,
            area=area,
            day=day,
            source=source,
            variable=variable,
            category=_category(row.get("category", ""), order),
            count=_count(row.get("count", "")),
        )

    def faults(self, number: int, row: Mapping[str, str]) -> list[Fault]:
        """Everything that is wrong in a line; of one that is not whole only that."""
        partly = figure_file.faults_of(number, [partial(figure_file.whole, row)])
        return list(partly) or list(figure_file.faults_of(number, self._cells(row)))

    def _cells(self, row: Mapping[str, str]) -> list[Callable[[], object]]:
        variable = row.get("variable", "")
        return [
            partial(area_named, row.get("area", ""), self.known, self.own),
            partial(reference_day, row.get("stichtag", ""), self.today),
            partial(source_named, row.get("source", "")),
            partial(_variable, variable),
            partial(_category, row.get("category", ""), tuple(range(len(_JOINT.split(variable))))),
            partial(_count, row.get("count", "")),
        ]


def _variable(text: str) -> tuple[str, tuple[int, ...]]:
    """The name of a variable, the parts of a joint one in one order; and this order."""
    parts = [_SAME.get(part.lower(), part.lower()) for part in _JOINT.split(text)]
    right = len(parts) in {1, 2} and len(set(parts)) == len(parts)
    if not right or not all(_NAME.fullmatch(part) and len(part) <= LONGEST for part in parts):
        raise Wrong(
            N_("The variable must be a name such as alter, geschlecht or alter*geschlecht.")
        )
    order = tuple(sorted(range(len(parts)), key=lambda place: parts[place]))
    return JOINED.join(parts[place] for place in order), order


def _category(text: str, order: tuple[int, ...]) -> str:
    parts = _JOINT.split(text)
    if len(parts) != len(order) or not all(0 < len(part) <= LONGEST for part in parts):
        raise Wrong(
            N_("The category must be a code such as 25_39, of two variables such as 25_39*w.")
        )
    return JOINED.join(parts[place] for place in order)


def _count(text: str) -> int:
    if text.startswith(("-", "−")):
        raise Wrong(N_("The number of people cannot be less than zero."))
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Wrong(N_("The number must be whole, written without points, such as 1234."))
    if int(text) == 0:
        raise Wrong(
            N_("A group of 0 people has no share. Please leave the line out or join two groups.")
        )
    return int(text)


def _doubled(lines: Sequence[Line]) -> Iterator[Fault]:
    """Lines that say the same once more, and tables with two sources."""
    first: dict[tuple[int, date, str, str], int] = {}
    sources: dict[tuple[int, date, str], Line] = {}
    for line in lines:
        table = (line.area.id, line.day, line.variable)
        before = first.setdefault((*table, line.category), line.number)
        if before != line.number:
            yield Fault(
                line.number, N_("This stands in line %(other)s already."), {"other": before}
            )
        begun = sources.setdefault(table, line)
        if begun.source != line.source:
            yield Fault(
                line.number,
                N_("Line %(other)s names another source for the same table."),
                {"other": begun.number},
            )

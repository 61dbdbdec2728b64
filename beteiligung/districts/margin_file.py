"""Population figures as a CSV file: every line read and checked, faults said line by line."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from beteiligung.districts.models import Area
from beteiligung.districts.population import AGE, GENDER, JOINED
from beteiligung.errors import Refusal
from beteiligung.text import N_, readable

HEAD = ("area", "stichtag", "source", "variable", "category", "count")
LARGEST = 4 * 1024 * 1024  # bytes of a file
DIGITS = 9
MOST_LINES = 50_000
LONGEST, LONGEST_SOURCE = 40, 200
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
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_NAME = re.compile(r"[^\W\d]\w*")
_JOINT = re.compile(r"\s*[*×]\s*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line: an English message id with its values."""

    number: int  # as a spreadsheet counts
    message: str
    values: Mapping[str, object] = field(default_factory=dict)


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


class _Wrong(Exception):
    """A line that says something impossible."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


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
        except _Wrong as wrong:
            faults.append(Fault(number, wrong.message, wrong.values))
    faults += _doubled(lines)
    if faults:
        raise BadMargins(sorted(faults, key=lambda fault: fault.number))
    if not lines:
        raise NoMargins(N_("There is no figure in this file."))
    return lines


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NoMargins from None
    names = [_SAME.get(name.strip().lower(), name.strip().lower()) for name in (rows or [[]])[0]]
    if not set(HEAD) <= set(names) or len(set(names)) < len(names) or len(rows) > MOST_LINES:
        raise NoMargins
    for number, row in enumerate(rows[1:], 2):
        cells = [readable(cell).strip() for cell in row]
        if any(cells):
            yield number, dict(zip(names, cells, strict=False))


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeError:
        return content.decode("cp1252", errors="replace")  # as German spreadsheets save CSV


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one line after the other."""

    known: Sequence[Area]
    own: frozenset[int]
    today: date

    def line(self, number: int, row: Mapping[str, str]) -> Line:
        area, day = self.area(row.get("area", "")), self.day(row.get("stichtag", ""))
        source = _source(row.get("source", ""))
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

    def area(self, name: str) -> Area:
        if not name:
            raise _Wrong(N_("The area is missing."))
        found = [area for area in self.known if name in {area.code, f"{area.kind}:{area.code}"}]
        if not found:
            raise _Wrong(N_("There is no area with the number %(area)s."), area=name[:LONGEST])
        if len(found) > 1:
            kinds = ", ".join(f"{area.kind}:{area.code}" for area in found)
            raise _Wrong(
                N_("Several areas have this number. Please write one of these: %(areas)s."),
                areas=kinds,
            )
        if found[0].id not in self.own:
            raise _Wrong(N_("The area %(area)s is not one of yours."), area=name[:LONGEST])
        return found[0]

    def day(self, text: str) -> date:
        german = _DAY.fullmatch(text)
        try:
            day = date(*map(int, german.groups()[::-1])) if german else date.fromisoformat(text)
        except ValueError:
            raise _Wrong(
                N_("The reference date must be a day such as 2025-12-31 or 31.12.2025.")
            ) from None
        if day > self.today:
            raise _Wrong(N_("The reference date lies in the future."))
        return day


def _source(text: str) -> str:
    if not text or len(text) > LONGEST_SOURCE:
        raise _Wrong(
            N_("The source is missing, or longer than %(most)s characters."), most=LONGEST_SOURCE
        )
    return text


def _variable(text: str) -> tuple[str, tuple[int, ...]]:
    """The name of a variable, the parts of a joint one in one order; and this order."""
    parts = [_SAME.get(part.lower(), part.lower()) for part in _JOINT.split(text)]
    right = len(parts) in {1, 2} and len(set(parts)) == len(parts)
    if not right or not all(_NAME.fullmatch(part) and len(part) <= LONGEST for part in parts):
        raise _Wrong(
            N_("The variable must be a name such as alter, geschlecht or alter*geschlecht.")
        )
    order = tuple(sorted(range(len(parts)), key=lambda place: parts[place]))
    return JOINED.join(parts[place] for place in order), order


def _category(text: str, order: tuple[int, ...]) -> str:
    parts = _JOINT.split(text)
    if len(parts) != len(order) or not all(0 < len(part) <= LONGEST for part in parts):
        raise _Wrong(
            N_("The category must be a code such as 25_39, of two variables such as 25_39*w.")
        )
    return JOINED.join(parts[place] for place in order)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise _Wrong(N_("The number must be whole, written without points, such as 1234."))
    if int(text) == 0:
        raise _Wrong(
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

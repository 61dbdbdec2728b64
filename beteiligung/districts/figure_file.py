"""Figures as a CSV file, line by line: what files of residents and of offices have in common."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from beteiligung.districts.models import Area
from beteiligung.text import N_, readable

LARGEST = 4 * 1024 * 1024  # bytes of a file
MOST_LINES = 50_000
LONGEST, LONGEST_SOURCE = 40, 200
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a line: an English message id with its values."""

    number: int  # as a spreadsheet counts
    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def apart(self) -> dict[str, object]:
        """Its values for a sentence of any direction, which a name from the file does not turn."""
        return {
            name: f"\u2068{value}\u2069" if isinstance(value, str) else value
            for name, value in self.values.items()
        }


class Wrong(Exception):
    """A line that says something impossible."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message, self.values = message, values


MISSING = N_("In the first line these columns are missing: %(columns)s. It must be: %(line)s")
CELLS = ""  # under this name each line says how many cells it has, of how many


class NoTable(Exception):
    """A file that has not the columns it should have; ``missing`` where it has some of them."""

    def __init__(self, missing: Sequence[str] = ()) -> None:
        super().__init__()
        self.missing = tuple(missing)


def rows(
    content: bytes, head: Sequence[str], same: Mapping[str, str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number and its cells by column; empty lines are left out.

    ``same`` knows other names of columns. Commas, semicolons and tabs part the cells.
    """
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    try:
        found = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        raise NoTable from None
    names = [same.get(name.strip().lower(), name.strip().lower()) for name in (found or [[]])[0]]
    missing = [name for name in head if name not in names]
    if missing or len(set(names)) < len(names) or len(found) > MOST_LINES:
        raise NoTable(missing if len(missing) < len(head) else ())
    for number, row in enumerate(found[1:], 2):
        cells = [readable(cell).strip() for cell in row]
        while len(cells) > len(names) and not cells[-1]:
            cells.pop()  # spreadsheets add empty ones
        if any(cells):
            yield (
                number,
                {
                    **dict(zip(names, cells, strict=False)),
                    CELLS: f"{len(cells)}/{len(names)}",
                },
            )


def whole(row: Mapping[str, str]) -> None:
    """Refuse a line that ends too soon, or has a cell too many."""
    found, wanted = row.get(CELLS, "/").split("/")
    if found != wanted:
        raise Wrong(
            N_("This line has %(found)s cells, but the first line names %(wanted)s columns."),
            found=found,
            wanted=wanted,
        )


def faults_of(number: int, cells: Iterable[Callable[[], object]]) -> Iterator[Fault]:
    """Everything that is wrong in the cells of a line, so that it is mended in one go."""
    for read in cells:
        try:
            read()
        except Wrong as wrong:
            yield Fault(number, wrong.message, wrong.values)


def of_first_lines(faults: Sequence[Fault], most: int) -> tuple[list[Fault], int]:
    """The faults of so many lines, and how many more lines have some."""
    numbers = list(dict.fromkeys(fault.number for fault in faults))
    named = frozenset(numbers[:most])
    return [fault for fault in faults if fault.number in named], len(numbers[most:])


def area_named(name: str, known: Sequence[Area], own: frozenset[int]) -> Area:
    """The area of an official number, if it is among the ``own`` ones (ids)."""
    if not name:
        raise Wrong(N_("The area is missing."))
    found = [area for area in known if name in {area.code, f"{area.kind}:{area.code}"}]
    if not found:
        raise Wrong(N_("There is no area with the number %(area)s."), area=name[:LONGEST])
    if len(found) > 1:
        kinds = ", ".join(f"{area.kind}:{area.code}" for area in found)
        raise Wrong(
            N_("Several areas have this number. Please write one of these: %(areas)s."),
            areas=kinds,
        )
    if found[0].id not in own:
        raise Wrong(N_("The area %(area)s is not one of yours."), area=name[:LONGEST])
    return found[0]


def reference_day(text: str, today: date) -> date:
    """The day of a figure, as ISO 8601 or as Germans write it."""
    german = _DAY.fullmatch(text)
    try:
        day = date(*map(int, german.groups()[::-1])) if german else date.fromisoformat(text)
    except ValueError:
        raise Wrong(
            N_("The reference date must be a day such as 2025-12-31 or 31.12.2025.")
        ) from None
    if day > today:
        raise Wrong(N_("The reference date lies in the future."))
    return day


def source_named(text: str) -> str:
    """Where a figure comes from."""
    if not text or len(text) > LONGEST_SOURCE:
        raise Wrong(
            N_("The source is missing, or longer than %(most)s characters."), most=LONGEST_SOURCE
        )
    return text


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeError:
        return content.decode("cp1252", errors="replace")  # as German spreadsheets save CSV

"""Figures of offices as a CSV file: every line read and checked, faults said line by line."""

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
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import Refusal
from beteiligung.text import N_

HEAD = ("area", "name", "date", "value", "source")  # and, if wanted, code and unit
FIRST_LINE = "area;code;name;date;value;unit;source"
LONGEST_NAME, LONGEST_UNIT = 120, 30
_SAME: Mapping[str, str] = {  # other names of columns
    "gebiet": "area",
    "kennung": "code",
    "bezeichnung": "name",
    "kennzahl": "name",
    "stichtag": "date",
    "datum": "date",
    "wert": "value",
    "einheit": "unit",
    "quelle": "source",
}
_NUMBER = re.compile(r"[-−]?\d{1,12}(?:[.,]\d{1,6})?")
_THOUSANDS = re.compile(r"[-−]?[1-9]\d{0,2}(?:[.,]\d{3})+")


class BadIndicators(Refusal):
    """A file of which nothing was taken over; ``faults`` say why, line by line."""

    default = N_("Nothing was taken over: the file has mistakes.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NoIndicators(Refusal):
    """A file that is no table of figures."""

    default = N_(
        "This file is no table of figures. Its first line must be: "
        "area;code;name;date;value;unit;source"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what an office counted in an area on a day."""

    number: int
    area: Area
    code: str
    name: str
    day: date
    value: float
    unit: str
    source: str


def read_indicators(
    content: bytes,
    known: Sequence[Area],
    *,
    own: Sequence[Area],
    units: Mapping[tuple[int, str], str],
    today: date,
) -> list[Line]:
    """The lines of a file, all right; else `BadIndicators`, or `NoIndicators` for anything else.

    ``own`` are the areas that may be in it; ``units`` those that figures have so far, by area (id)
    and code: figures of one name over time need one unit.
    """
    lines: list[Line] = []
    faults: list[Fault] = []
    own_ids = frozenset(area.id for area in own)
    try:
        for number, row in figure_file.rows(content, HEAD, _SAME):
            try:
                lines.append(_line(number, row, known, own_ids, today))
            except Wrong:
                faults += figure_file.faults_of(number, _cells(row, known, own_ids, today))
    except figure_file.NoTable as no:
        raise (_without(no.missing) if no.missing else NoIndicators()) from None
    faults += [*_doubled(lines), *_other_units(lines, units)]
    if faults:
        raise BadIndicators(sorted(faults, key=lambda fault: fault.number))
    if not lines:
        raise NoIndicators(N_("There is no figure in this file."))
    return lines


def _without(columns: Sequence[str]) -> NoIndicators:
    return NoIndicators(figure_file.MISSING, columns=", ".join(columns), line=FIRST_LINE)


def _line(
    number: int, row: Mapping[str, str], known: Sequence[Area], own: frozenset[int], today: date
) -> Line:
    name = _name(row.get("name", ""))
    return Line(
        number=number,
        area=area_named(row.get("area", ""), known, own),
        code=_short(row.get("code", ""), LONGEST) or slug_of(name),
        name=name,
        day=reference_day(row.get("date", ""), today),
        value=_value(row.get("value", "")),
        unit=_short(row.get("unit", ""), LONGEST_UNIT),
        source=source_named(row.get("source", "")),
    )


def _cells(
    row: Mapping[str, str], known: Sequence[Area], own: frozenset[int], today: date
) -> list[Callable[[], object]]:
    """How each cell of a line is read, in their order."""
    return [
        partial(area_named, row.get("area", ""), known, own),
        partial(_short, row.get("code", ""), LONGEST),
        partial(_name, row.get("name", "")),
        partial(reference_day, row.get("date", ""), today),
        partial(_value, row.get("value", "")),
        partial(_short, row.get("unit", ""), LONGEST_UNIT),
        partial(source_named, row.get("source", "")),
    ]


def _name(text: str) -> str:
    if not text:
        raise Wrong(N_("The name of the figure is missing."))
    return _short(text, LONGEST_NAME)


def _short(text: str, most: int) -> str:
    if len(text) > most:
        raise Wrong(
            N_("“%(words)s…” is longer than %(most)s characters."), words=text[:20], most=most
        )
    return text


def _value(text: str) -> float:
    if _THOUSANDS.fullmatch(text):
        raise Wrong(
            N_(
                "“%(value)s” can be read in two ways. Please write no points between thousands, "
                "and not exactly three decimals."
            ),
            value=text[:20],
        )
    if not _NUMBER.fullmatch(text):
        raise Wrong(N_("The value must be a number such as 1234 or 12,5."))
    return float(text.replace(",", ".").replace("−", "-"))


def _doubled(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[tuple[int, str, date], int] = {}
    for line in lines:
        before = first.setdefault((line.area.id, line.code, line.day), line.number)
        if before != line.number:
            yield Fault(
                line.number, N_("This stands in line %(other)s already."), {"other": before}
            )


def _other_units(lines: Sequence[Line], units: Mapping[tuple[int, str], str]) -> Iterator[Fault]:
    known = dict(units)
    for line in lines:
        unit = known.setdefault((line.area.id, line.code), line.unit)
        if unit != line.unit:
            yield Fault(
                line.number,
                N_(
                    "The unit of “%(code)s” is “%(unit)s” elsewhere. Over time a figure keeps its "
                    "unit; please use another code for another one."
                ),
                {"code": line.code, "unit": unit},
            )

"""Plans and their goals as a CSV file: every line read and checked, faults said line by line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from beteiligung.districts import figure_file
from beteiligung.districts.figure_file import Fault, Wrong
from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID
from beteiligung.text import N_

HEAD = ("plan", "valid_from", "code", "goal")
LONGEST, LONGEST_CODE = 300, 40
_SAME: Mapping[str, str] = {  # other names of columns
    "gilt_ab": "valid_from",
    "gilt_bis": "valid_to",
    "nummer": "code",
    "handlungsfeld": "field",
    "ziel": "goal",
}
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


class BadPlans(Refusal):
    """A file of which nothing was taken over; ``faults`` say why, line by line."""

    default = N_("Nothing was taken over: the file has mistakes.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__()
        self.faults = tuple(faults)


class NoPlans(Refusal):
    """A file that is no table of goals."""

    default = N_(
        "This file is no table of goals. Its first line must be: "
        "plan;valid_from;valid_to;code;field;goal"
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One goal of a plan."""

    number: int
    plan: str
    valid_from: date
    valid_to: date | None
    code: str
    field: str
    name: Mapping[str, str]


def read_plans(content: bytes) -> list[Line]:
    """The lines of a file, all right; else `BadPlans`, or `NoPlans` for anything else."""
    lines: list[Line] = []
    faults: list[Fault] = []
    for number, row in _rows(content):
        try:
            lines.append(_line(number, row))
        except Wrong as wrong:
            faults.append(Fault(number, wrong.message, wrong.values))
    faults += _doubled(lines)
    if faults:
        raise BadPlans(sorted(faults, key=lambda fault: fault.number))
    if not lines:
        raise NoPlans(N_("There is no goal in this file."))
    return lines


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from figure_file.rows(content, HEAD, _SAME)
    except figure_file.NoTable:
        raise NoPlans from None


def _line(number: int, row: Mapping[str, str]) -> Line:
    figure_file.whole(row)
    begins = _day(row["valid_from"])
    ends = _day(row["valid_to"]) if row.get("valid_to") else None
    if ends is not None and ends < begins:
        raise Wrong(N_("The plan ends before it begins."))
    names = {"de": _short(row["goal"], LONGEST)}
    for column, text in row.items():
        locale = column.removeprefix("goal_").replace("_", "-")
        if column.startswith("goal_") and text:
            if locale not in BY_ID:
                raise Wrong(N_("There is no language “%(name)s”."), name=locale[:LONGEST_CODE])
            names[locale] = _short(text, LONGEST)
    return Line(
        number=number,
        plan=_short(row["plan"], LONGEST),
        valid_from=begins,
        valid_to=ends,
        code=_short(row["code"], LONGEST_CODE),
        field=row.get("field", "")[:LONGEST],
        name=names,
    )


def _short(text: str, most: int) -> str:
    if not 0 < len(text) <= most:
        raise Wrong(N_("Plan, code or goal is missing, or longer than %(most)s signs."), most=most)
    return text


def _day(text: str) -> date:
    german = _GERMAN.fullmatch(text)
    try:
        return date(*map(int, german.groups()[::-1])) if german else date.fromisoformat(text)
    except ValueError:
        raise Wrong(N_("The day must be written as 2024-04-01 or 01.04.2024.")) from None


def _doubled(lines: Sequence[Line]) -> Iterator[Fault]:
    """Lines that say the same goal once more, and plans with two periods."""
    first: dict[tuple[str, str], int] = {}
    begun: dict[str, Line] = {}
    for line in lines:
        before = first.setdefault((line.plan, line.code), line.number)
        if before != line.number:
            said = N_("This stands in line %(other)s already.")
            yield Fault(line.number, said, {"other": before})
        same = begun.setdefault(line.plan, line)
        if (same.valid_from, same.valid_to) != (line.valid_from, line.valid_to):
            said = N_("Line %(other)s says other days for the same plan.")
            yield Fault(line.number, said, {"other": same.number})

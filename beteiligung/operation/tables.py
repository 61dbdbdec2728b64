"""A city's own tables, protected like a release: a list of people, or a table of counts."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from beteiligung.disclosure import report
from beteiligung.disclosure.attack import Attack
from beteiligung.disclosure.hiding import Protected
from beteiligung.disclosure.publication import RARE
from beteiligung.errors import OperatorError
from beteiligung.releases.persons import subject_of
from beteiligung.releases.plans import Plan
from beteiligung.releases.protecting import Work
from beteiligung.tally import PublicCell, PublicTally
from beteiligung.web.spreadsheets import harmless

MOST_VALUES = 200  # different values in a column; with more it is no question
HIDDEN = "verborgen"
HEAD = ("tabelle", "nach", "gruppe", "antwort", "personen", "basis", "prozent")
ROWS, ANSWERS = "zeile", "antwort"  # what the sides of a table of counts are called


@dataclass(frozen=True, slots=True)
class Wish:
    """How a file is to be protected."""

    by: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    ordered: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    threshold: int = 5
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Shielded:
    """Protected tables, a line a number, and the report about them."""

    lines: list[tuple[str | int, ...]]
    report: dict[str, Any]


def shielded(file: Path, wish: Wish) -> Shielded:
    """The tables of a file so that nobody can be found out; `OperatorError` with the reason."""
    head, rows = _read(file)
    found = _counted(file, head, rows) if wish.counts else _columns(file, head, rows, wish)
    people = len(next(iter(found.values())))
    if people < RARE:
        message = f"{file}: {people} people are too few for any table; there must be {RARE}."
        raise OperatorError(message)
    by = (ROWS,) if wish.counts else wish.by
    subjects = [
        subject_of(
            name,
            values,
            splits=name in by,
            strict=name in wish.strict,
            ordered=True if name in wish.ordered else None,
        )
        for name, values in found.items()
    ]
    plan = Plan(order=tuple(found), omitted={}, by=by)
    work = Work(subjects, plan, 1, people, [], usual=wish.threshold)
    protected, attack = work.protected({})
    tallies = protected.publication.tallies
    made = _reported(work, protected, attack)
    made["thresholds"]["usual"] = wish.threshold
    return Shielded(list(_lines(tallies, work)), made)


def _reported(work: Work, protected: Protected, attack: Attack) -> dict[str, Any]:
    cells = [cell for tally in protected.publication.tallies for cell in tally.cells]
    return report.made(
        attack=attack,
        protected=protected,
        cells=len(cells),
        shown=sum(cell.count is not None for cell in cells),
        merged=[
            (name, each.code, list(each.of))
            for name, categories in work.categories.items()
            for each in categories
            if each.merged
        ],
        kept=[],
        releases=[],
        strict=sorted(work.strict),
        answers={"from": work.size, "to": work.size},
    )


# ---- what comes in -------------------------------------------------------------------------------


def _read(file: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        text = file.read_text(encoding="cp1252")
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    lines = csv.reader(text.splitlines(), delimiter=delimiter)
    rows = [[cell.strip() for cell in row] for row in lines if any(row)]
    if not rows[1:] or len(set(rows[0])) < len(rows[0]) or "" in rows[0]:
        message = (
            f"{file} needs a first line with a different name for each column, and lines below."
        )
        raise OperatorError(message)
    wide = len(rows[0])
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != wide:
            message = f"{file}, line {number}: {len(row)} columns instead of {wide}."
            raise OperatorError(message)
    return rows[0], rows[1:]


def _columns(
    file: Path, head: Sequence[str], rows: Sequence[Sequence[str]], wish: Wish
) -> dict[str, list[str]]:
    named = {*wish.by, *wish.strict, *wish.ordered, *wish.skipped}
    if unknown := sorted(named - set(head)):
        message = f"{file} has no column {unknown[0]}. There are: {', '.join(head)}."
        raise OperatorError(message)
    found = {
        name: [row[at] for row in rows] for at, name in enumerate(head) if name not in wish.skipped
    }
    for name, values in found.items():
        if len(set(values)) > MOST_VALUES:
            message = f"{file}: {name} has {len(set(values))} different values. Use --skip {name}."
            raise OperatorError(message)
    if not found:
        message = f"{file}: nothing is left to count."
        raise OperatorError(message)
    return found


def _counted(
    file: Path, head: Sequence[str], rows: Sequence[Sequence[str]]
) -> dict[str, list[str]]:
    """The people of a table of counts, one by one."""
    sides: dict[str, list[str]] = {ROWS: [], ANSWERS: []}
    for number, (name, *cells) in enumerate(rows, start=2):
        for answer, cell in zip(head[1:], cells, strict=True):
            if not cell.isdecimal():
                message = f"{file}, line {number}: {cell or 'an empty cell'} is no whole number."
                raise OperatorError(message)
            sides[ROWS] += [name] * int(cell)
            sides[ANSWERS] += [answer] * int(cell)
    return sides


# ---- what goes out -------------------------------------------------------------------------------


def _lines(tallies: Sequence[PublicTally], work: Work) -> Iterator[tuple[str | int, ...]]:
    yield HEAD
    of = {
        (name, category.code): " / ".join(category.of)
        for name, categories in work.categories.items()
        for category in categories
    }
    for tally in tallies:
        group = of.get((tally.by or "", tally.group or ""), "")
        start = (harmless(tally.question), harmless(tally.by or ""), harmless(group))
        for cell in tally.cells:
            words = harmless(of[tally.question, cell.code])
            yield (*start, words, *_numbers(tally, cell))


def _numbers(tally: PublicTally, cell: PublicCell) -> tuple[str | int, str | int, str | int]:
    base = HIDDEN if tally.base is None else tally.base
    share = tally.share(cell.code)
    if cell.count is None:
        return HIDDEN, base, HIDDEN
    return cell.count, base, "" if share is None else share

"""What the numbers of one table add up to: within each row, down each column, with the whole."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from beteiligung.disclosure.bounds import NO_END, Cell, Relation
from beteiligung.disclosure.publication import (
    ALL,
    BASE,
    LEFT_OUT,
    NONE,
    NOT_ASKED,
    REST,
    Nature,
    Publication,
    Whole,
    cell_of,
    regions,
)


def of_table(whole: Whole, moment: Publication) -> Iterator[Relation]:
    """All relations of a table; ``moment`` is the release whose figures it holds."""
    nature = moment.nature(whole.first.question)
    if not whole.by:
        yield from _within(whole, "", nature)
        yield from _everybody(whole)
        yield from _filtered(whole, nature)
        return
    groups = _groups(whole)
    parts = regions(groups, moment.nature(whole.by))
    rows = [*dict.fromkeys((*groups, *(name for name, _ in parts), REST))]
    for row in rows:
        yield from _within(whole, row, nature)
        yield from _in_its_group(whole, row)
    codes = [BASE] if nature.means else [*_codes(whole), BASE]
    for code in codes:
        column = {cell_of(whole, row, code): 1 for row in (*(name for name, _ in parts), REST)}
        yield Relation(column | {(whole.as_of, whole.variable, "", "", code): -1})
        yield from _overlaps(parts, groups, {row: cell_of(whole, row, code) for row in rows})


def of_sizes(whole: Whole) -> Iterator[Relation]:
    """Everybody belongs to a printed group, to a part of several, or to none."""
    groups = _groups(whole)
    parts = regions(groups, whole.publication.nature(whole.by))

    def size(name: str) -> Cell:
        return (whole.as_of, whole.by, "", "", name)

    everybody = {size(name): 1 for name in (*(name for name, _ in parts), REST)}
    yield Relation(everybody | {(whole.as_of, "", "", "", ALL): -1})
    rows = (*groups, *(name for name, _ in parts))
    yield from _overlaps(parts, groups, {row: size(row) for row in rows})


def _groups(whole: Whole) -> list[str]:
    return [tally.group or "" for tally in whole.rows]


def _codes(whole: Whole) -> list[str]:
    return [cell.code for cell in whole.first.cells]


def _overlaps(
    parts: Sequence[tuple[str, frozenset[str]]], groups: Sequence[str], cells: Mapping[str, Cell]
) -> Iterator[Relation]:
    """A group that others cut is the sum of its parts."""
    for group in groups:
        inside = [name for name, of in parts if group in of]
        if inside != [group]:
            yield Relation({cells[name]: 1 for name in inside} | {cells[group]: -1})


# ---- one row -------------------------------------------------------------------------------------


def _inside(whole: Whole) -> list[str]:
    return [code for code in _codes(whole) if code not in whole.first.missing]


def _outside(whole: Whole) -> list[str]:
    return [code for code in _codes(whole) if code in whole.first.missing]


def _within(whole: Whole, row: str, nature: Nature) -> Iterator[Relation]:
    """The answers that count add up to the base; where people choose several, to no less."""
    if nature.means:
        return
    cells = {code: cell_of(whole, row, code) for code in _inside(whole)}
    base = cell_of(whole, row, BASE)
    together = dict.fromkeys(cells.values(), 1)
    if not whole.first.several:
        yield Relation(together | {base: -1})
        return
    yield Relation(together | {base: -1}, 0, NO_END)
    for cell in cells.values():
        yield Relation({base: 1, cell: -1}, 0, NO_END)
    if nature.limit:
        yield Relation(dict.fromkeys(together, -1) | {base: nature.limit}, 0, NO_END)
    for one, other in combinations(cells, 2):
        if nature.exclusive & {one, other}:
            yield Relation({base: 1, cells[one]: -1, cells[other]: -1}, 0, NO_END)


def _everybody(whole: Whole) -> Iterator[Relation]:
    """Who counts, who gave an answer that does not count, none, or was not asked."""
    base, everybody = cell_of(whole, "", BASE), (whole.as_of, "", "", "", ALL)
    others = {cell_of(whole, "", code): 1 for code in (NONE, NOT_ASKED)}
    outside = [cell_of(whole, "", code) for code in _outside(whole)]
    if whole.first.several and outside:
        left_out = cell_of(whole, "", LEFT_OUT)
        for cell in outside:
            yield Relation({left_out: 1, cell: -1}, 0, NO_END)
        yield Relation(dict.fromkeys(outside, 1) | {left_out: -1}, 0, NO_END)
        outside = [left_out]
    yield Relation({base: 1, everybody: -1} | dict.fromkeys(outside, 1) | others)


def _in_its_group(whole: Whole, row: str) -> Iterator[Relation]:
    """No more people of a group answer than there are."""
    base, size = cell_of(whole, row, BASE), (whole.as_of, whole.by, "", "", row)
    outside = [cell_of(whole, row, code) for code in _outside(whole)]
    if not whole.first.several:
        yield Relation({size: 1, base: -1} | dict.fromkeys(outside, -1), 0, NO_END)
        return
    for cell in outside or [base]:
        yield Relation({size: 1, base: -1, cell: -1} if outside else {size: 1, base: -1}, 0, NO_END)


def _filtered(whole: Whole, nature: Nature) -> Iterator[Relation]:
    """Whoever was asked had given one of these answers before: both tables tell how many."""
    if nature.filtered is None:
        return
    other, codes = nature.filtered
    asked = {(whole.as_of, other, "", "", code): 1 for code in codes}
    not_asked = cell_of(whole, "", NOT_ASKED)
    yield Relation(asked | {not_asked: 1, (whole.as_of, "", "", "", ALL): -1})

"""What two releases say about each other: people come in, and hardly anybody leaves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from beteiligung.disclosure.bounds import NO_END, Cell, Relation
from beteiligung.disclosure.publication import BASE, Whole, cell_of

Counts = Mapping[Cell, int]


def grown(tables: Sequence[Whole], known: Counts) -> Iterator[Relation]:
    """No number of a table is smaller than the same number of an earlier release.

    Between releases after which fewer people than before stand somewhere, somebody took an answer
    back, and nothing of the kind is certain.
    """
    series: dict[tuple[str, str], list[Whole]] = {}
    for whole in tables:
        series.setdefault((whole.variable, whole.by), []).append(whole)
    for each in series.values():
        for before, after in pairwise(sorted(each, key=lambda whole: whole.as_of)):
            relations = list(_no_smaller(before, after))
            if all(possible(relation, known) for relation in relations):
                yield from relations


def possible(relation: Relation, known: Counts) -> bool:
    """Whether a relation may hold, as far as its numbers are known."""
    rest = relation.with_known(known)
    return bool(rest.parts) or rest.least <= 0 <= rest.most


def _no_smaller(before: Whole, after: Whole) -> Iterator[Relation]:
    earlier, later = _cells(before), _cells(after)
    if earlier == later:
        for cell in later:
            yield _difference(after, [cell], before, [cell])
        return
    several = after.first.several
    for cell in earlier:
        fits = [each for each in later if _meet(cell, each, several=several)]
        if fits:
            yield _difference(after, fits, before, [cell])
    for cell in later:
        inside = [each for each in earlier if _holds(cell, each)]
        if len(inside) > 1 and not several:
            yield _difference(after, [cell], before, inside)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One number of a table: its names, and the groups and answers behind them."""

    group: str
    code: str
    groups: frozenset[str]
    codes: frozenset[str]


def _cells(whole: Whole) -> list[_Cell]:
    publication, first = whole.publication, whole.first
    by, nature = publication.nature(whole.by), publication.nature(first.question)
    codes = [BASE] if nature.means else [*(cell.code for cell in first.cells), BASE]
    return [
        _Cell(group, code, by.stands_for(group), nature.stands_for(code))
        for group in (tally.group or "" for tally in whole.rows)
        for code in codes
    ]


def _difference(
    after: Whole, later: Sequence[_Cell], before: Whole, earlier: Sequence[_Cell]
) -> Relation:
    more = {cell_of(after, each.group, each.code): 1 for each in later}
    less = {cell_of(before, each.group, each.code): -1 for each in earlier}
    return Relation(more | less, 0, NO_END, over_time=True)


def _meet(one: _Cell, other: _Cell, *, several: bool) -> bool:
    """Whether somebody of the one cell could stand in the other."""
    if (one.code == BASE) is not (other.code == BASE) or not one.groups & other.groups:
        return False
    return one.codes == other.codes if several else bool(one.codes & other.codes)


def _holds(outer: _Cell, inner: _Cell) -> bool:
    """Whether everybody of the inner cell stands in the outer one."""
    if (outer.code == BASE) is not (inner.code == BASE):
        return False
    return inner.groups <= outer.groups and inner.codes <= outer.codes

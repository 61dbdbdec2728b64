"""What two releases say about each other: people come in, and hardly anybody leaves."""

from collections.abc import Iterator, Mapping, Sequence
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
    if _alike(before, after):
        for each in _cells(after):
            yield _difference(after, [each], before, [each])
        return
    for earlier in _cells(before):
        fits = [later for later in _cells(after) if _meet(before, earlier, after, later)]
        if fits:
            yield _difference(after, fits, before, [earlier])
    for later in _cells(after):
        inside = [e for e in _cells(before) if _holds(after, later, before, e)]
        if len(inside) > 1 and not before.first.several:
            yield _difference(after, [later], before, inside)


def _alike(before: Whole, after: Whole) -> bool:
    """Whether both tables put the same answers together, for the same groups."""
    cells = _cells(after)
    return _cells(before) == cells and all(
        _atoms(before, cell) == _atoms(after, cell) for cell in cells
    )


def _difference(
    after: Whole,
    later: Sequence[tuple[str, str]],
    before: Whole,
    earlier: Sequence[tuple[str, str]],
) -> Relation:
    more = {cell_of(after, *each): 1 for each in later}
    return Relation(more | {cell_of(before, *each): -1 for each in earlier}, 0, NO_END)


def _cells(whole: Whole) -> list[tuple[str, str]]:
    means = whole.publication.nature(whole.first.question).means
    codes = [BASE] if means else [*(cell.code for cell in whole.first.cells), BASE]
    return [(tally.group or "", code) for tally in whole.rows for code in codes]


def _meet(one: Whole, a: tuple[str, str], other: Whole, b: tuple[str, str]) -> bool:
    """Whether somebody of the one cell could stand in the other."""
    if (a[1] == BASE) is not (b[1] == BASE) or not _atoms(one, a)[0] & _atoms(other, b)[0]:
        return False
    ours, theirs = _atoms(one, a)[1], _atoms(other, b)[1]
    return ours == theirs if one.first.several else bool(ours & theirs)


def _holds(outer: Whole, a: tuple[str, str], inner: Whole, b: tuple[str, str]) -> bool:
    """Whether everybody of the inner cell stands in the outer one."""
    if (a[1] == BASE) is not (b[1] == BASE):
        return False
    (groups, codes), (groups_inside, codes_inside) = _atoms(outer, a), _atoms(inner, b)
    return groups_inside <= groups and codes_inside <= codes


def _atoms(whole: Whole, cell: tuple[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    group, code = cell
    publication = whole.publication
    groups = publication.nature(whole.by).stands_for(group)
    return groups, publication.nature(whole.first.question).stands_for(code)

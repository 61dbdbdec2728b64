"""What tables split by different groups say about each other: the same people stand in both."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from beteiligung.disclosure.bounds import NO_END, Cell, Relation
from beteiligung.disclosure.publication import REST, Whole, cell_of

Tables = dict[tuple[str, str, int], Whole]


def linked(wholes: Iterable[Whole]) -> Iterator[Relation]:
    """The relations between tables by different groups, of each release's own figures.

    Women by age are ages by gender, turned round. And whoever is counted by age and by gender has
    one age and one gender: the numbers of both tables are sums over the same people.
    """
    tables = {(each.variable, each.by, each.as_of): each for each in wholes if each.by}
    for (name, by, as_of), whole in tables.items():
        turned = tables.get((by, name, as_of))
        if turned is not None and name < by:
            yield from _turned(whole, turned)
    splits: dict[tuple[str, int], list[Whole]] = {}
    for whole in tables.values():
        if not whole.publication.nature(whole.first.question).means:
            splits.setdefault((whole.variable, whole.as_of), []).append(whole)
    for each in splits.values():
        for one, other in combinations(each, 2):
            yield from _of_both(one, other, tables)


def _turned(whole: Whole, turned: Whole) -> Iterator[Relation]:
    columns, rows = set(turned.codes), set(_groups(turned))
    for group in _groups(whole):
        for code in whole.codes:
            if code in rows and group in columns:
                yield Relation({cell_of(whole, group, code): 1, cell_of(turned, code, group): -1})


def _of_both(one: Whole, other: Whole, tables: Tables) -> Iterator[Relation]:
    ours, theirs = [*_groups(one), REST], [*_groups(other), REST]

    def both(mine: str, yours: str, code: str) -> Cell:
        groups = f"{one.by}&{other.by}", f"{mine}&{yours}"
        return (one.as_of, one.variable, *groups, code)

    for code in one.codes:
        for mine in ours:
            parts = {both(mine, yours, code): 1 for yours in theirs}
            yield Relation(parts | {cell_of(one, mine, code): -1})
        for yours in theirs:
            parts = {both(mine, yours, code): 1 for mine in ours}
            yield Relation(parts | {cell_of(other, yours, code): -1})
    sizes = _sizes(one, other, tables)
    for (mine, yours), size in sizes.items():
        cells = [both(mine, yours, code) for code in one.codes]
        for some in [[cell] for cell in cells] if one.first.several else [cells]:
            yield Relation({size: 1} | dict.fromkeys(some, -1), 0, NO_END)


def _sizes(one: Whole, other: Whole, tables: Tables) -> dict[tuple[str, str], Cell]:
    """The cells that tell how many people belong to a group of both."""
    found: dict[tuple[str, str], Cell] = {}
    table = tables.get((other.by, one.by, one.as_of))
    if table is not None:
        known: Sequence[str] = table.codes
        for mine in set(_groups(one)) & set(_groups(table)):
            for yours in set(_groups(other)) & set(known):
                found[mine, yours] = cell_of(table, mine, yours)
    return found


def _groups(whole: Whole) -> list[str]:
    return [tally.group or "" for tally in whole.rows]

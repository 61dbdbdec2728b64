"""Tables that stay as they were in an earlier release, since the difference would tell too much."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from beteiligung.disclosure.differences import exposed_by_difference
from beteiligung.disclosure.publication import Publication, Table, Whole, variable, wholes
from beteiligung.tally import PublicTally

Versions = dict[Table, list[Whole]]
Kept = dict[Table, Whole]


def kept_tables(raw: Publication, earlier: Sequence[Publication]) -> Kept:
    """The tables that must keep the figures of an earlier release, with those figures.

    Where a table on its own stays, so do those that split it: they would tell the same.
    """
    versions = versions_of(earlier)
    kept: Kept = {}
    for whole in wholes(raw):
        before = versions.get((whole.variable, whole.by), [])
        if any(_tells(each, whole) for each in before):
            kept[whole.variable, whole.by] = before[-1]
    for name, by in versions:
        if by and (name, "") in kept:
            kept[name, by] = versions[name, by][-1]
    return kept


def with_kept(raw: Publication, kept: Kept) -> Publication:
    """The publication with earlier figures where they must stay.

    What splits a question that stays goes, if no earlier release had it.
    """
    tallies: list[PublicTally] = []
    done: set[Table] = set()
    for tally in raw.tallies:
        table = variable(tally), tally.by or ""
        if table in kept:
            if table not in done:
                done.add(table)
                tallies.extend(kept[table].rows)
        elif (variable(tally), "") not in kept:
            tallies.append(tally)
    return replace(raw, tallies=tuple(tallies))


def stands_alike(before: Whole, now: Publication) -> bool:
    """Whether an earlier table puts answers and groups together as this release does."""
    names = {before.first.question, before.by}
    then = before.publication
    return all(
        then.nature(name).stands_for(code) == now.nature(name).stands_for(code)
        for name in names
        for code in then.nature(name).of
    )


def _tells(before: Whole, after: Whole) -> bool:
    return any(True for _ in exposed_by_difference(before, after))


def versions_of(earlier: Iterable[Publication]) -> Versions:
    """Every table of earlier releases, oldest figures first, each of them once."""
    found: dict[Table, dict[int, Whole]] = {}
    for publication in earlier:
        for whole in wholes(publication):
            found.setdefault((whole.variable, whole.by), {}).setdefault(whole.as_of, whole)
    return {table: [each[at] for at in sorted(each)] for table, each in found.items()}

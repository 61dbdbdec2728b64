"""Weighted figures of a split question: each group's shares both ways, where both may be seen."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from beteiligung.dashboards.figures import labels_of
from beteiligung.dashboards.numbers import _
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.small_groups import Shown
from beteiligung.dashboards.tables import Row, Table
from beteiligung.dashboards.weighted import both_shares, pair_words
from beteiligung.web.layout import words


def weighted_split(
    whole: Result,
    results: Sequence[Result],
    groups: Sequence[Markup],
    rows: Sequence[Sequence[Shown]],
) -> Table | None:
    """A row for each answer, a column for each group; none where nothing was weighted.

    What is hidden in the table beside it is hidden here too.
    """
    if not groups or all(tally.weighted is None for tally in whole.tallies):
        return None
    if not whole.tallies[0].counts or whole.measures is not None:
        return None
    return Table(
        heads=(_("Unweighted → weighted"), *(group.striptags() for group in groups)),
        rows=tuple(_rows(whole, results, rows)),
    )


def _rows(
    whole: Result, results: Sequence[Result], rows: Sequence[Sequence[Shown]]
) -> Iterator[Row]:
    labels = labels_of(whole)
    for at, tables in enumerate(rows):
        items = [words(whole.asked.items[at].label)] if whole.asked.items else []
        tallies = [result.tallies[at] for result in results]
        missing = whole.tallies[at].missing
        for code in (each for each in whole.tallies[at].counts if each not in missing):
            cells = [
                pair_words(both_shares(tally, table, code))
                for tally, table in zip(tallies, tables, strict=True)
            ]
            yield (Markup(": ").join([*items, labels[code]]), *cells)

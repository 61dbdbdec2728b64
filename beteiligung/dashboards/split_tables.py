"""The table of a split question: each group with its numbers, and with how many people it has."""

import math
from collections.abc import Iterator, Sequence
from datetime import date

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import labels_of
from beteiligung.dashboards.measures import HOUR, Measures
from beteiligung.dashboards.numbers import _, bdi, count_words
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.sentences import measure
from beteiligung.dashboards.small_groups import FEWEST, Shown
from beteiligung.dashboards.tables import Row, Table, both_words, mean_words, missing_cells
from beteiligung.surveys.questions.kind import Figures
from beteiligung.web.layout import words


def split_table(
    everybody: Result,
    results: Sequence[Result],
    groups: Sequence[Markup],
    rows: Sequence[Sequence[Shown]],
    *,
    open_: bool,
) -> Table:
    """All numbers of a split question that may be seen."""
    if everybody.measures is not None:
        return _measures_table(results, groups, rows[0], open_=open_)
    if everybody.asked.question.scale:
        return _scale_table(everybody, groups, rows)
    return _options_table(everybody, results, groups, rows[0], open_=open_)


def _options_table(
    everybody: Result,
    results: Sequence[Result],
    groups: Sequence[Markup],
    tables: Sequence[Shown],
    *,
    open_: bool,
) -> Table:
    """An answer a row, a group a column."""
    shares = everybody.asked.figures is Figures.SHARES
    rows: list[Row] = [
        (
            label,
            *(
                mean_words(result.means.get(code), open_=open_)
                if shares
                else both_words(table.cells[code])
                for result, table in zip(results, tables, strict=True)
            ),
        )
        for code, label in labels_of(everybody).items()
    ]
    return Table(
        heads=(_("Points in the mean") if shares else _("Answer"), *_plain(groups)),
        rows=(*rows, *_missing(tables)),
        foot=(_("Base of the per cent"), *(count_words(table.base) for table in tables)),
    )


def _missing(tables: Sequence[Shown]) -> Iterator[Row]:
    """Missing answers, a reason a row; "not asked" only where that happened somewhere."""
    by_group = [dict(missing_cells(table)) for table in tables]
    for name in dict.fromkeys(name for cells in by_group for name in cells):
        yield (
            name,
            *(count_words(cells[name]) if name in cells else bdi(0) for cells in by_group),
        )


def _scale_table(
    everybody: Result, groups: Sequence[Markup], rows: Sequence[Sequence[Shown]]
) -> Table:
    """A group a row, a point of the scale a column; of a matrix, row after row."""
    items = [words(item.label) for item in everybody.asked.items]
    names = [
        Markup("{}: {}").format(item, group) if item else group
        for item in items or [Markup("")]
        for group in groups
    ]
    tables = [table for row in rows for table in row]
    return Table(
        heads=(
            _("Group"),
            *_plain(list(labels_of(everybody).values())),
            _("Base of the per cent"),
        ),
        rows=tuple(
            (name, *map(both_words, table.cells.values()), count_words(table.base))
            for name, table in zip(names, tables, strict=True)
        ),
    )


def _measures_table(
    results: Sequence[Result], groups: Sequence[Markup], tables: Sequence[Shown], *, open_: bool
) -> Table:
    numbers = any(each.measures and each.measures.of is Figures.NUMBER for each in results)
    rows: list[Row] = []
    for group, result, table in zip(groups, results, tables, strict=True):
        measures = result.measures
        seen = measures is not None and (open_ or measures.n >= FEWEST)
        middle = [Markup("–")] * (2 if numbers else 1)
        if measures is not None and measures.n:
            middle = [*([bdi(measure(measures.mean))] if numbers else []), _median(measures)]
            middle = middle if seen else [_("hidden")] * len(middle)
        rows.append((group, count_words(table.base), *middle))
    means = [_("Mean")] if numbers else []
    return Table(heads=(_("Group"), _("People"), *means, _("Median")), rows=tuple(rows))


def _median(measures: Measures) -> Markup:
    """The middle one, as the question was answered: a number, a day, a month, or a time."""
    if measures.of is Figures.TIME:
        hour, minute = divmod(math.floor(measures.median), HOUR)
        return bdi(f"{hour:02}:{minute:02}")
    if measures.dates:
        form = "LLLL y" if measures.of is Figures.MONTH else "long"
        return bdi(i18n.day(date.fromordinal(math.floor(measures.median)), form))
    return bdi(measure(measures.median))


def _plain(groups: Sequence[Markup]) -> Sequence[str]:
    return [group.striptags() for group in groups]

"""The table beside a picture: the same figures in numbers, with the missing answers apart."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from beteiligung.dashboards.numbers import _, bdi, count_words, percent, share_words
from beteiligung.dashboards.result import Mean, Result
from beteiligung.dashboards.sentences import measure
from beteiligung.dashboards.small_groups import FEWEST, Cell, Shown
from beteiligung.surveys.questions.kind import Figures
from beteiligung.web.layout import words

SILENT, NOT_ASKED = "_none", "_not_asked"  # as releases name who gave no answer, who was not asked
Row = tuple[str | Markup, ...]


class Table(NamedTuple):
    """What the picture shows, in numbers, with the missing answers apart."""

    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    foot: Row | None = None

    @property
    def numeric(self) -> tuple[int, ...]:
        """The places of the columns with numbers: all but the first."""
        return tuple(range(1, len(self.heads)))


def table_of(
    result: Result, tables: Sequence[Shown], labels: Mapping[str, Markup], *, open_: bool
) -> Table:
    """The table of a question; ``tables`` are its tallies as they may be seen."""
    asked, table, dash = result.asked, tables[0], Markup("–")
    if asked.question.kind == "matrix":
        return _matrix_table(result, tables, labels, open_=open_)
    if asked.figures is Figures.SHARES:
        return _means_table(result, table, labels, open_=open_)
    ranks = asked.figures is Figures.RANKS
    more = [dash] if ranks and result.means else []
    rows = [
        (
            label,
            count_words(table.cells[code]),
            share_words(table.cells[code]),
            *([mean_words(result.means.get(code), open_=open_)] if more else []),
        )
        for code, label in labels.items()
    ]
    missing = [
        (name, count_words(cell), dash, *more) for name, cell in missing_cells(table).items()
    ]
    return Table(
        heads=(
            _("Answer"),
            _("In the first place") if ranks else _("People"),
            _("Per cent"),
            *([_("Mean place")] if more else []),
        ),
        rows=(*rows, *missing),
        foot=(_("Base of the per cent"), count_words(table.base), bdi(percent(1)), *more),
    )


def _means_table(
    result: Result, table: Shown, labels: Mapping[str, Markup], *, open_: bool
) -> Table:
    rows = [
        (label, mean_words(result.means.get(code), open_=open_)) for code, label in labels.items()
    ]
    missing = [(name, count_words(cell)) for name, cell in missing_cells(table).items()]
    return Table(
        heads=(_("Answer"), _("Points in the mean")),
        rows=(*rows, (_("People"), count_words(table.base)), *missing),
    )


def mean_words(mean: Mean | None, *, open_: bool) -> Markup:
    """A mean, unless it would tell what one of few people said."""
    if mean is None:
        return Markup("–")
    return bdi(measure(mean.value)) if open_ or mean.n >= FEWEST else _("hidden")


def _matrix_table(
    result: Result, tables: Sequence[Shown], labels: Mapping[str, Markup], *, open_: bool
) -> Table:
    points = result.points or (None,) * len(tables)  # a release says none
    means = [_("Mean"), _("Median")] if any(points) else []
    rows = []
    reasons = dict.fromkeys(name for table in tables for name in missing_cells(table))
    for item, table, middle in zip(result.asked.items, tables, points, strict=True):
        cells = [both_words(cell) for cell in table.cells.values()]
        found = missing_cells(table)
        missing = [count_words(found[name]) if name in found else "–" for name in reasons]
        seen = middle if open_ or table.whole else None  # else it would tell the sizes of cells
        two = ("–", "–") if seen is None else (measure(seen.mean), measure(seen.median))
        middles = [bdi(each) for each in two] if means else []
        rows.append((words(item.label), *cells, count_words(table.base), *middles, *missing))
    return Table(
        heads=(
            _("Row"),
            *(label.striptags() for label in labels.values()),
            _("Base of the per cent"),
            *means,
            *reasons,
        ),
        rows=tuple(rows),
    )


def both_words(cell: Cell) -> Markup:
    """Count and share in one cell."""
    if cell.count is None or cell.share is None:
        return count_words(cell)
    return Markup("\N{NO-BREAK SPACE}(").join((count_words(cell), share_words(cell))) + ")"


def missing_cells(table: Shown) -> dict[Markup, Cell]:
    """Missing answers, each reason apart; "not asked" only where that happened."""
    if table.others is not None:
        reasons = {SILENT: _("No answer or declined"), NOT_ASKED: _("Not asked")}
        others = table.others
        return {name: others[code] for code, name in reasons.items() if _is_said(others, code)}
    found = {_("Declined"): table.declined, _("No answer"): table.unanswered}
    if table.not_asked.count != 0:
        found[_("Not asked")] = table.not_asked
    return found


def _is_said(others: Mapping[str, Cell], code: str) -> bool:
    return code in others and not (code == NOT_ASKED and others[code].count == 0)

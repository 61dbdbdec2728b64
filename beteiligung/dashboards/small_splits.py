"""Small groups where a question is split: neither rows nor columns of the table give them away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beteiligung.dashboards.small_groups import (
    FEWEST,
    Cell,
    Shown,
    Veil,
    open_sizes,
    shown,
)
from beteiligung.tally import Tally

OUTSIDE = ("_declined", "_unanswered", "_not_asked")
BESIDE = ("_base", *OUTSIDE)  # numbers beside the options


@dataclass(frozen=True, slots=True)
class Line:
    """Cells, by group and row, that add up to a number people see.

    ``least`` is how many people a cell "under 5" has at least: of missing answers a zero is shown.
    """

    cells: Sequence[tuple[int, str]]
    least: int = 0


def shown_split(whole: Tally, parts: Sequence[Tally], *, open_: bool) -> tuple[Shown, ...]:
    """The same question for each group, as one table beside that of all people.

    Down a group, cells add up to its base and to its people; across, groups add up to what the
    table of all people says. So in each line a hidden cell needs others that leave its size open.
    A group of few people shows nothing at all.
    """
    if open_:
        return tuple(shown(tally, open_=True) for tally in parts)
    tables = [_as_a_group(tally) for tally in parts]
    cells = [_cells(table) for table in tables]
    counts = [_counts(tally) for tally in parts]
    lines = list(_lines(shown(whole, open_=False), parts))
    hidden = 1
    while hidden:  # each may need another one in its other line
        hidden = sum(_cover(line, cells, counts) for line in lines)
    return tuple(map(_with_cells, tables, cells))


def _as_a_group(tally: Tally) -> Shown:
    table = shown(tally, open_=False)
    if not 0 < tally.total < FEWEST:
        return table
    return _with_cells(table, dict.fromkeys(_cells(table), Cell(None, veil=Veil.FEW)))


def _lines(whole: Shown, parts: Sequence[Tally]) -> Iterator[Line]:
    for row, cell in _cells(whole).items():
        if cell.veil is Veil.NONE:
            least = int(row in whole.missing or row in BESIDE)
            yield Line([(part, row) for part in range(len(parts))], least)
    for part, tally in enumerate(parts):
        left_out = [code for code in tally.counts if code in tally.missing]
        yield Line([(part, row) for row in ("_base", *left_out, *OUTSIDE)], least=1)
        if not tally.several:
            yield Line([(part, code) for code in tally.counts if code not in tally.missing])


def _cover(line: Line, cells: Sequence[dict[str, Cell]], counts: Sequence[dict[str, int]]) -> bool:
    """Hide one cell more where the hidden ones would follow from the sum; whether that was so."""
    hidden = [at for at in line.cells if cells[at[0]][at[1]].veil is not Veil.NONE]
    others = [at for at in line.cells if at not in hidden]
    if not hidden or not others:
        return False
    covered = any(cells[part][row].veil is Veil.COVER for part, row in hidden)
    together = sum(counts[part][row] for part, row in hidden)
    if len(hidden) > 1 if covered else open_sizes(together, len(hidden), least=line.least):
        return False
    part, row = min(others, key=lambda at: (counts[at[0]][at[1]] == 0, counts[at[0]][at[1]]))
    cells[part][row] = Cell(None, veil=Veil.COVER)
    return True


def _cells(table: Shown) -> dict[str, Cell]:
    """All numbers of a table by their rows; those beside the options begin with an underscore."""
    return {**table.cells, **{name: getattr(table, name[1:]) for name in BESIDE}}


def _with_cells(table: Shown, cells: dict[str, Cell]) -> Shown:
    return table._replace(
        cells={code: cells[code] for code in table.cells},
        base=cells["_base"],
        declined=cells["_declined"],
        unanswered=cells["_unanswered"],
        not_asked=cells["_not_asked"],
    )


def _counts(tally: Tally) -> dict[str, int]:
    return {**tally.counts, **{name: getattr(tally, name[1:]) for name in BESIDE}}

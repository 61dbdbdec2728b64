"""What printed codes brought as a table: a code and a day a row, small numbers hidden."""

from collections.abc import Iterable, Iterator
from datetime import date

from beteiligung.dashboards.following import NOBODY, Followed, days_of
from beteiligung.dashboards.small_groups import Cell, Veil
from beteiligung.web.spreadsheets import harmless

HEADS = (
    "code",
    "place",
    "medium",
    "label",
    "team",
    "occasion",
    "leads_to",
    "day",
    "scans",
    "opens",
    "answers",
)
SMALL = {Veil.FEW: "<5", Veil.COVER: "hidden"}
Row = tuple[str | int, ...]


def rows(found: Iterable[Followed], *, open_: bool) -> Iterator[Row]:
    """The head, then each code by day; one that nobody scanned has a row without a day."""
    yield HEADS
    for each in found:
        answers = days_of(each, open_=open_)
        about = (each.code.code, *map(harmless, _about(each)))
        for day in _days(each):
            counts = (each.scans.get(day, 0), each.opens.get(day, 0))
            yield (*about, day.isoformat(), *counts, small(answers.get(day, NOBODY)))
        if not _days(each):
            yield (*about, "", 0, 0, 0)


def small(cell: Cell) -> str | int:
    """A number of answers as a file says it."""
    return SMALL.get(cell.veil, "hidden") if cell.count is None else cell.count


def _about(each: Followed) -> tuple[str, ...]:
    code = each.code
    said = (code.place, code.medium, code.label, code.team, code.occasion, code.path)
    return tuple(word or "" for word in said)


def _days(each: Followed) -> list[date]:
    return sorted({*each.scans, *each.opens, *each.answers})

"""Ideas as an Excel workbook, with what the columns mean on a sheet of its own."""

from collections.abc import Iterable, Sequence

from beteiligung.web import workbooks
from beteiligung.web.spreadsheets import Cell


def workbook(ideas: Iterable[Sequence[Cell]], meanings: Iterable[Sequence[Cell]]) -> bytes:
    """The workbook: a row for each idea, and the dictionary."""
    return workbooks.workbook((("ideas", ideas), ("columns", meanings)))

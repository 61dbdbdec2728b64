"""Ideas as an Excel workbook, with what the columns mean on a sheet of its own."""

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from beteiligung.web.spreadsheets import Cell

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDE = 24  # signs


def workbook(ideas: Iterable[Sequence[Cell]], meanings: Iterable[Sequence[Cell]]) -> bytes:
    """The workbook: a row for each idea, and the dictionary."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        for name, rows in (("ideas", ideas), ("columns", meanings)):
            page = book.add_worksheet(name)
            page.freeze_panes(1, 0)
            page.set_column(0, 30, WIDE)
            for number, row in enumerate(rows):
                _write(page, number, row)
    return file.getvalue()


def _write(page: "Worksheet", number: int, row: Sequence[Cell]) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            page.write_string(number, column, cell)
        else:
            page.write_number(number, column, cell)

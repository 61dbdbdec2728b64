"""Excel workbooks: rows of plain cells on named sheets, none of which is ever a formula."""

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


def workbook(sheets: Iterable[tuple[str, Iterable[Sequence[Cell]]]]) -> bytes:
    """The workbook with these sheets; the first row of each stays in sight."""
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        for name, rows in sheets:
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

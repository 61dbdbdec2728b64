"""Answers as an Excel workbook, with the codebook and what one must know on sheets of their own."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from beteiligung.dashboards import sheet_rows
from beteiligung.dashboards.cells import Table, as_it_is
from beteiligung.db import Store
from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID
from beteiligung.text import N_
from beteiligung.web.spreadsheets import Cell

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

PIECE = 1 << 18  # bytes handed on at once
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576  # of any sheet in Excel
WIDE, WIDEST = 14, 60  # signs
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class TooLargeForExcel(Refusal):
    """More rows or columns than a sheet can hold."""

    default = N_(
        "Excel cannot hold this: %(rows)s rows and %(columns)s columns. Please choose CSV or SPSS."
    )


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name and its rows, the first of them the head."""

    name: str
    rows: Iterable[Sequence[Cell]]
    wide: bool = False  # sentences instead of codes
    many: bool = False  # so many rows that they are set in below the head in one go


def fit(rows: int, columns: int) -> None:
    """Refuse what a sheet cannot hold beside its head, before anything is written."""
    if rows + 1 > MOST_ROWS or columns > MOST_COLUMNS:
        raise TooLargeForExcel(rows=rows, columns=columns)


def answers(table: Table, store: Store) -> Iterator[Sequence[Cell]]:
    """The rows of the sheet of answers."""
    yield table.names()
    for rows in table.rows(table.extract.batches(store, table.columns), as_it_is):
        yield from rows


def pieces(sheets: Iterable[Sheet], locale: str) -> Iterator[bytes]:
    """The workbook, made in a folder that is gone afterwards."""
    import xlsxwriter

    with tempfile.TemporaryDirectory() as folder:
        path, many = Path(folder) / "book.xlsx", None
        with xlsxwriter.Workbook(path, {**OPTIONS, "tmpdir": folder}) as book:
            for number, sheet in enumerate(sheets, 1):
                rows = iter(sheet.rows)
                if sheet.many:
                    many = f"xl/worksheets/sheet{number}.xml", rows
                    rows = islice(rows, 1)
                _fill(book, sheet, rows, locale)
        if many is not None:
            began, path = path, Path(folder) / "whole.xlsx"
            sheet_rows.fill(began, path, *many, first=2)
        yield from of_file(path)


def of_file(path: Path) -> Iterator[bytes]:
    """A file, piece by piece."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _fill(book: "Workbook", sheet: Sheet, rows: Iterable[Sequence[Cell]], locale: str) -> None:
    page = book.add_worksheet(sheet.name)
    if BY_ID[locale].direction == "rtl":
        page.right_to_left()
    page.freeze_panes(1, 0)
    page.set_column(0, MOST_COLUMNS - 1, WIDEST if sheet.wide else WIDE)
    bold = book.add_format({"bold": True})
    for number, row in enumerate(rows):
        if number == 0:
            page.set_row(0, None, bold)
        _write(page, number, row)


def _write(page: "Worksheet", number: int, row: Sequence[Cell]) -> None:
    text, figure = page.write_string, page.write_number
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            if cell:
                text(number, column, cell)
        else:
            figure(number, column, cell)

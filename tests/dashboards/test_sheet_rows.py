"""Rows that are set into a workbook stand there as if its maker had written each cell."""

from pathlib import Path

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from beteiligung.dashboards import export_xlsx, sheet_rows
from beteiligung.web.spreadsheets import Cell
from tests.dashboards.files import sheets

ROWS: list[list[Cell]] = [
    ["a", "b", "c"],
    ["<&>\"'", " Rand ", "Zeile\nZwei"],
    [7, 2.5, -0.1],
    ["", 0, "'=1+1"],
    ["_x000D_ stand so da", "Ende\x0b", "x" * 40_000],
    ["مرحبا", 1_000_000, 1 / 3],
]


def by_its_maker(path: Path) -> bytes:
    """The same rows, cell by cell."""
    with xlsxwriter.Workbook(path, export_xlsx.OPTIONS) as book:
        page = book.add_worksheet("Antworten")
        for number, row in enumerate(ROWS):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    page.write_string(number, column, cell[: sheet_rows.LONGEST])
                else:
                    page.write_number(number, column, cell)
    return path.read_bytes()


def test_the_same_cells_as_by_the_maker_of_the_workbook(tmp_path: Path):
    sheet = export_xlsx.Sheet("Antworten", ROWS, many=True)
    made = b"".join(export_xlsx.pieces([sheet], "ar"))
    assert sheets(made) == sheets(by_its_maker(tmp_path / "book.xlsx"))


@pytest.mark.parametrize("at", [0, 25, 26, 701, 702, 16_383])
def test_columns_have_their_names(at: int):
    assert sheet_rows.column_name(at) == xl_col_to_name(at)

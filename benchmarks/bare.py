"""The yardsticks of files: the same cells, written by nothing but the library."""

import csv
import itertools
import time
from pathlib import Path

import xlsxwriter

SOME = 20_000  # rows that are written, for so many times as many
Cells = list[list[str]]


def cells_of(file: Path) -> Cells:
    """The first rows of a file of answers."""
    with file.open(encoding="utf-8", newline="") as lines:
        return list(itertools.islice(csv.reader(lines), SOME))


def bare_csv(cells: Cells, rows: int, folder: Path) -> float:
    """Seconds that `csv.writer` alone would take for so many rows like these."""
    began = time.perf_counter()
    with (folder / "bare.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(cells)
    return (time.perf_counter() - began) * rows / len(cells)


def bare_xlsx(cells: Cells, rows: int, folder: Path) -> float:
    """Seconds that XlsxWriter alone would take, in constant memory too."""
    began = time.perf_counter()
    with xlsxwriter.Workbook(folder / "bare.xlsx", {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(cells):
            for column, cell in enumerate(row):
                page.write_string(number, column, cell)
    return (time.perf_counter() - began) * rows / len(cells)

"""Very many rows for a sheet of an Excel workbook, set into the sheet that its maker began."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from beteiligung.web.spreadsheets import Cell

TOGETHER = 500  # rows written at once
LONGEST = 32_767  # signs in a cell
SHORT = 64  # signs up to which a cell is worth remembering: codes and words come again
MOST_KEPT = 20_000
LETTERS = 26
END = b"</sheetData>"
_SIZE = re.compile(rb"<dimension [^>]*/>")  # it may be left out; of rows to come it would be wrong
_ESCAPED = re.compile("(_x[0-9a-fA-F]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


def fill(began: Path, made: Path, part: str, rows: Iterable[Sequence[Cell]], first: int) -> None:
    """Copy a workbook, with these rows at the end of one of its parts, from row ``first`` on."""
    with (
        zipfile.ZipFile(began) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name != part:
                target.writestr(source.getinfo(name), content, zipfile.ZIP_DEFLATED)
                continue
            head, end, tail = _SIZE.sub(b"", content).partition(END)
            with target.open(source.getinfo(name), "w", force_zip64=True) as file:
                file.write(head)
                for piece in pieces(rows, first):
                    file.write(piece)
                file.write(end + tail)


def pieces(rows: Iterable[Sequence[Cell]], first: int) -> Iterator[bytes]:
    """The rows as the sheet takes them, numbered from ``first`` (1 is the first of a sheet)."""
    said: dict[Cell, str] = {}
    columns: list[str] = []
    numbered = enumerate(rows, first)
    while batch := list(islice(numbered, TOGETHER)):
        columns = columns or [f'<c r="{column_name(at)}' for at in range(len(batch[0][1]))]
        if len(said) > MOST_KEPT:
            said.clear()
        yield "".join(_row(number, row, columns, said) for number, row in batch).encode()


def column_name(at: int) -> str:
    """What Excel calls a column: A to Z, then AA, AB and so on."""
    name = ""
    while at >= 0:
        at, letter = divmod(at, LETTERS)
        name, at = chr(ord("A") + letter) + name, at - 1
    return name


def _row(number: int, row: Sequence[Cell], columns: list[str], said: dict[Cell, str]) -> str:
    cells = [
        f'{column}{number}"{said.get(cell) or _kept(cell, said)}'
        for column, cell in zip(columns, row, strict=True)
        if cell != ""
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _kept(cell: Cell, said: dict[Cell, str]) -> str:
    """A cell, remembered if it is short."""
    words = _told(cell)
    if not isinstance(cell, str) or len(cell) <= SHORT:
        said[cell] = words
    return words


def _told(cell: Cell) -> str:
    if not isinstance(cell, str):
        return f"><v>{cell:.16G}</v></c>"
    text = _CONTROL.sub(_code, _ESCAPED.sub(r"_x005F\1", cell[:LONGEST]))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f' t="inlineStr"><is><t{space}>{text}</t></is></c>'


def _code(found: re.Match[str]) -> str:
    return f"_x{ord(found.group()):04X}_"

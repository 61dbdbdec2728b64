"""Files for spreadsheets: CSV by the book (RFC 4180) or for Excel, and no cell that would run."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

Cell = str | int | float
MARK = "\ufeff".encode()  # by which Excel knows UTF-8
END = "\r\n"

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# A formula begins at the head of a cell, or right behind what another program takes for its end;
# signs that nobody sees may stand before it.
_UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_RUNS = r"[=+\-@\t\r＝＋－＠]"
_FORMULA = re.compile(rf"^(?=[\s{_UNSEEN}]*{_RUNS})|(?<=[;,|\t\r\n\"'])(?=[{_UNSEEN}]*{_RUNS})")


def harmless(text: str) -> str:
    """The text so that no spreadsheet takes any of it for a formula; numbers stay numbers."""
    if text.isalnum() or _NUMBER.fullmatch(text):
        return text
    return _FORMULA.sub("'", text)


def pieces(
    parts: Iterable[Iterable[Iterable[Cell]]], *, excel: bool, first: bool = True
) -> Iterator[bytes]:
    """Rows as CSV, part by part; the ``first`` begins the file."""
    if excel and first:
        yield MARK
    for part in parts:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=between(excel=excel), lineterminator=END).writerows(part)
        yield text.getvalue().encode()


def told(cell: Cell, sign: str) -> str:
    """A cell of several in a row, in quotation marks where it needs them, as `pieces` says it."""
    if not isinstance(cell, str):
        return repr(cell)
    if not any(each in cell for each in (sign, '"', "\r", "\n")):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def between(*, excel: bool) -> str:
    """The sign between two cells."""
    return ";" if excel else ","

"""Answers as CSV: by the book, or as German spreadsheets open it with a double click."""

<<<<<<< HEAD
import csv
import io
import re
from collections.abc import Iterable, Iterator
=======
from collections.abc import Iterator
>>>>>>> main

from beteiligung.dashboards.cells import Table
from beteiligung.db import Store
<<<<<<< HEAD

MARK = "\ufeff".encode()  # by which Excel knows UTF-8
END = "\r\n"
_QUOTED = re.compile('[,;"\r\n]')


def answers(table: Table, store: Store, *, excel: bool) -> Iterator[bytes]:
    """The answers, batch by batch; what comes again is put into quotation marks only once."""
    between = _between(excel=excel)
    yield from rows([tuple(table.names())], excel=excel)
    batches = table.extract.batches(store, table.columns)
    for some in table.rows(batches, lambda cell: told(cell, between)):
        yield END.join([*map(between.join, some), ""]).encode()


def rows(rows: Iterable[tuple[Cell, ...]], *, excel: bool) -> Iterator[bytes]:
    """Any other table."""
    if excel:
        yield MARK
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=_between(excel=excel), lineterminator=END).writerows(rows)
    yield text.getvalue().encode()


def told(cell: Cell, between: str) -> str:
    """A cell of several in a row, in quotation marks where it needs them, as `csv.writer` does."""
    if not isinstance(cell, str):
        return repr(cell)
    if not _QUOTED.search(cell) or not any(sign in cell for sign in f'{between}"{END}'):
        return cell
    return '"' + cell.replace('"', '""') + '"'


def _between(*, excel: bool) -> str:
    return ";" if excel else ","
=======
from beteiligung.web.spreadsheets import pieces


def answers(table: Table, store: Store, *, excel: bool) -> Iterator[bytes]:
    """The answers, batch by batch."""
    yield from pieces([[table.names()]], excel=excel)
    batches = table.extract.batches(store, table.columns)
    yield from pieces((table.rows(batch) for batch in batches), excel=excel, first=False)
>>>>>>> main

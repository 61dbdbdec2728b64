"""Tables as CSV: by the book (RFC 4180), or as German spreadsheets open it with a double click."""

import csv
import io
from collections.abc import Iterable, Iterator

from beteiligung.dashboards.cells import Cell, Table
from beteiligung.db import Store

MARK = "\ufeff".encode()  # by which Excel knows UTF-8


def answers(table: Table, store: Store, *, excel: bool) -> Iterator[bytes]:
    """The answers, batch by batch."""
    yield from _pieces([[table.names()]], excel=excel, first=True)
    batches = table.extract.batches(store, table.columns)
    yield from _pieces((table.rows(batch) for batch in batches), excel=excel)


def rows(rows: Iterable[tuple[Cell, ...]], *, excel: bool) -> Iterator[bytes]:
    """Any other table."""
    yield from _pieces([rows], excel=excel, first=True)


def _pieces(
    parts: Iterable[Iterable[Iterable[Cell]]], *, excel: bool, first: bool = False
) -> Iterator[bytes]:
    if excel and first:
        yield MARK
    for part in parts:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=";" if excel else ",", lineterminator="\r\n").writerows(part)
        yield text.getvalue().encode()

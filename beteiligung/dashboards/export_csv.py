"""Answers as CSV: by the book, or as German spreadsheets open it with a double click."""

from collections.abc import Iterator

from beteiligung.dashboards.cells import Table
from beteiligung.db import Store
from beteiligung.web.spreadsheets import pieces


def answers(table: Table, store: Store, *, excel: bool) -> Iterator[bytes]:
    """The answers, batch by batch."""
    yield from pieces([[table.names()]], excel=excel)
    batches = table.extract.batches(store, table.columns)
    yield from pieces((table.rows(batch) for batch in batches), excel=excel, first=False)

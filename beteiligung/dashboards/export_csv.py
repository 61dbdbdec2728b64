"""Answers as CSV: by the book (RFC 4180), or as German spreadsheets open it with a double click."""

from collections.abc import Iterator

from beteiligung.dashboards.cells import Table
from beteiligung.db import Store
from beteiligung.web.spreadsheets import END, between, pieces, told


def answers(table: Table, store: Store, *, excel: bool) -> Iterator[bytes]:
    """The answers, batch by batch; what comes again is put into quotation marks only once."""
    sign = between(excel=excel)
    yield from pieces([[table.names()]], excel=excel)
    batches = table.extract.batches(store, table.columns)
    for some in table.rows(batches, lambda cell: told(cell, sign)):
        yield END.join([*map(sign.join, some), ""]).encode()

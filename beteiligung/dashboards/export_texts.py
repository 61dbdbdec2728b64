"""What people wrote in their own words, in a file of its own: nothing says who wrote it."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from beteiligung.dashboards.cells import Cell, harmless
from beteiligung.dashboards.codebook import Column, Holds, Speech
from beteiligung.dashboards.extracts import Extract
from beteiligung.db import Store
from beteiligung.text import N_

HEAD = (N_("Column"), N_("What it is about"), N_("Text"))


def rows(
    extract: Extract, columns: Sequence[Column], store: Store, speech: Speech
) -> Iterator[tuple[Cell, ...]]:
    """The texts, question by question; the order in which they stand says nothing."""
    asked = [column for column in columns if column.holds is Holds.TEXT and column.kind != "photo"]
    found: dict[str, list[tuple[bytes, str]]] = {column.name: [] for column in asked}
    for batch in extract.batches(store):
        for row in batch.rows:
            for column in asked:
                if text := row.answers.get(column.key):
                    found[column.name].append((_place(column, row.key), str(text)))
    yield tuple(map(speech.say, HEAD))
    for column in asked:
        label = harmless(column.label)
        for _, text in sorted(found[column.name]):
            yield column.name, label, harmless(text)


def _place(column: Column, key: str) -> bytes:
    """Another order for each question, so that no two texts can be told to be one person's."""
    return sha256(f"text {column.key} {key}".encode()).digest()

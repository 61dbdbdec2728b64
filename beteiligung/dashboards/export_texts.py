"""What people wrote in their own words, in a file of its own: nothing says who wrote it."""

from collections.abc import Iterator, Sequence

from beteiligung.dashboards.codebook import Column, Holds, Speech
from beteiligung.dashboards.extracts import Batch, Extract
from beteiligung.dashboards.moderation import as_shown, notes_on
from beteiligung.dashboards.written import reference
from beteiligung.db import Store
from beteiligung.text import N_
from beteiligung.web.spreadsheets import Cell, harmless

HEAD = (N_("Column"), N_("What it is about"), N_("Text"))


def rows(
    extract: Extract, columns: Sequence[Column], store: Store, speech: Speech
) -> Iterator[tuple[Cell, ...]]:
    """The texts, question by question; the order in which they stand says nothing.

    What staff hid is hidden here too; the answers themselves keep it.
    """
    asked = [column for column in columns if column.holds is Holds.TEXT and column.kind != "photo"]
    found: dict[str, list[tuple[str, str]]] = {column.name: [] for column in asked}
    for batch in extract.batches(store):
        for column in asked:
            found[column.name] += _texts(column, batch, store)
    yield tuple(map(speech.say, HEAD))
    for column in asked:
        label = harmless(column.label)
        for _, text in sorted(found[column.name]):
            yield column.name, label, harmless(text)


def _texts(column: Column, batch: Batch, store: Store) -> Iterator[tuple[str, str]]:
    """The texts of one column, each after its place, which is another one for each question."""
    written = [row for row in batch.rows if row.answers.get(column.key)]
    with store.reading() as session:
        notes = notes_on(session, column.key, [row.id for row in written])
    for row in written:
        shown = as_shown(str(row.answers[column.key]), notes.get(row.id))
        if shown is not None:
            yield reference(column.key, row.key), shown

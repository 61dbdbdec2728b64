"""Answers as an SPSS file, with labels; the only module that knows its libraries."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beteiligung.dashboards.cells import Table, as_it_is
from beteiligung.dashboards.codebook import HEADS, MISSING_WORDS, WEIGHT, WRITTEN, Column, Holds
from beteiligung.dashboards.column_names import cut
from beteiligung.dashboards.export_xlsx import of_file
from beteiligung.dashboards.extracts import Batch
from beteiligung.dashboards.gaps import span_of_codes
from beteiligung.db import Store
from beteiligung.errors import Refusal
from beteiligung.surveys.variables import FIRST
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Bytes; longer labels would be cut without a word.
LONGEST_LABEL, LONGEST_VALUE, LONGEST_NOTE = 256, 120, 80
ENDS = "…"
BEGINNING = date(1582, 10, 14)  # from which SPSS counts its seconds
A_DAY = 24 * 60 * 60
ORDERED = frozenset({"scale", "smiley", "matrix", "rank"})
LIBRARIES = ("pandas", "pyreadstat")
Numbers = dict[str, "NDArray[np.float64]"]


class NoSpss(Refusal):
    """The libraries for SPSS files are not installed here."""

    default = N_("SPSS files need more on this server: pip install 'beteiligung[spss]'.")


def available() -> bool:
    """Whether this installation can write SPSS files."""
    return all(find_spec(name) is not None for name in LIBRARIES)


@dataclass(slots=True)
class Labels:
    """All labels of a file within the limits of SPSS, and which of them had to be cut."""

    table: Table
    shortened: list[str] = field(default_factory=list)

    def columns(self) -> dict[str, str | None]:
        """What each column is about."""
        say = self.table.look.speech.say
        heads = {name: say(HEADS[name]) for name in self.table.heads()}
        labels = {**heads, **{column.name: column.label for column in self.table.columns}}
        return {name: self._fitting(name, label, LONGEST_LABEL) for name, label in labels.items()}

    def values(self) -> dict[str, dict[Any, str]]:
        """What each value means, missing ones included."""
        heads = self.table.meanings() if self.table.extract.ids else {}  # without words no type
        return {**heads, **{column.name: self._values(column) for column in self.table.columns}}

    def _values(self, column: Column) -> dict[Any, str]:
        say, words = self.table.look.speech.say, _is_words(column, self.table)
        found: dict[Any, str] = {
            str(code) if words else float(code): say(text)
            for code, text in zip(column.missing, MISSING_WORDS, strict=True)
        }
        for value in column.choices:
            name = f"{column.name}={value.number}"
            found[float(value.number)] = self._fitting(name, value.label, LONGEST_VALUE)
        if column.holds is Holds.YES_NO:
            found |= {0.0: say(N_("not chosen")), 1.0: say(N_("chosen"))}
        return found

    def _fitting(self, name: str, label: str, most: int) -> str:
        if len(label.encode()) <= most:
            return label
        self.shortened.append(name)
        return cut(label, most - len(ENDS.encode())) + ENDS


def pieces(table: Table, store: Store, notes: Sequence[str]) -> Iterator[bytes]:
    """The file, made in a folder that is gone afterwards; ``notes`` are kept inside it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.sav"
        _write(path, table, _data(table, store), notes)
        yield from of_file(path)


def _write(path: Path, table: Table, data: Mapping[str, object], notes: Sequence[str]) -> None:
    import pandas as pd
    import pyreadstat

    labels = Labels(table)
    column_labels, value_labels = labels.columns(), labels.values()
    say = table.look.speech.say
    cuts = [f"{say(N_('Shortened labels'))}: {', '.join(labels.shortened)}"]
    pyreadstat.write_sav(
        pd.DataFrame(data),
        str(path),
        column_labels=column_labels,
        variable_value_labels=value_labels,
        missing_ranges={column.name: _ranges(column, table) for column in table.columns},
        variable_measure={column.name: _measure(column) for column in table.columns}
        | {name: "scale" for name in table.heads() if name == WEIGHT},
        variable_format={
            column.name: "EDATE10" for column in table.columns if column.holds is Holds.DAY
        },
        note=[*_lines([*notes, *(cuts if labels.shortened else ())])],
        row_compress=True,
    )


def _lines(notes: Iterable[str]) -> Iterator[str]:
    """The sentences in lines that SPSS can keep."""
    for note in notes:
        line = ""
        for word in note.split():
            longer = f"{line} {word}".strip()
            if len(longer.encode()) > LONGEST_NOTE:
                yield line
                longer = cut(word, LONGEST_NOTE)
            line = longer
        yield line


def _data(table: Table, store: Store) -> dict[str, Any]:
    """The columns as arrays: eight bytes a cell, whatever stands in it."""
    import numpy as np

    size = len(table.extract.ids)
    heads = table.heads()
    data: dict[str, Any] = {name: [] for name in heads}
    for column in table.columns:
        words = _is_words(column, table)
        data[column.name] = np.full(size, "", object) if words else np.full(size, np.nan)
    done = 0
    for batch in table.extract.batches(store, table.columns):
        until = done + len(batch.rows)
        for name, head in heads.items():
            data[name] += head.cells(batch.rows, as_it_is)
        for column in table.columns:
            data[column.name][done:until] = _cells(column, table, batch)
        done = until
    return {name: values[:done] for name, values in data.items()}


def _cells(column: Column, table: Table, batch: Batch) -> list[float] | list[str]:
    numbers = batch.numbers(column)
    read = _reading(column, table)
    if read is None:
        meant = [*map(float, column.missing), *_stands(column)]
        return [meant[n] for n in numbers]
    code_of = str if read is str else float
    missing: list[Any] = [code_of(code) for code in column.missing]
    return [
        read(column.entered(answers)) if n >= FIRST else missing[n]
        for n, answers in zip(numbers, batch.answers, strict=True)
    ]


def _reading(column: Column, table: Table) -> Callable[[Any], Any] | None:
    """What makes of an entry what stands in the file; none where a number stands for it."""
    if _is_words(column, table):
        return str
    if column.holds is Holds.DAY:
        return _seconds
    return float if column.holds is Holds.NUMBER else None


def _stands(column: Column) -> list[float]:
    if column.holds is Holds.CHOICE:
        return [float(value.number) for value in column.choices]
    return [float(WRITTEN)] if column.holds is Holds.TEXT else [0.0, 1.0]


def _seconds(day: str) -> float:
    return float((date.fromisoformat(day) - BEGINNING).days * A_DAY)


def _is_words(column: Column, table: Table) -> bool:
    written = column.holds is Holds.TEXT and table.look.texts
    return written or column.holds is Holds.ENTRY


def _ranges(column: Column, table: Table) -> list[Any]:
    if _is_words(column, table):
        return [str(code) for code in column.missing]
    return [{"lo": column.missing[0], "hi": column.missing[-1]}]


def _measure(column: Column) -> str:
    if column.holds in {Holds.NUMBER, Holds.DAY}:
        return "scale"
    return "ordinal" if column.kind in ORDERED or _in_ages(column) else "nominal"


def _in_ages(column: Column) -> bool:
    """Whether the answers are ages, so that one comes after the other."""
    counted = [value.code for value in column.choices if not value.aside]
    return len(counted) > 1 and all(span_of_codes([code]) for code in counted)

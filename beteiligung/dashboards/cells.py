"""What stands in the cells of a file: codes or words, and nothing that a spreadsheet would run."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from beteiligung.dashboards.channels import CHANNEL_NAMES
from beteiligung.dashboards.codebook import (
    HEADS,
    MISSING_WORDS,
    WEIGHT,
    WRITTEN,
    Column,
    Holds,
    Speech,
)
from beteiligung.dashboards.export_weights import UNWEIGHTED, FileWeights
from beteiligung.dashboards.extracts import Batch, Extract, Stored
from beteiligung.locales import BY_ID
from beteiligung.surveys.variables import FIRST
from beteiligung.text import N_
from beteiligung.web.spreadsheets import Cell, harmless

Made = TypeVar("Made")  # what the file of a format takes for a cell
STATUS: Mapping[str, str] = {"complete": N_("to the end"), "partial": N_("in part")}
CHOSEN_WORDS = (N_("not chosen"), N_("chosen"))
ENTERED = frozenset({Holds.NUMBER, Holds.DAY, Holds.ENTRY})  # what was entered stands in the cell


@dataclass(frozen=True, slots=True)
class Look:
    """How a file says things: in which language, in codes or words, free texts beside or not."""

    speech: Speech
    zone: ZoneInfo
    labels: bool = False
    texts: bool = False
    comma: bool = False  # decimals as German spreadsheets read them


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of an answer beside the questions: it follows from one thing that is stored."""

    stored: str  # its name in `Stored`
    said: Callable[[Any], Cell]

    def cells(self, rows: Sequence[Stored], form: Callable[[Cell], Made]) -> list[Made]:
        """What stands in the cells of these answers; of what comes again it is asked once."""
        values = list(map(attrgetter(self.stored), rows))
        known = {value: form(self.said(value)) for value in set(values)}
        return list(map(known.__getitem__, values))


@dataclass(frozen=True, slots=True)
class Table:
    """The answers as one wide table."""

    extract: Extract
    columns: Sequence[Column]
    look: Look
    weights: FileWeights = UNWEIGHTED  # a column of their own, if there are any

    def names(self) -> list[str]:
        """The head of the table: names, or with words the words and the name behind."""
        say = self.look.speech.say
        pairs = [
            *((name, say(label)) for name, label in HEADS.items() if self._has(name)),
            *((column.name, column.label) for column in self.columns),
        ]
        if not self.look.labels:
            return [name for name, _ in pairs]
        return [harmless(f"{label} [{name}]") for name, label in pairs]

    def rows(
        self, batches: Iterable[Batch], form: Callable[[Cell], Made]
    ) -> Iterator[Iterator[tuple[Made, ...]]]:
        """The answers, a row each; ``form`` is what its file makes of a cell.

        What stands in cells comes again and again, so it is made up once and looked up then.
        """
        heads = self.heads().values()
        said = {column.key: list(map(form, self._said(column))) for column in self.columns}
        for batch in batches:
            yield zip(
                *(head.cells(batch.rows, form) for head in heads),
                *(self._cells(column, batch, said[column.key], form) for column in self.columns),
                strict=True,
            )

    def heads(self) -> "Mapping[str, Head]":
        """What is said of each answer beside the questions, by name."""
        extract, zone = self.extract, self.look.zone
        districts, languages, channels, status = self._words()
        versions = {id_: version.number for id_, version in extract.versions.items()}
        local = cache(lambda hour: _local(hour.astimezone(zone)))
        places = {code: harmless(name) for code, name in extract.places.items()}
        found = {
            "version": Head("version_id", versions.__getitem__),
            "district": Head("district_id", lambda id_: districts.get(id_, "")),
            "language": Head("language", lambda id_: languages.get(id_, id_)),
            "channel": Head("channel", lambda id_: channels.get(id_, id_)),
            "place": Head("code", lambda code: places.get(code, "")),
            "status": Head("status", lambda id_: status.get(id_, id_)),
            "day": Head("hour", lambda hour: local(hour)[0]),
            "hour": Head("hour", lambda hour: local(hour)[1]),
            "set_aside": Head("set_aside_because", lambda words: harmless(words or "")),
            WEIGHT: Head("id", lambda id_: self._entered(self.weights.of(id_))),
        }
        return {name: head for name, head in found.items() if self._has(name)}

    def meanings(self) -> dict[str, dict[Any, str]]:
        """What short names stand for in columns that hold them, such as those of districts."""
        if self.look.labels:
            return {}
        say, of = self.look.speech.say, self.look.speech.of
        return {
            "district": {slug: of(name) for slug, name in self.extract.districts.values()},
            "language": {id_: entry.name for id_, entry in BY_ID.items()},
            "channel": {id_: say(words) for id_, words in CHANNEL_NAMES.items()},
            "status": {id_: say(words) for id_, words in STATUS.items()},
        }

    def _has(self, head: str) -> bool:
        if head == WEIGHT:
            return bool(self.weights.by_id)
        return head != "set_aside" or self.extract.wanted.set_aside

    def _words(self) -> tuple[dict[int, str], dict[str, str], dict[str, str], dict[str, str]]:
        say, of = self.look.speech.say, self.look.speech.of
        if not self.look.labels:
            return {id_: slug for id_, (slug, _) in self.extract.districts.items()}, {}, {}, {}
        return (
            {id_: harmless(of(name)) for id_, (_, name) in self.extract.districts.items()},
            {id_: entry.name for id_, entry in BY_ID.items()},
            {id_: say(words) for id_, words in CHANNEL_NAMES.items()},
            {id_: say(words) for id_, words in STATUS.items()},
        )

    def _cells(
        self, column: Column, batch: Batch, words: Sequence[Made], form: Callable[[Cell], Made]
    ) -> Sequence[Made]:
        numbers = batch.numbers(column)
        if column.holds in ENTERED or (column.holds is Holds.TEXT and self.look.texts):
            entered, shown = column.entered, self._entered
            return [
                form(shown(entered(answers))) if number >= FIRST else words[number]
                for number, answers in zip(numbers, batch.answers, strict=True)
            ]
        return list(map(words.__getitem__, numbers))

    def _said(self, column: Column) -> list[Cell]:
        """The cell for each number of a column."""
        say, labels = self.look.speech.say, self.look.labels
        missing = map(say, MISSING_WORDS) if labels else column.missing
        if column.holds is Holds.YES_NO:
            return [*missing, *(map(say, CHOSEN_WORDS) if labels else (0, 1))]
        if column.holds is Holds.CHOICE:
            if labels:
                return [*missing, *(harmless(value.label) for value in column.choices)]
            return [*missing, *codes(column)]
        return [*missing, WRITTEN]

    def _entered(self, value: object) -> Cell:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, float) and self.look.comma:
            return f"{value:.15g}".replace(".", ",")
        return value if isinstance(value, int | float) else harmless(str(value))


def codes(column: Column) -> list[Cell]:
    """The codes of a column's values: numbers where all of them are, as steps of a scale are."""
    written = [value.code for value in column.choices]
    if all(code.isascii() and code.isdigit() and str(int(code)) == code for code in written):
        return [int(code) for code in written]
    return [harmless(code) for code in written]


def as_it_is(cell: Cell) -> Cell:
    """A cell for a file that takes words and numbers as they are."""
    return cell


def _local(hour: datetime) -> tuple[str, int]:
    return hour.date().isoformat(), hour.hour


def codebook_rows(
    columns: Sequence[Column], speech: Speech, *, weighted: bool = False
) -> Iterator[tuple[Cell, ...]]:
    """The codebook as a table: a row for each column, and one for each value it may have."""
    say = speech.say
    yield tuple(map(say, CODEBOOK))
    for name, label in HEADS.items():
        if name != WEIGHT:
            yield name, say(label), "", "", "", ""
        elif weighted:
            yield name, say(label), say(Holds.NUMBER), "", "", ""
    for column in columns:
        gone = say(N_("no longer asked")) if column.former else ""
        yield column.name, harmless(column.label), say(column.holds), "", "", gone
        for code, value in zip(codes(column), column.choices, strict=True):
            notes = [
                say(N_("not counted in per cent")) if value.aside else "",
                say(N_("no longer offered")) if value.former else "",
            ]
            note = ", ".join(filter(None, notes))
            yield column.name, "", "", code, harmless(value.label), note
        for number, words in zip(column.missing, MISSING_WORDS, strict=True):
            yield column.name, "", "", number, say(words), ""


CODEBOOK = (
    N_("Column"),
    N_("What it is about"),
    N_("What stands in it"),
    N_("Code"),
    N_("Meaning"),
    N_("Note"),
)

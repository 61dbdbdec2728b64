"""Answers as files: what can be asked for, and the bytes of each format, made piece by piece."""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from beteiligung.clock import local_date
from beteiligung.dashboards import (
    export_csv,
    export_jsonl,
    export_sav,
    export_texts,
    export_xlsx,
)
from beteiligung.dashboards.cells import Look, Table, codebook_rows
from beteiligung.dashboards.codebook import HEADS, MISSING, MISSING_WORDS, Speech, codebook
from beteiligung.dashboards.export_weights import UNWEIGHTED, FileWeights, weights_in_file
from beteiligung.dashboards.export_xlsx import Sheet
from beteiligung.dashboards.extracts import Wanted, extract, size, versions_of
from beteiligung.db import Store
from beteiligung.errors import Refusal
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.text import N_, Translated
from beteiligung.web.spreadsheets import Cell, pieces


class Format(enum.StrEnum):
    """As which kind of file."""

    EXCEL = "xlsx"
    EXCEL_CSV = "csv-excel"
    CSV = "csv"
    SPSS = "sav"
    LINES = "jsonl"

    @property
    def ending(self) -> str:
        """What the file's name ends with."""
        return self.value.partition("-")[0]

    @property
    def mimetype(self) -> str:
        """As what a browser is told the file comes."""
        return MIMETYPES[self.ending]


class Content(enum.StrEnum):
    """What is in the file."""

    ANSWERS = "answers"  # without free texts
    TEXTS = "texts"  # the free texts alone
    CODEBOOK = "codebook"
    ALL = "all"  # free texts beside the answers: for the operator only, to move a survey


MIMETYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "sav": "application/x-spss-sav",
    "jsonl": "application/jsonl; charset=utf-8",
}
TABLES = frozenset({Format.EXCEL, Format.EXCEL_CSV, Format.CSV})


class NoTextsOfSome(Refusal):
    """One could guess whose words they are."""

    default = N_("Free texts leave only for whole districts. Please take the other filters away.")


class NotAsATable(Refusal):
    """Free texts and codebook are plain tables."""

    default = N_("Free texts and codebook come as an Excel file or as CSV only.")


class WeightsInTables(Refusal):
    """What takes lines of JSON in again knows no weights."""

    default = N_("Weights stand in tables only: please choose Excel, CSV or SPSS.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What somebody asks for; ``zone`` is the time zone of the districts."""

    format: Format
    content: Content
    speech: Speech
    zone: ZoneInfo
    labels: bool = False
    wanted: Wanted = field(default_factory=Wanted)
    filter: str = ""  # whose answers these are, in words, if not all
    narrow: bool = False  # whether they were chosen by more than their district
    weighted: bool = False  # whether a column of weights stands beside the answers

    @property
    def whole(self) -> bool:
        """Whether free texts stand beside the answers."""
        return self.content is Content.ALL


@dataclass(frozen=True, slots=True)
class Export:
    """A file that may be made; nothing is read from the answers before it begins."""

    order: Order
    survey_id: int
    title: Translated
    name: str
    day: date
    weights: FileWeights

    def begin(self, store: Store) -> "File":
        """Settle which answers are in the file, as of this moment."""
        order = self.order
        with store.reading() as session:
            found = extract(session, self.survey_id, order.wanted)
        columns = codebook(list(found.questionnaires.values()), order.speech)
        look = Look(
            order.speech,
            order.zone,
            labels=order.labels,
            texts=order.whole,
            comma=order.format is Format.EXCEL_CSV,
        )
        table = Table(found, columns, look, self.weights)
        return File(order, table, list(_notes(self, table)))


@dataclass(frozen=True, slots=True)
class File:
    """A file under way: its answers are settled, and read while it is made."""

    order: Order
    table: Table
    notes: Sequence[str]

    @property
    def answers(self) -> int:
        """How many people's answers it is made of."""
        return len(self.table.extract.ids)

    def pieces(self, store: Store) -> Iterator[bytes]:
        """The file, piece by piece."""
        format_ = self.order.format
        if format_ is Format.EXCEL:
            return export_xlsx.pieces(self._sheets(store), self.order.speech.locale)
        if format_ is Format.SPSS:
            return export_sav.pieces(self.table, store, self.notes)
        if format_ is Format.LINES:
            table = self.table
            return export_jsonl.answers(table.extract, table.columns, store, texts=self.order.whole)
        excel = format_ is Format.EXCEL_CSV
        if self.order.content is Content.TEXTS:
            return pieces([self._texts(store)], excel=excel)
        if self.order.content is Content.CODEBOOK:
            return pieces([self._codebook()], excel=excel)
        return export_csv.answers(self.table, store, excel=excel)

    def _sheets(self, store: Store) -> Iterator[Sheet]:
        say, content = self.order.speech.say, self.order.content
        if content in {Content.ANSWERS, Content.ALL}:
            yield Sheet(say(N_("Answers")), export_xlsx.answers(self.table, store), many=True)
        if content is Content.TEXTS:
            yield Sheet(say(N_("Free texts")), self._texts(store), wide=True)
        yield Sheet(say(N_("Codebook")), self._codebook(), wide=True)
        yield Sheet(say(N_("Read me")), ((note,) for note in self.notes), wide=True)

    def _texts(self, store: Store) -> Iterator[tuple[Cell, ...]]:
        table = self.table
        return export_texts.rows(table.extract, table.columns, store, self.order.speech)

    def _codebook(self) -> Iterator[tuple[Cell, ...]]:
        table = self.table
        return codebook_rows(table.columns, self.order.speech, weighted=bool(table.weights.by_id))


def export(session: Session, survey: Survey, order: Order, *, at: datetime) -> Export:
    """A file of a survey's answers; refuses what its format cannot hold."""
    alone = order.content in {Content.TEXTS, Content.CODEBOOK}
    if order.narrow and order.content in {Content.TEXTS, Content.ALL}:
        raise NoTextsOfSome
    if alone and order.format not in TABLES:
        raise NotAsATable
    if order.format is Format.SPSS and not export_sav.available():
        raise export_sav.NoSpss
    if order.format is Format.EXCEL:
        versions = [read(version.document) for version in versions_of(session, survey.id)]
        columns = len(HEADS) + len(codebook(versions, order.speech))
        export_xlsx.fit(size(session, survey.id, order.wanted), columns)
    day = local_date(at, order.zone.key)
    weights = _weights(session, survey, order)
    name = f"{survey.slug}-{order.content}-{day.isoformat()}.{order.format.ending}"
    return Export(order, survey.id, survey.named, name, day, weights)


def _weights(session: Session, survey: Survey, order: Order) -> FileWeights:
    if not order.weighted or order.content in {Content.TEXTS, Content.CODEBOOK}:
        return UNWEIGHTED
    if order.format is Format.LINES:
        raise WeightsInTables
    allowed = order.wanted.allowed
    return weights_in_file(session, survey, allowed, timezone=order.zone.key)


def _notes(made: Export, table: Table) -> Iterator[str]:
    """What one must know about the answers, a sentence each."""
    speech, extract = table.look.speech, table.extract
    say: Callable[[str], str] = speech.say
    yield speech.of(made.title)
    yield say(N_("Made on %(day)s.")) % {"day": made.day.isoformat()}
    yield say(N_("Answers in this file: %(number)s.")) % {"number": len(extract.ids)}
    if made.order.filter:
        yield say(N_("Only these answers: %(filter)s.")) % {"filter": made.order.filter}
    yield say(N_("Everybody could take part who wanted to: not representative of all residents."))
    for version in extract.versions.values():
        values = {"number": version.number, "day": version.published_at.date().isoformat()}
        yield say(N_("Version %(number)s was published on %(day)s.")) % values
    words = (f"{code} {say(text)}" for code, text in zip(MISSING, MISSING_WORDS, strict=True))
    yield say(N_("Where there is no answer: %(codes)s.")) % {"codes": ", ".join(words)}
    if table.weights.by_id:
        yield from table.weights.notes(speech)
    yield say(N_("Questions and options that are no more keep their columns."))
    yield say(N_("Times are cut to the hour, time zone %(zone)s.")) % {"zone": table.look.zone.key}
    yield say(N_("Please do not try to find out who somebody is. Delete the file after use."))

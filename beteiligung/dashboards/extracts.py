"""The answers that leave by file: which, in what order, and in batches that hold nobody up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import SQLCoreOperations

from beteiligung.dashboards.codebook import Column, Holds
from beteiligung.dashboards.models import TextNote
from beteiligung.dashboards.moderation import MASK, as_shown
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.driver import RAW_ANSWERS, RAW_HOUR, documents, many_at_once, moments
from beteiligung.surveys.models import Response, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.reading import Entries, Reader
from beteiligung.surveys.shown import Shown
from beteiligung.surveys.variables import NOT_ASKED, UNANSWERED, Answers
from beteiligung.text import Translated

_SOME: BindParameter[Sequence[int]] = bindparam("some", expanding=True)
BATCH = 1000  # answers read at once, each time in a transaction of its own


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose answers; ``allowed`` are the asker's districts, none means all."""

    allowed: frozenset[int] | None = None
    partial: bool = True  # also those that were not answered to the end
    set_aside: bool = False  # also those that are not counted, with the reason
    only: frozenset[int] | None = None  # of these the chosen ones, by id
    hidden: bool = False  # also words that staff hid in free texts


class Stored(NamedTuple):
    """One person's answers as they are stored, and how they came."""

    id: int
    key: str
    version_id: int
    district_id: int | None
    language: str
    channel: str
    code: str | None
    status: str
    set_aside_because: str | None
    hour: datetime
    answers: Answers


@dataclass(frozen=True, slots=True)
class Batch:
    """Some answers, and which questions were not shown to whom."""

    rows: Sequence[Stored]
    answers: Sequence[Answers]
    hidden: Mapping[str, Sequence[int]]
    entries: Entries
    readers: Mapping[str, Reader]  # by the columns' keys

    def numbers(self, column: Column) -> list[int]:
        """How each answer stands in a column, as `surveys.columns` counts it."""
        numbers = self.readers[column.key].numbers(self.entries)
        for place in self.hidden.get(column.question, ()):
            if numbers[place] == UNANSWERED:
                numbers[place] = NOT_ASKED
        for place in self._elsewhere(column):
            numbers[place] = NOT_ASKED
        return numbers

    def _elsewhere(self, column: Column) -> list[int]:
        """Of a line beside an option: whose answer is another one, so that it did not open."""
        question, line, code = column.key.partition("__")
        if not line or column.holds is not Holds.TEXT or question != column.question:
            return []
        given = [each.get(question) for each in self.answers]
        return [
            place
            for place, said in enumerate(given)
            if said and said != code and not (isinstance(said, list) and code in said)
        ]


@dataclass(frozen=True, slots=True)
class Extract:
    """What a file is made of, as of one moment; answers that come later are not in it."""

    wanted: Wanted
    survey_id: int
    versions: Mapping[int, SurveyVersion]  # by id, oldest first
    questionnaires: Mapping[int, Questionnaire]
    districts: Mapping[int, tuple[str, Translated]]  # short name and name, by id
    places: Mapping[str, str]  # of the codes that enough answers share; "" for no place
    ids: Sequence[int]

    def batches(self, store: Store, columns: Iterable[Column] = ()) -> Iterator[Batch]:
        """All answers, by the hour in which they came; in which order within it says nothing."""
        readers = {column.key: Reader(column) for column in columns}
        questions = {column.question for column in columns}
        shown = Shown(self.questionnaires)
        chosen = _answers(self.survey_id, self.wanted, *_READ).where(Response.id.in_(_SOME))
        for start in range(0, len(self.ids), BATCH):
            some = self.ids[start : start + BATCH]
            with many_at_once():
                with store.reading() as session:
                    found = {row.id: row for row in _read(session, chosen, some)}
                    if not self.wanted.hidden:
                        found |= _moderated(session, found)
                rows = [found[id_] for id_ in some if id_ in found]
                answers = [row.answers for row in rows]
                given = ((row.version_id, row.hour, row.answers) for row in rows)
                hidden = shown.hidden(given, questions)
                entries = Entries(answers, {reader.entry for reader in readers.values()})
            yield Batch(rows, answers, hidden, entries, readers)


def _read(session: Session, chosen: Select[Any], ids: Sequence[int]) -> Iterator[Stored]:
    rows = session.connection().execute(chosen, {_SOME.key: ids}).all()
    columns = list(zip(*rows, strict=True))
    if columns:
        *plain, hours, answers = columns
        yield from map(Stored, *plain, moments(hours), documents(answers))


def _moderated(session: Session, found: Mapping[int, Stored]) -> dict[int, Stored]:
    """The answers of which staff hid words, without these words."""
    changed: dict[int, Stored] = {}
    for note in session.scalars(_NOTES, {_SOME.key: list(found)}):
        row = changed.get(note.response_id, found[note.response_id])
        text = row.answers.get(note.text)
        if text:
            left = as_shown(str(text), note)
            answers = {**row.answers, note.text: MASK if left is None else left}
            changed[note.response_id] = row._replace(answers=answers)
    return changed


_NOTES = select(TextNote).where(TextNote.response_id.in_(_SOME))
_READ = (
    Response.id,
    Response.key,
    Response.version_id,
    Response.district_id,
    Response.language,
    Response.channel,
    Response.code,
    Response.status,
    Response.set_aside_because,
    RAW_HOUR,
    RAW_ANSWERS,
)


def versions_of(session: Session, survey_id: int) -> Sequence[SurveyVersion]:
    """What was published of a survey, oldest first."""
    return session.scalars(
        select(SurveyVersion).filter_by(survey_id=survey_id).order_by(SurveyVersion.number)
    ).all()


def extract(session: Session, survey_id: int, wanted: Wanted) -> Extract:
    """Settle which answers of a survey leave, and in which order."""
    versions = versions_of(session, survey_id)
    # Keys are random: in this order nobody can tell who answered after whom.
    ordered = _answers(survey_id, wanted, Response.id).order_by(Response.hour, Response.key)
    return Extract(
        wanted=wanted,
        survey_id=survey_id,
        versions={version.id: version for version in versions},
        questionnaires={version.id: read(version.document) for version in versions},
        districts={
            district.id: (district.slug, district.area.named)
            for district in session.scalars(select(District))
        },
        places=_places(session, survey_id, wanted),
        ids=[id_ for id_ in session.scalars(ordered) if wanted.only is None or id_ in wanted.only],
    )


def size(session: Session, survey_id: int, wanted: Wanted) -> int:
    """How many answers these are just now."""
    counted = _answers(survey_id, wanted, Response.id).subquery()
    return session.scalar(select(func.count()).select_from(counted)) or 0


def _answers(survey_id: int, wanted: Wanted, *what: SQLCoreOperations[Any]) -> Select[Any]:
    """A selection of real answers; trials of staff never leave."""
    chosen = select(*what).where(Response.survey_id == survey_id, Response.kind == "real")
    if wanted.allowed is not None:
        chosen = chosen.where(Response.district_id.in_(wanted.allowed))
    if not wanted.partial:
        chosen = chosen.where(Response.status == "complete")
    if not wanted.set_aside:
        chosen = chosen.where(Response.set_aside_because.is_(None))
    return chosen


def _places(session: Session, survey_id: int, wanted: Wanted) -> dict[str, str]:
    shared = (
        _answers(survey_id, wanted, Response.code)
        .group_by(Response.code)
        .having(func.count() >= FEWEST)
    )
    codes = [code for code in session.scalars(shared) if code]
    named = select(QRCode.code, Place.name).join(Place).where(QRCode.code.in_(codes))
    found = dict.fromkeys(codes, "")
    found.update((row.code, row.name) for row in session.execute(named))
    return found

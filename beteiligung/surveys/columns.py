"""Answers as arrays: one code per person and variable, kept in memory and extended as they come."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Row, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from beteiligung.surveys.driver import RAW_ANSWERS, RAW_HOUR, documents, moments
from beteiligung.surveys.growing import Coded, Growing, Planes
from beteiligung.surveys.models import Response, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.reading import Entries, Reader
from beteiligung.surveys.settled import Known
from beteiligung.surveys.shown import Shown
from beteiligung.surveys.variables import (
    CHOSEN,
    FIRST,
    NOT_ASKED,
    UNANSWERED,
    Asked,
    Variable,
    asked_questions,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8 | np.uint16]
    Places = NDArray[np.uint16]
    Whole = NDArray[np.int64]
    Hours = NDArray[np.int32]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LABELS = (
    Response.district_id,
    Response.language,
    Response.channel,
    Response.code,
    Response.status,
)
STORED = (Response.version_id, *LABELS, RAW_HOUR, RAW_ANSWERS)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column of few different values (languages, districts…): each row holds a value's place."""

    values: tuple[str | int | None, ...]
    places: "Places"
    planes: Planes

    @property
    def coded(self) -> Coded:
        """The column, ready to be counted."""
        return Coded(self.places, len(self.values), self.planes)

    def places_of(self, wanted: Iterable[str | int | None]) -> list[int]:
        """Where these values stand; those that never occurred are left out."""
        found = frozenset(wanted)
        return [place for place, value in enumerate(self.values) if value in found]


@dataclass(frozen=True, slots=True)
class Columns:
    """All counted answers of a survey at one moment; arrays of equal length that never change.

    ``codes`` by variable: 0 not asked, 1 unanswered, 2 declined, from 3 on the options (or, where
    there are none, 3 answered; of several options 3 not chosen, 4 chosen). ``options`` by variable
    that has some: their codes, in order. ``numbers`` by question: what was measured, a date as its
    ordinal day, NaN without an answer. ``hours`` since 1970, UTC.
    """

    asked: tuple[Asked, ...]
    options: Mapping[str, tuple[str, ...]]
    ids: "Whole"
    codes: Mapping[str, "Codes"]
    planes: Mapping[str, Planes]
    numbers: Mapping[str, "Numbers"]
    hours: "Hours"
    district: Labelled
    language: Labelled
    channel: Labelled
    code: Labelled
    status: Labelled

    @property
    def size(self) -> int:
        """How many filled questionnaires there are."""
        return len(self.ids)

    def all(self) -> "Rows":
        """Everybody: one truth value a row."""
        import numpy as np

        return np.ones(self.size, bool)

    def question(self, name: str) -> Asked | None:
        """What was asked under this id; none if it never was."""
        return next((asked for asked in self.asked if asked.question.id == name), None)

    def coded(self, variable: str) -> Coded:
        """The column of a variable, ready to be counted."""
        width = max(CHOSEN, FIRST + len(self.options.get(variable, ())) - 1) + 1
        return Coded(self.codes[variable], width, self.planes[variable])


def columns(session: Session, survey: Survey) -> Columns:
    """The counted answers of a survey as of now: real ones that nobody has set aside.

    Only answers that came since the last call are read and encoded; a new generation of the
    survey (something was withdrawn, excluded or deleted) or a new version builds all anew. Ask
    only in sessions that have not written answers themselves.
    """
    shelf = _shelf(session, survey.id)
    with shelf.lock:
        return shelf.now(session, survey)


# ---- columns that grow ---------------------------------------------------------------------------


class _Labels:
    """A growing column of few different values."""

    def __init__(self) -> None:
        self._places: dict[str | int | None, int] = {}
        self._rows, self._planes = Growing("uint16"), Planes()

    def add(self, values: Iterable[str | int | None]) -> None:
        places = self._places
        self._rows.add([places.setdefault(value, len(places)) for value in values])

    def seen(self) -> Labelled:
        return Labelled(tuple(self._places), self._rows.seen(), self._planes)


class _Table:
    """The growing columns of one survey as its present versions ask it."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._shown = Shown(versions)
        self.asked = asked_questions(list(versions.values()))
        self._variables = [each for asked in self.asked for each in asked.variables()]
        self._options = {each.key: each.codes for each in self._variables if each.codes}
        self._codes = {each.key: Growing(each.width) for each in self._variables}
        self._planes = {each.key: Planes() for each in self._variables}
        self._values = {each.key: Growing("float64") for each in self._variables if each.value}
        self._ids, self._hours = Growing("int64"), Growing("int32")
        self._labels = [_Labels() for _ in LABELS]

    def add(self, rows: Sequence["Row[Any]"]) -> None:
        """Encode these answers, column by column."""
        ids, versions, *labels, raw_hours, raw_answers = zip(*rows, strict=True)
        hours, answers = moments(raw_hours), documents(raw_answers)
        self._ids.add(ids)
        self._hours.add([(hour - EPOCH) // HOUR for hour in hours])
        for column, values in zip(self._labels, labels, strict=True):
            column.add(values)
        readers = [Reader(variable) for variable in self._variables]  # anew: they remember texts
        entries = Entries(answers, {reader.entry for reader in readers})
        hidden = self._shown.hidden(
            zip(versions, hours, answers, strict=True),
            (asked.question.id for asked in self.asked),
        )
        for variable, reader in zip(self._variables, readers, strict=True):
            numbers = reader.numbers(entries)
            self._codes[variable.key].add(_encoded(variable, numbers, hidden[variable.question]))
            if variable.value is not None:
                self._values[variable.key].add([variable.value(each) for each in answers])

    def seen(self) -> Columns:
        district, language, channel, code, status = (labels.seen() for labels in self._labels)
        return Columns(
            asked=self.asked,
            options=self._options,
            ids=self._ids.seen(),
            codes={key: column.seen() for key, column in self._codes.items()},
            planes=self._planes,
            numbers={key: column.seen() for key, column in self._values.items()},
            hours=self._hours.seen(),
            district=district,
            language=language,
            channel=channel,
            code=code,
            status=status,
        )


def _encoded(variable: Variable, numbers: Sequence[int], hidden: Sequence[int]) -> "Codes":
    import numpy as np

    codes = np.fromiter(numbers, variable.width, len(numbers))
    if hidden:
        absent = np.zeros(len(numbers), bool)
        absent[hidden] = True
        codes[absent & (codes == UNANSWERED)] = NOT_ASKED
    return codes


# ---- what is kept between requests ---------------------------------------------------------------


class _Shelf:
    """One survey's columns in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._made_for: tuple[int, tuple[int, ...]] | None = None
        self._table = _Table({})
        self._known = Known()

    def now(self, session: Session, survey: Survey) -> Columns:
        """The columns with everything that came in since; called with the lock held."""
        versions = (
            select(SurveyVersion.id).filter_by(survey_id=survey.id).order_by(SurveyVersion.number)
        )
        made_for = (survey.generation, tuple(session.scalars(versions)))
        if made_for != self._made_for:
            self._table, self._known = _Table(_questionnaires(session, made_for[1])), Known()
            self._made_for = made_for
        try:
            self._extend(session, survey.id)
        except BaseException:
            self._made_for = None  # half done: begin anew next time
            raise
        return self._table.seen()

    def _extend(self, session: Session, survey_id: int) -> None:
        for rows in self._known.fresh(session, survey_id, *STORED):
            self._table.add(rows)


def _questionnaires(session: Session, versions: Sequence[int]) -> dict[int, Questionnaire]:
    found = (session.get_one(SurveyVersion, id_) for id_ in versions)
    return {version.id: read(version.document) for version in found}


def _shelf(session: Session, survey_id: int) -> _Shelf:
    pool = session.connection().engine.pool
    with _LOCK:
        return _SHELVES.setdefault(pool, {}).setdefault(survey_id, _Shelf())


_LOCK = threading.Lock()
_SHELVES: WeakKeyDictionary[Pool, dict[int, _Shelf]] = WeakKeyDictionary()

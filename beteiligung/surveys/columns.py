"""Answers as arrays: one code per person and variable, kept in memory and extended as they come."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import Pool

from beteiligung.db import Store
from beteiligung.surveys.encoding import STORED, Table
from beteiligung.surveys.growing import Coded, Planes
from beteiligung.surveys.models import Response, Survey, SurveyVersion
from beteiligung.surveys.parts import PART, Part, keep_part, last_stored, mark, stored
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.settled import Known
from beteiligung.surveys.variables import (
    CHOSEN,
    FIRST,
    Asked,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.uint8 | np.uint16]
    Places = NDArray[np.uint8 | np.uint16]
    Ids = NDArray[np.uint32]
    Hours = NDArray[np.int32]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
MadeFor = tuple[int, tuple[int, ...]]  # a survey's generation, and the ids of its versions


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
    ids: "Ids"
    codes: Mapping[str, "Codes"]
    planes: Mapping[str, Planes]
    numbers: Mapping[str, "Numbers"]
    hours: "Hours"
    district: Labelled
    language: Labelled
    channel: Labelled
    code: Labelled
    status: Labelled
    marks: Labelled  # `abuse.marks.Mark` as a number, none for nothing odd

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


def keep_columns(store: Store, *slugs: str) -> int:
    """Keep what was counted of these surveys, or of all: workers that start later are quick then.

    How many parts were new; a small survey needs none.
    """
    answers = select(Response.survey_id).group_by(Response.survey_id).having(func.count() >= PART)
    large = select(Survey).where(Survey.id.in_(answers))
    with store.reading() as session:
        surveys = session.scalars(large.where(Survey.slug.in_(slugs)) if slugs else large).all()
    return sum(_keep(store, survey) for survey in surveys)


def _keep(store: Store, survey: Survey) -> int:
    """Each part in a transaction of its own, and only if the survey is as it was when counted."""
    for _ in range(2):  # on PostgreSQL answers are settled when they are seen a second time
        with store.reading() as session:
            columns(session, survey)
    with store.reading() as session:
        shelf = _shelf(session, survey.id)
        last = last_stored(session, survey.id, shelf.mark)
    kept = 0
    while found := shelf.next_part(last):
        last, part = found
        with store.writing() as session:
            now = session.get_one(Survey, survey.id, with_for_update=True)
            if now.generation != survey.generation:
                return kept
            keep_part(session, now, shelf.mark, last, part)
        kept += 1
    return kept


# ---- what is kept between requests ---------------------------------------------------------------


class _Shelf:
    """One survey's columns in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._made_for: MadeFor | None = None
        self._table = Table({})
        self._known = Known()
        self.mark = ""

    def now(self, session: Session, survey: Survey) -> Columns:
        """The columns with everything that came in since; called with the lock held."""
        versions = (
            select(SurveyVersion.id).filter_by(survey_id=survey.id).order_by(SurveyVersion.number)
        )
        made_for = (survey.generation, tuple(session.scalars(versions)))
        try:
            if made_for != self._made_for:
                self._begin(session, survey.id, made_for)
            self._extend(session, survey.id)
        except BaseException:
            self._made_for = None  # half done: begin anew next time
            raise
        return _seen(self._table)

    def _begin(self, session: Session, survey_id: int, made_for: MadeFor) -> None:
        self._table = Table(_questionnaires(session, made_for[1]))
        self.mark = mark(*made_for, self._table.variables)
        self._known = Known()
        for last_id, part in stored(session, survey_id, self.mark):
            self._table.take(part)
            self._known = Known(last_id)
        self._made_for = made_for

    def next_part(self, after: int) -> tuple[int, Part] | None:
        """Answers that nothing can come before any more, to be kept; none if there are too few."""
        with self.lock:
            return self._table.part(after, self._known.settled)

    def _extend(self, session: Session, survey_id: int) -> None:
        for rows in self._known.fresh(session, survey_id, *STORED):
            self._table.add(rows)


def _seen(table: Table) -> Columns:
    """The columns as they are now."""
    labelled = {
        name: Labelled(each.values, each.places, each.planes) for name, each in table.labels.items()
    }
    return Columns(
        asked=table.asked,
        options=table.options,
        ids=table.ids.seen(),
        codes={key: column.seen() for key, column in table.codes.items()},
        planes=table.planes,
        numbers={key: column.seen() for key, column in table.values.items()},
        hours=table.hours.seen(),
        district=labelled["district_id"],
        language=labelled["language"],
        channel=labelled["channel"],
        code=labelled["code"],
        status=labelled["status"],
        marks=labelled["marks"],
    )


def _questionnaires(session: Session, versions: Sequence[int]) -> dict[int, Questionnaire]:
    found = (session.get_one(SurveyVersion, id_) for id_ in versions)
    return {version.id: read(version.document) for version in found}


def _shelf(session: Session, survey_id: int) -> _Shelf:
    pool = session.connection().engine.pool
    with _LOCK:
        return SHELVES.setdefault(pool, {}).setdefault(survey_id, _Shelf())


_LOCK = threading.Lock()
SHELVES: WeakKeyDictionary[Pool, dict[int, _Shelf]] = WeakKeyDictionary()

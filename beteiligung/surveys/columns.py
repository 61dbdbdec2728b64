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

from beteiligung.surveys.models import Response, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, read
from beteiligung.surveys.settled import Known, counted
from beteiligung.surveys.shown import Shown
from beteiligung.surveys.variables import NOT_ASKED, UNANSWERED, Asked, Variable, asked_questions

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    Codes = NDArray[np.uint8 | np.uint16]
    Places = NDArray[np.uint16]
    Whole = NDArray[np.int64]
    Numbers = NDArray[np.float64]
    Rows = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
LABELS = ("district_id", "language", "channel", "code", "status")
AT_ONCE = 5000  # rows read and encoded in one go


@dataclass(frozen=True, slots=True)
class Labelled:
    """A column of few different values (languages, districts…): each row holds a value's place."""

    values: tuple[str | int | None, ...]
    places: "Places"

    def places_of(self, wanted: Iterable[str | int | None]) -> list[int]:
        """Where these values stand; those that never occurred are left out."""
        found = frozenset(wanted)
        return [place for place, value in enumerate(self.values) if value in found]


@dataclass(frozen=True, slots=True)
class Columns:
    """All counted answers of a survey at one moment; arrays of equal length that never change.

    ``codes`` by variable: 0 not asked, 1 unanswered, 2 declined, from 3 on the options (or, where
    there are none, 3 answered; of several options 3 not chosen, 4 chosen). ``numbers`` by question:
    what was measured, a date as its ordinal day, NaN without an answer. ``hours`` since 1970, UTC.
    """

    asked: tuple[Asked, ...]
    ids: "Whole"
    codes: Mapping[str, "Codes"]
    numbers: Mapping[str, "Numbers"]
    hours: "Whole"
    district: Labelled
    language: Labelled
    channel: Labelled
    code: Labelled
    status: Labelled

    @property
    def size(self) -> int:
        """How many filled questionnaires there are."""
        return len(self.ids)

    @property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of the options of each variable that has some, in order."""
        return {each.key: each.codes for asked in self.asked for each in asked.variables()}

    def all(self) -> "Rows":
        """Everybody: one truth value a row."""
        import numpy as np

        return np.ones(self.size, bool)

    def question(self, name: str) -> Asked | None:
        """What was asked under this id; none if it never was."""
        return next((asked for asked in self.asked if asked.question.id == name), None)


def columns(session: Session, survey: Survey) -> Columns:
    """The counted answers of a survey as of now: real ones that nobody has set aside.

    Only answers that came since the last call are read and encoded; a new generation of the
    survey (something was withdrawn, excluded or deleted) or a new version builds all anew. Ask
    only in sessions that have not written answers themselves.
    """
    shelf = _shelf(session, survey.id)
    with shelf.lock:
        return shelf.now(session, survey)


# ---- arrays that grow ----------------------------------------------------------------------------


class _Growing:
    """An array with room at its end: what was handed out before is never touched again."""

    def __init__(self, kind: "DTypeLike") -> None:
        import numpy as np

        self._room = np.empty(1024, kind)
        self._size = 0

    def add(self, values: "Sequence[Any] | NDArray[Any]") -> None:
        import numpy as np

        size = self._size + len(values)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    def seen(self) -> "NDArray[Any]":
        return self._room[: self._size]


class _Labels:
    """A growing column of few different values."""

    def __init__(self) -> None:
        self._places: dict[str | int | None, int] = {}
        self._rows = _Growing("uint16")

    def add(self, values: Iterable[str | int | None]) -> None:
        places = self._places
        self._rows.add([places.setdefault(value, len(places)) for value in values])

    def seen(self) -> Labelled:
        return Labelled(tuple(self._places), self._rows.seen())


class _Table:
    """The growing columns of one survey as its present versions ask it."""

    def __init__(self, versions: Mapping[int, Questionnaire]) -> None:
        self._shown = Shown(versions)
        self.asked = asked_questions(list(versions.values()))
        self._variables = [each for asked in self.asked for each in asked.variables()]
        self._codes = {each.key: _Growing(each.width) for each in self._variables}
        self._values = {each.key: _Growing("float64") for each in self._variables if each.value}
        self._ids, self._hours = _Growing("int64"), _Growing("int64")
        self._labels = [_Labels() for _ in LABELS]

    def add(self, rows: "Sequence[Row[Any]]") -> None:
        """Encode these answers, column by column."""
        self._ids.add([row.id for row in rows])
        self._hours.add([(row.hour - EPOCH) // HOUR for row in rows])
        for labels, name in zip(self._labels, LABELS, strict=True):
            labels.add(getattr(row, name) for row in rows)
        answers = [row.answers for row in rows]
        hidden = self._shown.hidden(rows, (asked.question.id for asked in self.asked))
        for variable in self._variables:
            self._codes[variable.key].add(_encoded(variable, answers, hidden))
            if variable.value is not None:
                self._values[variable.key].add([variable.value(each) for each in answers])

    def seen(self) -> Columns:
        district, language, channel, code, status = (labels.seen() for labels in self._labels)
        return Columns(
            asked=self.asked,
            ids=self._ids.seen(),
            codes={key: column.seen() for key, column in self._codes.items()},
            numbers={key: column.seen() for key, column in self._values.items()},
            hours=self._hours.seen(),
            district=district,
            language=language,
            channel=channel,
            code=code,
            status=status,
        )


def _encoded(
    variable: Variable, answers: Sequence[Mapping[str, Any]], hidden: Mapping[str, list[int]]
) -> "Codes":
    import numpy as np

    codes = np.fromiter(map(variable.number, answers), variable.width, len(answers))
    places = hidden[variable.question]
    if places:
        absent = np.zeros(len(answers), bool)
        absent[places] = True
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
        versions = session.scalars(
            select(SurveyVersion).filter_by(survey_id=survey.id).order_by(SurveyVersion.number)
        ).all()
        made_for = (survey.generation, tuple(version.id for version in versions))
        if made_for != self._made_for:
            documents = {version.id: read(version.document) for version in versions}
            self._table, self._known = _Table(documents), Known()
            self._made_for = made_for
        try:
            self._extend(session, survey.id)
        except BaseException:
            self._made_for = None  # half done: begin anew next time
            raise
        return self._table.seen()

    def _extend(self, session: Session, survey_id: int) -> None:
        fresh = self._known.fresh(session, survey_id)
        wanted = (
            Response.id,
            Response.version_id,
            Response.district_id,
            Response.language,
            Response.channel,
            Response.code,
            Response.status,
            Response.hour,
            Response.answers,
        )
        for start in range(0, len(fresh), AT_ONCE):
            some = fresh[start : start + AT_ONCE]
            between = Response.id.between(some[0], some[-1])
            rows = session.execute(counted(survey_id, *wanted).where(between)).all()
            known = frozenset(some)
            self._table.add([row for row in rows if row.id in known])


def _shelf(session: Session, survey_id: int) -> _Shelf:
    pool = session.connection().engine.pool
    with _LOCK:
        return _SHELVES.setdefault(pool, {}).setdefault(survey_id, _Shelf())


_LOCK = threading.Lock()
_SHELVES: WeakKeyDictionary[Pool, dict[int, _Shelf]] = WeakKeyDictionary()

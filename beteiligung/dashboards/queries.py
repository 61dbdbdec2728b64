"""Live results for staff: every question counted for the people one asks about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards import filters, groups, whereabouts
from beteiligung.dashboards.counting import tallied
from beteiligung.dashboards.crowd import Crowd
from beteiligung.dashboards.days import by_day, by_hour
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.texts import texts_of
from beteiligung.districts.models import Area, Place
from beteiligung.errors import Refusal
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled, columns
from beteiligung.surveys.growing import everybody, packed
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.variables import Asked
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from beteiligung.surveys.growing import Rows, Words

    Weights = NDArray[np.float64]

FEWEST_TOGETHER = 30  # answers, where language and place are asked together


class TooFewTogether(Refusal):
    """Language and place together single out too few people."""

    default = N_(
        "Language and place, or area, are shown together from 30 answers on. Please take one away."
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose answers are looked at; ``allowed`` are the asker's districts, none means all.

    ``since`` and ``until`` are local days, both included. ``answers`` are pairs of a variable and
    the code of an option (as in a `Tally`: a question, or a row of a matrix); pairs of one variable
    are alternatives, such as two age groups, and of each variable one must hold.
    """

    district: int | None = None
    language: str | None = None
    channel: str | None = None
    place: int | None = None
    allowed: frozenset[int] | None = None
    districts: frozenset[int] = frozenset()  # those of several districts; none means all
    since: date | None = None
    until: date | None = None
    answers: tuple[tuple[str, str], ...] = ()
    area: int | None = None  # of several that overlap, one: its districts and its places

    @property
    def narrow(self) -> bool:
        """Whether anything but the district is asked for, so that people could be singled out."""
        days = (self.since, self.until)
        return any((self.language, self.channel, self.local, *days, self.answers))

    @property
    def local(self) -> bool:
        """Whether a place, or an area of places, is asked for."""
        return self.place is not None or self.area is not None


@dataclass(frozen=True, slots=True)
class Results:
    """The survey as the selected people answered it."""

    total: int
    partial: int  # of these, not answered to the end
    since_yesterday: int
    languages: Mapping[str, int]  # most frequent first
    channels: Mapping[str, int]
    days: Mapping[date, int]  # local days without a gap
    questions: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be asked for: what occurs in the answers of the asker's districts."""

    total: int  # answers
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    places: tuple[Place, ...]
    areas: tuple[Area, ...]  # in which some of these places lie
    asked: tuple[Asked, ...]


def results(
    session: Session,
    survey: Survey,
    selection: Selection,
    *,
    at: datetime,
    timezone: str,
    weights: "Weights | None" = None,
) -> Results:
    """Every question counted for these people, as of now; refuses language × place under 30.

    ``weights`` has a weight for each row of `columns`: tallies then have weighted counts beside
    the others. Answers that came in after the weights were made have none yet.
    """
    crowd = _crowd(session, survey, selection, timezone, weights)
    questions = [tallied(crowd, asked) for asked in crowd.found.asked]
    if not selection.narrow:  # no text where one could guess whose it is
        questions = [
            replace(result, texts=texts_of(session, crowd, result.asked)) for result in questions
        ]
    return replace(_arrived(crowd, at, timezone), questions=tuple(questions))


def arrived(
    session: Session, survey: Survey, selection: Selection, *, at: datetime, timezone: str
) -> Results:
    """How these people's answers came in, without any question."""
    return _arrived(_crowd(session, survey, selection, timezone), at, timezone)


def _arrived(crowd: Crowd, at: datetime, timezone: str) -> Results:
    hours = by_hour(crowd)
    return Results(
        total=crowd.total,
        partial=crowd.frequencies(crowd.found.status).get("partial", 0),
        since_yesterday=sum(n for hour, n in hours if hour >= (at - EPOCH) // HOUR - 24),
        languages=crowd.frequencies(crowd.found.language),
        channels=crowd.frequencies(crowd.found.channel),
        days=by_day(hours, at, timezone),
    )


def result_of(
    session: Session, survey: Survey, selection: Selection, question: str, *, timezone: str
) -> tuple[int, Result] | None:
    """One question for these people, after how many answers there are; none if it is unknown."""
    crowd = _crowd(session, survey, selection, timezone)
    asked = crowd.found.question(question)
    return None if asked is None else (crowd.total, tallied(crowd, asked))


def split(
    session: Session,
    survey: Survey,
    selection: Selection,
    question: str,
    by: str,
    *,
    timezone: str,
    weights: "Weights | None" = None,
) -> tuple[tuple[Option, Result], ...]:
    """One question for each group of these people, by their answers to another or where they are.

    ``by`` is a question with options, a row of a matrix (``q04.sauber``), or ``_language``,
    ``_district``, ``_channel``; a group nobody belongs to is among them if an answer stands for it.
    Nothing comes back if one of both is unknown. Refuses language × place under 30. Whoever shows
    this hides small groups as in a narrow selection, with `small_splits.shown_split`.
    """
    crowd = _crowd(session, survey, selection, timezone, weights)
    asked = crowd.found.question(question)
    if asked is None:
        return ()
    parts = _parts(session, crowd, selection, by)
    return tuple((option, tallied(part, asked)) for option, part in parts)


def people(session: Session, survey: Survey, selection: Selection, *, timezone: str) -> int:
    """How many answers these people gave; refuses language × place under 30."""
    return _crowd(session, survey, selection, timezone).total


def chosen_ids(
    session: Session, survey: Survey, selection: Selection, *, timezone: str
) -> frozenset[int]:
    """The ids of these people's answers; refuses language × place under 30."""
    found = columns(session, survey)
    return frozenset(found.ids[chosen_rows(session, found, selection, timezone)].tolist())


def choices(session: Session, survey: Survey, allowed: frozenset[int] | None) -> Choices:
    """What a filter offers to somebody of these districts."""
    found = columns(session, survey)
    crowd = Crowd(found, everybody(found.size))
    if allowed is not None:
        crowd = crowd.among(filters.of_values(found.district, allowed))
    codes = [*crowd.frequencies(found.code)]
    places = whereabouts.places(session, codes, allowed)
    return Choices(
        total=crowd.total,
        asked=found.asked,
        languages=tuple(sorted(crowd.frequencies(found.language))),
        channels=tuple(sorted(crowd.frequencies(found.channel))),
        places=places,
        areas=whereabouts.areas(session, places),
    )


# ---- whom ----------------------------------------------------------------------------------------


def chosen_rows(session: Session, found: Columns, selection: Selection, timezone: str) -> "Rows":
    """One truth value a row; refuses language × place under 30."""
    return _among(session, Crowd(found, everybody(found.size)), selection, timezone).rows


def group_rows(
    session: Session, found: Columns, chosen: "Rows", selection: Selection, by: str
) -> list[tuple[Option, "Rows"]]:
    """The groups of the chosen people; refuses language × place under 30."""
    parts = _parts(session, Crowd(found, packed(chosen)), selection, by)
    return [(option, part.rows) for option, part in parts]


def _crowd(
    session: Session,
    survey: Survey,
    selection: Selection,
    timezone: str,
    weights: "Weights | None" = None,
) -> Crowd:
    found = columns(session, survey)
    return _among(session, Crowd(found, everybody(found.size), weights), selection, timezone)


def _parts(
    session: Session, crowd: Crowd, selection: Selection, by: str
) -> list[tuple[Option, Crowd]]:
    parts = [
        (option, crowd.among(words)) for option, words in groups.groups(session, crowd.found, by)
    ]
    if by == groups.LANGUAGE and selection.local:
        for _, part in parts:
            _refuse_few(part)
    return parts


def _among(session: Session, crowd: Crowd, selection: Selection, timezone: str) -> Crowd:
    for condition in _conditions(session, crowd.found, selection, timezone):
        crowd = crowd.among(condition)
    if selection.language and selection.local:
        _refuse_few(crowd)
    return crowd


def _conditions(
    session: Session, found: Columns, selection: Selection, timezone: str
) -> Iterator["Words"]:
    for column, wanted in _values(session, found, selection):
        yield filters.of_values(column, wanted)
    if selection.area is not None:
        yield whereabouts.of_area(session, found, selection.area)
    if selection.since or selection.until:
        yield filters.of_days(found.hours, selection.since, selection.until, timezone)
    yield from filters.of_answers(found, selection.answers)


def _values(
    session: Session, found: Columns, selection: Selection
) -> Iterator[tuple[Labelled, Collection[str | int]]]:
    """Where the answers may come from: a column, and the values of it that are wanted."""
    if selection.allowed is not None:
        yield found.district, selection.allowed  # an unknown district is nobody's
    if selection.districts:
        yield found.district, selection.districts
    singles = (
        (found.district, selection.district),
        (found.language, selection.language),
        (found.channel, selection.channel),
    )
    yield from ((column, (value,)) for column, value in singles if value is not None)
    if selection.place is not None:
        yield found.code, whereabouts.codes_at(session, selection.place)


def _refuse_few(crowd: Crowd) -> None:
    if crowd.total < FEWEST_TOGETHER:
        raise TooFewTogether

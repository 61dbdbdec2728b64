"""Live results for staff: every question counted for the people one asks about."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from beteiligung.dashboards import filters, groups
from beteiligung.dashboards.counting import Result, counted
from beteiligung.dashboards.crowd import Crowd
from beteiligung.dashboards.texts import texts_of
from beteiligung.districts.models import Place
from beteiligung.errors import NotFound, Refusal
from beteiligung.media.models import Medium, Sort
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled, columns
from beteiligung.surveys.growing import everybody
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questions.question import Option
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Weights = NDArray[np.float64]

DIGEST = 64  # letters of a photo's digest
FEWEST_TOGETHER = 30  # answers, where language and place are asked together


class TooFewTogether(Refusal):
    """Language and place together single out too few people."""

    default = N_(
        "Language and place together are shown from 30 answers on. Please take one of them away."
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose answers are looked at; ``allowed`` are the asker's districts, none means all.

    ``since`` and ``until`` are local days, both included. ``answers`` are pairs of a variable and
    the code of an option (as in a `Tally`: a question, or a row of a matrix); all must hold.
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

    @property
    def narrow(self) -> bool:
        """Whether anything but the district is asked for, so that people could be singled out."""
        whom = (self.language, self.channel, self.place, self.since, self.until, self.answers)
        return any(whom)


@dataclass(frozen=True, slots=True)
class Results:
    """The survey as the selected people answered it."""

    total: int
    partial: int  # of these, not answered to the end
    since_yesterday: int
    languages: Mapping[str, int]  # most frequent first
    channels: Mapping[str, int]
    days: Mapping[date, int]  # local days without a gap
    questions: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be asked for: what occurs in the answers of the asker's districts."""

    languages: tuple[str, ...]
    channels: tuple[str, ...]
    places: tuple[Place, ...]


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
    questions = [counted(crowd, asked) for asked in crowd.found.asked]
    if not selection.narrow:  # no text where one could guess whose it is
        questions = [
            replace(result, texts=texts_of(session, crowd, result.asked)) for result in questions
        ]
    by_hour = _by_hour(crowd)
    return Results(
        total=crowd.total,
        partial=crowd.frequencies(crowd.found.status).get("partial", 0),
        since_yesterday=sum(n for hour, n in by_hour if hour >= (at - EPOCH) // HOUR - 24),
        languages=crowd.frequencies(crowd.found.language),
        channels=crowd.frequencies(crowd.found.channel),
        days=_days(by_hour, at, timezone),
        questions=tuple(questions),
    )


def result_of(
    session: Session, survey: Survey, selection: Selection, question: str, *, timezone: str
) -> tuple[int, Result] | None:
    """One question for these people, after how many answers there are; none if it is unknown."""
    crowd = _crowd(session, survey, selection, timezone)
    asked = crowd.found.question(question)
    return None if asked is None else (crowd.total, counted(crowd, asked))


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
    parts = [
        (option, crowd.among(words)) for option, words in groups.groups(session, crowd.found, by)
    ]
    if by == groups.LANGUAGE and selection.place:
        for _, part in parts:
            _refuse_few(part)
    return tuple((option, counted(part, asked)) for option, part in parts)


def choices(session: Session, survey: Survey, allowed: frozenset[int] | None) -> Choices:
    """What a filter offers to somebody of these districts."""
    found = columns(session, survey)
    crowd = Crowd(found, everybody(found.size))
    if allowed is not None:
        crowd = crowd.among(filters.of_values(found.district, allowed))
    codes = [*crowd.frequencies(found.code)]
    places = session.scalars(
        select(Place)
        .where(Place.id.in_(select(QRCode.place_id).where(QRCode.code.in_(codes))))
        .order_by(Place.name, Place.id)
    )
    return Choices(
        languages=tuple(sorted(crowd.frequencies(found.language))),
        channels=tuple(sorted(crowd.frequencies(found.channel))),
        places=tuple(place for place in places if allowed is None or place.district_id in allowed),
    )


def photo(session: Session, survey: Survey, name: str, allowed: frozenset[int] | None) -> Medium:
    """A photo that came with an answer of these districts; `NotFound` if there is none."""
    digest = name.removesuffix(".jpg")
    wanted = select(Response.district_id).where(
        Response.survey_id == survey.id,
        cast(Response.answers, String).contains(f"{digest}.jpg", autoescape=True),
    )
    districts = session.scalars(wanted).all()
    found = session.get(Medium, digest) if len(digest) == DIGEST else None
    seen = districts if allowed is None else allowed & set(districts)
    if found is None or found.sort != Sort.PHOTO or not seen:
        raise NotFound
    return found


# ---- whom ----------------------------------------------------------------------------------------


def _crowd(
    session: Session,
    survey: Survey,
    selection: Selection,
    timezone: str,
    weights: "Weights | None" = None,
) -> Crowd:
    """The chosen people; refuses language × place under 30."""
    found = columns(session, survey)
    crowd = Crowd(found, everybody(found.size), weights)
    for column, wanted in _values(session, found, selection):
        crowd = crowd.among(filters.of_values(column, wanted))
    if selection.since or selection.until:
        days = filters.of_days(found.hours, selection.since, selection.until, timezone)
        crowd = crowd.among(days)
    for variable, code in selection.answers:
        crowd = crowd.among(filters.of_answer(found, variable, code))
    if selection.language and selection.place:
        _refuse_few(crowd)
    return crowd


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
        codes = select(QRCode.code).where(QRCode.place_id == selection.place)
        yield found.code, session.scalars(codes).all()


def _refuse_few(crowd: Crowd) -> None:
    if crowd.total < FEWEST_TOGETHER:
        raise TooFewTogether


# ---- when ----------------------------------------------------------------------------------------


def _by_hour(crowd: Crowd) -> list[tuple[int, int]]:
    """The hours since 1970 in which answers came, and how many in each."""
    import numpy as np

    hours = crowd.of(crowd.found.hours)
    if not len(hours):
        return []
    first = int(hours.min())
    counts = np.bincount(hours - first)
    return [(first + hour, int(counts[hour])) for hour in np.flatnonzero(counts).tolist()]


def _days(by_hour: Sequence[tuple[int, int]], at: datetime, timezone: str) -> dict[date, int]:
    zone = ZoneInfo(timezone)
    days: dict[date, int] = {}
    for hour, n in by_hour:
        day = (EPOCH + hour * HOUR).astimezone(zone).date()
        days[day] = days.get(day, 0) + n
    if not days:
        return {}
    first, last = min(days), max(*days, at.astimezone(zone).date())
    all_days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return {day: days.get(day, 0) for day in all_days}

"""Live results for staff: every question counted for the people one asks about."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards import filters, groups
from beteiligung.dashboards.counting import Result, counted
from beteiligung.dashboards.texts import texts_of
from beteiligung.districts.models import Place
from beteiligung.errors import Refusal
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled, columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.variables import Asked
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]
    Weights = NDArray[np.float64]

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
    questions: tuple[Result, ...] = ()


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be asked for: what occurs in the answers of the asker's districts."""

    total: int  # answers
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    places: tuple[Place, ...]
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
    found = columns(session, survey)
    chosen = chosen_rows(session, found, selection, timezone)
    by_weight = None if weights is None else filters.fitting(weights, found.size)
    questions = [counted(found, asked, chosen, by_weight) for asked in found.asked]
    if not selection.narrow:  # no text where one could guess whose it is
        questions = [
            replace(result, texts=texts_of(session, found, result.asked, chosen))
            for result in questions
        ]
    return replace(_arrived(found, chosen, at, timezone), questions=tuple(questions))


def arrived(
    session: Session, survey: Survey, selection: Selection, *, at: datetime, timezone: str
) -> Results:
    """How these people's answers came in, without any question."""
    found = columns(session, survey)
    return _arrived(found, chosen_rows(session, found, selection, timezone), at, timezone)


def _arrived(found: Columns, chosen: "Chosen", at: datetime, timezone: str) -> Results:
    hours = found.hours[chosen]
    return Results(
        total=len(hours),
        partial=_frequent(found.status, chosen).get("partial", 0),
        since_yesterday=int((hours >= (at - EPOCH) // HOUR - 24).sum()),
        languages=_frequent(found.language, chosen),
        channels=_frequent(found.channel, chosen),
        days=_days(hours, at, timezone),
    )


def result_of(
    session: Session, survey: Survey, selection: Selection, question: str, *, timezone: str
) -> tuple[int, Result] | None:
    """One question for these people, after how many answers there are; none if it is unknown."""
    found = columns(session, survey)
    chosen = chosen_rows(session, found, selection, timezone)
    asked = found.question(question)
    return None if asked is None else (int(chosen.sum()), counted(found, asked, chosen))


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
    found = columns(session, survey)
    chosen = chosen_rows(session, found, selection, timezone)
    asked = found.question(question)
    if asked is None:
        return ()
    by_weight = None if weights is None else filters.fitting(weights, found.size)
    parts = group_rows(session, found, chosen, selection, by)
    return tuple((option, counted(found, asked, rows, by_weight)) for option, rows in parts)


def people(session: Session, survey: Survey, selection: Selection, *, timezone: str) -> int:
    """How many answers these people gave; refuses language × place under 30."""
    return int(chosen_rows(session, columns(session, survey), selection, timezone).sum())


def choices(session: Session, survey: Survey, allowed: frozenset[int] | None) -> Choices:
    """What a filter offers to somebody of these districts."""
    found = columns(session, survey)
    chosen = filters.of_values(found.district, allowed) if allowed is not None else found.all()
    codes = [str(code) for code in _frequent(found.code, chosen)]
    places = session.scalars(
        select(Place)
        .where(Place.id.in_(select(QRCode.place_id).where(QRCode.code.in_(codes))))
        .order_by(Place.name, Place.id)
    )
    return Choices(
        total=int(chosen.sum()),
        asked=found.asked,
        languages=tuple(sorted(map(str, _frequent(found.language, chosen)))),
        channels=tuple(sorted(map(str, _frequent(found.channel, chosen)))),
        places=tuple(place for place in places if allowed is None or place.district_id in allowed),
    )


# ---- whom ----------------------------------------------------------------------------------------


def chosen_rows(session: Session, found: Columns, selection: Selection, timezone: str) -> "Chosen":
    """One truth value a row; refuses language × place under 30."""
    chosen = found.all()
    for condition in _conditions(session, found, selection, timezone):
        chosen &= condition
    if selection.language and selection.place:
        _refuse_few(int(chosen.sum()))
    return chosen


def group_rows(
    session: Session, found: Columns, chosen: "Chosen", selection: Selection, by: str
) -> list[tuple[Option, "Chosen"]]:
    """The groups of the chosen people; refuses language × place under 30."""
    parts = [(option, chosen & rows) for option, rows in groups.groups(session, found, by)]
    if by == groups.LANGUAGE and selection.place:
        for _, rows in parts:
            _refuse_few(int(rows.sum()))
    return parts


def _conditions(
    session: Session, found: Columns, selection: Selection, timezone: str
) -> Iterator["Chosen"]:
    for column, wanted in _values(session, found, selection):
        yield filters.of_values(column, wanted)
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
        codes = select(QRCode.code).where(QRCode.place_id == selection.place)
        yield found.code, session.scalars(codes).all()


def _refuse_few(people: int) -> None:
    if people < FEWEST_TOGETHER:
        raise TooFewTogether


def _frequent(column: Labelled, chosen: "Chosen") -> dict[str, int]:
    import numpy as np

    counts = np.bincount(column.places[chosen], minlength=len(column.values)).tolist()
    pairs = [
        (str(value), n)
        for value, n in zip(column.values, counts, strict=True)
        if n and value is not None
    ]
    return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))


def _days(hours: "NDArray[np.int64]", at: datetime, timezone: str) -> dict[date, int]:
    import numpy as np

    zone = ZoneInfo(timezone)
    days: dict[date, int] = {}
    for hour, n in zip(
        *(part.tolist() for part in np.unique(hours, return_counts=True)), strict=True
    ):
        day = (EPOCH + hour * HOUR).astimezone(zone).date()
        days[day] = days.get(day, 0) + n
    if not days:
        return {}
    first, last = min(days), max(*days, at.astimezone(zone).date())
    all_days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return {day: days.get(day, 0) for day in all_days}

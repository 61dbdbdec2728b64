"""Live results for staff: every question counted for the people one asks about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from beteiligung.dashboards.counting import Result, counted
from beteiligung.dashboards.texts import texts_of
from beteiligung.districts.models import Place
from beteiligung.errors import NotFound, Refusal
from beteiligung.media.models import Medium, Sort
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled, columns
from beteiligung.surveys.models import Response, Survey
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]

DIGEST = 64  # letters of a photo's digest
FEWEST_TOGETHER = 30  # answers, where language and place are asked together


class TooFewTogether(Refusal):
    """Language and place together single out too few people."""

    default = N_(
        "Language and place together are shown from 30 answers on. Please take one of them away."
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Whose answers are looked at; ``allowed`` are the asker's districts, none means all."""

    district: int | None = None
    language: str | None = None
    channel: str | None = None
    place: int | None = None
    allowed: frozenset[int] | None = None

    @property
    def narrow(self) -> bool:
        """Whether anything but the district is asked for, so that people could be singled out."""
        return any((self.language, self.channel, self.place))


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
    session: Session, survey: Survey, selection: Selection, *, at: datetime, timezone: str
) -> Results:
    """Every question counted for these people, as of now; refuses language × place under 30."""
    found = columns(session, survey)
    chosen = _chosen(session, found, selection)
    total = int(chosen.sum())
    if selection.language and selection.place and total < FEWEST_TOGETHER:
        raise TooFewTogether
    questions = [counted(found, asked, chosen) for asked in found.asked]
    if not selection.narrow:  # no text where one could guess whose it is
        questions = [
            replace(result, texts=texts_of(session, found, result.asked, chosen))
            for result in questions
        ]
    hours = found.hours[chosen]
    return Results(
        total=total,
        partial=_frequent(found.status, chosen).get("partial", 0),
        since_yesterday=int((hours >= (at - EPOCH) // HOUR - 24).sum()),
        languages=_frequent(found.language, chosen),
        channels=_frequent(found.channel, chosen),
        days=_days(hours, at, timezone),
        questions=tuple(questions),
    )


def result_of(
    session: Session, survey: Survey, selection: Selection, question: str
) -> tuple[int, Result] | None:
    """One question for these people, after how many answers there are; none if it is unknown."""
    found = columns(session, survey)
    chosen = _chosen(session, found, selection)
    total = int(chosen.sum())
    if selection.language and selection.place and total < FEWEST_TOGETHER:
        raise TooFewTogether
    for asked in found.asked:
        if asked.question.id == question:
            return total, counted(found, asked, chosen)
    return None


def choices(session: Session, survey: Survey, allowed: frozenset[int] | None) -> Choices:
    """What a filter offers to somebody of these districts."""
    found = columns(session, survey)
    chosen = _chosen(session, found, Selection(allowed=allowed))
    codes = [str(code) for code in _frequent(found.code, chosen)]
    places = session.scalars(
        select(Place)
        .where(Place.id.in_(select(QRCode.place_id).where(QRCode.code.in_(codes))))
        .order_by(Place.name, Place.id)
    )
    return Choices(
        languages=tuple(sorted(map(str, _frequent(found.language, chosen)))),
        channels=tuple(sorted(map(str, _frequent(found.channel, chosen)))),
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


def _chosen(session: Session, found: Columns, selection: Selection) -> "Chosen":
    import numpy as np

    chosen = np.ones(found.size, bool)
    for column, wanted in _conditions(session, found, selection):
        chosen &= np.isin(column.places, column.places_of(wanted))
    return chosen


def _conditions(
    session: Session, found: Columns, selection: Selection
) -> Iterable[tuple[Labelled, Iterable[str | int | None]]]:
    if selection.allowed is not None:
        yield found.district, selection.allowed  # an unknown district is nobody's
    if selection.district is not None:
        yield found.district, (selection.district,)
    if selection.language is not None:
        yield found.language, (selection.language,)
    if selection.channel is not None:
        yield found.channel, (selection.channel,)
    if selection.place is not None:
        codes = select(QRCode.code).where(QRCode.place_id == selection.place)
        yield found.code, session.scalars(codes).all()


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

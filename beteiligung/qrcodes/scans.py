"""Codes with what was counted of each, day by day: scans and opened pages, never people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from beteiligung.districts.models import Place
from beteiligung.qrcodes.models import FormerTarget, QRCode, ScanDay
from beteiligung.qrcodes.queries import HANGING, WEEK, has_led_to
from beteiligung.qrcodes.spikes import spikes


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which codes; none means all. ``districts`` are those of whoever asks."""

    districts: frozenset[int] | None
    district: int | None = None
    path: str | None = None
    medium: str | None = None
    place: int | None = None
    occasion: str | None = None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted on a day."""

    scans: int
    opens: int


@dataclass(frozen=True, slots=True)
class Scanned:
    """A code with its days, as far as they belong to what was asked for."""

    id: int
    code: str
    path: str
    district_id: int
    place_id: int | None
    place: str | None
    medium: str
    locale: str | None
    label: str | None
    occasion: str | None
    team: str | None
    created_at: datetime
    closed_at: datetime | None
    retired_at: datetime | None
    days: dict[date, Count] = field(default_factory=dict)

    @property
    def hangs(self) -> bool:
        """Whether it is somewhere where people should come upon it day by day."""
        return self.medium in HANGING and self.retired_at is None and self.closed_at is None

    @property
    def last_scan(self) -> date | None:
        """The last day on which somebody scanned it."""
        return max((day for day, count in self.days.items() if count.scans), default=None)

    @property
    def spikes(self) -> list[date]:
        """Days on which it was scanned far more often than usual."""
        return spikes(self.scans_by_day, self.created_at.date())

    @property
    def scans_by_day(self) -> Mapping[date, int]:
        """Its scans of each day that has some."""
        return {day: count.scans for day, count in self.days.items() if count.scans}

    def silent_days(self, today: date) -> int:
        """For how many days nobody has scanned it."""
        return (today - max(self.created_at.date(), self.last_scan or date.min)).days

    def last_week(self, today: date) -> int:
        """Scans of the last seven days, today included."""
        return sum(count.scans for day, count in self.days.items() if day > today - WEEK)


def scanned(session: Session, wanted: Wanted) -> list[Scanned]:
    """The codes with all their days, in the order in which they were made.

    Asked for what they lead to, codes that led there once and were scanned then are among them,
    with those days only.
    """
    made = listed(session, wanted)
    found = {each.id: each for each in made}
    days = select(ScanDay.code_id, ScanDay.day, ScanDay.scans, ScanDay.opens)
    days = days.join(QRCode, ScanDay.code_id == QRCode.id).where(*_conditions(wanted))
    if wanted.path is not None:
        days = days.where(has_led_to(wanted.path))
    for code, day, scans, opens in session.execute(days.order_by(ScanDay.day)):
        found[code].days[day] = Count(scans, opens)
    return [each for each in made if each.days or wanted.path in {None, each.path}]


def listed(session: Session, wanted: Wanted) -> list[Scanned]:
    """The same codes without their days."""
    columns = (
        QRCode.id,
        QRCode.code,
        QRCode.path,
        QRCode.district_id,
        QRCode.place_id,
        Place.name,
        QRCode.medium,
        QRCode.locale,
        QRCode.label,
        QRCode.occasion,
        QRCode.team,
        QRCode.created_at,
        QRCode.closed_at,
        QRCode.retired_at,
    )
    codes = select(*columns).outerjoin(Place, QRCode.place_id == Place.id)
    rows = session.execute(codes.where(*_conditions(wanted)).order_by(QRCode.id))
    return [Scanned(*row) for row in cast("Iterable[Sequence[Any]]", rows)]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.districts is not None:
        found.append(QRCode.district_id.in_(wanted.districts))
    if wanted.path is not None:
        once = exists().where(FormerTarget.code_id == QRCode.id, FormerTarget.path == wanted.path)
        found.append(or_(QRCode.path == wanted.path, once))
    exactly = {
        QRCode.district_id: wanted.district,
        QRCode.medium: wanted.medium,
        QRCode.place_id: wanted.place,
        QRCode.occasion: wanted.occasion,
        QRCode.team: wanted.team,
    }
    return [*found, *(column == value for column, value in exactly.items() if value is not None)]

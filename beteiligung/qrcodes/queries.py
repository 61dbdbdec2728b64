"""What codes there are, where they lead, and how often each was scanned."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session

from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode, ScanDay

WEEK = timedelta(days=7)
PATIENCE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Printed:
    """What the way behind a code depends on."""

    code: str
    path: str  # without language; "" is the district's own page
    locale: str | None  # printed for one language only
    district: str  # slug
    closed: bool = False


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code with its counts, as staff see it."""

    code: str
    path: str
    district_id: int
    place: str | None
    medium: str
    locale: str | None
    created_at: datetime
    closed_at: datetime | None
    scans: int
    last_week: int  # scans of the last seven days, today included

    def is_silent(self, at: datetime) -> bool:
        """Whether it has hung for days and nobody scanned it: perhaps it is gone."""
        return self.scans == 0 and at - self.created_at > PATIENCE


def normal(typed: str) -> str:
    """A code as it is stored, however a person typed it: capitals, no blanks or hyphens."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[:16]


def printed(session: Session, code: str) -> Printed | None:
    """Where a code leads, by one look into an index; none if it was never issued."""
    found = session.execute(
        select(
            QRCode.code, QRCode.path, QRCode.locale, District.slug, QRCode.closed_at.is_not(None)
        )
        .join(QRCode.district)
        .where(QRCode.code == code)
    ).first()
    if found is not None:
        return Printed(*found)
    slug = session.scalar(select(District.slug).where(District.web_code == code))
    return None if slug is None else Printed(code, "", None, slug)


def code_of(session: Session, code: str) -> QRCode | None:
    """A code with its place and district."""
    return session.scalar(select(QRCode).where(QRCode.code == code))


def is_taken(session: Session, code: str) -> bool:
    """Whether a code was ever issued, as a printed one or as a district's own."""
    issued = select(QRCode.id).where(QRCode.code == code)
    own = select(District.id).where(District.web_code == code)
    return session.scalar(select(or_(issued.exists(), own.exists()))) is True


def code_rows(
    session: Session,
    *,
    today: date,
    districts: frozenset[int] | None,
    path: str | None = None,
) -> list[CodeRow]:
    """The codes of these districts (none: all), ordered by place, with their scans.

    With a ``path`` only the codes that lead there. The web codes of district pages are left out:
    nobody prints them.
    """
    query = (
        select(
            QRCode.code,
            QRCode.path,
            QRCode.district_id,
            Place.name,
            QRCode.medium,
            QRCode.locale,
            QRCode.created_at,
            QRCode.closed_at,
            func.coalesce(func.sum(ScanDay.scans), 0),
            func.coalesce(func.sum(case((ScanDay.day > today - WEEK, ScanDay.scans))), 0),
        )
        .outerjoin(Place, QRCode.place_id == Place.id)
        .outerjoin(ScanDay, ScanDay.code_id == QRCode.id)
        .where(QRCode.medium != "web", _within(districts))
        .group_by(QRCode.id, Place.name)
        .order_by(QRCode.district_id, Place.name, QRCode.medium, QRCode.id)
    )
    if path is not None:
        query = query.where(QRCode.path == path)
    return [CodeRow(*row) for row in session.execute(query)]


def _within(districts: frozenset[int] | None) -> ColumnElement[bool]:
    if districts is None:
        return QRCode.district_id.is_not(None)
    return QRCode.district_id.in_(districts)

"""What codes there are, where they lead, and how often each was scanned."""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.districts.actions import CODE_LENGTH
from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import FormerTarget, QRCode, ScanDay

WEEK = timedelta(days=7)
PATIENCE = timedelta(days=3)
HANGING = frozenset({"poster", "sticker", "door", "screen"})  # a flyer or a card goes along
# What stands for signs that no code has, and for those that a hand makes of others.
LOOK_ALIKES = {"0": "QD", "O": "QD", "1": "L", "I": "L", "S": "S5", "B": "B8", "Z": "Z2", "V": "VU"}
MOST_TRIED = 16
_FOREIGN = str.maketrans("АВЕКМНРСТХУ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "ABEKMHPCTXY01234567890123456789")
NOT_PRINTED = ("web", "shared")


class Printed(NamedTuple):
    """What the way behind a code depends on."""

    code: str
    path: str  # without language; "" is the district's own page
    locale: str | None  # printed for one language only
    district: str  # slug
    district_id: int
    closed: bool = False


class CodeRow(NamedTuple):
    """One code with its counts, as staff see it."""

    code: str
    path: str
    district_id: int
    place: str | None
    medium: str
    locale: str | None
    created_at: datetime
    closed_at: datetime | None
    label: str | None
    occasion: str | None
    team: str | None
    retired_at: datetime | None
    scans: int
    last_week: int  # scans of the last seven days, today included
    last_scan: date | None

    @property
    def hangs(self) -> bool:
        """Whether it is somewhere where people should come upon it day by day."""
        return self.medium in HANGING and self.retired_at is None and self.closed_at is None

    def is_silent(self, at: datetime) -> bool:
        """Whether it has hung for days and nobody ever scanned it: perhaps it is gone."""
        return self.hangs and self.scans == 0 and at - self.created_at > PATIENCE

    def silent_days(self, today: date) -> int:
        """For how many days nobody has scanned it."""
        return (today - max(self.created_at.date(), self.last_scan or date.min)).days


def normal(typed: str) -> str:
    """A code as it is stored, however a person typed it: capitals of Latin letters, no blanks."""
    latin = unicodedata.normalize("NFKC", typed).upper().translate(_FOREIGN)
    return "".join(sign for sign in latin if sign.isalnum())[:16]


def printed(session: Session, code: str) -> Printed | None:
    """Where a code leads, by one look into an index; none if it was never issued."""
    found = session.execute(
        select(
            QRCode.code,
            QRCode.path,
            QRCode.locale,
            District.slug,
            District.id,
            QRCode.closed_at.is_not(None),
        )
        .join(QRCode.district)
        .where(QRCode.code == code)
    ).first()
    if found is not None:
        return Printed(*found)
    own = session.execute(
        select(District.slug, District.id).where(District.web_code == code)
    ).first()
    return None if own is None else Printed(code, "", None, own.slug, own.id)


def place_behind(session: Session, typed: str) -> tuple[int, frozenset[int]] | None:
    """At which place a printed code hangs, and in which areas that lies; none without a place."""
    found = session.scalar(
        select(Place).join(QRCode, QRCode.place_id == Place.id).where(QRCode.code == normal(typed))
    )
    return None if found is None else (found.id, frozenset(area.id for area in found.areas))


def meant(session: Session, typed: str) -> list[str]:
    """Issued codes that somebody may have meant who mixed up signs that look alike.

    Only what the typed signs themselves stand for, and two neighbours that changed places: whoever
    guesses learns no more by it than by trying those codes one by one.
    """
    if len(typed) != CODE_LENGTH:
        return []
    found = [""]
    for sign in typed:
        found = [start + each for start in found for each in LOOK_ALIKES.get(sign, sign)]
    signs = list(typed)
    for at in range(CODE_LENGTH - 1):
        swapped = [*signs[:at], signs[at + 1], signs[at], *signs[at + 2 :]]
        found.append("".join(swapped))
    tried = found[:MOST_TRIED]
    issued = session.scalars(select(QRCode.code).where(QRCode.code.in_(tried)))
    own = session.scalars(select(District.web_code).where(District.web_code.in_(tried)))
    return sorted({*issued, *own} - {typed})


def code_of(session: Session, code: str) -> QRCode | None:
    """A code with its place and district."""
    return session.scalar(select(QRCode).where(QRCode.code == code))


def code_rows(
    session: Session,
    *,
    today: date,
    districts: frozenset[int] | None,
    path: str | None = None,
) -> list[CodeRow]:
    """The codes of these districts (none: all), ordered by place, with their scans.

    With a ``path`` only the codes that lead there. The web codes of district pages and the codes by
    which people pass a survey on are left out: nobody prints them.
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
            QRCode.label,
            QRCode.occasion,
            QRCode.team,
            QRCode.retired_at,
            func.coalesce(func.sum(ScanDay.scans), 0),
            func.coalesce(func.sum(case((ScanDay.day > today - WEEK, ScanDay.scans))), 0),
            func.max(case((ScanDay.scans > 0, ScanDay.day))),
        )
        .outerjoin(Place, QRCode.place_id == Place.id)
        .outerjoin(ScanDay, ScanDay.code_id == QRCode.id)
        .where(QRCode.medium.not_in(NOT_PRINTED), _within(districts))
        .group_by(QRCode.id, Place.name)
        .order_by(QRCode.district_id, Place.name, QRCode.medium, QRCode.id)
    )
    if path is not None:
        query = query.where(QRCode.path == path)
    rows = cast("Iterable[Sequence[Any]]", session.execute(query))
    return [CodeRow(*row) for row in rows]


def share_code(session: Session, path: str) -> str:
    """The code by which people pass on what is at a path; nothing where there is none yet."""
    wanted = select(QRCode.code).where(QRCode.path == path, QRCode.medium == "shared")
    return session.scalar(wanted.order_by(QRCode.id).limit(1)) or ""


def codes_named(session: Session, codes: Collection[str]) -> list[QRCode]:
    """These codes in their order of issue; unknown ones are left out."""
    wanted = select(QRCode).where(QRCode.code.in_({normal(code) for code in codes}))
    return list(session.scalars(wanted.order_by(QRCode.id)))


def codes_leading_to(session: Session, path: str) -> list[QRCode]:
    """What was printed or handed out and leads to a path, without what was taken down."""
    wanted = select(QRCode).where(
        QRCode.path == path, QRCode.medium.not_in(NOT_PRINTED), QRCode.retired_at.is_(None)
    )
    return list(session.scalars(wanted.order_by(QRCode.id)))


def former_targets(session: Session, code: QRCode) -> list[FormerTarget]:
    """Where a code led before, the latest first."""
    wanted = select(FormerTarget).where(FormerTarget.code_id == code.id)
    return list(session.scalars(wanted.order_by(FormerTarget.id.desc())))


def deeds_of(session: Session, code: QRCode) -> list[AuditEntry]:
    """What staff did with a code, the latest first, as far as the log goes back."""
    wanted = select(AuditEntry).where(AuditEntry.subject == f"code:{code.code}")
    return list(session.scalars(wanted.order_by(AuditEntry.id.desc())))


def has_led_to(path: str) -> ColumnElement[bool]:
    """In SQL, for a `ScanDay` beside its `QRCode`: whether the code led to this path that day.

    Whatever was counted on the day of a change belongs to what the code led to before.
    """
    of_code = FormerTarget.code_id == QRCode.id
    day = FormerTarget.last_day >= ScanDay.day
    then = (
        select(FormerTarget.path)
        .where(of_code, day)
        .order_by(FormerTarget.id)
        .limit(1)
        .correlate(QRCode, ScanDay)
        .scalar_subquery()
    )
    return func.coalesce(then, QRCode.path) == path


def _within(districts: frozenset[int] | None) -> ColumnElement[bool]:
    if districts is None:
        return QRCode.district_id.is_not(None)
    return QRCode.district_id.in_(districts)

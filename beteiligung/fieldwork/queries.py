"""Reads of fieldwork: whose tablets there are, what was set aside, where answers were given."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from beteiligung.accounts.tokens import digest
from beteiligung.errors import NotFound
from beteiligung.fieldwork.models import Fate, FieldDay, Parcel, Standing, Tablet
from beteiligung.fieldwork.refusals import UnknownTablet
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import surveys_in

Allowed = Collection[int] | None  # ids of the asker's districts; none: all
MOST_SHOWN = 200


def tablets(session: Session, allowed: Allowed) -> list[Tablet]:
    """The tablets of the asker's districts, removed ones last: a file of theirs may still come."""
    wanted = select(Tablet)
    if allowed is not None:
        wanted = wanted.where(Tablet.district_id.in_(allowed))
    removed = Tablet.standing == Standing.REMOVED.value
    return list(
        session.scalars(wanted.order_by(removed, Tablet.district_id, Tablet.name, Tablet.id))
    )


def tablet(session: Session, number: int, allowed: Allowed) -> Tablet:
    """One tablet; another district's is as if it were not there."""
    found = session.get(Tablet, number)
    if found is None or (allowed is not None and found.district_id not in allowed):
        raise NotFound
    return found


def tablet_with(session: Session, token: str) -> Tablet:
    """The tablet that carries this token; `UnknownTablet` if none does."""
    found = session.scalar(select(Tablet).where(Tablet.token_hash == digest(token)))
    if found is None:
        raise UnknownTablet
    return found


def coded(session: Session, code: str, at: datetime) -> Tablet | None:
    """The tablet for which this coupling code was given out, if it still holds."""
    found = session.scalar(select(Tablet).where(Tablet.code_hash == digest(code)))
    holds = found is not None and found.code_until is not None and found.code_until > at
    return found if holds else None


def set_aside(session: Session, allowed: Allowed) -> list[Parcel]:
    """What waits for a look, the newest first."""
    wanted = _waiting(allowed).order_by(Parcel.received_at.desc(), Parcel.id.desc())
    return list(session.scalars(wanted.limit(MOST_SHOWN)))


def waiting(session: Session, allowed: Allowed) -> int:
    """How much waits for a look."""
    return session.scalar(select(func.count()).select_from(_waiting(allowed).subquery())) or 0


def parcel(session: Session, number: int, allowed: Allowed) -> Parcel:
    """Something that was set aside; another district's is as if it were not there."""
    found = session.get(Parcel, number)
    if found is None or (allowed is not None and found.tablet.district_id not in allowed):
        raise NotFound
    return found


def parcel_like(session: Session, content_digest: str) -> Parcel | None:
    """What was set aside of exactly this content, if it came before."""
    return session.scalar(select(Parcel).where(Parcel.digest == content_digest))


def field_days(session: Session, allowed: Allowed, since: date) -> list[FieldDay]:
    """Where tablets brought answers from, the newest day first."""
    wanted = select(FieldDay).where(FieldDay.day >= since)
    if allowed is not None:
        wanted = wanted.where(FieldDay.district_id.in_(allowed))
    order = (FieldDay.day.desc(), FieldDay.place, FieldDay.occasion)
    return list(session.scalars(wanted.order_by(*order).limit(MOST_SHOWN)))


def open_surveys(session: Session, tablet: Tablet, at: datetime) -> list[Survey]:
    """The surveys that a tablet's district asks now."""
    found = surveys_in(session, tablet.district_id, at, State.OPEN)
    return [survey for survey in found if survey.archived_at is None]


def _waiting(allowed: Allowed) -> Select[Parcel]:
    wanted = select(Parcel).join(Parcel.tablet).where(Parcel.fate == Fate.WAITS.value)
    return wanted if allowed is None else wanted.where(Tablet.district_id.in_(allowed))

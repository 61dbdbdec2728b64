"""Reads of fieldwork: whose tablets there are, what was set aside, where answers were given."""

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import Session

from beteiligung.accounts.tokens import digest
from beteiligung.districts.models import District, Place, lies_in
from beteiligung.errors import NotFound
from beteiligung.fieldwork.choices import EVERYWHERE, Offered, Sort
from beteiligung.fieldwork.models import (
    Choice,
    Fate,
    FieldCount,
    FieldDay,
    Parcel,
    Standing,
    Tablet,
)
from beteiligung.fieldwork.refusals import UnknownTablet
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import surveys_in
from beteiligung.text import Translated

Allowed = Collection[int] | None  # ids of the asker's districts; none: all
MOST_SHOWN = 200


class HeardTopic(NamedTuple):
    """Something that people spoke of with pilots, and in how many talks."""

    topic: Offered
    n: int


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


def platforms_tried(session: Session) -> dict[str, tuple[datetime, bool]]:
    """When which kinds of tablets were tested last, and whether one has passed, whoever has it."""
    has_passed = func.max(case((Tablet.test_faults == "", 1), else_=0))
    wanted = select(Tablet.platform, func.max(Tablet.tested_at), has_passed)
    wanted = wanted.where(Tablet.platform.is_not(None), Tablet.tested_at.is_not(None))
    rows = session.execute(wanted.group_by(Tablet.platform))
    return {str(kind): (at, bool(passed)) for kind, at, passed in rows}


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


def choices(session: Session, district_id: int, sort: Sort) -> list[Offered]:
    """What a district's pilots can choose: what every district has, then its own, in words' order.

    What is not offered any more is there too, for what was counted with it.
    """
    wanted = select(Choice).where(Choice.district_id == district_id, Choice.sort == sort.value)
    rows = {row.code: row for row in session.scalars(wanted.order_by(Choice.code))}
    everywhere = EVERYWHERE[sort]
    usual = [
        Offered(code, message, Translated({}), code not in rows or rows[code].is_offered)
        for code, message in everywhere.items()
    ]
    own = [
        Offered(code, "", row.named, row.is_offered)
        for code, row in rows.items()
        if code not in everywhere
    ]
    return [*usual, *sorted(own, key=lambda each: each.own.pick(("de",)).text.casefold())]


def counts(session: Session, district_id: int, since: date, until: date) -> list[FieldCount]:
    """What a district's pilots counted in the weeks that begin between two days (both included)."""
    wanted = select(FieldCount).where(FieldCount.district_id == district_id)
    wanted = wanted.where(FieldCount.week.between(since, until), FieldCount.n != 0)
    return list(session.scalars(wanted))


def topics_of(session: Session, area_id: int, since: date, until: date) -> list[HeardTopic]:
    """What people of an area spoke of with pilots, the most frequent first: one per topic.

    Of the weeks that begin between two days (both included). An area in which a district works
    has all its talks, wherever they were; any other (a quarter) has those at its places.
    A talk has one or two topics, so that they add up to more than there were talks. Numbers come as
    they are: whoever shows them to others than staff hides those under 5.
    """
    lies_there = select(Place.district_id, Place.slug).join(lies_in, lies_in.c.place_id == Place.id)
    there = lies_there.where(lies_in.c.area_id == area_id).subquery()
    own = FieldCount.district_id.in_(select(District.id).where(District.area_id == area_id))
    at_its_places = (
        select(there.c.slug)
        .where(there.c.district_id == FieldCount.district_id, there.c.slug == FieldCount.place)
        .exists()
    )
    wanted = (
        select(FieldCount.district_id, FieldCount.which, func.sum(FieldCount.n))
        .where(FieldCount.what == Sort.TOPIC.value, FieldCount.week.between(since, until))
        .where(or_(own, at_its_places))
        .group_by(FieldCount.district_id, FieldCount.which)
    )
    found: dict[str, HeardTopic] = {}
    for district_id, code, n in session.execute(wanted):
        known = {each.code: each for each in choices(session, district_id, Sort.TOPIC)}
        topic = known.get(code) or Offered(code, "", Translated({"de": code}), is_offered=False)
        # Topics that every district has are the same in all; a district's own are only its own.
        name = code if topic.message else f"{district_id} {code}"
        found[name] = HeardTopic(topic, n + (found[name].n if name in found else 0))
    heard = [each for each in found.values() if each.n > 0]
    return sorted(heard, key=lambda each: (-each.n, each.topic.code))


def _waiting(allowed: Allowed) -> Select[Parcel]:
    wanted = select(Parcel).join(Parcel.tablet).where(Parcel.fate == Fate.WAITS.value)
    return wanted if allowed is None else wanted.where(Tablet.district_id.in_(allowed))

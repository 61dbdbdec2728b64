"""Reads of districts: whose they are, what overlaps them, where posters hang."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from beteiligung.districts.models import Area, District, Place
from beteiligung.errors import NotFound

Allowed = Collection[int] | None  # ids of the asker's districts; none: all


def district_by_slug(session: Session, slug: str, allowed: Allowed = None) -> District:
    """The district of a short name; one that is not the asker's is as if it were not there."""
    found = session.scalar(select(District).where(District.slug == slug))
    if found is None or (allowed is not None and found.id not in allowed):
        raise NotFound
    return found


def district_named(session: Session, name: str) -> District | None:
    """The district that a questionnaire means: by its short name or its area's official number."""
    wanted = select(District).join(District.area)
    wanted = wanted.where(or_(District.slug == name, Area.code == name)).order_by(District.id)
    return session.scalars(wanted).first()


def districts_of(session: Session, allowed: Allowed) -> list[District]:
    """The asker's districts in the order of their areas' official numbers."""
    wanted = select(District).join(District.area).order_by(Area.code, District.slug)
    if allowed is not None:
        wanted = wanted.where(District.id.in_(allowed))
    return list(session.scalars(wanted))


def places_of(session: Session, district: District) -> list[Place]:
    """The places of a district by name."""
    wanted = select(Place).where(Place.district_id == district.id).order_by(Place.name, Place.id)
    return list(session.scalars(wanted))


def place_by_slug(session: Session, district: District, slug: str) -> Place:
    """A place of this district; `NotFound` if it has none of that name."""
    wanted = select(Place).where(Place.district_id == district.id, Place.slug == slug)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def areas(session: Session) -> list[Area]:
    """All areas of the city, by kind and official number."""
    return list(session.scalars(select(Area).order_by(Area.kind.desc(), Area.code)))


def area(session: Session, area_id: int) -> Area:
    """An area; `NotFound` if there is none."""
    found = session.get(Area, area_id)
    if found is None:
        raise NotFound
    return found


def area_of(session: Session, kind: str, code: str) -> Area | None:
    """An area by its kind and its official number."""
    return session.scalar(select(Area).where(Area.kind == kind, Area.code == code))


def free_areas(session: Session) -> list[Area]:
    """Areas that no district management works in yet."""
    taken = select(District.area_id)
    wanted = select(Area).where(Area.id.not_in(taken)).order_by(Area.kind.desc(), Area.code)
    return list(session.scalars(wanted))

"""Where answers come from: by which places' codes, and in which areas these places lie."""

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, lazyload

from beteiligung.dashboards import filters
from beteiligung.districts.models import Area, District, Place, lies_in
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.columns import Columns

if TYPE_CHECKING:
    from beteiligung.surveys.growing import Words


def places(
    session: Session, codes: Collection[str], allowed: Collection[int] | None
) -> tuple[Place, ...]:
    """The places of these districts where these codes hang, by name."""
    hangs = select(QRCode.place_id).where(QRCode.code.in_(codes))
    wanted = select(Place).where(Place.id.in_(hangs)).order_by(Place.name, Place.id)
    wanted = wanted.options(lazyload(Place.district))  # its area has many words, asked by nobody
    if allowed is not None:
        wanted = wanted.where(Place.district_id.in_(allowed))
    return tuple(session.scalars(wanted))


def areas(session: Session, found: Sequence[Place]) -> tuple[Area, ...]:
    """The areas in which some of these places lie, beside those that districts own."""
    if not found:
        return ()
    inside = select(lies_in.c.area_id).where(lies_in.c.place_id.in_([one.id for one in found]))
    wanted = select(Area).where(Area.id.in_(inside)).order_by(Area.kind.desc(), Area.code)
    wanted = wanted.options(defer(Area.outline), defer(Area.place_phrase))
    return tuple(session.scalars(wanted))


def codes_at(session: Session, place: int) -> Sequence[str]:
    """The codes that hang at a place."""
    return session.scalars(select(QRCode.code).where(QRCode.place_id == place)).all()


def of_area(session: Session, found: Columns, area: int) -> "Words":
    """Those of an area, each once: of a district that owns it, or by a code of a place in it."""
    owners = session.scalars(select(District.id).where(District.area_id == area)).all()
    inside = select(lies_in.c.place_id).where(lies_in.c.area_id == area)
    codes = session.scalars(select(QRCode.code).where(QRCode.place_id.in_(inside))).all()
    here = filters.of_values(found.code, codes)
    return here | filters.of_values(found.district, owners)

"""Things that tests need to be there: plain functions, one per noun, each with a session."""

import copy
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.accounts.passwords import hashed
from beteiligung.districts.actions import create_area, create_district, create_place
from beteiligung.districts.models import District
from beteiligung.surveys.actions import create_survey, publish_survey
from beteiligung.surveys.models import Survey

SHELF = Path(__file__).parent / "shelf"
PASSWORD = "vier Birken am Lessingplatz"


def a_district(
    session: Session,
    slug: str = "sonnenberg",
    *,
    places: tuple[str, ...] = (),
    at: datetime,
) -> District:
    """A district that owns its area, with places of these names."""
    name = slug.replace("-", " ").title()
    area = create_area(
        session,
        None,
        kind="stadtteil",
        code=slug,
        name={"de": name, "ar": f"حي {name}"},
        place_phrase={"de": f"auf dem {name}", "ar": f"في حي {name}"},
        at=at,
    )
    district = create_district(
        session, None, area, slug=slug, operator="Beispielträger", at=at, rng=Random(slug)
    )
    for place in places:
        create_place(session, None, district, name=place, at=at)
    session.flush()
    return district


def a_person(
    session: Session,
    role: Role = Role.MANAGER,
    district: District | None = None,
    *,
    email: str = "",
    at: datetime,
) -> Staff:
    """Somebody of the staff with one role; her password is ``PASSWORD``."""
    where = district.slug if district else "stadt"
    email = email or f"{role}@{where}.example"
    name = f"{role.title()} {where}"
    staff = Staff(email=email, name=name, password_hash=_hash(), locale="de", created_at=at)
    session.add(staff)
    own = None if role == Role.ADMIN or district is None else district.id
    staff.memberships.append(Membership(role=role.value, district_id=own))
    session.flush()
    return staff


@cache
def _hash() -> str:
    """What is kept of ``PASSWORD``: making it takes long on purpose, so it is made once."""
    return hashed(PASSWORD)


def a_survey(
    session: Session,
    *districts: District,
    document: str | Mapping[str, Any] = "every_kind",
    days: int = 14,
    published: bool = True,
    at: datetime,
) -> Survey:
    """A survey from the shelf (or of a given document) that opened a day ago for some days."""
    content = on_the_shelf(document) if isinstance(document, str) else document
    survey = create_survey(session, content, districts=districts, asker=None, at=at)
    if published:
        opens = at - timedelta(days=1)
        closes = opens + timedelta(days=days)
        publish_survey(session, survey, opens_at=opens, closes_at=closes, asker=None, at=opens)
    session.flush()
    return survey


def on_the_shelf(name: str) -> dict[str, Any]:
    """The document of a tiny survey from the shelf: a copy, whatever becomes of it."""
    return copy.deepcopy(_read(SHELF / f"{name}.json"))


@cache
def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document

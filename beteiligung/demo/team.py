"""Who works in the demonstration: people without names, and the one password of all."""

import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts.actions import create_staff
from beteiligung.accounts.models import Membership
from beteiligung.accounts.queries import asker_of
from beteiligung.config import Settings
from beteiligung.demo.content import content
from beteiligung.districts.models import District


def fill_team(
    session: Session, districts: Mapping[str, District], *, password: str, at: datetime
) -> dict[str, Asker]:
    """Add the staff with their roles; who they are, by e-mail address."""
    askers: dict[str, Asker] = {}
    for entry in content()["people"]:
        staff = create_staff(session, entry["email"], entry["name"], password, at=at)
        for role, slug in entry["roles"]:
            where = districts[slug].id if slug else None
            staff.memberships.append(Membership(role=role, district_id=where))
        session.flush()
        askers[staff.email] = asker_of(staff)
    return askers


def password_path(settings: Settings) -> Path:
    """Where the password is kept, so that every start can print it again."""
    return settings.data_dir / "demo_password"


def choose_password(settings: Settings) -> str:
    """The setting's, or one made up; kept in the data folder (mode 0600)."""
    password = settings.demo_password or secrets.token_urlsafe(12)
    path = password_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{password}\n")
    return password

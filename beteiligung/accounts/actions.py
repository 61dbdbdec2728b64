"""What happens to accounts: people are invited, sign in and out, get roles, and leave."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.accounts import passwords, queries
from beteiligung.accounts.models import (
    FirstStep,
    Invitation,
    Membership,
    PasswordReset,
    Staff,
    StaffSession,
)
from beteiligung.accounts.refusals import (
    ClosedAccount,
    DistrictMissing,
    KnownAddress,
    LastAdmin,
    LinkOver,
)
from beteiligung.accounts.tokens import digest, fresh
from beteiligung.audit import note
from beteiligung.districts.models import District
from beteiligung.web.models import SiteText

Link = TypeVar("Link", Invitation, PasswordReset)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=24)


def invite(
    session: Session,
    asker: Asker | None,
    email: str,
    role: Role,
    district: District | None,
    *,
    at: datetime,
) -> str:
    """Let somebody become staff: the path of a one-time link that lasts seven days.

    An earlier open invitation of the same address ends. Refuses a known address, and any role
    but that of an administrator without a district.
    """
    email = queries.normal(email)
    if queries.staff_by_email(session, email) is not None:
        raise KnownAddress
    if role != Role.ADMIN and district is None:
        raise DistrictMissing
    where = district if role != Role.ADMIN else None
    session.execute(
        delete(Invitation).where(Invitation.email == email, Invitation.used_at.is_(None))
    )
    token = fresh()
    session.add(
        Invitation(
            token_hash=digest(token),
            email=email,
            role=role.value,
            made_by=asker.id if asker else None,
            district_id=where.id if where else None,
            created_at=at,
            expires_at=at + INVITATION_LASTS,
        )
    )
    place = where.slug if where else None
    note(session, asker, "invite", f"staff:{email}", at=at, role=role.value, district=place)
    return f"/einladung/{token}"


def withdraw_invitation(session: Session, asker: Asker, invitation_id: int, at: datetime) -> None:
    """End an open invitation; one that is gone already is fine."""
    found = session.get(Invitation, invitation_id)
    if found is not None and found.used_at is None:
        note(session, asker, "withdraw_invitation", f"staff:{found.email}", at=at)
        session.delete(found)


def accept_invitation(
    session: Session, token: str, name: str, password: str, *, locale: str = "de", at: datetime
) -> Staff:
    """Become staff by a link; `LinkOver` if it was used, withdrawn or is older than seven days."""
    found = _once(session, queries.invitation(session, token), at)
    if queries.staff_by_email(session, found.email) is not None:
        raise KnownAddress
    staff = create_staff(session, found.email, name, password, locale=locale, at=at)
    staff.memberships.append(Membership(role=found.role, district_id=found.district_id))
    session.flush()
    note(session, queries.asker_of(staff), "accept_invitation", _subject(staff), at=at)
    return staff


def create_staff(
    session: Session, email: str, name: str, password: str, *, locale: str = "de", at: datetime
) -> Staff:
    """An account without any role yet."""
    staff = Staff(
        email=queries.normal(email),
        name=name,
        password_hash=passwords.hashed(password),
        locale=locale,
        created_at=at,
    )
    session.add(staff)
    session.flush()
    return staff


def sign_in(session: Session, staff: Staff, *, with_code: bool = False, at: datetime) -> str:
    """Open a session for somebody whose password was right: the token for her browser.

    ``with_code`` says that she has done the second step, too.

    Sessions that ended days ago are cleared away on the occasion.
    """
    over = at - queries.PILOT_DAY
    session.execute(delete(StaffSession).where(StaffSession.created_at < over))
    token = fresh()
    session.add(
        StaffSession(
            token_hash=digest(token),
            staff_id=staff.id,
            created_at=at,
            last_seen_at=at,
            with_code=with_code,
        )
    )
    note(session, queries.asker_of(staff), "sign_in", _subject(staff), at=at)
    return token


def change_role(
    session: Session,
    asker: Asker | None,
    staff: Staff,
    district: District,
    role: Role | None,
    *,
    at: datetime,
) -> None:
    """Give somebody a role in a district instead of the one before; none takes it away."""
    before = next((row for row in staff.memberships if row.district_id == district.id), None)
    if (before.role if before else None) == (role.value if role else None):
        return
    if before is not None and role is not None:
        before.role = role.value
    elif before is not None:
        staff.memberships.remove(before)
    elif role is not None:
        staff.memberships.append(Membership(role=role.value, district_id=district.id))
    session.flush()
    said = role.value if role else None
    note(session, asker, "change_role", _subject(staff), at=at, district=district.slug, role=said)


def change_admin(
    session: Session, asker: Asker | None, staff: Staff, *, admin: bool, at: datetime
) -> None:
    """Make somebody an administrator, or no longer; refuses to lose the last one."""
    before = [row for row in staff.memberships if row.role == Role.ADMIN]
    if bool(before) == admin:
        return
    if admin:
        staff.memberships.append(Membership(role=Role.ADMIN.value, district_id=None))
    else:
        _keep_one_admin(session, staff)
        for row in before:
            staff.memberships.remove(row)
        _end_links_made_by(session, staff)
    session.flush()
    note(session, asker, "change_admin", _subject(staff), at=at, admin=admin)


def deactivate(session: Session, asker: Asker | None, staff: Staff, *, at: datetime) -> None:
    """Shut somebody out: her open sessions and links end at once, her account can come back.

    So do the links that she has made for others: nobody leaves a door open behind her.
    """
    _keep_one_admin(session, staff)
    staff.active = False
    _end_everything(session, staff)
    _end_links_made_by(session, staff)
    note(session, asker, "deactivate", _subject(staff), at=at)


def reactivate(session: Session, asker: Asker | None, staff: Staff, *, at: datetime) -> None:
    """Let somebody in again, with her roles and her password."""
    staff.active = True
    note(session, asker, "reactivate", _subject(staff), at=at)


def offer_reset(session: Session, asker: Asker | None, staff: Staff, *, at: datetime) -> str:
    """The path of a one-time link to a new password; it lasts a day, an earlier one ends.

    Refuses accounts that are shut: a password is no way back in.
    """
    if not staff.active:
        raise ClosedAccount
    session.execute(delete(PasswordReset).where(PasswordReset.staff_id == staff.id))
    token = fresh()
    session.add(
        PasswordReset(
            token_hash=digest(token),
            staff_id=staff.id,
            made_by=asker.id if asker else None,
            expires_at=at + RESET_LASTS,
        )
    )
    note(session, asker, "offer_reset", _subject(staff), at=at)
    return f"/passwort/neu/{token}"


def reset_password(session: Session, token: str, password: str, *, at: datetime) -> Staff:
    """Set a new password by a link; every open session of the person ends.

    A second step stays as it is: whoever reads her letters only does not come in.
    """
    found = _once(session, queries.password_reset(session, token), at)
    staff = queries.member(session, found.staff_id)
    if not staff.active:
        raise LinkOver
    staff.password_hash = passwords.hashed(password)
    _end_everything(session, staff)
    note(session, queries.asker_of(staff), "reset_password", _subject(staff), at=at)
    return staff


def write_site_text(
    session: Session, asker: Asker | None, key: str, texts: Mapping[str, str], *, at: datetime
) -> None:
    """Write a text of the installation, by locale id; the log keeps no copy of it."""
    found = session.get(SiteText, key)
    if (found.texts if found else {}) == dict(texts):
        return
    if found is None:
        session.add(SiteText(key=key, texts=dict(texts)))
    else:
        found.texts = dict(texts)
    note(session, asker, "write_site_text", f"text:{key}", at=at, languages=sorted(texts))


def _once(session: Session, link: Link | None, at: datetime) -> Link:
    """Use up a one-time link: of two people who hold it only one comes in."""
    if link is not None:
        session.refresh(link, with_for_update=True)
    if link is None or not queries.is_open(link, at):
        raise LinkOver
    link.used_at = at
    return link


def _subject(staff: Staff) -> str:
    return f"staff:{staff.email}"


def _keep_one_admin(session: Session, staff: Staff) -> None:
    others = [row for row in queries.team(session) if row.id != staff.id and row.active]
    if queries.asker_of(staff).admin and not any(queries.asker_of(row).admin for row in others):
        raise LastAdmin


def _end_everything(session: Session, staff: Staff) -> None:
    for table in (StaffSession, FirstStep, PasswordReset):
        session.execute(delete(table).where(table.staff_id == staff.id))


def _end_links_made_by(session: Session, staff: Staff) -> None:
    session.execute(delete(PasswordReset).where(PasswordReset.made_by == staff.id))
    session.execute(
        delete(Invitation).where(Invitation.made_by == staff.id, Invitation.used_at.is_(None))
    )

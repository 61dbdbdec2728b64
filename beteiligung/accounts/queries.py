"""Reads of the team: who is signed in, who belongs to it, which links are still open."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.accounts.models import Invitation, PasswordReset, Staff, StaffSession
from beteiligung.accounts.tokens import digest
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.web.models import SiteText

IDLE = timedelta(minutes=30)  # a manager's browser that nobody uses
OFFICE_DAY = timedelta(hours=10)
PILOT_DAY = timedelta(hours=12)  # a pilot in the street is often idle
PROOF_LASTS = timedelta(minutes=10)
PROTECTED = frozenset({Role.ADMIN, Role.MANAGER})  # who needs a second step where people answer


def normal(email: str) -> str:
    """An e-mail address as it is kept and compared."""
    return email.strip().lower()


def asker_of(staff: Staff) -> Asker:
    """Somebody of the staff with her roles, as plain values."""
    return Asker(
        id=staff.id,
        name=staff.name,
        email=staff.email,
        admin=any(row.role == Role.ADMIN for row in staff.memberships),
        roles={
            row.district_id: Role(row.role)
            for row in staff.memberships
            if row.district_id is not None
        },
    )


def only_pilot(roles: Iterable[str]) -> bool:
    """Whether somebody does nothing but fieldwork."""
    return set(roles) == {Role.PILOT}


def needs_step(staff: Staff, *, production: bool) -> bool:
    """Whether this person may not work without a second step at the door."""
    return production and any(row.role in PROTECTED for row in staff.memberships)


def is_running(row: StaffSession, at: datetime, *, production: bool) -> bool:
    """Whether a signed-in browser still counts at a moment.

    Pilots: 12 hours. Everybody else: 10 hours, and 30 minutes without a page end it. So does a
    role that asks for more than a password, if no second step stood before it.
    """
    if not row.staff.active or (needs_step(row.staff, production=production) and not row.with_code):
        return False
    if only_pilot(member.role for member in row.staff.memberships):
        return at - row.created_at < PILOT_DAY
    return at - row.created_at < OFFICE_DAY and at - row.last_seen_at < IDLE


def running_session(
    session: Session, token: str, at: datetime, *, production: bool
) -> StaffSession | None:
    """The signed-in browser that holds a token, if it still counts."""
    row = session.scalar(select(StaffSession).where(StaffSession.token_hash == digest(token)))
    return row if row is not None and is_running(row, at, production=production) else None


def running_sessions(
    session: Session, staff: Staff, at: datetime, *, production: bool
) -> list[StaffSession]:
    """Every browser in which somebody is signed in, the newest first."""
    wanted = select(StaffSession).where(StaffSession.staff_id == staff.id)
    rows = session.scalars(wanted.order_by(StaffSession.created_at.desc(), StaffSession.id.desc()))
    return [row for row in rows if is_running(row, at, production=production)]


def is_proved(row: StaffSession, at: datetime) -> bool:
    """Whether the password was asked for so recently that nobody else sits there now."""
    return at - (row.proved_at or row.created_at) < PROOF_LASTS


def staff_by_email(session: Session, email: str) -> Staff | None:
    """Somebody of the staff by her e-mail address."""
    return session.scalar(select(Staff).where(Staff.email == normal(email)))


def member(session: Session, staff_id: int) -> Staff:
    """Somebody of the staff; `NotFound` if there is nobody."""
    found = session.get(Staff, staff_id)
    if found is None:
        raise NotFound
    return found


def team(session: Session) -> list[Staff]:
    """Everybody who has an account: active people first, by name."""
    return list(session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.name, Staff.id)))


def open_invitations(session: Session, at: datetime) -> list[Invitation]:
    """Invitations that can still be taken."""
    wanted = select(Invitation).where(Invitation.used_at.is_(None), Invitation.expires_at > at)
    return list(session.scalars(wanted.order_by(Invitation.created_at, Invitation.id)))


def invitation(session: Session, token: str) -> Invitation | None:
    """The invitation of a link, whatever has become of it."""
    return session.scalar(select(Invitation).where(Invitation.token_hash == digest(token)))


def password_reset(session: Session, token: str) -> PasswordReset | None:
    """The password reset of a link, whatever has become of it."""
    return session.scalar(select(PasswordReset).where(PasswordReset.token_hash == digest(token)))


def is_open(link: Invitation | PasswordReset | None, at: datetime) -> bool:
    """Whether a one-time link can still be used."""
    return link is not None and link.used_at is None and link.expires_at > at


def district_names(session: Session) -> dict[int, str]:
    """The districts' German names by id, for lists of roles."""
    rows = session.scalars(select(District)).unique()
    return {row.id: row.area.named.pick(("de",)).text or row.slug for row in rows}


def written_site_texts(session: Session) -> dict[str, dict[str, str]]:
    """What the operator has written about herself, by key and locale id."""
    return {row.key: dict(row.texts) for row in session.scalars(select(SiteText))}

"""Reads of the team: who is signed in, who belongs to it, which links are still open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.accounts.models import Invitation, PasswordReset, Staff, StaffSession
from beteiligung.accounts.tokens import digest
from beteiligung.audit import AuditEntry
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.web.models import SiteText

IDLE = timedelta(minutes=30)  # a manager's browser that nobody uses
OFFICE_DAY = timedelta(hours=10)
PILOT_DAY = timedelta(hours=12)  # a pilot in the street is often idle
PAGE = 50  # entries of the log on one page


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first."""

    entries: list[AuditEntry]
    number: int
    pages: int


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


def is_running(row: StaffSession, at: datetime) -> bool:
    """Whether a signed-in browser still counts at a moment.

    Pilots: 12 hours. Everybody else: 10 hours, and 30 minutes without a page end it.
    """
    if not row.staff.active:
        return False
    if only_pilot(member.role for member in row.staff.memberships):
        return at - row.created_at < PILOT_DAY
    return at - row.created_at < OFFICE_DAY and at - row.last_seen_at < IDLE


def running_session(session: Session, token: str, at: datetime) -> StaffSession | None:
    """The signed-in browser that holds a token, if it still counts."""
    row = session.scalar(select(StaffSession).where(StaffSession.token_hash == digest(token)))
    return row if row is not None and is_running(row, at) else None


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


def log_page(session: Session, number: int) -> LogPage:
    """A page of the log; a page beyond the end is the last one."""
    total = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    wanted = select(AuditEntry).order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    rows = session.scalars(wanted.offset((number - 1) * PAGE).limit(PAGE))
    return LogPage(list(rows), number, pages)

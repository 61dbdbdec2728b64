"""Deleting what is left of people who worked here: sessions, links, accounts closed a year ago."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from beteiligung.accounts.models import FirstStep, Invitation, PasswordReset, Staff, StaffSession
from beteiligung.accounts.queries import PILOT_DAY
from beteiligung.accounts.second_step import FIRST_STEP_LASTS
from beteiligung.audit import AuditEntry

LINKS_KEPT = timedelta(days=30)  # after they were used or ran out, to see what became of them
ACCOUNTS_KEPT = timedelta(days=365)  # after they were closed: until then they can come back


def forget_doors(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete sessions that are over, and invitations and password links that lead nowhere."""
    _forget(session, FirstStep, FirstStep.created_at <= at - FIRST_STEP_LASTS)
    used = or_(Invitation.used_at <= at - LINKS_KEPT, Invitation.expires_at <= at - LINKS_KEPT)
    return {
        "staff_session": _forget(session, StaffSession, StaffSession.created_at <= at - PILOT_DAY)
        + _forget(session, FirstStep, FirstStep.created_at <= at - FIRST_STEP_LASTS),
        "invitation": _forget(session, Invitation, used),
        "password_reset": _forget(session, PasswordReset, PasswordReset.expires_at <= at),
    }


def closed_long_ago(session: Session, at: datetime) -> list[int]:
    """Accounts that were closed a year ago and not opened since, by their ids.

    When that was stands in the log; where the log no longer knows, it was longer ago.
    """
    rows = session.execute(
        select(Staff.id, func.max(AuditEntry.at))
        .outerjoin(
            AuditEntry,
            (AuditEntry.subject == "staff:" + Staff.email) & (AuditEntry.action == "deactivate"),
        )
        .where(Staff.active.is_(False))
        .group_by(Staff.id)
    )
    known: dict[int, datetime | None] = {row[0]: row[1] for row in rows}
    return [id_ for id_, closed in known.items() if closed is None or closed <= at - ACCOUNTS_KEPT]


def names_that_go(session: Session, staff: Sequence[int]) -> set[str]:
    """What people are called whose accounts go, unless somebody who stays is called the same."""
    gone = set(session.scalars(select(Staff.name).where(Staff.id.in_(staff))))
    return gone - set(session.scalars(select(Staff.name).where(Staff.id.not_in(staff))))


def forget_accounts(session: Session, staff: Sequence[int]) -> int:
    """Delete accounts with their roles, sessions and links; how many."""
    return _forget(session, Staff, Staff.id.in_(staff))


def _forget(session: Session, table: type, which: ColumnElement[bool]) -> int:
    return session.connection().execute(delete(table).where(which)).rowcount

"""What people of the staff change of their own account: password, name, language."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung.accounts import passwords, queries
from beteiligung.accounts.models import FirstStep, PasswordReset, Staff, StaffSession
from beteiligung.accounts.tokens import digest
from beteiligung.audit import note


def change_password(
    session: Session, staff: Staff, password: str, *, keep: str, at: datetime
) -> None:
    """Set one's own new password; all browsers but that of the token ``keep`` are signed out."""
    staff.password_hash = passwords.hashed(password)
    others = (StaffSession.staff_id == staff.id, StaffSession.token_hash != digest(keep))
    session.execute(delete(StaffSession).where(*others))
    session.execute(delete(FirstStep).where(FirstStep.staff_id == staff.id))
    session.execute(delete(PasswordReset).where(PasswordReset.staff_id == staff.id))
    note(session, queries.asker_of(staff), "change_password", f"staff:{staff.email}", at=at)


def renew_hash(staff: Staff, password: str) -> None:
    """Keep a password under today's parameters; only right after it was found right."""
    if staff.password_hash and passwords.outdated(staff.password_hash):
        staff.password_hash = passwords.hashed(password)


def change_account(session: Session, staff: Staff, *, name: str, locale: str, at: datetime) -> None:
    """Change one's own name and the language of one's own pages."""
    if (staff.name, staff.locale) == (name, locale):
        return
    staff.name, staff.locale = name, locale
    note(session, queries.asker_of(staff), "change_account", f"staff:{staff.email}", at=at)

"""Browsers that are signed in: seen, ended one by one or all at once, and asked again who it is."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts import queries
from beteiligung.accounts.models import FirstStep, Staff, StaffSession
from beteiligung.accounts.tokens import digest
from beteiligung.audit import note, note_refusal
from beteiligung.errors import NotFound


def sign_out(session: Session, token: str, *, production: bool = False, at: datetime) -> None:
    """End the session of a browser; a session that is over already is fine."""
    row = queries.running_session(session, token, at, production=production)
    session.execute(delete(StaffSession).where(StaffSession.token_hash == digest(token)))
    if row is not None:
        asker = queries.asker_of(row.staff)
        note(session, asker, "sign_out", f"staff:{row.staff.email}", at=at)


def see(session: Session, session_id: int, at: datetime) -> None:
    """Remember that a signed-in browser was used; never sets the clock back."""
    used = update(StaffSession).where(StaffSession.id == session_id, StaffSession.last_seen_at < at)
    session.execute(used.values(last_seen_at=at))


def prove(session: Session, session_id: int, at: datetime) -> None:
    """Remember that whoever sits at a signed-in browser knew the password at this moment."""
    proved = update(StaffSession).where(StaffSession.id == session_id)
    session.execute(proved.values(proved_at=at))


def end_one(session: Session, staff: Staff, session_id: int, *, at: datetime) -> None:
    """Sign one of one's own browsers out; `NotFound` if it is somebody else's, or gone."""
    mine = (StaffSession.id == session_id, StaffSession.staff_id == staff.id)
    if not session.connection().execute(delete(StaffSession).where(*mine)).rowcount:
        raise NotFound
    note(session, queries.asker_of(staff), "end_session", f"staff:{staff.email}", at=at)


def end_all(session: Session, asker: Asker | None, staff: Staff, *, at: datetime) -> None:
    """Sign somebody out everywhere, herself or by an administrator; she may come in again."""
    for table in (StaffSession, FirstStep):
        session.execute(delete(table).where(table.staff_id == staff.id))
    note(session, asker, "end_sessions", f"staff:{staff.email}", at=at)


def note_refused(session: Session, found: dict[tuple[str, str, datetime], int]) -> None:
    """Write down who was not let in: which door, whose account, when, how often in a second."""
    for (action, subject, at), times in found.items():
        note_refusal(session, action, subject, at=at, times=times)

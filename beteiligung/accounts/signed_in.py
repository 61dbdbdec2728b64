"""Who is signed in on this request: the token in the cookie, the session on the server."""

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, request
from flask import session as cookie
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import Asker
from beteiligung.accounts import actions, queries
from beteiligung.accounts.attempts import Attempts
from beteiligung.accounts.models import Staff, StaffSession
from beteiligung.errors import SignInNeeded
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment

KEPT = "token"  # in the cookie
SEEN = "staff_seen"
SEEN_EVERY = timedelta(minutes=1)


def attach(app: Flask) -> None:
    """Give the application its counters of attempts and the note of who was seen when."""
    app.extensions["attempts"] = Attempts()
    app.extensions["ledger"].keep(SEEN, _write_seen)


def attempts() -> Attempts:
    """The running worker's counters of attempts to sign in."""
    return cast("Attempts", current_app.extensions["attempts"])


def asker() -> Asker | None:
    """Whoever holds this browser's session, in her language; nobody if it has ended.

    Called for staff pages only: on residents' pages nothing looks at a cookie.
    """
    if "asker" not in g:
        row = _row()
        g.asker = queries.asker_of(row.staff) if row is not None else None
        if row is not None:
            i18n.use(row.staff.locale)
            _note_seen(row, moment())
    return cast("Asker | None", g.asker)


def account() -> Staff:
    """The account of whoever is signed in."""
    row = _row()
    if row is None:
        raise SignInNeeded
    return row.staff


def let_in(session: Session, staff: Staff) -> None:
    """Open a session in this browser; whatever the cookie held before is gone."""
    let_out(session)
    cookie[KEPT] = actions.sign_in(session, staff, at=moment())


def let_out(session: Session) -> None:
    """End this browser's session, on the server and here."""
    token = own_token()
    cookie.clear()
    if token:
        actions.sign_out(session, token, at=moment())


def own_token() -> str:
    """The token in this browser's cookie, or nothing."""
    return str(cookie.get(KEPT, ""))


def address() -> str | None:
    """Where a request comes from: for counting attempts only, never kept or logged."""
    return request.remote_addr


def _row() -> StaffSession | None:
    token = own_token()
    return queries.running_session(db.session(), token, moment()) if token else None


def _note_seen(row: StaffSession, at: datetime) -> None:
    # A GET writes nothing: the ledger does, in a transaction of its own.
    if at - row.last_seen_at >= SEEN_EVERY:
        ledger().note(SEEN, (row.id, at))


def _write_seen(session: Session, found: object) -> None:
    for session_id, at in cast("dict[tuple[int, datetime], int]", found):
        actions.see(session, session_id, at)

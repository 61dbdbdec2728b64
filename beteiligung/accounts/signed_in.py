"""Who is signed in on this request: the token in the cookie, the session on the server."""

from datetime import datetime, timedelta
from typing import cast

from flask import Flask, current_app, g, request, url_for
from flask import session as cookie
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import Asker
from beteiligung.accounts import actions, queries, second_step, sessions
from beteiligung.accounts.attempts import Attempts
from beteiligung.accounts.models import Staff, StaffSession
from beteiligung.config import Settings
from beteiligung.errors import SignInNeeded
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment

KEPT = "token"  # in the cookie
HALFWAY = "first_step"  # in the cookie of whoever has still to show a code
SEEN = "staff_seen"
REFUSED = "staff_refused"
SEEN_EVERY = timedelta(minutes=1)


def attach(app: Flask) -> None:
    """Give the application its counters of attempts and the note of who was seen when."""
    app.extensions["attempts"] = Attempts(app.extensions["gate"])
    app.extensions["ledger"].keep(SEEN, _write_seen)
    app.extensions["ledger"].keep(REFUSED, _write_refused)


def attempts() -> Attempts:
    """The counters of attempts to sign in."""
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


def browser() -> StaffSession:
    """The signed-in browser of this request."""
    row = _row()
    if row is None:
        raise SignInNeeded
    return row


def account() -> Staff:
    """The account of whoever is signed in."""
    return browser().staff


def admit(session: Session, staff: Staff, *, to: str) -> str:
    """The password was right: let her in, or as far as the second step; where she goes now."""
    has_step = second_step.step_of(session, staff.id) is not None
    if not has_step and not queries.needs_step(staff, production=production()):
        let_in(session, staff)
        return to
    let_out(session)
    cookie[HALFWAY] = second_step.begin(session, staff, at=moment())
    return url_for("steps.code" if has_step else "steps.set_up", weiter=to)


def halfway(session: Session) -> Staff | None:
    """Whoever has shown a password in this browser and still has to show a code."""
    token = str(cookie.get(HALFWAY, ""))
    found = second_step.first_step(session, token, moment()) if token else None
    staff = queries.member(session, found.staff_id) if found is not None else None
    return staff if staff is not None and staff.active else None


def let_in(session: Session, staff: Staff, *, with_code: bool = False) -> None:
    """Open a session in this browser; whatever the cookie held before is gone."""
    let_out(session)
    cookie[KEPT] = actions.sign_in(session, staff, with_code=with_code, at=moment())


def let_out(session: Session) -> None:
    """End this browser's session, on the server and here."""
    token, half = own_token(), str(cookie.get(HALFWAY, ""))
    cookie.clear()
    if half:
        second_step.end_first_step(session, half)
    if token:
        sessions.sign_out(session, token, production=production(), at=moment())


def refused(action: str, found: Staff | None) -> None:
    """Note that somebody was not let in: at whose account, never what was typed."""
    subject = f"account:{found.name}" if found is not None else "door"
    ledger().note(REFUSED, (action, subject, moment().replace(microsecond=0)))


def production() -> bool:
    """Whether residents really answer here, so that those who lead need a second step."""
    return cast("Settings", current_app.extensions["settings"]).production


def key() -> str:
    """The installation's key, from which the secrets of apps follow."""
    return str(current_app.config["SECRET_KEY"])


def own_token() -> str:
    """The token in this browser's cookie, or nothing."""
    return str(cookie.get(KEPT, ""))


def address() -> str | None:
    """Where a request comes from: for counting attempts only, never kept or logged."""
    return request.remote_addr


def _row() -> StaffSession | None:
    token = own_token()
    if not token:
        return None
    return queries.running_session(db.session(), token, moment(), production=production())


def _note_seen(row: StaffSession, at: datetime) -> None:
    # A GET writes nothing: the ledger does, in a transaction of its own.
    if at - row.last_seen_at >= SEEN_EVERY:
        ledger().note(SEEN, (row.id, at))


def _write_seen(session: Session, found: object) -> None:
    for session_id, at in cast("dict[tuple[int, datetime], int]", found):
        sessions.see(session, session_id, at)


def _write_refused(session: Session, found: object) -> None:
    sessions.note_refused(session, cast("dict[tuple[str, str, datetime], int]", found))

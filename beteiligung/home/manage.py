"""The staff's first page, and the inbox of messages about barriers."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.districts.queries import districts_of
from beteiligung.home import queries
from beteiligung.home.actions import settle_feedback
from beteiligung.i18n import gettext, ngettext
from beteiligung.locales import BY_ID
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import surveys_of
from beteiligung.web.moment import moment
from beteiligung.web.panels import Ground, gather
from beteiligung.web.seams import Due, seams, signed_in
from beteiligung.web.staff_form import check_token

MOST = 8  # surveys on the first page
blueprint = Blueprint("desk", __name__, url_prefix="/verwaltung")


@blueprint.get("/")
@staff(*Role)
def start() -> str:
    """What needs somebody today, then what is running."""
    asker, at, session = signed_in(), moment(), db.session()
    due = [thing for ask in seams().due for thing in ask(session, asker, at)]
    districts = districts_of(session, asker.districts())
    grounds = [Ground(row.id, row.web_code) for row in districts]
    return render_template(
        "home/desk.html",
        due=due,
        districts=districts,
        panels=gather(session, grounds, at),
        results=_with_answers(session, asker, at),
    )


def _with_answers(session: Session, asker: Asker, at: datetime) -> list[Survey]:
    """The surveys whose results this person may look at: what runs, and what ended last."""
    if not asker.has(Role.MANAGER) and not asker.has(Role.VIEWER):
        return []
    found = surveys_of(session, asker, Role.MANAGER, Role.VIEWER)
    return [
        survey
        for survey in found
        if survey.state(at) in {State.OPEN, State.PAUSED, State.CLOSED} and not survey.archived_at
    ][:MOST]


@blueprint.get("/rueckmeldungen")
@staff(Role.MANAGER)
def inbox() -> str:
    """Messages about barriers, those that are due first in front."""
    session = db.session()
    return render_template(
        "home/inbox.html",
        waiting=queries.waiting(session),
        answered=queries.answered(session),
        now=moment(),
        tongues=BY_ID,
    )


@blueprint.post("/rueckmeldungen/<int:number>/beantwortet")
@staff(Role.MANAGER)
def settle(number: int) -> Response:
    """Somebody has answered a message."""
    check_token()
    session = db.session()
    settle_feedback(session, signed_in(), queries.message(session, number), at=moment())
    flash(gettext("Saved."), "ok")
    return redirect(url_for("desk.inbox"), 303)


def feedback_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The messages about barriers that wait for an answer, for those who may answer them."""
    waiting = queries.waiting(session) if asker.has(Role.MANAGER) else []
    if not waiting:
        return []
    first = waiting[0].due_at
    line = ngettext(
        "%(num)s message about a barrier waits for an answer, at the latest on %(day)s.",
        "%(num)s messages about barriers wait for an answer, the first at the latest on %(day)s.",
        len(waiting),
        day=i18n.day(first),
    )
    if first < at:
        line = gettext("%(sentence)s This day has passed.", sentence=line)
    return [Due(line=line, href=url_for("desk.inbox"))]

"""The staff's first page, and the inbox of messages about barriers."""

from collections.abc import Mapping
from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.districts.queries import districts_of
from beteiligung.home import queries
from beteiligung.home.actions import (
    Progress,
    handle_feedback,
    progress,
    record_feedback,
    settle_feedback,
)
from beteiligung.home.forms import CHANNEL_NAMES, PROGRESS_NAMES, HandleForm, RecordForm
from beteiligung.i18n import gettext, ngettext
from beteiligung.ideas.queries import boards_of
from beteiligung.locales import BY_ID
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import surveys_of
from beteiligung.text import N_
from beteiligung.web.models import Feedback
from beteiligung.web.moment import moment
from beteiligung.web.panels import Ground, gather
from beteiligung.web.seams import Due, Urgency, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

MOST = 8  # surveys on the first page
URGENCIES: Mapping[Urgency, tuple[str, str]] = {  # what is said of it, and its colour
    Urgency.LATE: (N_("late"), "bad"),
    Urgency.NOW: (N_("now"), "warn"),
    Urgency.SOON: (N_("soon"), "act"),
    Urgency.POSSIBLE: (N_("possible"), ""),
}
blueprint = Blueprint("desk", __name__, url_prefix="/verwaltung")


@blueprint.get("/")
@staff(*Role)
def start() -> str:
    """What needs somebody today, then what is running."""
    asker, at, session = signed_in(), moment(), db.session()
    surveys, boards = surveys_of(session, asker), boards_of(session, asker)
    due = [thing for ask in seams().due for thing in ask(session, asker, at)]
    del boards  # held until here, like the surveys, so that nobody above reads them again
    districts = districts_of(session, asker.districts())
    grounds = [Ground(row.id, row.web_code, row.area.named) for row in districts]
    return render_template(
        "home/desk.html",
        due=sorted(due, key=lambda thing: thing.urgency),
        urgencies=URGENCIES,
        districts=districts,
        panels=gather(session, grounds, at),
        results=_with_answers(asker, surveys, at),
    )


def _with_answers(asker: Asker, surveys: list[Survey], at: datetime) -> list[Survey]:
    """The surveys whose results this person may look at: what runs, and what ended last."""
    allowed = asker.districts(Role.MANAGER, Role.VIEWER)
    return [
        survey
        for survey in surveys
        if (allowed is None or not allowed.isdisjoint(row.id for row in survey.districts))
        and survey.state(at) in {State.OPEN, State.PAUSED, State.CLOSED}
        and not survey.archived_at
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
        progress=progress,
        PROGRESS_NAMES=PROGRESS_NAMES,
        CHANNEL_NAMES=CHANNEL_NAMES,
    )


@blueprint.post("/rueckmeldungen/<int:number>/beantwortet")
@staff(Role.MANAGER)
def settle(number: int) -> Response:
    """Somebody has answered a message."""
    check_token()
    session = db.session()
    settle_feedback(session, signed_in(), queries.message(session, number), at=moment())
    return _saved()


@blueprint.route("/rueckmeldungen/<int:number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def handle(number: int) -> ResponseReturnValue:
    """How far one message is, and what the team notes about it."""
    session = db.session()
    found = queries.message(session, number)
    form = HandleForm(data={"progress": progress(found).value, "note": found.note})
    if checked(form):
        handle_feedback(
            session,
            signed_in(),
            found,
            Progress(form.progress.data),
            form.note.data or "",
            at=moment(),
        )
        return _saved()
    return render_template("home/message.html", form=form, message=found), form.status


@blueprint.route("/rueckmeldungen/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def record() -> ResponseReturnValue:
    """Write down a message that came by telephone, by letter or in person."""
    at = moment()
    zone = ZoneInfo(current_app.extensions["settings"].timezone)
    today = at.astimezone(zone).date()
    form = RecordForm(today, data={"channel": "phone", "arrived": today})
    if checked(form):
        day = form.arrived.data
        noon = datetime.combine(day, time(12), tzinfo=zone)
        record_feedback(
            db.session(),
            signed_in(),
            **form.written(),
            arrived=at if day == today else noon,
            at=at,
        )
        return _saved()
    return render_template("home/record.html", form=form), form.status


def feedback_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The messages about barriers that wait for an answer, for those who may answer them."""
    waiting = queries.waiting(session) if asker.has(Role.MANAGER) else []
    late = [message for message in waiting if message.due_at < at]
    found = [_late(late)] if late else []
    if open_still := waiting[len(late) :]:
        found.append(_open(open_still))
    return found


def _late(late: list[Feedback]) -> Due:
    line = ngettext(
        "Too late: %(num)s message about a barrier should have been answered by %(day)s.",
        "Too late: %(num)s messages about barriers should have been answered, one by %(day)s.",
        len(late),
        day=i18n.day(late[0].due_at),
    )
    return Due(line, url_for("desk.inbox"), Urgency.LATE)


def _open(waiting: list[Feedback]) -> Due:
    line = ngettext(
        "%(num)s message about a barrier waits for an answer, at the latest on %(day)s.",
        "%(num)s messages about barriers wait for an answer, the first at the latest on %(day)s.",
        len(waiting),
        day=i18n.day(waiting[0].due_at),
    )
    return Due(line, url_for("desk.inbox"), Urgency.SOON)


def _saved() -> Response:
    flash(gettext("Saved."), "ok")
    return redirect(url_for("desk.inbox"), 303)

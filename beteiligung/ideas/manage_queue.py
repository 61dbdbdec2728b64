"""Staff pages about what waits for the moderation of a board, and what reminds of it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.ideas import flooding, reporting, waiting
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.models import Board
from beteiligung.ideas.moderation_forms import AnswerForm, BurstForm
from beteiligung.ideas.queries import boards_of
from beteiligung.ideas.reasons import OUTCOMES, WHY
from beteiligung.locales import BY_ID
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, signed_in
from beteiligung.web.staff_form import StaffForm, checked

blueprint = Blueprint("moderation", __name__, url_prefix="/verwaltung/ideen/<slug>")

READERS = (Role.MANAGER, Role.PILOT)  # pilots translate; managers decide
# What a hint says beside the words that it is about.
HINTS = {
    "mail": N_("E-mail address?"),
    "phone": N_("Telephone number?"),
    "account": N_("Bank account?"),
    "address": N_("Address with a house number?"),
    "name": N_("Name?"),
    "plate": N_("Number plate?"),
}


@blueprint.get("/pruefung")
@staff(*READERS)
def queue(slug: str) -> str:
    """What waits for a look on a board: what waits longest first."""
    board = board_here(slug, *READERS)
    return render_template(
        "ideas/manage/queue.html",
        board=board,
        waiting=waiting.waiting(db.session(), board, moment()),
        load=waiting.load(db.session(), board, moment()),
        reports=waiting.reports(db.session(), board),
        bursts=waiting.open_bursts(db.session(), board),
        totals=flooding.totals(db.session(), board),
        tongues=BY_ID,
        hint_words=HINTS,
        why=WHY,
        may_decide=may_decide(board),
    )


@blueprint.route("/meldung/<int:number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def report(slug: str, number: int) -> ResponseReturnValue:
    """A report about an idea, and what is answered to it."""
    board, form = board_here(slug), AnswerForm()
    found, idea = reporting.report_of(db.session(), board, number)
    if checked(form) and tried(
        form,
        "outcome",
        lambda: reporting.answer_report(
            db.session(),
            signed_in(),
            found,
            reporting.Answer(form.outcome.data, form.answer.data or ""),
            at=moment(),
        ),
    ):
        return to_queue(board)
    page = render_template(
        "ideas/manage/report.html",
        board=board,
        report=found,
        idea=idea,
        form=form,
        tongues=BY_ID,
        why=WHY,
        outcomes=OUTCOMES,
    )
    return page, form.status


@blueprint.route("/schwung/<int:number>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def burst(slug: str, number: int) -> ResponseReturnValue:
    """Ideas that came all at once: they wait for a look after all, or none is shown."""
    board, form = board_here(slug), BurstForm()
    found = flooding.burst_of(db.session(), board, number)
    if checked(form) and tried(
        form,
        "decision",
        lambda: flooding.decide_burst(
            db.session(), signed_in(), found, form.decision.data, form.why.data, at=moment()
        ),
    ):
        return to_queue(board)
    page = render_template(
        "ideas/manage/burst.html",
        board=board,
        burst=found,
        ideas=flooding.ideas_in(db.session(), found),
        totals=flooding.totals(db.session(), board),
        form=form,
        tongues=BY_ID,
    )
    return page, form.status


def moderation_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """What waits on the boards of this person, for those who may decide."""
    boards = boards_of(session, asker, Role.MANAGER) if asker.has(Role.MANAGER) else []
    return [
        Due(line, url_for("moderation.queue", slug=board.slug), urgency)
        for board in boards
        if not board.is_template
        for line, urgency in _lines(phrase(board.named).text, waiting.load(session, board, at))
    ]


def may_decide(board: Board) -> bool:
    """Whether whoever is signed in decides about ideas of this board."""
    mine = signed_in().districts(Role.MANAGER)
    return mine is None or any(district.id in mine for district in board.districts)


def to_queue(board: Board) -> ResponseReturnValue:
    """Back to what waits."""
    flash(_("Saved."), "ok")
    return redirect(url_for("moderation.queue", slug=board.slug), 303)


def _lines(name: str, load: waiting.Load) -> Iterator[tuple[str, Urgency]]:
    if load.late:
        line = ngettext(
            "“%(board)s”: %(num)s idea waits too long for somebody who looks at it.",
            "“%(board)s”: %(num)s ideas wait too long for somebody who looks at them.",
            load.late,
            board=name,
        )
        yield line, Urgency.LATE
    elif load.ideas:
        line = ngettext(
            "“%(board)s”: %(num)s idea waits for somebody who looks at it.",
            "“%(board)s”: %(num)s ideas wait for somebody who looks at them.",
            load.ideas,
            board=name,
        )
        yield line, Urgency.NOW
    if load.reports:
        line = ngettext(
            "“%(board)s”: %(num)s report about an idea waits for an answer.",
            "“%(board)s”: %(num)s reports about ideas wait for an answer.",
            load.reports,
            board=name,
        )
        yield line, Urgency.NOW
    if load.bursts:
        line = _("“%(board)s”: very many ideas came at once and are held back.", board=name)
        yield line, Urgency.NOW


def tried(form: StaffForm, field: str, deed: Callable[[], object]) -> bool:
    """Whether it could be done; else the form says beside a field why not."""
    try:
        deed()
    except Refusal as refusal:
        form.refuse(field, refusal)
        return False
    return True

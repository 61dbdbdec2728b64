"""Staff page on which supports are counted at a stall: a number pad, and what can be corrected."""

from uuid import UUID, uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import Malformed, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.ideas import counting
from beteiligung.ideas.exporting import visible_ideas
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.models import Board
from beteiligung.ideas.outreach_forms import CorrectForm, CountForm
from beteiligung.ideas.wording import clean
from beteiligung.locales import BY_ID
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, checked

blueprint = Blueprint("stall", __name__, url_prefix="/verwaltung/ideen/<slug>")

COUNTERS = (Role.MANAGER, Role.PILOT)
SHOWN = 200  # ideas to choose from on the page


@blueprint.get("/zaehlen")
@staff(*COUNTERS)
def count(slug: str) -> ResponseReturnValue:
    """How many people at a stall support an idea, and what was counted before."""
    board = board_here(slug, *COUNTERS)
    asked = request.args
    return _page(board, CountForm(str(uuid4()), asked.get("idee", ""), asked.get("wo", "")))


@blueprint.post("/zaehlen")
@staff(*COUNTERS)
def add(slug: str) -> ResponseReturnValue:
    """Add what was counted."""
    board, form = board_here(slug, *COUNTERS), CountForm("")
    if not checked(form):
        return _page(board, form)
    key, beside = _proper_key(form.key.data or ""), "idea"
    try:
        idea = counting.idea_called(db.session(), board, clean(form.idea.data))
        beside = "n"
        counted = counting.Counted(key, idea, form.way.data, form.n.data)
        counting.count_support(db.session(), signed_in(), counted, at=moment())
    except Refusal as refusal:
        form.refuse(beside, refusal)
        return _page(board, form)
    said = ngettext(
        "%(idea)s: %(num)s person counted.",
        "%(idea)s: %(num)s people counted.",
        form.n.data,
        idea=idea.reference,
    )
    flash(said, "ok")
    return redirect(url_for("stall.count", slug=slug, wo=form.way.data), 303)


@blueprint.post("/zaehlen/berichtigen")
@staff(*COUNTERS)
def correct(slug: str) -> ResponseReturnValue:
    """Correct an entry, or take it back."""
    board, form = board_here(slug, *COUNTERS), CorrectForm()
    entry = counting.entry_of(db.session(), board, _proper_key(form.key.data or ""))
    if not checked(form):
        return _page(board, CountForm(str(uuid4())), wrong=form)
    n = 0 if "take-back" in request.form else form.n.data
    try:
        counting.correct_support(db.session(), signed_in(), entry, n, at=moment())
    except Refusal as refusal:
        form.refuse("n", refusal)
        return _page(board, CountForm(str(uuid4())), wrong=form)
    flash(_("The entry is taken back.") if n == 0 else _("The entry is corrected."), "ok")
    return redirect(url_for("stall.count", slug=slug), 303)


def _proper_key(raw: str) -> str:
    try:
        return str(UUID(raw))
    except ValueError as error:
        raise Malformed from error


def _page(board: Board, form: CountForm, wrong: CorrectForm | None = None) -> ResponseReturnValue:
    session = db.session()
    page = render_template(
        "ideas/manage/stall.html",
        board=board,
        form=form,
        wrong=wrong,
        entries=counting.entries(session, board),
        ideas=visible_ideas(session, board, newest=SHOWN),
        most=counting.MOST,
        tongues=BY_ID,
        is_open=standing(board, moment()).allows(Verb.COUNT),
    )
    sent: StaffForm = wrong or form
    return page, sent.status

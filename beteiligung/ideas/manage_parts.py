"""Staff pages about the parts of a board: its days, its topics, its statuses."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.ideas import actions
from beteiligung.ideas.board_forms import CategoryForm, PhaseForm, StatusForm
from beteiligung.ideas.manage import back_to, board_here
from beteiligung.ideas.models import Board, Category, Phase, Status
from beteiligung.ideas.views import settings
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, check_token, checked

blueprint = Blueprint("board_parts", __name__, url_prefix="/verwaltung/ideen/<slug>")

NEW = "_neu"  # in an address; no topic and no status can be called so
RUNS_FOR = timedelta(days=28)  # what the form suggests


@blueprint.route("/phase/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def phase(slug: str, name: str) -> ResponseReturnValue:
    """When people may do what."""
    board = board_here(slug)
    known = None if name == NEW else _phase(board, name)
    form = PhaseForm(known or _suggested(board), settings().timezone)
    if checked(form):
        others = [each for each in board.phases if each is not known]
        try:
            actions.set_phases(
                db.session(), board, [*others, form.made()], asker=signed_in(), at=moment()
            )
        except Refusal as refusal:
            form.refuse("ends_at", refusal)
        else:
            return _kept(board)
    return _page(board, form, "phase", name if known else None)


@blueprint.post("/phase/<name>/entfernen")
@staff(Role.MANAGER)
def remove_phase(slug: str, name: str) -> Response:
    """Take a phase away."""
    check_token()
    board = board_here(slug)
    others = [each for each in board.phases if each is not _phase(board, name)]
    actions.set_phases(db.session(), board, others, asker=signed_in(), at=moment())
    return _kept(board)


@blueprint.route("/thema/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def category(slug: str, name: str) -> ResponseReturnValue:
    """A topic: its name in every language, and its picture."""
    board = board_here(slug)
    known = None if name == NEW else _category(board, name)
    form = CategoryForm(board, known)
    if checked(form):
        actions.set_category(
            db.session(), board, known, form.values, asker=signed_in(), at=moment()
        )
        return _kept(board)
    return _page(board, form, "category", name if known and not _is_used(known) else None)


@blueprint.post("/thema/<name>/entfernen")
@staff(Role.MANAGER)
def remove_category(slug: str, name: str) -> Response:
    """Take a topic away that no idea has."""
    board = board_here(slug)
    return _removed(board, _category(board, name))


@blueprint.route("/stand/<name>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def status(slug: str, name: str) -> ResponseReturnValue:
    """A status: its word in every language, its colour, and whether it is the last one."""
    board = board_here(slug)
    known = None if name == NEW else _status(board, name)
    form = StatusForm(board, known)
    if checked(form):
        actions.set_status(db.session(), board, known, form.values, asker=signed_in(), at=moment())
        return _kept(board)
    return _page(board, form, "status", name if known and not _is_used(known) else None)


@blueprint.post("/stand/<name>/entfernen")
@staff(Role.MANAGER)
def remove_status(slug: str, name: str) -> Response:
    """Take a status away that no idea has."""
    board = board_here(slug)
    return _removed(board, _status(board, name))


def _suggested(board: Board) -> Phase:
    zone = ZoneInfo(settings().timezone)
    today = moment().astimezone(zone).date()
    begins = max([datetime.combine(today, time(8), zone), *(each.ends_at for each in board.phases)])
    return Phase(name={}, begins_at=begins, ends_at=begins + RUNS_FOR, takes_ideas=True,
                 takes_support=True)  # fmt: skip


def _phase(board: Board, name: str) -> Phase:
    found = next((each for each in board.phases if str(each.id) == name), None)
    if found is None:
        raise NotFound
    return found


def _category(board: Board, name: str) -> Category:
    found = next((each for each in board.categories if each.code == name), None)
    if found is None:
        raise NotFound
    return found


def _status(board: Board, name: str) -> Status:
    found = next((each for each in board.statuses if each.code == name), None)
    if found is None:
        raise NotFound
    return found


def _is_used(part: Category | Status) -> bool:
    return actions.is_used(db.session(), part)


def _removed(board: Board, part: Category | Status) -> Response:
    check_token()
    actions.remove_part(db.session(), board, part, asker=signed_in(), at=moment())
    return _kept(board)


def _kept(board: Board) -> Response:
    flash(_("Saved."), "ok")
    return back_to(board)


def _page(board: Board, form: StaffForm, kind: str, name: str | None) -> ResponseReturnValue:
    remove = url_for(f"board_parts.remove_{kind}", slug=board.slug, name=name) if name else ""
    page = render_template(
        "ideas/manage/part.html", board=board, form=form, kind=kind, remove=remove
    )
    return page, form.status

"""Staff pages about idea boards: all of them, a new one, one with its state, publish and end it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.districts.queries import districts_of
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import offered
from beteiligung.ideas import actions, queries
from beteiligung.ideas.board_forms import BoardForm, NewBoardForm, PublishForm
from beteiligung.ideas.gaps import complete, gaps, missing_words
from beteiligung.ideas.life import Stage, standing
from beteiligung.ideas.listing import idea_count
from beteiligung.ideas.models import Board
from beteiligung.ideas.views import settings
from beteiligung.locales import BY_ID
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.required import require_duties
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("boards", __name__, url_prefix="/verwaltung/ideen")

READERS = (Role.MANAGER, Role.PILOT, Role.VIEWER)
# A stage in a word and the kind of its tag.
STAGES = {
    Stage.DRAFT: (N_("Draft"), ""),
    Stage.UPCOMING: (N_("Scheduled"), ""),
    Stage.OPEN: (N_("Running"), "act"),
    Stage.PAUSED: (N_("Paused"), "warn"),
    Stage.CLOSED: (N_("Ended"), "warn"),
    Stage.FINISHED: (N_("Finished"), "ok"),
}
Step = Callable[..., Any]


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """The boards of somebody's districts, newest first."""
    session, asker = db.session(), signed_in()
    found = queries.boards_of(session, asker, *READERS)
    return render_template(
        "ideas/manage/overview.html",
        rows=[
            (board, standing(board, moment()).stage, idea_count(session, board)) for board in found
        ],
        stages=STAGES,
        may_write=asker.has(Role.MANAGER),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """A new board, from a template or from the usual topics and statuses."""
    session, asker = db.session(), signed_in()
    mine = queries.boards_of(session, asker, Role.MANAGER)
    templates = {board.slug: board for board in mine if board.is_template}
    form = NewBoardForm(
        districts_of(session, asker.districts(Role.MANAGER)), list(templates.values())
    )
    if checked(form):
        try:
            board = actions.create_board(
                session,
                form.plan,
                districts=form.chosen(),
                template=templates.get(form.template.data),
                asker=asker,
                at=moment(),
            )
        except actions.DistrictMissing as refusal:
            form.refuse("districts", refusal)
        else:
            flash(_("The board is here as a draft."), "ok")
            return back_to(board)
    return render_template(
        "ideas/manage/new.html", form=form, photos=settings().photos
    ), form.status


@blueprint.get("/<slug>/")
@staff(*READERS)
def board(slug: str) -> str:
    """One board: where it is in its life, what is missing, what comes next."""
    return _page(board_here(slug, *READERS))


@blueprint.route("/<slug>/bearbeiten", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(slug: str) -> ResponseReturnValue:
    """The words of a board and how it works."""
    found = board_here(slug)
    form = BoardForm(found)
    if checked(form):
        actions.change_board(db.session(), found, form.plan, asker=signed_in(), at=moment())
        flash(_("Saved."), "ok")
        return back_to(found)
    page = render_template(
        "ideas/manage/edit.html", board=found, form=form, photos=settings().photos
    )
    return page, form.status


@blueprint.post("/<slug>/veroeffentlichen")
@staff(Role.MANAGER)
def publish(slug: str) -> ResponseReturnValue:
    """Show the board to residents, in the languages in which nothing is missing."""
    found = board_here(slug)
    form = _publish_form(found)
    if not checked(form):
        return _page(found, form), form.status
    try:
        require_duties(db.session(), settings())
        actions.publish_board(
            db.session(),
            found,
            locales=form.offered.data or (),
            asker=signed_in(),
            at=moment(),
        )
    except Refusal as refusal:
        form.refuse("offered", refusal)
        return _page(found, form), 422
    flash(_("The board is published."), "ok")
    return back_to(found)


@blueprint.post("/<slug>/pausieren")
@staff(Role.MANAGER)
def pause(slug: str) -> Response:
    """Take no ideas and no support for a while."""
    return _step(slug, actions.pause_board, _("The board is paused."))


@blueprint.post("/<slug>/fortsetzen")
@staff(Role.MANAGER)
def resume(slug: str) -> Response:
    """Take ideas and support again."""
    return _step(slug, actions.resume_board, _("The board runs again."))


@blueprint.post("/<slug>/beenden")
@staff(Role.MANAGER)
def close(slug: str) -> Response:
    """End it now: nothing is taken any more, replies follow."""
    return _step(slug, actions.close_board, _("The board has ended."))


@blueprint.post("/<slug>/kopieren")
@staff(Role.MANAGER)
def copy(slug: str) -> Response:
    """A draft with the same words, topics and statuses, without ideas."""
    return _made(slug, actions.clone_board, _("The copy is here as a draft."))


@blueprint.post("/<slug>/vorlage")
@staff(Role.MANAGER)
def template(slug: str) -> Response:
    """Keep the words, topics and statuses, to begin other boards with them."""
    return _made(slug, actions.keep_as_template, _("The template is kept."))


def board_here(slug: str, *roles: Role) -> Board:
    """The board, if whoever is signed in works with it; her districts' managers by default."""
    return queries.board_of(db.session(), slug, signed_in(), *(roles or (Role.MANAGER,)))


def back_to(board: Board) -> Response:
    """Back to the page of a board."""
    return redirect(url_for("boards.board", slug=board.slug), 303)


def _step(slug: str, step: Step, said: str) -> Response:
    check_token()
    found = board_here(slug)
    step(db.session(), found, asker=signed_in(), at=moment())
    flash(said, "ok")
    return back_to(found)


def _made(slug: str, make: Step, said: str) -> Response:
    check_token()
    made = make(db.session(), board_here(slug), asker=signed_in(), at=moment())
    flash(said, "ok")
    return back_to(made)


def _publish_form(board: Board) -> PublishForm:
    return PublishForm(complete(board, offered()))


def _page(board: Board, publishing: PublishForm | None = None) -> str:
    mine = signed_in().districts(Role.MANAGER)
    form = publishing or _publish_form(board)
    ready = [locale for locale, _name in form.offered.choices]
    return render_template(
        "ideas/manage/board.html",
        board=board,
        now=standing(board, moment()),
        stages=STAGES,
        ideas=idea_count(db.session(), board),
        gaps=gaps(board, ready),
        unfinished=[
            (BY_ID[locale], missing_words(board, locale))
            for locale in offered()
            if locale not in ready
        ],
        publishing=form,
        tongues=BY_ID,
        may_write=mine is None or any(district.id in mine for district in board.districts),
    )

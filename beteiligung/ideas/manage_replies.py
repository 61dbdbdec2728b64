"""Staff pages on which ideas are answered: one by one, many at once, and the board is finished."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.ideas import finishing, replying
from beteiligung.ideas.life import standing
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.manage_queue import tried
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.moderation_forms import BatchForm, FinishForm, ReplyForm, ticked_of
from beteiligung.ideas.queries import boards_of, idea_of
from beteiligung.ideas.records import IdeaReply
from beteiligung.ideas.replying import Said
from beteiligung.locales import BY_ID
from beteiligung.measures.showing import takings
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, signed_in
from beteiligung.web.staff_form import StaffForm, check_token, checked

blueprint = Blueprint("replies", __name__, url_prefix="/verwaltung/ideen/<slug>")

ON_A_PAGE = 50
SOON = 7  # days before the promised day
LACKS = {
    finishing.Open.LOOK: N_("Nobody has looked at it yet"),
    finishing.Open.STATUS: N_("No final status"),
    finishing.Open.REPLY: N_("No published reply"),
}


@blueprint.get("/antworten")
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """Which ideas lack what; a status, a reply, or their publication for many at once."""
    board = board_here(slug)
    return _page(board, BatchForm(board), FinishForm())


@blueprint.post("/antworten")
@staff(Role.MANAGER)
def batch(slug: str) -> ResponseReturnValue:
    """Give many ideas a status and a draft, or publish the replies of many, all or none."""
    board = board_here(slug)
    form = BatchForm(board)
    if not (checked(form) and form.ticked()):
        return _page(board, form, FinishForm())
    ideas = [each for each in _shown(board) if each.reference in set(form.idea.data)]
    done = _published if request.form.get("deed") == "publish" else _written
    if not done(board, ideas, form):
        return _page(board, form, FinishForm())
    return redirect(url_for("replies.overview", slug=board.slug), 303)


@blueprint.route("/idee/<reference>/antwort", methods=["GET", "POST"])
@staff(Role.MANAGER)
def reply(slug: str, reference: str) -> ResponseReturnValue:
    """The reply to one idea, in every language; a draft, or published."""
    board = board_here(slug)
    idea = _answerable(board, reference)
    known = _last(idea)
    form = ReplyForm(board, known)
    if checked(form) and tried(form, "office", lambda: _answer(board, idea, known, form)):
        flash(_("Saved."), "ok")
        return redirect(url_for("replies.overview", slug=slug), 303)
    page = render_template(
        "ideas/manage/reply.html", board=board, idea=idea, reply=known, form=form, tongues=BY_ID
    )
    return page, form.status


@blueprint.post("/idee/<reference>/antwort-verwerfen")
@staff(Role.MANAGER)
def drop(slug: str, reference: str) -> Response:
    """Throw a draft away."""
    check_token()
    board = board_here(slug)
    idea = _answerable(board, reference)
    known = _last(idea)
    if known is None or known.published_at is not None:
        raise NotFound
    replying.drop_draft(db.session(), signed_in(), idea, known, at=moment())
    return _back(board)


@blueprint.post("/abschliessen")
@staff(Role.MANAGER)
def finish(slug: str) -> ResponseReturnValue:
    """Finish a board whose every idea is answered; else only for a reason that all read."""
    board, form = board_here(slug), FinishForm()
    because = form.because.data or ""
    if checked(form) and tried(
        form,
        "because",
        lambda: finishing.finish_board(
            db.session(), signed_in(), board, because=because, at=moment()
        ),
    ):
        flash(_("The board is finished."), "ok")
        return redirect(url_for("boards.board", slug=slug), 303)
    return _page(board, BatchForm(board), form)


@blueprint.post("/wieder-oeffnen")
@staff(Role.MANAGER)
def reopen(slug: str) -> Response:
    """Take back that a board is finished."""
    check_token()
    board = board_here(slug)
    finishing.reopen_board(db.session(), signed_in(), board, at=moment())
    return _back(board)


def replies_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The boards of this person that have ended and owe replies, until they are finished."""
    boards = boards_of(session, asker, Role.MANAGER) if asker.has(Role.MANAGER) else []
    found = ((board, finishing.reply_by(board, at)) for board in boards)
    return [
        Due(said[0], url_for("replies.overview", slug=board.slug), said[1])
        for board, day in found
        if day is not None and (said := _line(session, board, day, at)) is not None
    ]


def _line(
    session: Session, board: Board, day: datetime, at: datetime
) -> tuple[str, Urgency] | None:
    name, number = phrase(board.named).text, len(finishing.lacking(session, board))
    if not number:
        line = _("“%(board)s”: every idea is answered. The board can be finished.", board=name)
        return line, Urgency.POSSIBLE
    if day <= at:
        weeks = 1 + (at - day).days // 7
        line = ngettext(
            "“%(board)s”: replies were promised for %(day)s and are late, in the %(num)s. week.",
            "“%(board)s”: replies were promised for %(day)s and are late, in the %(num)s. week.",
            weeks,
            board=name,
            day=i18n.day(day),
        )
        return line, Urgency.LATE
    if (day - at).days < SOON:
        line = _("“%(board)s”: replies are promised for %(day)s.", board=name, day=i18n.day(day))
        return line, Urgency.SOON
    return None


def _answer(board: Board, idea: Idea, known: IdeaReply | None, form: ReplyForm) -> None:
    session, asker, at = db.session(), signed_in(), moment()
    chosen = form.new_status.data or ""
    said = Said(texts=form.reply.data, office=form.office.data or "", status=chosen)
    if known is not None and known.published_at is not None:
        status = replying.status_of(board, chosen)
        if status is not None:
            replying.set_status(session, asker, [idea], status, at=at)
        replying.change_reply(session, asker, idea, known, said, at=at)
        return
    replying.draft_reply(session, asker, [idea], said, at=at)
    if request.form.get("deed") == "publish":
        replying.publish_replies(session, asker, [idea], at=at)


def _written(board: Board, ideas: list[Idea], form: BatchForm) -> bool:
    if not form.says():
        return False
    _write(board, ideas, form)
    flash(_("Saved."), "ok")
    return True


def _write(board: Board, ideas: list[Idea], form: BatchForm) -> None:
    session, asker, at = db.session(), signed_in(), moment()
    chosen = form.new_status.data or ""
    if form.answer.data:
        texts = {"de": form.answer.data}
        said = Said(texts=texts, office=form.office.data or "", status=chosen)
        replying.draft_reply(session, asker, ideas, said, at=at)
    elif (status := replying.status_of(board, chosen)) is not None:
        replying.set_status(session, asker, ideas, status, at=at)


def _published(board: Board, ideas: list[Idea], form: BatchForm) -> bool:
    session, asker, at = db.session(), signed_in(), moment()
    try:
        if form.answer.data or form.new_status.data:  # what is typed is what is published
            _write(board, ideas, form)
        n = replying.publish_replies(session, asker, ideas, at=at)
    except Refusal as refusal:
        form.refuse("idea", refusal)
        return False
    flash(ngettext("%(num)s reply is published.", "%(num)s replies are published.", n), "ok")
    return True


def _answerable(board: Board, reference: str) -> Idea:
    """An idea that is shown: what nobody sees needs no reply."""
    found = idea_of(db.session(), board, reference)
    if found.state != State.PUBLISHED.value:
        raise NotFound
    return found


def _last(idea: Idea) -> IdeaReply | None:
    return next(reversed(replying.replies_to(db.session(), [idea])), None)


def _shown(board: Board) -> list[Idea]:
    shown = select(Idea).where(Idea.board_id == board.id, Idea.state == State.PUBLISHED.value)
    return list(db.session().scalars(shown.where(Idea.kind == "real").order_by(Idea.id)))


def _page(board: Board, form: BatchForm, finish: FinishForm) -> ResponseReturnValue:
    session = db.session()
    lacking = {each.idea.id: each for each in finishing.lacking(session, board)}
    everything = [*_shown(board)]
    ideas = [each for each in everything if each.id in lacking] if _only_open() else everything
    pages = max(1, -(-len(ideas) // ON_A_PAGE))
    page = min(max(1, request.args.get("seite", 1, type=int)), pages)
    ideas = ideas[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    replies = {each.idea_id: each for each in replying.replies_to(session, ideas)}
    html = render_template(
        "ideas/manage/replies.html",
        board=board,
        now=standing(board, moment()),
        ideas=ideas,
        ticked=ticked_of(form, [each.reference for each in ideas]),
        replies=replies,
        taken=takings(session, [each.reference for each in ideas]),
        lacking=lacking,
        unseen=sum(each.lacks == (finishing.Open.LOOK,) for each in lacking.values()),
        lacks=LACKS,
        form=form,
        finish=finish,
        faults=form.faults or finish.faults,
        reply_by=finishing.reply_by(board, moment()),
        only_open=_only_open(),
        total=len(everything),
        page=page,
        pages=pages,
        tongues=BY_ID,
    )
    sent: StaffForm = form if form.errors else finish
    return html, sent.status


def _only_open() -> bool:
    return "alle" not in request.args


def _back(board: Board) -> Response:
    flash(_("Saved."), "ok")
    return redirect(url_for("replies.overview", slug=board.slug), 303)

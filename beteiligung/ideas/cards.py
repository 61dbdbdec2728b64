"""Idea boards as cards on the pages of others: where ideas are wanted, and what was said."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.i18n import gettext, ngettext
from beteiligung.ideas.life import Stage, Standing, Verb, standing
from beteiligung.ideas.listing import idea_count
from beteiligung.ideas.models import Board
from beteiligung.ideas.queries import boards_in
from beteiligung.text import N_
from beteiligung.web.seams import Panel


def panels(session: Session, district_id: int, at: datetime) -> list[Panel]:
    """The boards of a district: those that run, then those that wait for replies or have them."""
    found = [(board, standing(board, at)) for board in boards_in(session, district_id)]
    return [_panel(session, board, now) for board, now in found if now.is_public]


def _panel(session: Session, board: Board, now: Standing) -> Panel:
    return Panel(
        kind=N_("Ideas"),
        title=i18n.phrase(board.named),
        line=_line(session, board, now),
        href=url_for("ideas.board", slug=board.slug),
        stage="open" if now.stage in {Stage.OPEN, Stage.UPCOMING, Stage.PAUSED} else "heard",
    )


def _line(session: Session, board: Board, now: Standing) -> str:
    if now.stage is Stage.OPEN and now.allows(Verb.GIVE) and now.phase is not None:
        return gettext("open until %(day)s", day=i18n.day(now.phase.ends_at))
    if now.stage is Stage.UPCOMING and now.begins_at is not None:
        return gettext("begins on %(day)s", day=i18n.day(now.begins_at))
    number = idea_count(session, board)
    return ngettext("%(num)s idea", "%(num)s ideas", number)

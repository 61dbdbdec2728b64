"""Which ideas everybody may see: one rule, for pages, search, map, counts, files and feeds."""

from sqlalchemy import ColumnElement, and_, select

from beteiligung.ideas.models import Board, Idea, State


def is_visible() -> ColumnElement[bool]:
    """In SQL, for an `Idea`: whether everybody may see it.

    It was published, is meant, and stands on a board that residents may see. Nothing else that
    shows, counts or hands out ideas has a rule of its own.
    """
    shown = select(Board.id).where(Board.published_at.is_not(None), Board.is_template.is_(False))
    return and_(Idea.state == State.PUBLISHED.value, Idea.kind == "real", Idea.board_id.in_(shown))

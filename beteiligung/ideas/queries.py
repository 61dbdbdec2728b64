"""What is known about idea boards: which there are, who works with them, one idea by its number."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.errors import NotFound
from beteiligung.ideas.models import Board, Idea, board_district
from beteiligung.ideas.visibility import is_visible


def board_at(session: Session, slug: str) -> Board | None:
    """The board of this short name, whatever its state."""
    return session.scalar(select(Board).where(Board.slug == slug))


def board_of(session: Session, slug: str, asker: Asker, *roles: Role) -> Board:
    """The board, if this person works with it in one of her districts; else `NotFound`."""
    board = board_at(session, slug)
    allowed = asker.districts(*roles)
    if board is None or (
        allowed is not None and allowed.isdisjoint(district.id for district in board.districts)
    ):
        raise NotFound
    return board


def boards_of(session: Session, asker: Asker, *roles: Role) -> list[Board]:
    """The boards of the districts in which this person has a role (any), newest first."""
    allowed = asker.districts(*roles)
    wanted = select(Board).order_by(Board.created_at.desc(), Board.id.desc())
    if allowed is not None:
        mine = select(board_district.c.board_id).where(board_district.c.district_id.in_(allowed))
        wanted = wanted.where(Board.id.in_(mine))
    return list(session.scalars(wanted))


def boards_in(session: Session, district_id: int) -> list[Board]:
    """The boards of a district that residents see, the newest first."""
    there = select(board_district.c.board_id).where(board_district.c.district_id == district_id)
    wanted = select(Board).where(
        Board.id.in_(there),
        Board.published_at.is_not(None),
        Board.is_template.is_(False),
        Board.archived_at.is_(None),
    )
    return list(session.scalars(wanted.order_by(Board.published_at.desc(), Board.id.desc())))


def idea_at(session: Session, reference: str) -> Idea | None:
    """The idea of this public reference, whatever its state: for staff, and for its giver."""
    return session.scalar(select(Idea).where(Idea.reference == reference))


def idea_of(session: Session, board: Board, reference: str) -> Idea:
    """An idea of this board, whatever its state; `NotFound` if there is none."""
    wanted = select(Idea).where(Idea.board_id == board.id, Idea.reference == reference)
    found = session.scalar(wanted)
    if found is None:
        raise NotFound
    return found


def idea_called(session: Session, board: Board, typed: str) -> Idea | None:
    """An idea of a board by its number, whole or only the end: 17 for SO-2026-00017."""
    name = typed.strip().upper()
    wanted = select(Idea).where(Idea.board_id == board.id)
    if name.isdecimal():
        wanted = wanted.where(Idea.reference.endswith(f"-{int(name[:9]):05d}"))
    else:
        wanted = wanted.where(Idea.reference == name)
    return session.scalar(wanted.order_by(Idea.id.desc()).limit(1))


def visible_idea(session: Session, reference: str) -> Idea:
    """An idea that everybody may see; `NotFound` for every other."""
    found = session.scalar(select(Idea).where(Idea.reference == reference, is_visible()))
    if found is None:
        raise NotFound
    return found

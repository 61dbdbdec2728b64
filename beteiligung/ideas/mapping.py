"""Where the ideas on a board are: squares of 100 m, and the outlines of its districts."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.ideas.giving import on_the_grid
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.visibility import is_visible

MOST = 500  # ideas on one map: the newest
DECIMALS = 4  # of an outline's corners: ten metres

Spot = tuple[float, float]  # latitude, longitude


class Square(NamedTuple):
    """A square of 100 m, by its middle, with the ideas that belong there, the newest first."""

    middle: Spot
    ideas: list[Idea]


class Mapped(NamedTuple):
    """What a map shows of a board, and how many of its newest ideas name no place."""

    squares: list[Square]
    elsewhere: int


def ideas_on_the_map(session: Session, board: Board) -> Mapped:
    """The board's newest visible ideas by the squares they are about."""
    wanted = select(Idea).where(Idea.board_id == board.id, is_visible())
    squares: dict[Spot, list[Idea]] = {}
    elsewhere = 0
    for idea in session.scalars(wanted.order_by(Idea.id.desc()).limit(MOST)):
        spot = _spot(idea)
        if spot is None:
            elsewhere += 1
        else:
            squares.setdefault(spot, []).append(idea)
    return Mapped([Square(*each) for each in squares.items()], elsewhere)


def outlines(board: Board) -> list[dict[str, Any]]:
    """The outlines of a board's districts as GeoJSON geometries, no finer than a map shows them."""
    known = [district.area.outline for district in board.districts]
    return [
        {"type": each["type"], "coordinates": _coarse(each["coordinates"])}
        for each in known
        if each
    ]


def _spot(idea: Idea) -> Spot | None:
    """The middle of the square an idea is about: its own point's, else its named place's."""
    for there in (idea, idea.place):
        if there is not None and there.latitude is not None and there.longitude is not None:
            return on_the_grid(there.latitude, there.longitude)
    return None


def _coarse(part: Sequence[Any]) -> list[Any]:
    if part and isinstance(part[0], int | float):
        return [round(degrees, DECIMALS) for degrees in part[:2]]
    found: list[Any] = []
    for each in map(_coarse, part):
        if not found or each != found[-1]:
            found.append(each)
    return found

"""Where the ideas on a board are: squares of 100 m, and the outlines of its districts."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.districts.queries import places_of
from beteiligung.ideas.giving import EAST, NORTH, on_the_grid
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
        spot = spot_of(idea)
        if spot is None:
            elsewhere += 1
        else:
            squares.setdefault(spot, []).append(idea)
    return Mapped([Square(*each) for each in squares.items()], elsewhere)


def outlines(board: Board, day: date) -> list[dict[str, Any]]:
    """The outlines that a board's districts have on a day, as GeoJSON geometries.

    They are no finer than a map shows them.
    """
    known = [district.area.outline_on(day) for district in board.districts]
    return [
        {"type": each["type"], "coordinates": _coarse(each["coordinates"])}
        for each in known
        if each
    ]


def spots(session: Session, board: Board) -> list[Spot]:
    """Where the named places of a board's districts lie, as far as somebody has said."""
    places = (place for district in board.districts for place in places_of(session, district))
    return [
        (place.latitude, place.longitude)
        for place in places
        if place.latitude is not None and place.longitude is not None
    ]


def lies_in(board: Board, point: Spot, day: date) -> bool:
    """Whether a point lies on a day in a district of the board, as far as outlines are known.

    A square that only touches an outline counts as inside, for the point itself is not kept.
    """
    known = [district.area.outline_on(day) for district in board.districts]
    if not known or not all(known):
        return True
    north, east = on_the_grid(*point)
    corners = [
        (north + up * NORTH / 2, east + aside * EAST / 2)
        for up, aside in ((0, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))
    ]
    rings = [ring for outline in known if outline for ring in _rings(outline["coordinates"])]
    return any(_crossings(rings, corner) % 2 for corner in corners)


def _rings(part: Sequence[Any]) -> list[Sequence[Any]]:
    if part and isinstance(part[0][0], int | float):
        return [part]
    return [ring for each in part for ring in _rings(each)]


def _crossings(rings: list[Sequence[Any]], spot: Spot) -> int:
    """How often a line from a spot to the east meets an outline: an odd number from inside."""
    north, east = spot
    met = 0
    for ring in rings:
        for (x1, y1, *_), (x2, y2, *_) in pairwise(ring):
            if (y1 > north) != (y2 > north):
                met += east < x1 + (north - y1) / (y2 - y1) * (x2 - x1)
    return met


def spot_of(idea: Idea) -> Spot | None:
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

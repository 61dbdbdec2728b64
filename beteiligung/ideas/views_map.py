"""Residents’ map of the ideas on a board, if the operators have switched it on."""

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from beteiligung.access import public
from beteiligung.config import OUTLINE
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.ideas.allowed import with_map
from beteiligung.ideas.mapping import ideas_on_the_map, outlines
from beteiligung.ideas.showing import shown
from beteiligung.ideas.views import last_day, public_board, settings

blueprint = Blueprint("idea_map", __name__)


@blueprint.get("/<lang:lang>/ideen/<slug>/karte")
@public
def board_map(slug: str) -> Response:
    """The ideas of a board on a map, and below it the same ideas as a list of squares."""
    tiles = settings().map_tiles
    if not tiles:
        raise NotFound
    board, now = public_board(slug)
    mapped = ideas_on_the_map(session(), board)
    html = render_template(
        "ideas/map.html",
        board=board,
        about=tuple(district.id for district in board.districts),
        squares=[
            (square.middle, [shown(idea, now) for idea in square.ideas])
            for square in mapped.squares
        ],
        elsewhere=mapped.elsewhere,
        outlines=outlines(board, last_day(now)),
        tiles="" if tiles == OUTLINE else tiles,
        credit=settings().map_credit,
    )
    return Response(html, 200, {"Content-Security-Policy": with_map(tiles)}, mimetype="text/html")

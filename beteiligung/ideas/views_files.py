"""The ideas of a board to take along: tables, a map layer, a feed, and what other portals read."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from flask import Blueprint, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.ideas import export_xlsx, exporting, feeds, portals
from beteiligung.ideas.exporting import Beside
from beteiligung.ideas.life import Standing, standing
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.views import public_board, settings
from beteiligung.locales import SOURCE
from beteiligung.web import spreadsheets
from beteiligung.web.hosts import outside
from beteiligung.web.moment import moment

blueprint = Blueprint("idea_files", __name__, url_prefix="/daten")

A_MINUTE = 60  # files for one network: each is made anew
CSV, XLSX = (
    "text/csv; charset=utf-8",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
)
JSON, GEOJSON = "application/json; charset=utf-8", "application/geo+json; charset=utf-8"
RSS = "application/rss+xml; charset=utf-8"


class Asked(NamedTuple):
    """The board that somebody wants a file of, and what everybody sees on it."""

    board: Board
    now: Standing
    ideas: list[Idea]
    more: Beside


@blueprint.get("/ideen/<slug>.csv")
@public
def table(slug: str) -> Response:
    """Every idea as a row; ``?excel`` as Excel likes it here."""
    asked = _asked(slug)
    rows = exporting.rows(asked.ideas, asked.more, asked.now)
    return _csv(rows, f"{slug}.csv")


@blueprint.get("/ideen/<slug>/columns.csv")
@public
def columns(slug: str) -> Response:
    """What the columns mean."""
    public_board(slug)
    return _csv(exporting.dictionary(), f"{slug}-columns.csv")


@blueprint.get("/ideen/<slug>.xlsx")
@public
def workbook(slug: str) -> Response:
    """Every idea as a row of an Excel workbook."""
    asked = _asked(slug)
    rows = exporting.rows(asked.ideas, asked.more, asked.now)
    return _file(export_xlsx.workbook(rows, exporting.dictionary()), XLSX, f"{slug}.xlsx")


@blueprint.get("/ideen/<slug>.geojson")
@public
def layer(slug: str) -> Response:
    """Every idea as a feature of a map; those without a point have no geometry."""
    asked = _asked(slug)
    found = [portals.feature(each, asked.more, asked.now, _link(each)) for each in asked.ideas]
    return _json(portals.collection(found), GEOJSON)


@blueprint.get("/ideen/<slug>.rss")
@public
def feed(slug: str) -> Response:
    """The newest ideas and their replies, for readers of news."""
    asked = _asked(slug, newest=feeds.NEWEST)
    here = outside("ideas.board", lang=SOURCE, slug=slug)
    made = feeds.feed(asked.board, asked.ideas, asked.more, now=asked.now, link=here, address=_link)
    return _file(made, RSS)


@blueprint.get("/pds/projects")
@public
def projects() -> Response:
    """All boards, as DIPAS navigators read projects."""
    _counted()
    boards = select(Board).where(Board.published_at.is_not(None), Board.archived_at.is_(None))
    known = [(board, standing(board, moment())) for board in session().scalars(boards)]
    found = [_project(board, now) for board, now in known if now.is_public]
    return _json(portals.collection(found), GEOJSON)


@blueprint.get("/pds/projects/<slug>")
@public
def project(slug: str) -> Response:
    """One board, as DIPAS navigators read a project."""
    _counted()
    return _json(_project(*public_board(slug)), GEOJSON)


@blueprint.get("/pds/projects/<slug>/contributions")
@public
def contributions(slug: str) -> Response:
    """The ideas of a board, as DIPAS navigators read contributions."""
    asked = _asked(slug)
    found = [portals.contribution(each, asked.more, asked.now, _link(each)) for each in asked.ideas]
    return _json(portals.collection(found), GEOJSON)


@blueprint.get("/pds/projects/<slug>/contributions/<reference>")
@public
def contribution(slug: str, reference: str) -> Response:
    """One idea, as DIPAS navigators read a contribution."""
    asked, idea = _one(slug, reference)
    return _json(portals.contribution(idea, asked.more, asked.now, _link(idea)), GEOJSON)


@blueprint.get("/pds/projects/<slug>/contributions/<reference>/comments")
@public
def comments(slug: str, reference: str) -> Response:
    """The reply to an idea, where DIPAS navigators look for comments."""
    asked, idea = _one(slug, reference)
    return _json(portals.collection(portals.comment(idea, asked.more)), GEOJSON)


def _asked(slug: str, newest: int | None = None) -> Asked:
    _counted()
    board, now = public_board(slug)
    ideas = exporting.visible_ideas(session(), board, newest=newest)
    return Asked(board, now, ideas, exporting.beside(session(), board))


def _one(slug: str, reference: str) -> tuple[Asked, Idea]:
    asked = _asked(slug)
    idea = next((each for each in asked.ideas if each.reference == reference), None)
    if idea is None:
        raise NotFound
    return asked, idea


def _counted() -> None:
    gate().take("idea files", request.remote_addr or "", A_MINUTE)


def _project(board: Board, now: Standing) -> portals.Feature:
    link = outside("ideas.board", lang=SOURCE, slug=board.slug)
    return portals.project(board, now, settings().name, link)


def _link(idea: Idea) -> str:
    return outside("ideas.idea", lang=SOURCE, reference=idea.reference)


def _csv(rows: Iterable[list[spreadsheets.Cell]], name: str) -> Response:
    excel = "excel" in request.args
    return _file(b"".join(spreadsheets.pieces([rows], excel=excel)), CSV, name)


def _json(document: Mapping[str, Any], kind: str = JSON) -> Response:
    return _file(json.dumps(document, ensure_ascii=False).encode(), kind)


def _file(content: bytes, kind: str, name: str = "") -> Response:
    response = Response(content, 200, {"Cache-Control": "no-cache"}, content_type=kind)
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

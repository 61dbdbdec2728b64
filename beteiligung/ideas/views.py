"""Residents' pages of idea boards: the ideas of a board, one idea, its photo, its support."""

import io
import secrets
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.clock import local_date
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.districts.queries import places_of
from beteiligung.errors import Malformed, NotFound
from beteiligung.i18n import gettext
from beteiligung.ideas import grouping, queries, supporting
from beteiligung.ideas.fate import holding, holdings
from beteiligung.ideas.following import history
from beteiligung.ideas.life import Standing, standing
from beteiligung.ideas.listing import (
    LARGEST_SEED,
    Found,
    Wish,
    counted_for,
    ideas_on,
    related,
    replied_among,
)
from beteiligung.ideas.models import Board, Idea, Order, State
from beteiligung.ideas.recordings import spoken
from beteiligung.ideas.showing import Shown, shown, with_links
from beteiligung.locales import BY_ID, TABLE
from beteiligung.media.models import Sort
from beteiligung.media.queries import medium_of
from beteiligung.text import N_
from beteiligung.web.headers import POLICY
from beteiligung.web.moment import moment

blueprint = Blueprint("ideas", __name__)

LONGEST_CODE = 16
HIDDEN = N_(
    "Under this number there is nothing to read: not yet, or not any more. If the idea is yours,"
    " your secret code shows you how it stands."
)
SUPPORTS_A_MINUTE = 60  # of one network: a school class may do it at once
# In addresses: words of German, like everywhere.
ORDERS = {"neu": Order.NEWEST, "beliebt": Order.SUPPORTED, "gemischt": Order.RANDOM}


@blueprint.get("/<lang:lang>/ideen/<slug>")
@public
def board(slug: str) -> str | Response:
    """A board: what it asks, and what people have said so far.

    A mixed order gets its number into the address at once, so that it stays for a whole visit.
    """
    found, now = public_board(slug)
    wish = _wish(found, now)
    if wish.seed != request.args.get("z", 0, type=int):
        return redirect(_page_at(found, wish, "gemischt", wish.page))
    ideas = ideas_on(session(), found, wish)
    orders = [name for name in ORDERS if now.shows_counts or ORDERS[name] is not Order.SUPPORTED]
    return render_template(
        "ideas/board.html",
        board=found,
        now=now,
        about=tuple(district.id for district in found.districts),
        found=ideas,
        ideas=_listed(ideas, now),
        wish=wish,
        orders=orders,
        order=next(name for name, order in ORDERS.items() if order is wish.order),
        places=places_on(found),
        tongues=TABLE,
        is_filtered=wish.is_filtered,
        came_by=came_by(),
        token=supporting.fresh_token(),
        has_map=bool(settings().map_tiles),
        spoken=spoken(found, i18n.current().id, topics=False),
        page_at=_page_at,
        asked_for=_asked_for(found, wish),
        mixed={"folge": "gemischt", "z": wish.seed} if wish.order is Order.RANDOM else {},
    )


def _listed(found: Found, now: Standing) -> list[Shown]:
    """What the page says of each idea in a list."""
    held = holdings(session(), found.ideas)
    return [
        shown(
            each,
            now,
            counted=found.counted,
            has_reply=each.id in found.replied,
            holding=held[each.reference],
        )
        for each in found.ideas
    ]


@blueprint.get("/<lang:lang>/idee/<reference>")
@public
def idea(reference: str) -> str | Response:
    """One idea: its words, what was answered, what is like it.

    Where there is none that everybody sees, whoever gave it learns where she sees it.
    """
    try:
        found = queries.visible_idea(session(), reference)
    except NotFound:
        return Response(_nothing_here(), NotFound.status, mimetype="text/html")
    return _idea_page(found)


@blueprint.post("/<lang:lang>/idee/<reference>")
@public
def support(reference: str) -> str:
    """Support an idea, or take that back; the same page says how it stands."""
    gate().take("support", request.remote_addr or "", SUPPORTS_A_MINUTE)
    found = queries.visible_idea(session(), reference)
    token, wish = supporting.proper_token(request.form.get("token", "")), request.form.get("wish")
    if token is None or wish not in {"support", "back"}:
        raise Malformed(N_("The form was not complete. Please open the page of the board again."))
    if wish == "back":
        supporting.take_support_back(session(), found, token, at=moment())
    else:
        supporting.support_idea(session(), found, token, at=moment())
    return _idea_page(found, token=token)


@blueprint.get("/<lang:lang>/idee/<reference>/foto")
@public
def photo(reference: str) -> Response:
    """The photo of an idea, once somebody has looked at it."""
    found = queries.visible_idea(session(), reference)
    medium = medium_of(session(), found.photo, Sort.PHOTO) if found.photo_shown_at else None
    if medium is None:
        raise NotFound
    headers = {
        "Cache-Control": "no-cache",  # it can be taken down
        "Content-Security-Policy": f"{POLICY}; sandbox",
        "Content-Disposition": "inline",
    }
    answer = Response(io.BytesIO(medium.content), 200, headers, mimetype=medium.mime)
    answer.content_length = medium.size
    return answer


def public_board(slug: str) -> tuple[Board, Standing]:
    """A board that residents see, and where it is in its life; `NotFound` for every other."""
    found = queries.board_at(session(), slug)
    if found is None:
        raise NotFound
    now = standing(found, moment())
    if not now.is_public:
        raise NotFound
    return found, now


def places_on(board: Board) -> list[tuple[str, str]]:
    """The named places of a board's districts: short name, name."""
    places = [place for district in board.districts for place in places_of(session(), district)]
    return [(place.slug, place.name) for place in places]


def came_by() -> str:
    """The printed code by which somebody came, if the address says so."""
    code = request.args.get("c", "").strip().upper()[:LONGEST_CODE]
    return code if code.isascii() and code.isalnum() else ""


def settings() -> Settings:
    """The settings of the running installation."""
    return cast("Settings", current_app.extensions["settings"])


def last_day(now: Standing) -> date:
    """The day whose outlines a board's districts have: today, or its last one once it is over."""
    at = moment() if now.ended_at is None else now.ended_at - timedelta.resolution
    return local_date(at, settings().timezone)


def mixed() -> dict[str, Any]:
    """What keeps a mixed order the same from page to page, in addresses and nowhere else."""
    order, seed = request.args.get("folge", ""), request.args.get("z", 0, type=int)
    return {"folge": order, "z": seed} if order in ORDERS and 0 < seed < LARGEST_SEED else {}


def _nothing_here() -> str:
    """The same for a number that waits, was withdrawn, or never was: it gives nothing away."""
    return render_template(
        "errors/page.html",
        status=NotFound.status,
        heading=gettext("We cannot find this page"),
        sentence=gettext(HIDDEN),
        step_label=gettext("I have a secret code for my idea"),
        step_href=url_for("receipts.door"),
    )


def _idea_page(found: Idea, token: str = "") -> str:
    now = standing(found.board, moment())
    others = related(session(), found)
    lead, members = grouping.lead_of(session(), found), grouping.members(session(), found)
    mine = bool(token) and supporting.supports(session(), found, token)
    return render_template(
        "ideas/idea.html",
        board=found.board,
        now=now,
        about=tuple(district.id for district in found.board.districts),
        shown=shown(
            found,
            now,
            counted=counted_for(session(), [found.id]),
            has_reply=bool(replied_among(session(), [found.id])),
            holding=holding(session(), found),
        ),
        today=local_date(moment(), settings().timezone),
        history=history(session(), found),
        others=[shown(other, now) for other in others],
        with_links=with_links,
        lead=shown(lead, now) if lead and lead.state == State.PUBLISHED.value else None,
        members=[shown(other, now) for other in members],
        devices=grouping.group_support(session(), [found, *members]) if now.shows_counts else None,
        token=token or supporting.fresh_token(),
        is_mine=mine,
        was_sent=bool(token),
        mixed=mixed(),
    )


def _wish(board: Board, now: Standing) -> Wish:
    default = Order.RANDOM if not now.shows_counts else Order(board.order)
    order = ORDERS.get(request.args.get("folge", ""), default)
    if order is Order.SUPPORTED and not now.shows_counts:
        order = Order.RANDOM
    wanted = request.args
    return Wish(
        words=wanted.get("q", "")[:200].strip(),
        category=wanted.get("thema", ""),
        place=wanted.get("ort", ""),
        status=wanted.get("stand", ""),
        languages=[name for name in wanted.getlist("sprache") if name in BY_ID],
        order=order,
        seed=_seed() if order is Order.RANDOM else request.args.get("z", 0, type=int),
        page=min(wanted.get("seite", 1, type=int), LARGEST_SEED),
    )


def _asked_for(board: Board, wish: Wish) -> list[str]:
    """What somebody is looking for, in words: it stands above what was found."""
    topics = {each.code: i18n.phrase(each.named).text for each in board.categories}
    places = dict(places_on(board)) if wish.place else {}
    stands = {each.code: i18n.phrase(each.named).text for each in board.statuses}
    chosen = [topics.get(wish.category), places.get(wish.place), stands.get(wish.status)]
    words = [wish.words, *chosen, *(BY_ID[each].name for each in wish.languages)]
    return [each for each in words if each]


def _seed() -> int:
    """The number that an order was mixed by: kept in the address for as long as a visit lasts."""
    given = request.args.get("z", 0, type=int)
    return given if 0 < given < LARGEST_SEED else 1 + secrets.randbelow(LARGEST_SEED - 1)


def _page_at(board: Board, wish: Wish, order: str, page: int) -> str:
    """The address of another page of the same list."""
    asked: Mapping[str, Any] = {
        "q": wish.words or None,
        "thema": wish.category or None,
        "ort": wish.place or None,
        "stand": wish.status or None,
        "sprache": list(wish.languages) or None,
        "folge": order,
        "z": wish.seed or None,
        "seite": page if page > 1 else None,
        "c": came_by() or None,
    }
    return url_for("ideas.board", slug=board.slug, lang=i18n.current().id, **asked)

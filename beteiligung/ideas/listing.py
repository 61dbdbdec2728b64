"""A board's ideas page by page: filtered, searched, in an order that stays the same in a visit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session, lazyload

from beteiligung.districts.models import Place
from beteiligung.ideas.models import (
    Board,
    Category,
    Channel,
    CountedSupport,
    Idea,
    Order,
    Status,
    WorkingTranslation,
)
from beteiligung.ideas.records import IdeaReply
from beteiligung.ideas.visibility import is_visible
from beteiligung.ideas.wording import terms
from beteiligung.locales import BY_ID, TABLE

PER_PAGE = 20
LARGEST_SEED = 10**9
PRIME = 1_000_000_007  # its square is a whole number for both databases
STRIDE = 618_033_989
RELATED = 3
NUMBER = re.compile(r"(?:[^\W\d_]+-\d{4}-)?\d{5}")  # SO-2026-00017, or 00017

Number = TypeVar("Number", int, ColumnElement[int])


class Wish(NamedTuple):
    """Which ideas somebody wants to see, and in which order."""

    words: str = ""
    category: str = ""  # code
    place: str = ""  # slug
    status: str = ""  # code
    languages: Sequence[str] = ()  # that this person reads; none: all
    order: Order = Order.NEWEST
    seed: int = 0  # of a random order
    page: int = 1

    @property
    def is_filtered(self) -> bool:
        """Whether anything but the order is asked for."""
        return bool(self.words or self.category or self.place or self.status or self.languages)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of ideas."""

    ideas: list[Idea]
    total: int
    page: int
    pages: int
    replied: frozenset[int] = field(default_factory=frozenset)  # ids with a published reply
    counted: dict[int, "Counted"] = field(default_factory=dict)  # what staff counted, by id


class Counted(NamedTuple):
    """Supports that staff counted, by the way they did; never added to those of devices."""

    stall: int = 0
    team: int = 0


def ideas_on(session: Session, board: Board, wish: Wish) -> Found:
    """The page of a board's visible ideas that somebody wishes; the last one where it is beyond."""
    # A filter looks at every idea of the board: once, for the number and for the page. Without
    # one the number costs little, and only the page is fetched.
    wanted = select(Idea.id).where(_wanted(board, wish)).order_by(*_order(wish))
    all_ = list(session.connection().scalars(wanted)) if wish.is_filtered else None
    total = idea_count(session, board) if all_ is None else len(all_)
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wish.page), pages)
    skip = (page - 1) * PER_PAGE
    if all_ is None:
        ids = list(session.scalars(wanted.offset(skip).limit(PER_PAGE)))
    else:
        ids = all_[skip : skip + PER_PAGE]
    return _found(session, ids, total, page, pages)


def idea_count(session: Session, board: Board) -> int:
    """How many ideas everybody may see on a board."""
    mine = and_(Idea.board_id == board.id, is_visible())
    return session.scalar(select(func.count()).select_from(Idea).where(mine)) or 0


def related(session: Session, idea: Idea) -> list[Idea]:
    """Other visible ideas of the board about the same thing: first of the same place."""
    alike = [Idea.category_id == idea.category_id] if idea.category_id else []
    near = Idea.place_id == idea.place_id if idea.place_id else None
    if near is not None:
        alike.append(near)
    if not alike:
        return []
    wanted = select(Idea).where(
        Idea.board_id == idea.board_id, Idea.id != idea.id, is_visible(), or_(*alike)
    )
    if near is not None:
        wanted = wanted.order_by(near.desc())
    return list(session.scalars(wanted.order_by(Idea.id.desc()).limit(RELATED)))


def counted_for(session: Session, ids: Sequence[int]) -> dict[int, Counted]:
    """The supports that staff counted for these ideas, by id; those without any are left out."""
    at_stalls = func.sum(case((CountedSupport.channel == Channel.STALL.value, CountedSupport.n)))
    rows = session.execute(
        select(CountedSupport.idea_id, at_stalls, func.sum(CountedSupport.n))
        .where(CountedSupport.idea_id.in_(ids), CountedSupport.n > 0)
        .group_by(CountedSupport.idea_id)
    )
    return {row[0]: Counted(int(row[1] or 0), int(row[2]) - int(row[1] or 0)) for row in rows}


def replied_among(session: Session, ids: Sequence[int]) -> frozenset[int]:
    """Which of these ideas have a published reply."""
    published = IdeaReply.published_at.is_not(None)
    return frozenset(
        session.scalars(select(IdeaReply.idea_id).where(IdeaReply.idea_id.in_(ids), published))
    )


def place_in(seed: int, number: Number) -> Number:
    """Where an idea stands in the order that a seed makes: of a number, or of a column in SQL.

    It depends on nothing but the idea's number and the seed, so that a new idea moves no other.
    """
    start = seed * STRIDE % PRIME
    square = (number + start) * (number + start) % PRIME
    return square * (square + start) % PRIME


def _wanted(board: Board, wish: Wish) -> ColumnElement[bool]:
    conditions = [Idea.board_id == board.id, is_visible()]
    conditions += map(_says, terms(wish.words))
    if wish.category:
        of_board = select(Category.id).where(Category.board_id == board.id)
        conditions.append(Idea.category_id.in_(of_board.where(Category.code == wish.category)))
    if wish.status:
        of_board = select(Status.id).where(Status.board_id == board.id)
        conditions.append(Idea.status_id.in_(of_board.where(Status.code == wish.status)))
    if wish.place:
        here = [district.id for district in board.districts]
        places = select(Place.id).where(Place.slug == wish.place, Place.district_id.in_(here))
        conditions.append(Idea.place_id.in_(places))
    if wish.languages:
        conditions.append(_readable(wish.languages))
    return and_(*conditions)


def _says(term: str) -> ColumnElement[bool]:
    """With this word in it; or of this number, whole or only its end."""
    found = Idea.folded.contains(term, autoescape=True)
    if not NUMBER.fullmatch(term):
        return found
    return or_(found, Idea.reference.endswith(term.upper(), autoescape=True))


def _readable(wanted: Sequence[str]) -> ColumnElement[bool]:
    """Written in one of these languages, or translated into one; who reads German reads it easy."""
    spoken = {BY_ID[each].html_lang for each in wanted}
    languages = [each.id for each in TABLE if each.html_lang in spoken]
    translated = select(WorkingTranslation.idea_id).where(
        WorkingTranslation.language.in_(languages)
    )
    return or_(Idea.language.in_(languages), Idea.id.in_(translated))


def _order(wish: Wish) -> list[ColumnElement[int]]:
    newest: ColumnElement[int] = Idea.id.desc()
    if wish.order is Order.RANDOM:
        return [place_in(wish.seed, cast(Idea.id, BigInteger)), newest]
    return [Idea.supporters.desc(), newest] if wish.order is Order.SUPPORTED else [newest]


def _found(session: Session, ids: list[int], total: int, page: int, pages: int) -> Found:
    rows = select(Idea).where(Idea.id.in_(ids)).options(lazyload(Idea.place, Place.district))
    by_id = {idea.id: idea for idea in session.scalars(rows)}
    return Found(
        [by_id[number] for number in ids],
        total,
        page,
        pages,
        replied_among(session, ids),
        counted_for(session, ids),
    )

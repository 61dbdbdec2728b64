"""What people gave as ideas in a district: how much to each category, and the most supported."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, lazyload

from beteiligung.districts.models import lies_in
from beteiligung.ideas.life import standing
from beteiligung.ideas.models import Board, Category, Idea, board_district
from beteiligung.ideas.offering import offered
from beteiligung.ideas.visibility import is_visible
from beteiligung.themes.sorting import Subject, of_category
from beteiligung.web.seams import ShownIdea


class Heap(NamedTuple):
    """The ideas of one category."""

    subject: Subject
    category_id: int
    ideas: int
    supporters: int  # devices


class Given(NamedTuple):
    """An idea of a category that everybody can read."""

    idea: ShownIdea
    category_id: int


def heaps(session: Session, district_id: int, area_id: int | None) -> list[Heap]:
    """How many ideas each category of a district's boards has, those without any left out."""
    counted = (
        select(Idea.category_id, func.count(), func.sum(Idea.supporters))
        .where(_here(district_id, area_id), Idea.category_id.is_not(None))
        .group_by(Idea.category_id)
    )
    numbers = {row[0]: (int(row[1]), int(row[2] or 0)) for row in session.execute(counted)}
    wanted = select(Category, Board).join(Board, Board.id == Category.board_id)
    wanted = wanted.where(Category.id.in_(numbers)).order_by(Board.id.desc(), Category.position)
    rows = session.execute(wanted.options(lazyload("*")))
    return [Heap(_subject(one, board), one.id, *numbers[one.id]) for one, board in rows]


def most_supported(
    session: Session, district_id: int, area_id: int | None, *, at: datetime, most: int
) -> list[Given]:
    """The ideas of each category that most devices support, at most so many of each."""
    place = func.row_number().over(
        partition_by=Idea.category_id, order_by=(Idea.supporters.desc(), Idea.id.desc())
    )
    ranked = select(Idea.id, place.label("place")).where(_here(district_id, area_id)).subquery()
    wanted = select(Idea).where(Idea.id.in_(select(ranked.c.id).where(ranked.c.place <= most)))
    wanted = wanted.options(lazyload(Idea.place))
    found = session.scalars(wanted.order_by(Idea.supporters.desc(), Idea.id.desc()))
    return list(_shown(list(found), at))


def of_references(
    session: Session, references: list[str], district_id: int, at: datetime
) -> list[Given]:
    """Those of these ideas that stand on a board of the district and that everybody can read."""
    wanted = select(Idea).where(Idea.reference.in_(references), _here(district_id, None))
    return list(_shown(list(session.scalars(wanted.order_by(Idea.id))), at))


def _here(district_id: int, area_id: int | None) -> ColumnElement[bool]:
    boards = select(board_district.c.board_id).where(board_district.c.district_id == district_id)
    here = and_(is_visible(), Idea.board_id.in_(boards))
    if area_id is None:
        return here
    places = select(lies_in.c.place_id).where(lies_in.c.area_id == area_id)
    return and_(here, Idea.place_id.in_(places))


def _shown(ideas: list[Idea], at: datetime) -> Iterator[Given]:
    boards: Mapping[int, Board] = {idea.board_id: idea.board for idea in ideas}
    now = {number: standing(board, at) for number, board in boards.items()}
    for idea in ideas:
        yield Given(offered(idea, now[idea.board_id]), idea.category_id or 0)


def _subject(category: Category, board: Board) -> Subject:
    return of_category(board.slug, category.code, category.named, category.topic, board.named)

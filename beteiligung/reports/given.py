"""The ideas of a board in a period: how many, about what, what holds of each, which stand out."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.i18n import phrase
from beteiligung.ideas.fate import FATES, Fate, Holding, fate_of_status, holdings, spoken_of
from beteiligung.ideas.life import standing
from beteiligung.ideas.listing import counted_for
from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.showing import Shown, shown
from beteiligung.ideas.visibility import is_visible
from beteiligung.locales import BY_ID
from beteiligung.reports.blocks import Cell, Period, Said

MOST_SUPPORTED = 10


class Supported(NamedTuple):
    """One of the most supported ideas, in words of the report."""

    reference: str
    words: Cell  # in German where somebody has translated them
    topic: str
    support: str  # devices, and whom the team counted
    became: str


class Given(NamedTuple):
    """The ideas of a board in the period."""

    board: Board
    total: int
    topics: list[tuple[str, int]]
    fates: list[tuple[str, int]]
    supported: list[Supported]


class _Came(NamedTuple):
    """An idea that came in the period."""

    id: int
    topic: int | None
    status: int | None


def boards_of(
    session: Session, district: District, period: Period, at: datetime, timezone: str
) -> list[Given]:
    """Every public board of a district, with what came in the period."""
    wanted = select(Board).where(
        Board.districts.any(District.id == district.id),
        Board.published_at.is_not(None),
        Board.is_template.is_(False),
    )
    boards = session.scalars(wanted.order_by(Board.published_at, Board.id))
    return [_given(session, board, period, at, timezone) for board in boards]


def _given(session: Session, board: Board, period: Period, at: datetime, timezone: str) -> Given:
    rows = session.execute(
        select(Idea.id, Idea.published_at, Idea.category_id, Idea.status_id).where(
            Idea.board_id == board.id, is_visible(), Idea.published_at.is_not(None)
        )
    ).all()
    inside = [
        _Came(number, topic, status)
        for number, day, topic, status in rows
        if day is not None and period.holds(local_date(day, timezone))
    ]
    return Given(
        board,
        len(inside),
        _topics(board, inside),
        _fates(session, board, inside),
        _supported(session, board, {row.id for row in inside}, at),
    )


def _topics(board: Board, rows: Sequence[_Came]) -> list[tuple[str, int]]:
    """How many ideas are about what; those without a topic too, so that the sum is right."""
    counts = Counter(row.topic for row in rows)
    named = [(phrase(each.named).text, counts[each.id]) for each in board.categories]
    return [(name, count) for name, count in [*named, ("ohne Thema", counts[None])] if count]


def _fates(session: Session, board: Board, rows: Sequence[_Came]) -> list[tuple[str, int]]:
    """What holds of how many, as their own pages say it."""
    of_status = {status.id: fate_of_status(status) for status in board.statuses}
    fates = {row.id: of_status.get(row.status or 0, Fate.OPEN) for row in rows}
    for idea, held in spoken_of(session, Idea.id.in_(list(fates))):
        fates[idea.id] = held.fate
    counts = Counter(fates.values())
    return [(i18n.gettext(FATES[fate]), counts[fate]) for fate in Fate if counts[fate]]


def _supported(session: Session, board: Board, ids: set[int], at: datetime) -> list[Supported]:
    now = standing(board, at)
    if not now.shows_counts:
        return []
    wanted = (
        select(Idea)
        .where(Idea.board_id == board.id, is_visible(), Idea.supporters > 0)
        .order_by(Idea.supporters.desc(), Idea.id)
    )
    found = [idea for idea in session.scalars(wanted) if idea.id in ids][:MOST_SUPPORTED]
    counted, held = counted_for(session, [idea.id for idea in found]), holdings(session, found)
    return [
        _told(shown(idea, now, counted=counted, holding=held[idea.reference])) for idea in found
    ]


def _told(seen: Shown) -> Supported:
    idea = seen.idea
    return Supported(
        idea.reference,
        words_of(seen),
        phrase(idea.category.named).text if idea.category else "–",
        _support(seen),
        _became(seen.holding, idea),
    )


def words_of(seen: Shown) -> Cell:
    """The words of an idea in German, if somebody has translated them; else in their own."""
    if seen.translation is not None:
        return seen.translation.text
    entry = BY_ID[seen.idea.language]
    return Said(seen.title, entry.html_lang, entry.direction == "rtl")


def _support(seen: Shown) -> str:
    parts = [i18n.number(seen.supporters or 0)]
    if seen.counted and seen.counted.stall:
        parts.append(f"am Stand {i18n.number(seen.counted.stall)}")
    if seen.counted and seen.counted.team:
        parts.append(f"in Gesprächen {i18n.number(seen.counted.team)}")
    return ", ".join(parts)


def _became(held: Holding, idea: Idea) -> str:
    """What holds, with the measures that say so."""
    if held.by_status and idea.status is not None and not held.taken:
        return phrase(idea.status.named).text
    names = [each.measure.reference for each in held.taken if each.says.value == held.fate.value]
    return " ".join([*names, i18n.gettext(FATES[held.fate])])

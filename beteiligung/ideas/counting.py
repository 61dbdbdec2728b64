"""Supports that staff counted at a stall or in talks: added once, corrected, taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from beteiligung import audit, clock
from beteiligung.access import Asker
from beteiligung.db import insert_into
from beteiligung.errors import NotFound, Refusal
from beteiligung.ideas import queries
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.models import Board, CountedSupport, Idea, State
from beteiligung.text import N_

MOST = 500  # at once; more is a slip of the finger
NEWEST = 20  # entries that can be corrected on the page


class NothingCounted(Refusal):
    """A board on which no supports are counted at this moment."""

    status = 403
    default = N_("On this board no supports are counted at the moment.")


class NoSuchIdea(Refusal):
    """A number that no idea of the board has, or one that is not shown."""

    default = N_("No idea with this number is shown on this board.")


class WrongNumber(Refusal):
    """A number that nobody counts at a stall."""

    default = N_("Please write a number from 1 to %(most)s.")


class CountedAlready(Refusal):
    """A form that was sent already, and now comes with other numbers in it."""

    default = N_("This form has been sent already. Correct what was counted in the list below.")


class Counted(NamedTuple):
    """What somebody counted: for which idea, where, and how many people."""

    key: str
    idea: Idea
    channel: str  # stall | assisted
    n: int


def idea_called(session: Session, board: Board, typed: str) -> Idea:
    """The visible idea of a board by its number, whole or only the end: 17 for SO-2026-00017."""
    found = queries.idea_called(session, board, typed)
    if found is None or (found.state, found.kind) != (State.PUBLISHED.value, "real"):
        raise NoSuchIdea
    return found


def count_support(
    session: Session, asker: Asker, counted: Counted, *, at: datetime
) -> CountedSupport:
    """Add supports that were counted for an idea; the same form counts once."""
    _may_now(counted.idea.board, at)
    _in_reason(counted.n, 1)
    if (known := session.get(CountedSupport, counted.key)) is not None:
        return _again(known, counted)
    row = {"key": counted.key, "idea_id": counted.idea.id, "channel": counted.channel}
    added = insert_into(session, cast("Table", CountedSupport.__table__)).values(
        **row, n=counted.n, hour=clock.whole_hour(at)
    )
    new = session.execute(added.on_conflict_do_nothing().returning(CountedSupport.key)).first()
    entry = session.get_one(CountedSupport, counted.key)
    if new is None:
        return _again(entry, counted)
    _note(session, asker, "count_support", counted.idea, at, n=counted.n, way=counted.channel)
    return entry


def correct_support(
    session: Session, asker: Asker, entry: CountedSupport, n: int, *, at: datetime
) -> None:
    """Say that it was another number; 0 takes the entry back, and it stays to be seen as such."""
    idea = session.get_one(Idea, entry.idea_id)
    _may_now(idea.board, at)
    _in_reason(n, 0)
    if n == entry.n:
        return
    _note(session, asker, "correct_support", idea, at, n=n, before=entry.n, way=entry.channel)
    entry.n = n
    session.flush()


def entries(session: Session, board: Board) -> Sequence[tuple[CountedSupport, Idea]]:
    """What was counted on a board last, the newest first: by the hour, and by nobody."""
    wanted = (
        select(CountedSupport, Idea)
        .join(Idea, Idea.id == CountedSupport.idea_id)
        .where(Idea.board_id == board.id)
        .order_by(CountedSupport.hour.desc(), Idea.id, CountedSupport.key)
        .limit(NEWEST)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def entry_of(session: Session, board: Board, key: str) -> CountedSupport:
    """One entry of a board; `NotFound` if there is none."""
    found = session.get(CountedSupport, key)
    if found is None or session.get_one(Idea, found.idea_id).board_id != board.id:
        raise NotFound
    return found


def _again(known: CountedSupport, counted: Counted) -> CountedSupport:
    if (known.idea_id, known.channel, known.n) != (counted.idea.id, counted.channel, counted.n):
        raise CountedAlready
    return known


def _may_now(board: Board, at: datetime) -> None:
    if not standing(board, at).allows(Verb.COUNT):
        raise NothingCounted


def _in_reason(n: int, least: int) -> None:
    if not least <= n <= MOST:
        raise WrongNumber(most=MOST)


def _note(
    session: Session, asker: Asker, deed: str, idea: Idea, at: datetime, **more: object
) -> None:
    audit.note(session, asker, deed, f"idea:{idea.reference}", at=at, **more)
    session.flush()

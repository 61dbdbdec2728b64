"""What waits for the moderation: ideas by their age, photos, reports, and what came in a flood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.personal import Hint, hints
from beteiligung.ideas.records import Burst, IdeaReport
from beteiligung.ideas.workdays import working_days_later

MOST = 200  # on one page of the queue: what waits longest


@dataclass(frozen=True, slots=True)
class Waiting:
    """An idea that waits for somebody who looks at it."""

    idea: Idea
    due_at: datetime
    is_late: bool
    hints: list[Hint]


@dataclass(frozen=True, slots=True)
class Load:
    """How much waits on a board."""

    ideas: int
    late: int
    reports: int
    bursts: int


def waiting(session: Session, board: Board, at: datetime) -> list[Waiting]:
    """The ideas of a board that wait for a look; those that wait longest first."""
    wanted = select(Idea).where(Idea.board_id == board.id, _waits())
    found = session.scalars(wanted.order_by(Idea.received_at, Idea.id).limit(MOST))
    return [_waiting(idea, board, at) for idea in found]


def load(session: Session, board: Board, at: datetime) -> Load:
    """How much waits on a board, and how much of it too long."""
    mine = and_(Idea.board_id == board.id, _waits())
    since = session.scalars(select(Idea.received_at).where(mine)).all()
    late = sum(working_days_later(each, board.look_within) <= at for each in since)
    return Load(len(since), late, _open_reports(session, board), len(open_bursts(session, board)))


def reports(session: Session, board: Board) -> Sequence[tuple[IdeaReport, Idea]]:
    """The reports of a board that nobody has answered, the oldest first."""
    wanted = (
        select(IdeaReport, Idea)
        .join(Idea, Idea.id == IdeaReport.idea_id)
        .where(Idea.board_id == board.id, IdeaReport.answered_at.is_(None))
        .order_by(IdeaReport.id)
    )
    return [(row[0], row[1]) for row in session.execute(wanted)]


def open_bursts(session: Session, board: Board) -> list[tuple[Burst, int]]:
    """The floods of a board about which nobody has decided, with how many ideas came in each."""
    held = func.count(Idea.id)
    wanted = (
        select(Burst, held)
        .join(Idea, and_(Idea.burst_id == Burst.id, Idea.state == State.QUARANTINED.value))
        .where(Burst.board_id == board.id, Burst.decided_at.is_(None))
        .group_by(Burst.id)
        .order_by(Burst.id)
    )
    return [(row[0], int(row[1])) for row in session.execute(wanted)]


def _waits() -> ColumnElement[bool]:
    """Not looked at yet, or shown with a photo that nobody has looked at."""
    unseen = and_(
        Idea.state == State.PUBLISHED.value, Idea.photo != "", Idea.photo_shown_at.is_(None)
    )
    return and_(Idea.kind == "real", or_(Idea.state == State.RECEIVED.value, unseen))


def _waiting(idea: Idea, board: Board, at: datetime) -> Waiting:
    due_at = working_days_later(idea.received_at, board.look_within)
    return Waiting(idea, due_at, due_at <= at, hints(idea.text, idea.street, idea.hint))


def _open_reports(session: Session, board: Board) -> int:
    on_it = select(Idea.id).where(Idea.board_id == board.id)
    wanted = select(func.count()).where(
        IdeaReport.idea_id.in_(on_it), IdeaReport.answered_at.is_(None)
    )
    return session.scalar(wanted) or 0

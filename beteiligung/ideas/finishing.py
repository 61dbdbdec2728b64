"""The closing gate: a board is finished once every idea has its last status and a reply."""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.life import Stage, standing
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.records import IdeaLink, IdeaReply
from beteiligung.text import N_

WAITS = (State.RECEIVED.value, State.QUARANTINED.value)


class Open(enum.StrEnum):
    """What an idea still lacks."""

    LOOK = "look"  # nobody has decided whether it is shown
    STATUS = "status"
    REPLY = "reply"


class StillRuns(Refusal):
    """A board on which a phase is not over."""

    default = N_("The board is still running. It can be finished after its last phase.")


class Unanswered(Refusal):
    """A board with ideas that have no last status or no reply."""

    default = N_("%(num)s ideas lack something. Without a reason the board cannot be finished.")


@dataclass(frozen=True, slots=True)
class Lacking:
    """An idea, and what it lacks before its board is finished."""

    idea: Idea
    lacks: tuple[Open, ...]


def lacking(session: Session, board: Board) -> list[Lacking]:
    """The ideas of a board that lack something.

    An idea that stands under another one is answered with it. Ideas that are not shown have
    their reason; those that were withdrawn need nothing.
    """
    wanted = select(Idea).where(
        Idea.board_id == board.id,
        Idea.kind == "real",
        Idea.state.in_([*WAITS, State.PUBLISHED.value]),
        Idea.id.not_in(select(IdeaLink.idea_id)),
    )
    answered = frozenset(
        session.scalars(
            select(IdeaReply.idea_id)
            .join(Idea, Idea.id == IdeaReply.idea_id)
            .where(Idea.board_id == board.id, IdeaReply.published_at.is_not(None))
        )
    )
    found = [
        Lacking(idea, _lacks(idea, answered)) for idea in session.scalars(wanted.order_by(Idea.id))
    ]
    return [each for each in found if each.lacks]


def finish_board(
    session: Session, asker: Asker, board: Board, *, because: str = "", at: datetime
) -> None:
    """Finish a board; where ideas lack something only for a reason, which everybody reads."""
    if standing(board, at).stage not in {Stage.CLOSED, Stage.FINISHED}:
        raise StillRuns
    open_still = lacking(session, board)
    if open_still and not because:
        raise Unanswered(num=len(open_still))
    board.finished_at, board.finished_because = at, because if open_still else ""
    audit.note(
        session, asker, "finish_board", f"board:{board.slug}", at=at, unanswered=len(open_still)
    )
    session.flush()


def reopen_board(session: Session, asker: Asker, board: Board, *, at: datetime) -> None:
    """Take back that a board is finished, so that replies can still be written down as missing."""
    board.finished_at, board.finished_because = None, ""
    audit.note(session, asker, "reopen_board", f"board:{board.slug}", at=at)
    session.flush()


def reply_by(board: Board, at: datetime) -> datetime | None:
    """By when the replies of a board are promised; nothing while it runs or once it is finished."""
    now = standing(board, at)
    if now.stage is not Stage.CLOSED or now.ended_at is None:
        return None
    return now.ended_at + timedelta(days=board.reply_within)


def _lacks(idea: Idea, answered: frozenset[int]) -> tuple[Open, ...]:
    if idea.state in WAITS:
        return (Open.LOOK,)
    found = []
    if idea.status is None or not idea.status.is_final:
        found.append(Open.STATUS)
    if idea.id not in answered:
        found.append(Open.REPLY)
    return tuple(found)

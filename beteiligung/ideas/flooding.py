"""A flood of ideas that was held back: let through together, or discarded together."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import NotFound, Refusal
from beteiligung.ideas import moderating
from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.records import Burst
from beteiligung.ideas.visibility import is_visible
from beteiligung.text import N_

RELEASED, DISCARDED = "released", "discarded"


class DecidedAlready(Refusal):
    """A flood about which somebody else has decided."""

    default = N_("Somebody else has decided about these ideas already.")


@dataclass(frozen=True, slots=True)
class Totals:
    """How many ideas a board has, without and with those that are held back."""

    shown: int
    with_held: int


def totals(session: Session, board: Board) -> Totals:
    """Both numbers, for staff: what everybody sees, and with everything that is held back."""
    of_board = select(func.count()).select_from(Idea).where(Idea.board_id == board.id)
    held = Idea.state == State.QUARANTINED.value
    shown = session.scalar(of_board.where(is_visible())) or 0
    return Totals(shown, shown + (session.scalar(of_board.where(held)) or 0))


def burst_of(session: Session, board: Board, number: int) -> Burst:
    """A flood of this board; `NotFound` if there is none."""
    found = session.get(Burst, number)
    if found is None or found.board_id != board.id:
        raise NotFound
    return found


def ideas_in(session: Session, burst: Burst) -> list[Idea]:
    """The ideas of a flood that are held back."""
    held = select(Idea).where(Idea.burst_id == burst.id, Idea.state == State.QUARANTINED.value)
    return list(session.scalars(held.order_by(Idea.id)))


def decide_burst(
    session: Session, asker: Asker, burst: Burst, decision: str, reason: str, *, at: datetime
) -> int:
    """Let all ideas of a flood wait for a look like any other, or show none; how many those are."""
    if burst.decided_at is not None:
        raise DecidedAlready
    ideas = ideas_in(session, burst)
    for idea in ideas:
        if decision == RELEASED:
            moderating.let_wait(session, asker, idea, at=at)
        else:
            moderating.reject_idea(session, asker, idea, "flood", "", at=at)
    burst.decision, burst.reason = decision, reason
    burst.decided_at, burst.who = at, asker.name
    audit.note(
        session,
        asker,
        "decide_burst",
        f"burst:{burst.id}",
        at=at,
        decision=decision,
        n=len(ideas),
        reason=reason,
    )
    session.flush()
    return len(ideas)

"""Ideas that staff keep for somebody, and ideas to practise with: the ordinary way, and noted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.following import forget_photo
from beteiligung.ideas.giving import Given, take_in
from beteiligung.ideas.models import Board, Idea
from beteiligung.text import N_


class NoConsent(Refusal):
    """An idea for whose keeping nobody has agreed."""

    default = N_("Without consent nothing is kept. Please ask the person first.")


def give_for(
    session: Session, asker: Asker, board: Board, given: Given, *, at: datetime, timezone: str
) -> Idea:
    """Keep an idea for a person who agreed aloud; it waits and is shown like any other.

    The log says that it was given with help; nothing says for whom.
    """
    if not given.has_consent:
        raise NoConsent
    known = session.scalar(select(Idea).where(Idea.key == given.key))
    if known is not None and known.content_hash == given.content_hash:
        return known
    idea, is_new = take_in(session, board, given, at=at, timezone=timezone)
    if is_new:
        deed = "practise_idea" if given.is_test else "give_for_somebody"
        audit.note(session, asker, deed, f"idea:{idea.reference}", at=at)
        session.flush()
    return idea


def trials_on(session: Session, board: Board) -> Sequence[Idea]:
    """The ideas with which somebody practised on a board, the newest first."""
    wanted = select(Idea).where(Idea.board_id == board.id, Idea.kind == "test")
    return session.scalars(wanted.order_by(Idea.id.desc())).all()


def remove_trials(session: Session, asker: Asker, board: Board, *, at: datetime) -> int:
    """Delete every idea with which somebody practised on a board: how many those were."""
    found = trials_on(session, board)
    for idea in found:
        forget_photo(session, idea)
        session.delete(idea)
        session.flush()
    audit.note(session, asker, "remove_trials", f"board:{board.slug}", at=at, n=len(found))
    session.flush()
    return len(found)

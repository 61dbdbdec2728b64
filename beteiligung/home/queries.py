"""What the staff's first page asks: which messages about barriers wait for an answer."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.errors import NotFound
from beteiligung.web.models import Feedback


def waiting(session: Session) -> list[Feedback]:
    """Messages without an answer, those that are due first in front."""
    query = select(Feedback).where(Feedback.answered_at.is_(None))
    return list(session.scalars(query.order_by(Feedback.due_at, Feedback.id)))


def answered(session: Session) -> list[Feedback]:
    """The last hundred messages that were answered, newest first."""
    query = select(Feedback).where(Feedback.answered_at.is_not(None))
    return list(session.scalars(query.order_by(Feedback.answered_at.desc()).limit(100)))


def message(session: Session, number: int) -> Feedback:
    """One message about a barrier."""
    found = session.get(Feedback, number)
    if found is None:
        raise NotFound
    return found

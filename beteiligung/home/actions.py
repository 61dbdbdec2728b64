"""Answering messages about barriers, and forgetting them in time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.web.models import Feedback

KEPT = timedelta(days=365)  # after the answer; the privacy page says so
LONGEST = timedelta(days=731)  # after it came, though nobody noted an answer


def settle_feedback(session: Session, asker: Asker, message: Feedback, *, at: datetime) -> None:
    """Note that a message about a barrier was answered; said again, the first time stays."""
    if message.answered_at is None:
        message.answered_at = at
        audit.note(session, asker, "settle_feedback", f"feedback:{message.id}", at=at)


def forget_feedback(session: Session, *, at: datetime) -> int:
    """Delete messages that were answered a year ago, or came two years ago; how many that were."""
    old = or_(Feedback.answered_at <= at - KEPT, Feedback.at <= at - LONGEST)
    return session.connection().execute(delete(Feedback).where(old)).rowcount

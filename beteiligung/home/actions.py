"""Answering messages about barriers, writing down those that came otherwise, forgetting them."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.web.actions import leave_feedback
from beteiligung.web.models import Feedback

KEPT = timedelta(days=365)  # after the answer; the privacy page says so
LONGEST = timedelta(days=731)  # after it came, though nobody noted an answer
ADDRESS_KEPT = timedelta(days=90)  # after the answer, in case somebody asks again


class Progress(enum.StrEnum):
    """How far a message is; computed from its moments, never stored."""

    NEW = "new"
    BEGUN = "begun"
    ANSWERED = "answered"


def progress(message: Feedback) -> Progress:
    """How far a message is."""
    if message.answered_at is not None:
        return Progress.ANSWERED
    return Progress.BEGUN if message.begun_at is not None else Progress.NEW


def settle_feedback(session: Session, asker: Asker, message: Feedback, *, at: datetime) -> None:
    """Note that a message about a barrier was answered; said again, the first time stays."""
    if message.answered_at is None:
        message.answered_at, message.handled_by = at, asker.name
        audit.note(session, asker, "settle_feedback", f"feedback:{message.id}", at=at)


def handle_feedback(
    session: Session,
    asker: Asker,
    message: Feedback,
    wanted: Progress,
    words: str,
    *,
    at: datetime,
) -> None:
    """Say how far a message is and note something about it, for the staff only."""
    before = progress(message)
    message.note, message.handled_by = words, asker.name
    if wanted is Progress.NEW:
        message.begun_at = message.answered_at = None
    elif wanted is Progress.BEGUN:
        message.begun_at, message.answered_at = message.begun_at or at, None
    elif before is not Progress.ANSWERED:
        message.answered_at = at
    subject = f"feedback:{message.id}"
    audit.note(session, asker, "handle_feedback", subject, at=at, state=wanted.value)


def record_feedback(
    session: Session,
    asker: Asker,
    *,
    channel: str,
    message: str,
    page: str,
    reply_to: str,
    arrived: datetime,
    at: datetime,
) -> Feedback:
    """Write down what somebody said on the telephone, by letter or in person: the same month runs.

    ``arrived`` is when it reached the office; ``reply_to`` may be a telephone number or an address.
    """
    left = leave_feedback(
        session, message=message, page=page, reply_to=reply_to, locale="de", at=arrived
    )
    left.channel, left.handled_by = channel, asker.name
    session.flush()
    audit.note(session, asker, "record_feedback", f"feedback:{left.id}", at=at, channel=channel)
    return left


def forget_feedback(session: Session, *, at: datetime) -> int:
    """Delete messages that were answered a year ago, or came two years ago; how many that were.

    How to reach the person, and what was noted about her, go three months after the answer.
    """
    done = update(Feedback).where(Feedback.answered_at <= at - ADDRESS_KEPT)
    session.execute(done.values(reply_to="", note=None))
    old = or_(Feedback.answered_at <= at - KEPT, Feedback.at <= at - LONGEST)
    return session.connection().execute(delete(Feedback).where(old)).rowcount

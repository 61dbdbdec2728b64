"""Taking in a message about a barrier."""

import calendar
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.errors import TooMany
from beteiligung.web.models import Feedback

MOST_AN_HOUR = 60  # a form without a lock, but not without a floor


def leave_feedback(  # the message's fields, each by name
    session: Session, *, message: str, page: str, reply_to: str, locale: str, at: datetime
) -> Feedback:
    """Keep a message about a barrier; the staff owe an answer within a month.

    Refuses with `TooMany` when more messages arrive in an hour than people write.
    """
    lately = select(func.count()).where(Feedback.at > at - timedelta(hours=1))
    if (session.scalar(lately) or 0) >= MOST_AN_HOUR:
        raise TooMany
    left = Feedback(
        at=at,
        page=page,
        message=message,
        reply_to=reply_to,
        locale=locale,
        due_at=month_after(at),
    )
    session.add(left)
    return left


def month_after(at: datetime) -> datetime:
    """The same day of the next month, or that month's last."""
    year, month = (at.year + 1, 1) if at.month == 12 else (at.year, at.month + 1)  # noqa: PLR2004 - December
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))

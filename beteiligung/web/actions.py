"""Taking in a message about a barrier."""

import calendar
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.web.models import Feedback


def leave_feedback(
    session: Session, *, message: str, page: str, reply_to: str, locale: str, at: datetime
) -> Feedback:
    """Keep a message about a barrier; the staff owe an answer within a month."""
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

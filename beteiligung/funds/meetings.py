"""The meetings of a district's funds as a calendar shows them: when, where, until when to apply."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.funds.models import Fund, FundMeeting
from beteiligung.text import Translated


class Meeting(NamedTuple):
    """A meeting that everybody may know of."""

    key: str  # never changes: for calendars that update an entry
    fund: Translated
    slug: str  # of the fund, for its page
    body: Translated  # who meets
    district_id: int
    at: datetime
    place: str
    deadline: date  # the last day on which one can apply for it
    is_cancelled: bool


def meetings_of(
    session: Session, district_id: int | None = None, *, since: datetime | None = None
) -> list[Meeting]:
    """Public meetings of published funds by day, of a district or of all; cancelled ones too."""
    wanted = select(FundMeeting).join(FundMeeting.fund).order_by(FundMeeting.at, FundMeeting.id)
    wanted = wanted.where(Fund.published_at.is_not(None), FundMeeting.is_public.is_(True))
    if district_id is not None:
        wanted = wanted.where(Fund.district_id == district_id)
    if since is not None:
        wanted = wanted.where(FundMeeting.at >= since)
    return [_told(meeting) for meeting in session.scalars(wanted)]


def _told(meeting: FundMeeting) -> Meeting:
    fund = meeting.fund
    return Meeting(
        key=f"fund-meeting-{meeting.id}",
        fund=fund.named,
        slug=fund.slug,
        body=fund.text("body"),
        district_id=fund.district_id,
        at=meeting.at,
        place=meeting.place,
        deadline=meeting.deadline,
        is_cancelled=meeting.cancelled_at is not None,
    )

"""What is known of subscriptions: one by its link, who waits for news, how many there are."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.tokens import read

UNCONFIRMED = 2  # of one address; no more letters go to it then


def behind(session: Session, purpose: str, token: str, *, secret: bytes) -> Subscription | None:
    """The subscription of a link; none where the link is wrong or the subscription has ended."""
    found = read(purpose, token, secret=secret)
    return session.get(Subscription, found) if found else None


def may_be_asked(session: Session, address: str, district_id: int) -> bool:
    """Whether a letter may go to an address: nothing has gone there yet that nobody answered."""
    waiting = select(func.count()).where(
        Subscription.address == address, Subscription.delete_on.is_not(None)
    )
    there = select(Subscription.id).where(
        Subscription.address == address, Subscription.district_id == district_id
    )
    return session.scalar(there) is None and (session.scalar(waiting) or 0) < UNCONFIRMED


def to_be_told(session: Session, before: datetime) -> list[str]:
    """The ids of all who were not told everything until then, in no order that tells anything."""
    wanted = select(Subscription.id).where(
        Subscription.delete_on.is_(None), Subscription.told_until < before
    )
    return list(session.scalars(wanted.order_by(Subscription.id)))


def subscribers(session: Session, district_id: int) -> int:
    """How many get the news of a district."""
    wanted = select(func.count()).where(
        Subscription.district_id == district_id, Subscription.delete_on.is_(None)
    )
    return session.scalar(wanted) or 0

"""What happens to subscriptions: asked for, confirmed, told, ended, forgotten and mixed."""

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.erasures import Kind, note_erasure
from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.queries import may_be_asked
from beteiligung.subscriptions.tokens import fresh_id

WAITS = timedelta(days=2)  # for whoever asked to confirm

_TABLE = cast("Table", Subscription.__table__)
_DICE = secrets.SystemRandom()


def ask_for_news(
    session: Session, address: str, locale: str, district: District, *, today: date
) -> Subscription | None:
    """Keep that somebody asked, until it is confirmed; nothing where no letter may go there.

    Of the time only the day is kept: news of this day are told again rather than not.
    """
    address = address.strip().lower()
    if not may_be_asked(session, address, district.id):
        return None
    asked = Subscription(
        id=fresh_id(),
        address=address,
        locale=locale,
        district=district,
        delete_on=today + WAITS,
        told_until=datetime.combine(today, time(), UTC),
    )
    session.add(asked)
    session.flush()
    return asked


def confirm_news(session: Session, subscription: Subscription) -> None:
    """Note that it was this person who asked; from now on she gets the news."""
    subscription.delete_on = None
    session.flush()


def end_news(session: Session, subscription: Subscription, *, at: datetime) -> None:
    """Delete an address, at once and wholly."""
    note_erasure(session, Kind.NEWS, subscription.id, at=at)
    session.delete(subscription)
    session.flush()


def note_told(session: Session, subscription: Subscription, *, until: datetime) -> None:
    """Note that somebody was told everything until then."""
    subscription.told_until = until
    session.flush()


def forget_subscriptions(session: Session, *, today: date) -> int:
    """Delete those that nobody confirmed in time, and write all others anew in an order by chance.

    Rows that are written together look alike: nothing in the file tells which came first.
    """
    old = delete(Subscription).where(Subscription.delete_on <= today)
    gone: int = session.connection().execute(old).rowcount
    rows = [dict(row) for row in session.execute(select(_TABLE)).mappings()]
    if rows:
        _DICE.shuffle(rows)
        session.execute(delete(Subscription))
        session.execute(insert(_TABLE), rows)
        session.expire_all()
    return gone

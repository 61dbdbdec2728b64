"""Sending the news at night: to one after the other, each noted at once.

Whoever was sent a letter in the very moment in which the program is killed gets it twice; nobody
is left out, and nobody else gets anything twice.
"""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from typing import NamedTuple

from beteiligung.db import Store
from beteiligung.subscriptions import letters, queries
from beteiligung.subscriptions.actions import note_told
from beteiligung.subscriptions.letters import Desk
from beteiligung.subscriptions.models import Subscription
from beteiligung.subscriptions.news import news_of

Post = Callable[[EmailMessage], bool]  # hands a letter to the mail server; whether it took it


class Sent(NamedTuple):
    """What a night brought."""

    letters: int
    failed: int  # the next night tries again
    nothing: int  # people for whom nothing was new


def send_news(store: Store, desk: Desk, post: Post, *, at: datetime) -> Sent:
    """Tell everybody who asked for it what is new until now; each news once."""
    with store.reading() as session:
        names = queries.to_be_told(session, at)
    counts = [0, 0, 0]
    for name in names:
        counts[_tell(store, desk, post, name, at)] += 1
    return Sent(*counts)


def _tell(store: Store, desk: Desk, post: Post, name: str, at: datetime) -> int:
    """Tell one person: 0 where a letter went, 1 where it could not, 2 where nothing was new.

    Nobody's answer waits while the mail server thinks: the letter goes between two transactions.
    """
    with store.reading() as session:
        found = session.get(Subscription, name)
        if found is None:  # ended meanwhile
            return 2
        news = news_of(session, found.district_id, found.told_until, at)
        written = letters.told(desk, found, news) if news else None
    if written is not None and not post(written):
        return 1
    with store.writing() as session:
        found = session.get(Subscription, name)
        if found is not None:
            note_told(session, found, until=at)
    return 2 if written is None else 0

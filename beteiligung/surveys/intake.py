"""How an answer came in: by which way, and what is odd about it."""

from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from werkzeug.datastructures import MultiDict

from beteiligung.abuse.marks import Mark, of_reading
from beteiligung.abuse.stamp import age, stamped
from beteiligung.surveys import brought
from beteiligung.surveys.handout import hidden_fields
from beteiligung.surveys.models import Channel
from beteiligung.surveys.queries import Origin
from beteiligung.surveys.ready import Running

Sent = MultiDict[str, str]

CHANNELS = {"web": Channel.WEB, "shared": Channel.SHARED}  # of codes that nobody printed

STAMP, TRAP, WORK, ENTRY = "page-stamp", "home-page", "work", "entry-code"  # fields of the page


class Way(NamedTuple):
    """The district an answer belongs to, how it came, and its code if that was ever issued."""

    district: int | None
    channel: Channel
    code: str
    closed: bool = False


def way(running: Running, code: str, origin: Origin | None) -> Way:
    """How an answer came, by its code and where that hangs; a foreign code is none."""
    only = running.districts[0] if len(running.districts) == 1 else None
    if not code or origin is None:
        return Way(only, Channel.WEB, "")
    channel = CHANNELS.get(origin.medium, Channel.QR)
    if channel is Channel.SHARED:
        return Way(only, channel, code, origin.closed)  # a link is passed on across the city
    district = origin.district if origin.district in running.districts else None
    return Way(district, channel, code, origin.closed)


def odd(
    posted: Sent, key: str, *, secret: bytes, answered: int, crowded: bool, at: datetime
) -> Mark:
    """What is odd about how an answer came in; nobody is told, and nothing is refused for it."""
    found = of_reading(age(secret, key, posted.get(STAMP, ""), at), answered)
    if posted.get(TRAP, ""):
        found |= Mark.TRAP
    return found | Mark.CROWDED if crowded else found


def slot_again(
    running: Running, posted: Sent, *, key: str | None, code: str, secret: bytes, at: datetime
) -> str:
    """What fills the slot of a page that is shown once more: the same key, the same beginning."""
    stamp = posted.get(STAMP, "")
    if key is None:
        key = str(uuid4())
    if age(secret, key, stamp, at) is None:
        stamp = stamped(secret, key, at)
    asked = running.questionnaire
    more = brought.fields(asked, brought.from_form(asked, posted))
    return hidden_fields(key, code, more, stamp)

"""What pilots count outside: how a contact ended, and what of it is kept: counts, no contact."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.fieldwork.choices import Sort
from beteiligung.fieldwork.interviews import LONGEST_PLACE, Aside
from beteiligung.fieldwork.models import Seen
from beteiligung.fieldwork.reasons import Reason
from beteiligung.text import N_

CONTACT, CORRECTION = "contact", "correction"  # what stands inside a parcel
NOTED = "noted"  # what stands in a parcel inside a correction
LANGUAGE = "language"
OUTCOMES: Mapping[str, str] = {
    "complete": N_("Interview to the end"),
    "partial": N_("Interview in part, kept"),
    "deleted": N_("Interview begun and deleted"),
    "no_time": N_("Refused: no time"),
    "no_interest": N_("Refused: no interest"),
    "distrust": N_("Refused: distrust"),
    "no_reason": N_("Refused: no reason said"),
    "no_language": N_("No common language"),
    "took_part": N_("Took part already"),
    "not_target": N_("Not in the target group"),
    "code": N_("Code given out"),
    "talk": N_("Talk"),
    "referred": N_("Referred to an advice centre"),
}
HOURS = range(24)
BLOCKS = (0, 10, 12, 14, 16, 18)  # the hours at which parts of a day begin
OLDEST = timedelta(days=365)  # as long as counts are kept
LOST = timedelta(days=14)  # a correction of what did not come by then corrects nothing
MOST_TOPICS, MOST_CORRECTED = 2, 200


class Cell(NamedTuple):
    """What is counted together."""

    week: date
    block: int
    place: str  # as the tablet calls it
    occasion: str
    what: str
    which: str


Cells = Counter[Cell]


class Contact(NamedTuple):
    """One contact as the tablet wrote it down: when by the hour, where, how it ended."""

    day: date
    hour: int
    place: str
    occasion: str
    outcome: str
    topics: tuple[str, ...]
    centre: str
    language: str

    @classmethod
    def read(cls, content: object) -> Self:
        """A contact out of an opened parcel; `Aside` if it is none."""
        if not isinstance(content, Mapping):
            raise Aside(Reason.MISSHAPEN)
        topics, hour = content.get("topics") or [], content.get("hour")
        if not isinstance(hour, int) or hour not in HOURS or not isinstance(topics, list):
            raise Aside(Reason.MISSHAPEN)
        if content.get("outcome") not in OUTCOMES or len(topics) > MOST_TOPICS:
            raise Aside(Reason.MISSHAPEN)
        names = ("place", "occasion", "outcome", "centre", "language")
        text = {name: str(content.get(name) or "")[:LONGEST_PLACE] for name in names}
        return cls(day=_day(content.get("day")), hour=hour, topics=tuple(map(str, topics)), **text)

    @property
    def cells(self) -> Iterator[Cell]:
        """Where it counts: once for how it ended, once for each thing it was about."""
        week = self.day - timedelta(days=self.day.weekday())
        block = max(begins for begins in BLOCKS if begins <= self.hour)
        about = [(self.outcome, "")]
        about += [(Sort.TOPIC.value, topic) for topic in dict.fromkeys(self.topics)]
        about += [(Sort.CENTRE.value, self.centre)] if self.centre else []
        about += [(LANGUAGE, self.language)] if self.language else []
        for what, which in about:
            yield Cell(week, block, self.place, self.occasion, what, which)


def contact_in(content: Mapping[str, Any], *, today: date, anyway: bool = False) -> Cells:
    """What a contact adds; `Aside` if its day cannot be right, unless staff take it in anyway."""
    found = Contact.read(content)
    return Counter(found._replace(day=_counted(found.day, today=today, anyway=anyway)).cells)


def correction_in(
    session: Session, content: Mapping[str, Any], *, today: date, anyway: bool = False
) -> Cells:
    """What a correction changes: what was counted goes, what should have been counted comes.

    It may name several contacts, all of the day on which it was made. `Aside` with
    `Reason.EARLY` as long as one of them has not come; after two weeks it corrects nothing.
    """
    day, entries = _day(content.get("day")), content.get("entries")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_CORRECTED:
        raise Aside(Reason.MISSHAPEN)
    counted = _counted(day, today=today, anyway=anyway)
    changes: Cells = Counter()
    keys = set()
    for key, was, now in map(_corrected, entries):
        if was.day != day or (now is not None and (now.day, now.hour) != (was.day, was.hour)):
            raise Aside(Reason.ANOTHER_DAY)
        keys.add(key)
        changes.subtract(was._replace(day=counted).cells)
        changes.update(now._replace(day=counted).cells if now is not None else ())
    known = session.scalars(select(Seen.key).where(Seen.key.in_(keys)))
    if keys - set(known):
        if today - counted > LOST:
            return Counter()
        raise Aside(Reason.EARLY)
    return changes


def noted_in(inside: Mapping[str, Any], noted: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entries of a correction out of what a tablet had noted at one place before a new PIN.

    ``inside``: that list, which was sealed for us alone; ``noted``: where it was, and where it is.
    """
    entries, was, now = inside.get("entries"), noted.get("was"), noted.get("now")
    if inside.get("kind") != NOTED or not isinstance(entries, list):
        raise Aside(Reason.MISSHAPEN)
    if not all(isinstance(each, Mapping) for each in (*entries, was, now)):
        raise Aside(Reason.MISSHAPEN)
    for each in entries:
        yield {
            "key": each.get("key"),
            "was": {**each, **_where(was)},
            "now": {**each, **_where(now)},
        }


def is_new(session: Session, key: str, *, today: date) -> bool:
    """Note the key of a contact or a correction: whether it was not there yet."""
    week = today - timedelta(days=today.weekday())
    row = insert_into(session, Seen).values(key=key, week=week)
    kept = row.on_conflict_do_nothing(index_elements=["key"]).returning(Seen.key)
    return session.execute(kept).first() is not None


def _corrected(entry: object) -> tuple[str, Contact, Contact | None]:
    if not isinstance(entry, Mapping):
        raise Aside(Reason.MISSHAPEN)
    try:
        key = str(UUID(str(entry.get("key"))))
    except ValueError:
        raise Aside(Reason.MISSHAPEN) from None
    now = entry.get("now")
    return key, Contact.read(entry.get("was")), None if now is None else Contact.read(now)


def _counted(day: date, *, today: date, anyway: bool) -> date:
    """The day as which it counts: one that cannot be is today, if staff take it in anyway."""
    if today - OLDEST < day <= today + timedelta(days=1):
        return day
    if not anyway:
        raise Aside(Reason.CLOCK)
    return today


def _where(place: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: (place or {}).get(name) for name in ("place", "occasion")}


def _day(text: object) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise Aside(Reason.MISSHAPEN) from None

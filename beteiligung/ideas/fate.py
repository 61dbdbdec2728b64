"""What holds of an idea: the last of what a status and public measures say of its wish.

Its page, its giver's receipt, lists, "Did we keep our word?" and the report all ask here, so that
no two of them can say different things.
"""

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select, union
from sqlalchemy.orm import Session

from beteiligung.funds.models import FundMeeting, PassedOn
from beteiligung.funds.ways import WAYS, Way
from beteiligung.ideas.models import Idea, Status
from beteiligung.ideas.records import StatusChange
from beteiligung.measures.kinds import KINDS, Kind
from beteiligung.measures.models import IdeaTaken
from beteiligung.measures.showing import Taken, takings
from beteiligung.text import N_


class Fate(enum.StrEnum):
    """What becomes of the wish of an idea; of several things, the first is best for it."""

    ADOPTED = "adopted"
    PARTLY = "partly"
    ALREADY = "already"
    PASSED = "passed"
    IMPOSSIBLE = "impossible"
    OPEN = "open"


FATES: Mapping[Fate, str] = {
    **{Fate(kind.value): said for kind, said in KINDS.items()},
    Fate.PASSED: N_("passed on to whoever is responsible"),
    Fate.OPEN: N_("nothing is decided yet"),
}
TAGS: Mapping[Fate, str] = {
    Fate.ADOPTED: "ok",
    Fate.PARTLY: "ok",
    Fate.ALREADY: "ok",
    Fate.IMPOSSIBLE: "warn",
}
_BEST = list(Fate)
# A status says what becomes of a wish by its sign, or by the sign that its colour brings along.
_SIGNS = {"yes": Fate.ADOPTED, "done": Fate.ADOPTED, "no": Fate.IMPOSSIBLE, "on": Fate.PASSED}
_COLOURS = {"ok": "yes", "warn": "no"}


class Sent(NamedTuple):
    """To whom an idea was passed on, as everybody reads it."""

    way: str  # message id
    office: str
    meeting: FundMeeting | None
    at: datetime
    due_on: date | None
    settled_at: datetime | None


class Holding(NamedTuple):
    """What holds of one idea, and who says it."""

    fate: Fate
    by_status: bool  # its status says so, in the board's own words
    taken: tuple[Taken, ...] = ()  # public measures that have to do with it, the newest first
    past: frozenset[str] = frozenset()  # numbers of measures against which its status spoke later
    passed: tuple[Sent, ...] = ()  # to whom it was passed on, the newest first

    @property
    def word(self) -> str:
        """What stands in the place of its status (a message id); "" where that says the same."""
        return "" if self.by_status else FATES[self.fate]

    @property
    def tag(self) -> str:
        """The kind of the tag."""
        return TAGS.get(self.fate, "")

    @property
    def sign(self) -> str:
        """The sign before the word, where its colour has none of its own."""
        return {Fate.PASSED: "on", Fate.OPEN: "look"}.get(self.fate, "")


def fate_of_status(status: Status | None) -> Fate:
    """What a status says of a wish; most say only that somebody is at it."""
    if status is None:
        return Fate.OPEN
    return _SIGNS.get(status.icon or _COLOURS.get(status.colour, ""), Fate.OPEN)


def holdings(session: Session, ideas: Sequence[Idea]) -> dict[str, Holding]:
    """What holds of each of these ideas, by its number."""
    numbers = [idea.reference for idea in ideas]
    taken, passed = takings(session, numbers), _passed(session, numbers)
    with_both = [idea.id for idea in ideas if idea.reference in taken]
    changed = _changed(session, with_both) if with_both else {}
    return {
        idea.reference: _holding(
            idea.status,
            changed.get(idea.id),
            taken.get(idea.reference, []),
            passed.get(idea.reference, []),
        )
        for idea in ideas
    }


def holding(session: Session, idea: Idea) -> Holding:
    """What holds of one idea."""
    return holdings(session, [idea])[idea.reference]


def spoken_of(session: Session, here: ColumnElement[bool]) -> list[tuple[Idea, Holding]]:
    """The ideas of which more than their status speaks; ``here`` says in SQL which are meant.

    They are few, and asked for by their numbers: of all ideas there may be thousands.
    """
    numbers = session.scalars(union(select(IdeaTaken.reference), select(PassedOn.idea))).all()
    wanted = select(Idea).where(Idea.reference.in_(numbers), here).order_by(Idea.reference)
    ideas = list(session.scalars(wanted))
    held = holdings(session, ideas)
    return [(idea, held[idea.reference]) for idea in ideas]


def _holding(
    status: Status | None, since: datetime | None, taken: Iterable[Taken], passed: Sequence[Sent]
) -> Holding:
    """A status that decides holds against every measure before it, and no measure after it.

    A yes that came after measures which do not say no leaves standing how far they go, until the
    status says that it is done.
    """
    said = fate_of_status(status)
    found, sent = tuple(sorted(taken, key=_newest, reverse=True)), tuple(passed)
    before = since if said is not Fate.OPEN else None
    later = [Fate(each.says) for each in found if before is None or each.at > before]
    if said is Fate.ADOPTED and not later and not _is_done(status):
        later = [Fate(each.says) for each in found if not _against(said, each.says)]
    if later:
        best = min(later, key=_BEST.index)
        return Holding(best, best is said, found, passed=sent)
    past = frozenset(each.measure.reference for each in found if _against(said, each.says))
    if said is Fate.OPEN and sent:
        return Holding(Fate.PASSED, by_status=False, passed=sent)
    return Holding(said, by_status=True, taken=found, past=past, passed=sent)


def _is_done(status: Status | None) -> bool:
    return status is not None and status.icon == "done"


def _newest(taken: Taken) -> datetime:
    return taken.at


def _against(said: Fate, kind: Kind) -> bool:
    """Whether one of them says no, and the other does not."""
    return (said is Fate.IMPOSSIBLE) is not (kind is Kind.IMPOSSIBLE)


def _changed(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    """Since when these ideas have their status."""
    wanted = select(StatusChange.idea_id, func.max(StatusChange.at))
    wanted = wanted.where(StatusChange.idea_id.in_(ids)).group_by(StatusChange.idea_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


def _passed(session: Session, numbers: Sequence[str]) -> dict[str, list[Sent]]:
    wanted = select(PassedOn).where(PassedOn.idea.in_(numbers)).order_by(PassedOn.id.desc())
    found: dict[str, list[Sent]] = {}
    for row in session.scalars(wanted):
        way = WAYS[Way(row.way)].name
        sent = Sent(way, row.office, row.meeting, row.passed_at, row.due_on, row.settled_at)
        found.setdefault(row.idea, []).append(sent)
    return found

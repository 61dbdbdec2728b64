"""A small world: two answers on a tablet, and all that can happen to them, in every order.

It drives the real intake. Tablet, phone, a file of the queue, lost receipts and the office act one
after the other; worlds that are alike are looked at once, so that all orders are seen.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.fieldwork.actions import delete_parcel
from beteiligung.fieldwork.answers import Desk
from beteiligung.fieldwork.intake import Receipt, take_anyway, take_in
from beteiligung.fieldwork.interviews import Aside
from beteiligung.fieldwork.models import Fate, Parcel, Standing, Tablet
from beteiligung.fieldwork.reasons import MENDED, Reason
from beteiligung.surveys.models import Channel, Response
from beteiligung.surveys.recording import AlreadyCounted, Submission, record_response

SLUG = "eine-antwort"
MINE, OTHERS = {"weg": "fuss"}, {"weg": "rad"}
SOMEBODY = Asker(id=1, name="Leitung", admin=True)
DONE = {"kept", "known", "older", "late", "clock", "settled"}
PHONE = "00000000-0000-4000-8000-000000000000"


class World(NamedTuple):
    """What the tablet has, and whether the survey is over; all else stands in the database."""

    waits: frozenset[str]
    aside: frozenset[str] = frozenset()
    is_over: bool = False


@dataclass
class Orders:
    """Goes through all orders of what can happen, and looks at every world that comes of it."""

    session: Session
    tablet: Tablet
    desk: Callable[[datetime], Desk]
    now: datetime
    over: timedelta  # from now: after the end of the survey, while late answers are still taken
    parcels: Mapping[str, Any]  # by key, as they were sealed
    seen: dict[Any, int] = field(default_factory=dict)  # worlds, and how many steps went on there
    steps: int = 0

    def explore(self, world: World, deep: int) -> None:
        """All orders of so many steps from here on."""
        self._holds(world)
        here = (world, self.tablet.standing, *self._kept())
        if self.seen.get(here, -1) >= deep:
            return
        if here not in self.seen:
            self._undone(self._ends_well, world)
        self.seen[here] = deep
        for happen in self._what_can_happen(world) if deep else ():
            self.steps += 1
            self._undone(self._go_on, happen, deep - 1)

    def _go_on(self, happen: Callable[[], World], deep: int) -> None:
        self.explore(happen(), deep)

    def _undone(self, act: Callable[..., None], *given: object) -> None:
        with self.session.begin_nested() as turn:
            act(*given)
            turn.rollback()

    def _what_can_happen(self, world: World) -> Iterator[Callable[[], World]]:
        one, other = sorted(self.parcels)
        for keys in ({one}, {one, other}):
            for is_heard in (True, False):  # whether the receipts come back
                yield partial(self._sent, world, keys, is_heard=is_heard)
        yield partial(self._from_a_file, world)
        yield partial(self._by_phone, world, PHONE, MINE)
        yield partial(self._by_phone, world, one, OTHERS)
        yield partial(self._locked, world)
        yield partial(world._replace, is_over=True)
        for number, _, fate in self._parcels():
            if fate == Fate.WAITS:
                yield partial(self._taken, world, number)
                yield partial(self._deleted, world, number)

    # ---- what happens

    def _at(self, world: World) -> datetime:
        return self.now + self.over if world.is_over else self.now

    def _took(self, world: World, keys: frozenset[str]) -> list[Receipt]:
        parcels = [self.parcels[key] for key in sorted(keys)]
        receipts = take_in(self.session, self.desk(self._at(world)), self.tablet, parcels)
        self.session.flush()
        kept, parcels_kept = self._kept()
        for each in receipts:
            is_here = (each.key, MINE["weg"]) in kept
            is_decided = any(key == each.key and fate != Fate.WAITS for key, fate in parcels_kept)
            assert not (each.outcome in DONE and not is_here and not is_decided), "a lie"
        return receipts

    def _sent(self, world: World, keys: set[str], *, is_heard: bool) -> World:
        receipts = self._took(world, frozenset(keys) & (world.waits | world.aside))
        if not is_heard:
            return world
        done = {each.key for each in receipts if each.outcome in DONE}
        aside = {each.key for each in receipts if each.outcome == "aside"}
        return world._replace(waits=world.waits - done - aside, aside=(world.aside - done) | aside)

    def _from_a_file(self, world: World) -> World:
        self._took(world, frozenset(self.parcels))
        return world

    def _by_phone(self, world: World, key: str, answers: Mapping[str, str]) -> World:
        running = self.desk(self.now).shelf.get(SLUG)
        assert running is not None
        submission = Submission(
            survey_id=running.id,
            version_id=running.version_id,
            notice_version=running.notice_version,
            answers=answers,
            key=key,
            language="de",
            channel=Channel.WEB,
        )
        try:
            with self.session.begin_nested():
                record_response(self.session, submission, at=self.now)
        except AlreadyCounted:
            pass
        return world

    def _locked(self, world: World) -> World:
        is_locked = self.tablet.standing == Standing.LOCKED
        self.tablet.standing = (Standing.OPEN if is_locked else Standing.LOCKED).value
        return world

    def _taken(self, world: World, number: int) -> World:
        parcel = self.session.get_one(Parcel, number)
        if Reason(parcel.reason) in MENDED:
            try:
                take_anyway(self.session, self.desk(self._at(world)), parcel)
            except Aside:
                assert parcel.fate == Fate.WAITS
        return world

    def _deleted(self, world: World, number: int) -> World:
        parcel = self.session.get_one(Parcel, number)
        delete_parcel(self.session, SOMEBODY, parcel, at=self.now)
        return world

    # ---- what must hold

    def _kept(self) -> tuple[frozenset[tuple[str, str]], frozenset[tuple[str, str]]]:
        """The answers that count, and what became of parcels: both by the keys of answers."""
        rows = self.session.execute(select(Response.key, Response.answers)).all()
        assert len({row.key for row in rows}) == len(rows), "counted twice"
        parcels = frozenset((key, fate) for _, key, fate in self._parcels())
        return frozenset((row.key, row.answers["weg"]) for row in rows), parcels

    def _parcels(self) -> list[tuple[int, str, str]]:
        self.session.flush()
        digests = {digest_of(raw): key for key, raw in self.parcels.items()}
        wanted = select(Parcel.id, Parcel.digest, Parcel.fate).order_by(Parcel.id)
        found = self.session.execute(wanted).all()
        return [(row.id, digests[row.digest], row.fate) for row in found]

    def _holds(self, world: World) -> None:
        """Each answer is on the tablet, or counts, or lies at the office; nothing else is there."""
        rows, parcels = self._kept()
        at_the_office = {key for key, _ in parcels}
        for key in self.parcels:
            is_mine = (key, MINE["weg"]) in rows
            assert key in world.waits | world.aside | at_the_office or is_mine, "lost"
        assert {key for key, _ in rows} <= {*self.parcels, PHONE}

    def _ends_well(self, world: World) -> None:
        """Unlocked and with a network, the tablet is soon empty, but for what the office has."""
        self.tablet.standing = Standing.OPEN.value
        for _ in range(2):
            world = self._sent(world, set(self.parcels), is_heard=True)
        _, parcels = self._kept()
        assert not world.waits
        assert world.aside <= {key for key, fate in parcels if fate == Fate.WAITS}
        self._holds(world)


def digest_of(raw: Any) -> str:
    """By which the office knows a parcel again."""
    return sha256(json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

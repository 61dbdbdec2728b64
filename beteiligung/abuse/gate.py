"""The gate: how often one network may do a thing, and what may be used only once."""

import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar, cast

from flask import current_app

from beteiligung.abuse.hosts import Hosts
from beteiligung.abuse.memory import Away, Machine
from beteiligung.abuse.networks import network
from beteiligung.errors import TooMany

MINUTE, HOUR = 60, 3600
# From here on the answers of one network are marked: more than a school, a hall full of people or
# the Wi-Fi of a shelter bring. Nobody is sent away for it.
MANY_A_MINUTE, MANY_AN_HOUR = 60, 200
PAUSE = 5.0  # seconds after which hosts that were away are asked again
STEPS = 30  # in which a window moves on that has no fixed beginning
WATCH = 60.0  # seconds between two looks at the calendar
Found = TypeVar("Found")


class Pace(NamedTuple):
    """How quickly answers come: from this network, and to this survey."""

    crowded: bool  # more from one network than crowds of honest people send
    a_minute: int  # to this survey, from everybody


class Gate:
    """Counts under marks that cannot be traced back: hashes whose key, the salt, dies with the day.

    They are keyed as RFC 7693 describes it. With several hosts they count together; while those are
    away each machine counts for itself, so that nobody is kept from answering. ``now`` tells the
    time.
    """

    def __init__(
        self, now: Callable[[], datetime], machine: Machine | None = None, hosts: str = ""
    ) -> None:
        self._now = now
        self._machine = machine or Machine()
        self._hosts = Hosts(hosts) if hosts else None
        self._again = float("-inf")

    def take(self, what: str, address: str, most: int) -> None:
        """Count one more; `TooMany` above the limit a minute. 0 means no limit."""
        if most and self._counted([(f"{what} {network(address)}", MINUTE)])[0] > most:
            raise TooMany

    def arrive(self, survey: int, address: str, most: int) -> Pace:
        """Count an answer; `TooMany` above ``most`` a minute from one network (0: no limit)."""
        where = network(address)
        of_minute, of_hour, of_survey = self._counted(
            [(f"answers {where}", MINUTE), (f"hour {where}", HOUR), (f"survey {survey}", MINUTE)]
        )
        if most and of_minute > most:
            raise TooMany
        return Pace(of_minute > MANY_A_MINUTE or of_hour > MANY_AN_HOUR, of_survey)

    def a_minute(self, survey: int) -> int:
        """How many answers have come to a survey in this minute, without counting one."""
        at, asked = self._now(), [(f"survey {survey}", MINUTE)]
        return self._asked(lambda memory: memory.counted(_marks(memory, asked, at)[0][0], at))

    def first(self, what: bytes, *, until: int) -> bool:
        """Whether this is used for the first time, on whichever worker or host."""
        mark = hashlib.sha256(what).digest()
        at = self._now()
        return self._asked(lambda memory: memory.first(mark, until=until, at=at))

    def often(self, what: str, *, seconds: int, add: bool = False, steps: int = STEPS) -> int:
        """How often this was counted in the last ``seconds``; with ``add``, once more now.

        The fewer ``steps``, the quicker, and the sooner what was counted is forgotten: by one step.
        """
        at = self._now()
        step = seconds // steps
        begin = int(at.timestamp()) // step * step

        def ask(memory: Machine | Hosts) -> int:
            salt = memory.salt(at)
            begins = range(begin, begin - seconds, -step)
            marks = [(_mark(salt, f"{what} since {since}"), since + seconds) for since in begins]
            if add:
                memory.count(marks[:1], at)
            return sum(memory.counted(mark, at) for mark, _ in marks)

        return self._asked(ask)

    @property
    def remembers(self) -> bytes:
        """Which memory knows now what was used: nobody else's promises hold."""
        return self._asked(lambda memory: memory.name)

    def forget(self) -> None:
        """Destroy what another day has left."""
        at = self._now()
        self._machine.forget(at)
        if self._hosts is not None:
            self._hosts.forget(at)

    def watch(self, pause: float = WATCH) -> None:
        """From now on, destroy what a day leaves also where nobody comes after midnight."""

        def look() -> None:
            while True:
                time.sleep(pause)
                self.forget()

        threading.Thread(target=look, name="midnight", daemon=True).start()

    def _counted(self, things: Sequence[tuple[str, int]]) -> list[int]:
        at = self._now()
        return self._asked(lambda memory: memory.count(_marks(memory, things, at), at))

    def _asked(self, ask: Callable[[Machine | Hosts], Found]) -> Found:
        """Ask all hosts, or while they are away this machine."""
        if self._hosts is not None and time.monotonic() >= self._again:
            try:
                return ask(self._hosts)
            except Away:
                self._again = time.monotonic() + PAUSE
        return ask(self._machine)


def _marks(
    memory: Machine | Hosts, things: Sequence[tuple[str, int]], at: datetime
) -> list[tuple[bytes, int]]:
    """What is counted, as salted marks with the second in which their window ends."""
    salt, now = memory.salt(at), int(at.timestamp())
    found = []
    for what, seconds in things:
        until = now - now % seconds + seconds
        found.append((_mark(salt, f"{what} {until}"), until))
    return found


def _mark(salt: bytes, what: str) -> bytes:
    return hashlib.blake2b(what.encode(), key=salt, digest_size=16).digest()


def gate() -> Gate:
    """The running application's gate."""
    return cast("Gate", current_app.extensions["gate"])

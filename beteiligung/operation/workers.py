"""Workers come and go: each has a place for its counts; what they say is written down calmly."""

import mmap
import selectors
import socket
import time
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol, cast

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker
from gunicorn.workers.gthread import TConn, ThreadWorker

from beteiligung import journal
from beteiligung.config import Settings
from beteiligung.web.counts import Counts, Memory

FIRST_WORD = 10.0  # seconds in which a new connection has to ask for something
PASSES, PASSING = 5, 0.001  # how often a worker lets others go first, and for how many seconds
_NUMBER = 8  # bytes


class Places:
    """Which worker counts where. The process that starts workers gives places and takes them back.

    While a server is reloaded, old workers and new ones count side by side.
    """

    def __init__(self, workers: int) -> None:
        self.memory = Memory(2 * workers + 2)
        # By place: how many connections a worker holds, and one more; 0 where there is none.
        self.held = memoryview(mmap.mmap(-1, self.memory.workers * _NUMBER)).cast("q")
        self._free = list(range(self.memory.workers))
        self._taken: dict[int, int] = {}  # by the worker's age, which no other has
        self._next = 0

    def give(self, age: int) -> None:
        """Find a place for a worker that is about to begin."""
        self._next = self._taken[age] = self._free.pop(0) if self._free else 0

    def take_back(self, age: int) -> None:
        """A worker has ended, in whatever way."""
        place = self._taken.pop(age, None)
        if place is not None:
            self.held[place] = 0
            self.memory.end(place)
            self._free.append(place)

    def counts(self) -> Counts:
        """In a worker that begins: where it counts."""
        return Counts(self.memory, self._next)

    @property
    def own(self) -> int:
        """In a worker that begins: its place."""
        return self._next


class _Served(Protocol):
    """What a worker is told by whoever started it."""

    places: Places


class Sharing(ThreadWorker):
    """A worker that leaves people who come to the others while these have fewer.

    Whoever wakes up first takes a connection, and keeps it: of sixteen one worker may have twelve
    and compute without a pause while the other one waits.
    """

    def init_process(self) -> None:
        """Begin, in a place of its own."""
        places = cast("_Served", self.app).places
        self._held, self._own, self._passed = places.held, places.own, 0
        super().init_process()

    def notify(self) -> None:
        """Say that this worker lives, and how many connections it holds."""
        super().notify()
        self._held[self._own] = self.nr_conns + 1

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, or let another worker do it: not for long, it may be busy or gone."""
        others = [held for place, held in enumerate(self._held) if held and place != self._own]
        if others and self.nr_conns + 1 > min(others) and self._passed < PASSES:
            self._passed += 1
            time.sleep(PASSING)
            return
        self._passed = 0
        super().accept(listener)
        self._held[self._own] = self.nr_conns + 1

    def enqueue_req(self, conn: TConn) -> None:
        """Give a request to a thread; a connection that has not said anything yet waits without.

        Browsers open connections in case they need them. Each would take a thread for five seconds,
        and sixteen of them would keep everybody else waiting.
        """
        if conn.initialized or conn.data_ready or conn.wait_for_data(0):
            super().enqueue_req(conn)
            return
        conn.sock.settimeout(0)
        conn.timeout = time.monotonic() + FIRST_WORD
        self.pending_conns.append(conn)
        heard = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, heard)


class Quiet(Logger):
    """gunicorn's own log, which would name who asked for what, through the journal."""

    def setup(self, cfg: Config) -> None:
        """Hand every line on instead of writing it."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


def hooks(settings: Settings, places: Places, workers: int) -> dict[str, Any]:
    """What gunicorn calls when something happens to the server or a worker."""

    def end(_server: object) -> None:
        journal.note("stop")

    def before_worker(_server: object, worker: Worker) -> None:
        places.give(worker.age)

    def after_worker(_server: object, worker: Worker) -> None:
        places.take_back(worker.age)

    kind = "sqlite" if settings.database.startswith("sqlite") else "postgresql"
    journal.note("start", workers=workers, database=kind, version=version("beteiligung"))
    return {"on_exit": end, "pre_fork": before_worker, "child_exit": after_worker}

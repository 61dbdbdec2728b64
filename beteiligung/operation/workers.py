"""Workers come and go: each has a place for its counts; what they say is written down calmly."""

from importlib.metadata import version
from typing import Any

from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.base import Worker

from beteiligung import journal
from beteiligung.config import Settings
from beteiligung.web.counts import Counts, Memory


class Places:
    """Which worker counts where. The process that starts workers gives places and takes them back.

    While a server is reloaded, old workers and new ones count side by side.
    """

    def __init__(self, workers: int) -> None:
        self.memory = Memory(2 * workers + 2)
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
            self.memory.end(place)
            self._free.append(place)

    def counts(self) -> Counts:
        """In a worker that begins: where it counts."""
        return Counts(self.memory, self._next)


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

"""What all workers count together: numbers in shared memory, a place for each worker."""

import mmap
import threading
from collections.abc import Iterator
from itertools import accumulate
from typing import cast

from flask import current_app

GROUPS = (
    "answering",  # surveys: their pages, and answers
    "codes",
    "results",
    "pages",  # everything else that residents open
    "media",
    "files",
    "administration",
    "machine",  # asked by machines: alive, ready, figures
)
CLASSES = ("2xx", "3xx", "4xx", "5xx")
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # of answers
TOGETHER = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)  # answers that shared one commit
EVENTS = ("slow", "faults", "csp_reports")
# What is so now, and not how often it happened: it ends with its worker.
NOW = ("in_flight", "notes_waiting")

_REQUESTS = tuple(f"{group} {status}" for group in GROUPS for status in CLASSES)
_HISTOGRAMS = {"answer_seconds": SECONDS, "kept_together": TOGETHER}
_NAMES = (
    *_REQUESTS,
    *EVENTS,
    *(f"{name} {part}" for name, edges in _HISTOGRAMS.items() for part in (*edges, "more", "sum")),
    *NOW,
)
_PLACES = {name: place for place, name in enumerate(_NAMES)}
_WIDE = len(_NAMES)
_NUMBER = 8  # bytes


class Memory:
    """Room for so many workers, shared with every process that is made afterwards.

    Each worker writes into its own place only, so no lock between processes is needed, and a
    worker that is killed leaves nothing locked. Whoever takes its place counts on from there.
    """

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers
        self.cells = memoryview(mmap.mmap(-1, workers * _WIDE * _NUMBER)).cast("d")

    def end(self, place: int) -> None:
        """A worker is gone: what was so now is so no more."""
        for name in NOW:
            self.cells[place * _WIDE + _PLACES[name]] = 0.0

    def sum(self, name: str) -> float:
        """What all workers have counted together."""
        at = _PLACES[name]
        return sum(self.cells[place * _WIDE + at] for place in range(self.workers))


class Counts:
    """One worker's counts, in its place of the shared memory."""

    def __init__(self, memory: Memory | None = None, place: int = 0) -> None:
        self.memory = memory or Memory()
        self._from = place * _WIDE
        self._lock = threading.Lock()

    def add(self, name: str, n: float = 1.0) -> None:
        """Count something, such as one of `EVENTS`."""
        at = self._from + _PLACES[name]
        with self._lock:
            self.memory.cells[at] += n

    def answered(self, group: str, status: int) -> None:
        """Count an answer of the server by what was asked and how it went."""
        self.add(f"{group} {min(max(status // 100, 2), 5)}xx")

    def measure(self, name: str, value: float) -> None:
        """Sort a value into its histogram."""
        edges = _HISTOGRAMS[name]
        part = next((edge for edge in edges if value <= edge), "more")
        self.add(f"{name} {part}")
        self.add(f"{name} sum", value)

    def is_now(self, name: str, value: float) -> None:
        """Say how something is now."""
        self.memory.cells[self._from + _PLACES[name]] = value


def requests(memory: Memory) -> Iterator[tuple[str, str, float]]:
    """How often what was asked, and how it went: group, class of status, number."""
    for group in GROUPS:
        for status in CLASSES:
            yield group, status, memory.sum(f"{group} {status}")


def histogram(memory: Memory, name: str) -> tuple[list[tuple[str, float]], float]:
    """A histogram as Prometheus wants it: each edge with everything up to it, and the sum."""
    edges = _HISTOGRAMS[name]
    counts = accumulate(memory.sum(f"{name} {part}") for part in (*edges, "more"))
    return list(zip([*map(str, edges), "+Inf"], counts, strict=True)), memory.sum(f"{name} sum")


def counts() -> Counts:
    """The running application's counts."""
    return cast("Counts", current_app.extensions["counts"])

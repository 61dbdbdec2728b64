"""Counts that pages may note without writing: scans and opens, flushed every second."""

import atexit
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from typing import cast

from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from beteiligung.db import Store

# Seconds between two times of writing down: with what the writing itself takes on a busy machine, a
# crash costs the counts of the last second at most.
INTERVAL = 0.75
Writer = Callable[[Session, Mapping[Hashable, int]], None]


class Ledger:
    """An in-memory tally per worker. A GET writes nothing else; a lost second is a lost count."""

    def __init__(
        self,
        store: Store,
        interval: float = INTERVAL,
        *,
        told: Callable[[str, float], None] = lambda *_: None,
    ) -> None:
        self._store = store
        self._told = told  # hears how many notes the database could not take yet
        self._interval = interval
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._counts: dict[str, Counter[Hashable]] = {}
        self._writers: dict[str, Writer] = {}
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def keep(self, kind: str, writer: Writer) -> None:
        """Say how notes of a kind are written to the database."""
        self._writers[kind] = writer

    def note(self, kind: str, what: Hashable) -> None:
        """Count one thing; the database hears of it within a second."""
        with self._lock:
            self._counts.setdefault(kind, Counter())[what] += 1
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)
                self._thread.start()
                atexit.register(self.close)

    def flush(self) -> None:
        """Write everything noted so far, in one transaction of its own; it is kept afterwards."""
        with self._writing:  # whoever comes while another writes waits until that is done
            with self._lock:
                counts, self._counts = self._counts, {}
            if counts:
                self._write(counts)

    def _write(self, counts: Mapping[str, Counter[Hashable]]) -> None:
        try:
            with self._store.writing() as session:
                for kind, found in counts.items():
                    self._writers[kind](session, found)
            self._told("notes_waiting", 0.0)
        except (SQLAlchemyError, OSError):
            with self._lock:  # the database is away: keep counting, try again in a second
                for kind, found in counts.items():
                    self._counts.setdefault(kind, Counter()).update(found)
                waiting = sum(found.total() for found in self._counts.values())
            self._told("notes_waiting", waiting)

    def close(self) -> None:
        """Stop the thread, then flush for the last time."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self.flush()

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            self.flush()


def ledger() -> Ledger:
    """The running application's ledger."""
    return cast("Ledger", current_app.extensions["ledger"])

"""The mark a running server leaves, so that nobody replaces the database under its feet."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.upkeep.places import sqlite_file


@contextmanager
def serving(settings: Settings) -> Iterator[None]:
    """Keep the mark as long as a server or one of its workers lives; several may serve at once."""
    with _mark(
        settings, fcntl.LOCK_SH, "The database is being restored. Try again when it is done."
    ):
        yield


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Keep every server away; an `OperatorError` while one runs."""
    with _mark(settings, fcntl.LOCK_EX, "A server is running on this database. Stop it first."):
        yield


def is_served(settings: Settings) -> bool:
    """Whether a server of this machine runs on the database right now."""
    try:
        with alone(settings):
            return False
    except OperatorError:
        return True


@contextmanager
def _mark(settings: Settings, kind: int, otherwise: str) -> Iterator[None]:
    path = mark_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The kernel forgets the lock with the last process that holds the file: no stale marks.
    with path.open("a") as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except OSError as error:
            raise OperatorError(otherwise) from error
        yield


def mark_path(settings: Settings) -> Path:
    """Where the mark lies: beside a SQLite file, else in the data folder."""
    file = sqlite_file(settings)
    return settings.data_dir / "server.mark" if file is None else file.with_suffix(".server")

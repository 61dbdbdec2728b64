"""Consistent, verified copies of a SQLite database, also while residents are answering."""

import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import func, select, table

from beteiligung.db import WritersTurn
from beteiligung.errors import OperatorError
from beteiligung.operation.counts import Counts, same_rows

MAGIC = b"SQLite format 3\0"
BESIDE = ("-wal", "-shm", "-journal")  # files that belong to a database and to no other


def copy(source: Path, target: Path) -> Counts:
    """Copy a database as it is at this moment; how many rows each table has.

    Writers go on meanwhile: one snapshot is copied and counted. The copy is checked page by page
    and counted again; a copy that differs is removed and an `OperatorError`. The copy is one file
    (mode 0600) that needs no other beside it.
    """
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_connect(source, "ro")) as old, closing(_connect(target, "rw")) as new:
            old.execute("BEGIN")  # what is counted and what is copied is the same moment
            expected = _counts(old)
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE").fetchall()
        found = verify(target)
        same_rows(expected, found)
        _sync(target)
    except sqlite3.Error as error:
        remove(target)
        message = f"{source} cannot be copied: {error}."
        raise OperatorError(message) from error
    except BaseException:
        remove(target)
        raise
    return found


def verify(path: Path) -> Counts:
    """The rows of each table of a sound database of this platform; else an `OperatorError`."""
    try:
        with path.open("rb") as file:
            if file.read(len(MAGIC)) != MAGIC:
                message = f"{path} is not a SQLite database."
                raise OperatorError(message)
        with closing(_connect(path, "ro")) as connection:
            faults = [row[0] for row in connection.execute("PRAGMA integrity_check(5)")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchone()
            counts = _counts(connection)
    except (OSError, sqlite3.Error) as error:
        message = f"{path} cannot be read: {error}."
        raise OperatorError(message) from error
    if faults != ["ok"] or orphans:
        message = f"{path} is damaged: {'; '.join(faults)}."
        raise OperatorError(message)
    if "alembic_version" not in counts:
        message = f"{path} is not a database of this platform."
        raise OperatorError(message)
    return counts


def revision(path: Path) -> str:
    """The shape (migration number) of a verified database."""
    with closing(_connect(path, "ro")) as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else ""


def replace(database: Path, new: Path, aside: Path, turn: WritersTurn) -> bool:
    """Put a verified copy in the place of a database; whether there was an old one, now aside.

    The old database keeps what is still in its write-ahead log, which is moved with it: a stale
    log beside another database would be applied to it and destroy it.
    """
    turn.take()
    try:
        existed = database.exists()
        for end in ("", *BESIDE):
            with suppress(FileNotFoundError):
                Path(f"{database}{end}").rename(f"{aside}{end}")
        new.rename(database)
        _sync(database.parent)
    finally:
        turn.give()
    return existed


def remove(path: Path) -> None:
    """Remove a database with everything that belongs to it."""
    for end in ("", *BESIDE):
        Path(f"{path}{end}").unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    # A connection that only reads never checkpoints, so it needs no writers' turn.
    address = f"file:{quote(str(path.resolve()))}?mode={mode}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=20)


def _counts(connection: sqlite3.Connection) -> Counts:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    return {
        name: connection.execute(str(select(func.count()).select_from(table(name)))).fetchone()[0]
        for (name,) in sorted(names)
    }

"""The nightly deletion as an operator sees it: rows, files kept aside, and the traces of both."""

from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from beteiligung.chores import FORGET, note_done
from beteiligung.config import Settings
from beteiligung.db import Base, Store
from beteiligung.privacy.actions import forget_due
from beteiligung.privacy.kinds import KINDS
from beteiligung.privacy.queries import coming
from beteiligung.surveys.columns import keep_columns

BACKUPS_KEPT = timedelta(days=35)
LARGEST = 256 * 1024 * 1024  # bytes of a table that is written anew at night
LONGEST_WAIT = 5  # seconds for which nobody may be kept from answering


def forget(settings: Settings, store: Store, *, at: datetime) -> dict[str, int]:
    """Delete what is due, really: rows, old databases kept aside, and what a file still shows."""
    old = list(_old_copies(settings, at))
    for path in old:
        path.unlink(missing_ok=True)
    with store.writing() as session:
        gone = forget_due(session, at=at, copies=len(old))
        note_done(session, FORGET, gone, at=at)
        note_done(session, FORGET, gone, at=at)
    keep_columns(store)
    wipe(store)
    return gone


def would_forget(settings: Settings, store: Store, *, at: datetime) -> dict[str, int]:
    """What `forget` would delete now: it is tried and taken back, so that nothing is guessed."""
    session = store.open(writing=True)
    try:
        return forget_due(session, at=at, copies=len(list(_old_copies(settings, at))))
    finally:
        session.rollback()
        store.close(session)


def wipe(store: Store) -> None:
    """Take deleted rows out of the database's files, not only out of its tables.

    SQLite overwrites them when its log is written back, which happens here. PostgreSQL leaves
    their bytes in the file until a table is written anew, which happens here up to 256 MiB; larger
    tables are only freed, and its own log (pg_wal) keeps them until it is recycled.
    """
    if store.turn is None:
        _write_anew(store)
        return
    store.turn.take()
    try:
        with closing(store.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        store.turn.give()


def _write_anew(store: Store) -> None:
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"set lock_timeout = '{LONGEST_WAIT}s'")
        for table in Base.metadata.sorted_tables:
            size = select(func.pg_total_relation_size(table.name))
            with suppress(OperationalError):  # somebody is answering: the next night, then
                full = "FULL " if (connection.scalar(size) or 0) <= LARGEST else ""
                connection.exec_driver_sql(f'VACUUM {full}"{table.name}"')


def lines(counts: dict[str, int]) -> Iterator[str]:
    """A report, one line for each kind."""
    width = max(map(len, KINDS))
    for kind, means in KINDS.items():
        yield f"{kind:<{width}}  {counts[kind]:>7}  {means.name}"


def next_lines(store: Store) -> Iterator[str]:
    """What goes next, one line for each survey that has something to lose."""
    with store.reading() as session:
        for each in coming(session):
            what = f"{each.answers} answers, {each.contacts} contacts"
            yield f"{each.day}  {each.survey.slug}: {what}"


def _old_copies(settings: Settings, at: datetime) -> Iterator[Path]:
    """Databases that a restore kept aside, once no backup may be kept that long."""
    limit = (at - BACKUPS_KEPT).timestamp()
    for path in settings.data_dir.glob("*before-restore-*"):
        if path.stat().st_mtime <= limit:
            yield path

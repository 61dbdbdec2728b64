"""Checks of the database: whether it is durable, sound and of the right shape."""

import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from beteiligung.audit import AuditEntry
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import current, head, knows
from beteiligung.text import N_
from beteiligung.upkeep import contents, nights
from beteiligung.upkeep.finding import Finding, Findings, Level
from beteiligung.upkeep.places import sqlite_file

FIXED_SQLITE = (3, 51, 3)  # from here on without the WAL-reset fault
CAREFUL = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
OLDEST_POSTGRESQL = 150000
SKEW = timedelta(minutes=2)


def database(settings: Settings, *, at: datetime, thorough: bool = True) -> Findings:
    """Whether the database is sound, durable, of the right shape, and has what the law asks for.

    ``thorough`` reads every page of it, which takes its time.
    """
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        values, remedy = {"file": file}, "beteiligung upgrade"
        found = N_("%(file)s does not exist")
        yield Finding(Level.FAULT, N_("database"), found, remedy, values)
        return
    store = Store(settings.database)
    try:
        yield from _postgresql(settings, store) if file is None else _sqlite(settings, store, file)
        if thorough and file is not None:
            yield _pages(store)
        ready = current(store)
        yield _migrations(ready)
        if ready == head():
            with store.reading() as session:
                yield _clock(session, at)
                yield from nights.nightly(settings, session, at=at)
                yield from contents.duties(settings, session)
    except (SQLAlchemyError, OperatorError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        found, remedy = N_("does not answer: %(said)s"), N_("see the manual, Restore a backup")
        yield Finding(Level.FAULT, N_("database"), found, remedy, {"said": said})
    finally:
        store.dispose()


def durable(settings: Settings) -> Findings:
    """Only what a start depends on: whether the database keeps, and erases, as it is told."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        return
    store = Store(settings.database)
    try:
        yield from (
            _postgresql(settings, store) if file is None else _sqlite(settings, store, file)
        )
    except SQLAlchemyError:
        return  # it does not answer: whoever upgrades its tables next says so
    finally:
        store.dispose()


def _sqlite(settings: Settings, store: Store, file: Path) -> Findings:
    with store.engine.connect() as connection:
        wrong = careless(lambda name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one())
    version = sqlite3.sqlite_version_info
    values = {"wrong": wrong, "version": ".".join(map(str, version)), "file": file}
    if wrong:
        found, remedy = (
            N_("%(wrong)s: answers could be lost, or stay after deletion"),
            N_("the file system does not allow it: move the database"),
        )
        yield Finding(Level.FAULT, N_("SQLite"), found, remedy, values, stops=True)
    else:
        yield Finding(Level.OK, N_("SQLite"), expected_of(version), values=values)
    if file.stat().st_mode & stat.S_IRWXO:
        level = Level.FAULT if settings.production else Level.WARN
        found, remedy = N_("everybody on the machine may read it"), N_("chmod 0600 %(file)s")
        stops = settings.production
        yield Finding(level, N_("database"), found, remedy, values, stops=stops)


def careless(read: Callable[[str], object]) -> str:
    """What of a SQLite connection is not as careful as promised; ``read`` tells a pragma."""
    found = {name: read(name) for name in CAREFUL}
    return ", ".join(f"{name}={value}" for name, value in found.items() if value != CAREFUL[name])


def expected_of(version: tuple[int, ...]) -> str:
    """What may be expected of this SQLite, with several processes at once."""
    if version < FIXED_SQLITE:
        return N_(
            "%(version)s, durable, erases what it deletes; older than 3.51.3, so writers of all"
            " processes take turns by a lock, and its fault cannot arise"
        )
    return N_("%(version)s, durable, erases what it deletes")


def _pages(store: Store) -> Finding:
    with store.engine.connect() as connection:
        faults = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    if faults == ["ok"]:
        return Finding(Level.OK, N_("database"), N_("every page is sound"))
    found, remedy = N_("damaged: %(fault)s"), N_("restore a backup")
    return Finding(Level.FAULT, N_("database"), found, remedy, {"fault": faults[0]})


def _postgresql(settings: Settings, store: Store) -> Findings:
    with store.engine.connect() as connection:
        version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
        keeps = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
        there: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    values = {"version": f"{version // 10000}.{version % 10000}", "seconds": 0}
    if version < OLDEST_POSTGRESQL:
        remedy = N_("version 15 or newer is needed")
        yield Finding(Level.FAULT, N_("PostgreSQL"), "%(version)s", remedy, values)
    elif keeps == "off":
        found, remedy = N_("synchronous_commit is off"), N_("switch it on: answers could be lost")
        level = Level.FAULT if settings.production else Level.WARN
        yield Finding(level, N_("PostgreSQL"), found, remedy, values, stops=settings.production)
    else:
        yield Finding(Level.OK, N_("PostgreSQL"), N_("%(version)s, durable"), values=values)
    if (apart := abs(there - datetime.now(UTC))) > SKEW:
        values["seconds"] = round(apart.total_seconds())
        found = N_("the database's clock is %(seconds)s seconds apart")
        yield Finding(Level.FAULT, N_("clock"), found, N_("let both follow NTP"), values)


def _migrations(ready: str | None) -> Finding:
    newest = head()
    values = {"ready": ready, "newest": newest}
    if ready == newest:
        return Finding(Level.OK, N_("tables"), N_("at %(ready)s"), values=values)
    if ready is not None and not knows(ready):
        remedy = N_("update the program: the database was used by a newer one")
    else:
        remedy = "beteiligung upgrade"
    found = N_("at %(ready)s, not at %(newest)s")
    return Finding(Level.FAULT, N_("tables"), found, remedy, values)


def _clock(session: Session, at: datetime) -> Finding:
    """Whether time only goes forward here: nothing was done in the future."""
    last = session.scalar(select(func.max(AuditEntry.at)))
    if last is not None and last > at + SKEW:
        found, remedy = (
            N_("something was done in the future: the clock was set back"),
            N_("let the machine follow NTP: timedatectl"),
        )
        return Finding(Level.FAULT, N_("clock"), found, remedy)
    values = {"time": f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"}
    return Finding(Level.OK, N_("clock"), "%(time)s", values=values)

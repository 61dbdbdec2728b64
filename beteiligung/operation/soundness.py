"""Checks of the database and of what is in it."""

import sqlite3
import stat
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.access import Role
from beteiligung.accounts.models import Membership, Staff
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import current, head, knows
from beteiligung.operation import postgresql
from beteiligung.operation.finding import Finding, Findings, Level
from beteiligung.operation.serving import sqlite_file
from beteiligung.privacy.queries import is_late, last_deletion
from beteiligung.web.models import SiteText

FIXED_SQLITE = (3, 51, 3)  # from here on without the WAL-reset fault
CAREFUL = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
OLDEST_POSTGRESQL = 150000
DUTIES = ("imprint", "controller", "operator")  # texts without which nobody may be asked


def database(settings: Settings) -> Findings:
    """Whether the database is sound, durable, of the right shape, and has what the law asks for."""
    file = sqlite_file(settings)
    if file is not None and not file.exists():
        yield Finding(Level.FAULT, "database", f"{file} does not exist", "beteiligung upgrade")
        return
    store = Store(settings.database)
    try:
        yield from _postgresql(store) if file is None else _sqlite(store, file)
        ready = current(store)
        yield _migrations(ready)
        if ready == head():
            with store.reading() as session:
                yield from _texts(settings, session)
                yield from _people(session)
                yield _deletions(session)
    except (SQLAlchemyError, OperatorError) as error:
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        yield Finding(
            Level.FAULT, "database", f"does not answer: {said}", "see the manual, Restore a backup"
        )
    finally:
        store.dispose()


def _sqlite(store: Store, file: Path) -> Findings:
    with store.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in CAREFUL
        }
        faults = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
    wrong = ", ".join(f"{name}={value}" for name, value in found.items() if value != CAREFUL[name])
    if wrong:
        yield Finding(Level.FAULT, "SQLite", wrong, "the file system does not allow it: move it")
    else:
        yield Finding(Level.OK, "SQLite", sqlite_version(sqlite3.sqlite_version_info))
    if faults == ["ok"]:
        yield Finding(Level.OK, "database", "every page is sound")
    else:
        yield Finding(Level.FAULT, "database", f"damaged: {faults[0]}", "restore a backup")
    if file.stat().st_mode & stat.S_IRWXO:
        yield Finding(Level.WARN, "database", "everybody may read the file", f"chmod 0600 {file}")


def sqlite_version(version: tuple[int, ...]) -> str:
    """What may be expected of this SQLite."""
    number = ".".join(map(str, version))
    said = f"{number}, durable (WAL, synchronous FULL), erases what it deletes"
    if version < FIXED_SQLITE:
        said += "; older than 3.51.3, guarded by the writers' turn"
    return said


def _postgresql(store: Store) -> Findings:
    version = postgresql.server_version(store.url)
    found = f"{version // 10000}.{version % 10000}"
    if version < OLDEST_POSTGRESQL:
        yield Finding(Level.FAULT, "PostgreSQL", found, "version 15 or newer is needed")
    else:
        yield Finding(Level.OK, "PostgreSQL", found)


def _migrations(ready: str | None) -> Finding:
    newest = head()
    if ready == newest:
        return Finding(Level.OK, "tables", f"at {ready}")
    if ready is not None and not knows(ready):
        remedy = "update the program: the database was used by a newer one"
    else:
        remedy = "beteiligung upgrade"
    return Finding(Level.FAULT, "tables", f"at {ready}, not at {newest}", remedy)


def _texts(settings: Settings, session: Session) -> Findings:
    texts = {row.key: row.texts for row in session.scalars(select(SiteText))}
    missing = [key for key in DUTIES if not any(map(str.strip, texts.get(key, {}).values()))]
    level = Level.FAULT if settings.production else Level.WARN
    if missing:
        remedy = "an admin writes them under /verwaltung/"
        yield Finding(level, "site texts", f"missing: {', '.join(missing)}", remedy)
    else:
        yield Finding(Level.OK, "site texts", "written")
    if texts.get("demo"):
        found = "invented answers are in this database"
        remedy = "use a fresh database for real residents" if settings.production else ""
        level = Level.FAULT if settings.production else Level.OK
        yield Finding(level, "demonstration", found, remedy)


def _people(session: Session) -> Findings:
    admins = session.scalar(
        select(func.count(Staff.id.distinct()))
        .join(Membership)
        .where(Membership.role == Role.ADMIN, Staff.active, Staff.password_hash.is_not(None))
    )
    if admins:
        yield Finding(Level.OK, "admins", str(admins))
    else:
        yield Finding(Level.WARN, "admins", "nobody", "beteiligung invite EMAIL --role admin")


def _deletions(session: Session) -> Finding:
    last, now = last_deletion(session), clock.now()
    found = (
        "never"
        if last is None
        else f"last forget: {(now - last).total_seconds() // 3600:.0f} h ago"
    )
    if is_late(last, now):
        return Finding(Level.WARN, "deletions", found, "run beteiligung forget every night")
    return Finding(Level.OK, "deletions", found)

"""The database: named constraints, careful SQLite, PostgreSQL, and one transaction per request."""

import fcntl
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flask import Flask, Response, current_app, g, request
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    ExceptionContext,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry

if TYPE_CHECKING:
    import psycopg
    from sqlalchemy.dialects import postgresql

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# Who writes may look something up beside it: whoever waits for the turn must not hold the last
# connection. The server's threads limit their number.
AS_MANY_AS_THREADS: dict[str, Any] = {"max_overflow": -1}
UNFINISHED = (2, 3)  # what PostgreSQL's library calls a transaction that runs, or has failed
TURN_TIMEOUT = 20.0  # seconds a writer waits for its turn before it says "not saved"


class Moment(TypeDecorator[datetime]):
    """A moment in UTC: aware in Python, without a zone in SQLite, with one in PostgreSQL."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: it would mean something else on the other database."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment needs a time zone"
            raise ValueError(message)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class _Document(JSON):
    """JSON; PostgreSQL keeps it taken apart (JSONB)."""


@compiles(_Document, "postgresql")
def _taken_apart(_type: _Document, _compiler: object, **_: object) -> str:
    return "JSONB"


Document = _Document(none_as_null=True)


class Base(DeclarativeBase):
    """All tables of the product."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: Moment(),
        dict[str, Any]: Document,
        list[Any]: Document,
    }


class WritersTurn:
    """One writer at a time, over threads and processes of this machine.

    SQLite allows one writer anyway; waiting here is fair and cheap, waiting inside SQLite is not.
    Since every connection that writes or checkpoints holds the turn, the WAL-reset fault of SQLite
    before 3.51.3 cannot arise.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._file: Any = None

    def take(self) -> None:
        """Wait for the turn; `TimeoutError` after 20 seconds."""
        if not self._threads.acquire(timeout=TURN_TIMEOUT):
            message = "no turn to write"
            raise TimeoutError(message)
        try:
            if self._file is None:
                self._file = self._path.open("a")
            fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise

    def give(self) -> None:
        """Let the next writer in."""
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Close the file, once nobody writes; the next `take` opens it again."""
        with self._threads:
            if self._file is not None:
                self._file.close()
                self._file = None


class Store:
    """The database of one installation: where sessions for reading and for writing come from."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.turn: WritersTurn | None = None
        if self.sqlite and self.url.database not in {None, "", ":memory:"}:
            path = Path(str(self.url.database))
            path.parent.mkdir(parents=True, exist_ok=True)
            self.turn = WritersTurn(path.with_suffix(".turn"))
        self.engine = _sqlite(url, self.turn) if self.sqlite else _postgresql(url)
        self._writing = self.engine.execution_options(writing=True)

    def open(self, *, writing: bool) -> Session:
        """A session; one that writes has the writers' turn from its first query to its commit."""
        return Session(self._writing if writing else self.engine, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every connection and file; the store can still be used and opens them anew."""
        self.engine.dispose()
        if self.turn is not None:
            self.turn.close()

    @staticmethod
    def close(session: Session) -> None:
        """End a session; what was not committed is undone."""
        session.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that only looks."""
        session = self.open(writing=False)
        try:
            yield session
        finally:
            self.close(session)

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone as a whole on any error."""
        session = self.open(writing=True)
        try:
            yield session
            session.commit()
        finally:
            self.close(session)


def insert_into(session: Session, table: object) -> "postgresql.Insert":
    """An INSERT that can say ON CONFLICT, as this session's database words it."""
    # The engine has loaded its dialect already. The other one stays outside: a start would cost a
    # fifteenth more with everything that PostgreSQL's brings along.
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    return cast("postgresql.Insert", dialect.insert(table))


def _postgresql(url: str) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, **AS_MANY_AS_THREADS)

    @event.listens_for(engine, "checkin")
    def returned(connection: "psycopg.Connection | None", _record: object) -> None:
        # As in SQLite: a connection that a broken COMMIT left in its transaction is of no use.
        if connection is not None and connection.info.transaction_status in UNFINISHED:
            connection.rollback()

    return engine


def _sqlite(url: str, turn: WritersTurn | None) -> Engine:
    careful_file = {"timeout": TURN_TIMEOUT, "check_same_thread": False}
    pool = AS_MANY_AS_THREADS if turn is not None else {}  # in memory there is one for each thread
    engine = create_engine(url, connect_args=careful_file, **pool)

    event.listen(engine, "connect", _careful)
    event.listen(engine, "handle_error", _opened_anew)  # what was opened read-only stays so

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A transaction that reads first and writes later fails under plain BEGIN (trust: 0.1).
        if not connection.get_execution_options().get("writing"):
            return _begin(connection, "BEGIN")
        if turn is not None:
            turn.take()
            connection.info["turn"] = turn
        return _begin(connection, "BEGIN IMMEDIATE")

    @event.listens_for(engine, "checkin")
    def returned(connection: sqlite3.Connection | None, record: ConnectionPoolEntry) -> None:
        # Committed or undone: the connection goes back to the pool, and the next writer comes in.
        # What broke off in a BEGIN or COMMIT is undone here: else nobody could write any more.
        if connection is not None and connection.in_transaction:
            connection.rollback()
        held = record.info.pop("turn", None)
        if held is not None:
            held.give()

    return engine


def _careful(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # BEGIN is ours, below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "busy_timeout=20000",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _opened_anew(failed: ExceptionContext) -> None:
    failed.is_disconnect |= "READONLY" in getattr(failed.original_exception, "sqlite_errorname", "")


def _begin(connection: Connection, statement: str) -> None:
    # Straight to the driver: every answer begins so.
    try:
        cast("sqlite3.Connection", connection.connection.driver_connection).execute(statement)
    except sqlite3.Error as error:
        connection.invalidate(error)
        raise OperationalError(statement, None, error) from error


def attach(app: Flask) -> None:
    """Let every request of the application settle its own transaction."""
    app.teardown_request(_end)


def store() -> Store:
    """The database of the running application."""
    return cast("Store", current_app.extensions["store"])


def session() -> Session:
    """The session of this request; an unsafe method waits for the writers' turn here."""
    if "session" not in g:
        g.session = store().open(writing=request.method not in SAFE_METHODS)
    return cast("Session", g.session)


@contextmanager
def looking() -> Iterator[None]:
    """While this lasts, the request's session only reads and waits for no writer."""
    g.session = store().open(writing=False)
    try:
        yield
    finally:
        _end(None)


def settle(response: Response, *, keeps: bool = False) -> None:
    """Commit what a writing request did if it was answered below 400; undo everything else.

    ``keeps`` is for the one refusal that leaves a trace (an answer set aside). Called before the
    answer leaves, so that "thank you" is only said after the durable commit.
    """
    current = g.get("session")
    if current is None:
        return
    try:
        granted = keeps or response.status_code < HTTPStatus.BAD_REQUEST
        if granted and request.method not in SAFE_METHODS:
            current.commit()
    finally:
        _end(None)


def _end(_error: BaseException | None) -> None:
    current = g.pop("session", None)
    if current is not None:
        Store.close(current)

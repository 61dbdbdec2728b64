"""Consistent, verified copies of a PostgreSQL database, made with its own programs."""

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL

from beteiligung.errors import OperatorError
from beteiligung.operation.counts import Counts, same_rows

MAGIC = b"PGDMP"
DEBIAN = Path("/usr/lib/postgresql")
PLAIN = ("--no-owner", "--no-privileges")

_COPY = re.compile(rb"COPY (?:\S+\.)?\"?([a-z_]+)\"? \(")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
_MAY_MAKE = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
# Functions of our own, such as those that keep the log as it is; not those of extensions.
_FUNCTIONS = """
    SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def dump(url: URL, target: Path) -> Counts:
    """Copy a database as it is at this moment; how many rows each table has.

    The rows are counted and dumped in one snapshot; the dump is read back and counted again. A
    dump that differs is removed and an `OperatorError`.
    """
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            expected = _dump_into(url, file)
            os.fsync(file.fileno())
        found = verify(target)
        same_rows(expected, found)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return found


def verify(path: Path) -> Counts:
    """The rows of each table in a dump of this platform, read in full; else an `OperatorError`."""
    counts: Counts = {}
    with _as_sql(path, "--data-only") as lines:
        table = ""
        for line in lines:
            if table and line == b"\\.\n":
                table = ""
            elif table:
                counts[table] += 1
            elif match := _COPY.match(line):
                table = match[1].decode()
                counts[table] = 0
    if "alembic_version" not in counts:
        message = f"{path} is not a copy of a database of this platform."
        raise OperatorError(message)
    return counts


def revision(path: Path) -> str:
    """The shape (migration number) of a verified dump."""
    with _as_sql(path, "--data-only", "--table=alembic_version") as lines:
        found = [line for line in lines if line.strip()]
    place = next(at for at, line in enumerate(found) if _COPY.match(line))
    return found[place + 1].decode().strip()


def load(url: URL, source: Path) -> None:
    """Put a verified dump in the place of everything in the database, or change nothing.

    An `OperatorError` while anybody else is connected.
    """
    with _connection(url) as connection:
        others = connection.execute(_OTHERS).fetchone()
        tables = [sql.Identifier(name).as_string() for name in _counts(connection)]
        functions = [name for (name,) in connection.execute(_FUNCTIONS).fetchall()]
    if others and others[0]:
        message = f"{others[0]} other connections use this database. Stop every server first."
        raise OperatorError(message)
    with tempfile.TemporaryFile() as script:
        script.write(b"BEGIN;\n")  # without the COMMIT at its end, everything is undone
        if tables:
            script.write(f"DROP TABLE {', '.join(tables)} CASCADE;\n".encode())
        for function in functions:
            script.write(f"DROP FUNCTION {function};\n".encode())
        with _as_sql(source) as lines:
            shutil.copyfileobj(lines, script)
        script.write(b"COMMIT;\n")
        script.seek(0)
        program = (_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1")
        _run(*program, f"--dbname={_address(url)}", url=url, given=script)


def tried(url: URL, source: Path, expected: Counts) -> str:
    """Restore a dump into a database of its own, compare the rows, and drop it again.

    Where the role may not make databases, the dump is read to its end and counted instead; which
    of the two it was.
    """
    with _connection(url) as connection:
        connection.autocommit = True
        role = connection.execute(_MAY_MAKE).fetchone()
        if not role or not role[0]:
            same_rows(expected, verify(source))
            return "read to its end"
        name = sql.Identifier(f"trial_{os.getpid()}_{secrets.token_hex(4)}")
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(name))
        trial = url.set(database=name.as_string().strip('"'))
        try:
            load(trial, source)
            with _connection(trial) as other:
                same_rows(expected, _counts(other))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))
    return "restored"


def _dump_into(url: URL, file: BinaryIO) -> Counts:
    with _connection(url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        expected = _counts(connection)
        snapshot = f"--snapshot={row[0] if row else ''}"
        program = (_program("pg_dump"), "--format=custom", snapshot, *PLAIN)
        _run(*program, _address(url), url=url, out=file)
    return expected


def _counts(connection: psycopg.Connection) -> Counts:
    counts: Counts = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(query).fetchone()
        counts[name] = row[0] if row else 0
    return counts


@contextmanager
def _connection(url: URL) -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(_address(url), password=url.password) as connection:
            yield connection
    except psycopg.OperationalError as error:
        message = f"PostgreSQL does not answer: {_first(str(error).encode())}"
        raise OperatorError(message) from error


@contextmanager
def _as_sql(path: Path, *arguments: str) -> Iterator[BinaryIO]:
    """The dump as SQL, line by line; an `OperatorError` if it cannot be read to its end."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            message = f"{path} is not a dump of PostgreSQL."
            raise OperatorError(message)
    with tempfile.TemporaryFile() as lines:  # without a name, so that nobody else can read it
        _run(_program("pg_restore"), *PLAIN, *arguments, "--file=-", str(path), out=lines)
        lines.seek(0)
        yield lines


def _run(
    *command: str,
    url: URL | None = None,
    out: BinaryIO | None = None,
    given: BinaryIO | None = None,
) -> None:
    """Run one of PostgreSQL's programs; its first complaint becomes an `OperatorError`."""
    password = {"PGPASSWORD": str(url.password)} if url is not None and url.password else {}
    done = subprocess.run(
        command,
        stdin=given or subprocess.DEVNULL,
        stdout=out or subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **password},
        check=False,
    )
    if done.returncode:
        message = f"{Path(command[0]).name}: {_first(done.stderr)}. Nothing was changed."
        raise OperatorError(message)


def _program(name: str) -> str:
    """The newest one that Debian installed, else whatever the path offers."""
    installed = sorted(DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if found is None:
        message = f"{name} is missing: apt-get install postgresql-client"
        raise OperatorError(message)
    return found


def _address(url: URL) -> str:
    """Where the database is, without the password: others may read a process's arguments."""
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string()


def _first(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0].rstrip(".") if lines else "no reason was given"

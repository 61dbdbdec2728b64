"""Consistent, verified copies of a PostgreSQL database, made with its own programs."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import psycopg
from sqlalchemy.engine import URL

from beteiligung.errors import OperatorError
from beteiligung.operation.counts import Counts, same_rows

MAGIC = b"PGDMP"
DEBIAN = Path("/usr/lib/postgresql")

_COPY = re.compile(rb"COPY (?:\S+\.)?\"?([a-z_]+)\"? \(")
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"


def dump(url: URL, target: Path) -> Counts:
    """Copy a database as it is at this moment; how many rows each table has.

    The rows are counted and dumped in one snapshot; the dump is read back and counted again. A
    dump that differs is removed and an `OperatorError`.
    """
    program = _program("pg_dump")
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with _connection(url) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
            expected = _counts(connection)
            arguments = ("--format=custom", "--no-owner", "--no-privileges", _address(url))
            _run(url, program, f"--snapshot={snapshot and snapshot[0]}", *arguments, out=handle)
        found = verify(target)
        same_rows(expected, found)
        os.fsync(handle)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return found


def verify(path: Path) -> Counts:
    """The rows of each table in a dump of this platform, read in full; else an `OperatorError`."""
    counts: Counts = {}
    with _reader(path, "--data-only") as lines:
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
    with _reader(path, "--data-only", "--table=alembic_version") as lines:
        found = [line for line in lines if line.strip()]
    place = next(i for i, line in enumerate(found) if _COPY.match(line))
    return found[place + 1].decode().strip()


def load(url: URL, source: Path) -> None:
    """Put a verified dump in the place of everything in the database, or change nothing.

    An `OperatorError` while anybody else is connected.
    """
    with _connection(url) as connection:
        others = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        ).fetchone()
        tables = ", ".join(f'"{name}"' for name in _counts(connection))
    if others and others[0]:
        message = f"{others[0]} other connections use this database. Stop every server first."
        raise OperatorError(message)
    command = [_program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    with subprocess.Popen(
        [*command, f"--dbname={_address(url)}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(url),
    ) as writer:
        assert writer.stdin is not None  # noqa: S101 - a pipe was asked for
        assert writer.stderr is not None  # noqa: S101 - a pipe was asked for
        try:
            writer.stdin.write(b"BEGIN;\n")
            if tables:
                writer.stdin.write(f"DROP TABLE {tables} CASCADE;\n".encode())
            with _reader(source) as lines:
                shutil.copyfileobj(lines, writer.stdin)
            writer.stdin.write(b"COMMIT;\n")  # without it everything is undone
            writer.stdin.close()
        except BrokenPipeError:
            pass  # psql gave up; its own words are read below
        said = writer.stderr.read()
    if writer.returncode:
        message = f"PostgreSQL refused the copy, nothing was changed: {_first(said)}"
        raise OperatorError(message)


def server_version(url: URL) -> int:
    """The server's version, as in 150004."""
    with _connection(url) as connection:
        return connection.info.server_version


def _counts(connection: psycopg.Connection) -> Counts:
    counts: Counts = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        row = connection.execute(f'SELECT count(*) FROM "{name}"'.encode()).fetchone()  # noqa: S608 - a name the database itself gave
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
def _reader(path: Path, *arguments: str) -> Iterator[IO[bytes]]:
    """The dump as SQL, line by line; an `OperatorError` if it cannot be read to its end."""
    try:
        with path.open("rb") as file:
            known = file.read(len(MAGIC)) == MAGIC
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise OperatorError(message) from error
    if not known:
        message = f"{path} is not a dump of PostgreSQL."
        raise OperatorError(message)
    command = [_program("pg_restore"), "--no-owner", "--no-privileges", *arguments, "--file=-"]
    with subprocess.Popen(
        [*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None  # noqa: S101 - a pipe was asked for
        assert reader.stderr is not None  # noqa: S101 - a pipe was asked for
        yield reader.stdout
        reader.stdout.read()
        said = reader.stderr.read()
        if reader.wait():
            message = f"{path} is damaged: {_first(said)}"
            raise OperatorError(message)


def _run(url: URL, *command: str, out: int) -> None:
    done = subprocess.run(
        command, stdout=out, stderr=subprocess.PIPE, env=_environment(url), check=False
    )
    if done.returncode:
        message = f"{Path(command[0]).name} failed: {_first(done.stderr)}"
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


def _environment(url: URL) -> dict[str, str]:
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    return {**os.environ, **password}


def _first(said: bytes) -> str:
    lines = said.decode(errors="replace").strip().splitlines()
    return lines[0] if lines else "no reason was given"

"""A copy taken while people answer is whole, and brings everything back."""

import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import head
from beteiligung.operation import backups, postgresql, sqlite
from beteiligung.operation.counts import same_rows
from beteiligung.operation.serving import serving
from beteiligung.web.models import SiteText
from tests.postgres import Server


def write(settings: Settings, first: int, last: int) -> None:
    """One commit for each number, in their order."""
    store = Store(settings.database)
    for number in range(first, last):
        with store.writing() as session:
            session.add(SiteText(key=f"{number:05}", texts={"de": "Wort " * 50}))
    store.dispose()


def numbers(settings: Settings) -> list[int]:
    """What is in the database."""
    store = Store(settings.database)
    with store.reading() as session:
        found = sorted(int(key) for key in session.scalars(select(SiteText.key)))
    store.dispose()
    return found


def lose(settings: Settings) -> None:
    """The worst day: nothing is left."""
    store = Store(settings.database)
    if store.sqlite:
        sqlite.remove(Path(str(store.url.database)))
    else:
        with store.writing() as session:
            session.execute(delete(SiteText))
    store.dispose()


@contextmanager
def somebody_writing(settings: Settings) -> Iterator[None]:
    """Commits go on in the background until the block ends."""
    stop = threading.Event()

    def go_on() -> None:
        number = 1000
        while not stop.is_set():
            write(settings, number, number + 1)
            number += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_a_copy_taken_while_people_write_brings_everything_back(
    settings: Settings, tmp_path: Path, now: datetime
):
    write(settings, 0, 30)
    with somebody_writing(settings):
        taken = backups.backup(settings, tmp_path / "copy")
    lose(settings)
    done = backups.restore(settings, tmp_path / "copy", at=now)

    found = numbers(settings)
    assert done.rows == taken.rows
    assert len(found) == taken.rows["site_text"] >= 30
    assert found[:30] == list(range(30))
    late = found[30:]
    assert late == list(range(1000, 1000 + len(late)))  # no commit is missing before another


def test_what_was_there_before_is_kept_aside(settings: Settings, tmp_path: Path, now: datetime):
    write(settings, 0, 3)
    backups.backup(settings, tmp_path / "copy")
    write(settings, 3, 5)
    done = backups.restore(settings, tmp_path / "copy", at=now)
    assert numbers(settings) == [0, 1, 2]

    assert done.aside is not None
    backups.restore(settings, done.aside, at=now.replace(hour=23))
    assert numbers(settings) == [0, 1, 2, 3, 4]


def test_only_the_owner_may_read_a_copy(settings: Settings, tmp_path: Path):
    backups.backup(settings, tmp_path / "copy")
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o600


def test_a_copy_never_overwrites_a_file(settings: Settings, tmp_path: Path):
    (tmp_path / "copy").write_text("something dear")
    with pytest.raises(OperatorError, match="exists already"):
        backups.backup(settings, tmp_path / "copy")
    assert (tmp_path / "copy").read_text() == "something dear"


def test_a_copy_needs_a_folder(settings: Settings, tmp_path: Path):
    with pytest.raises(OperatorError, match="no folder"):
        backups.backup(settings, tmp_path / "nowhere" / "copy")


def test_nothing_is_restored_while_a_server_runs(settings: Settings, tmp_path: Path, now: datetime):
    write(settings, 0, 2)
    backups.backup(settings, tmp_path / "copy")
    write(settings, 2, 3)
    with serving(settings), pytest.raises(OperatorError, match="Stop it first"):
        backups.restore(settings, tmp_path / "copy", at=now)
    assert numbers(settings) == [0, 1, 2]


def test_a_damaged_copy_changes_nothing(settings: Settings, tmp_path: Path, now: datetime):
    write(settings, 0, 200)
    backups.backup(settings, tmp_path / "copy")
    content = bytearray((tmp_path / "copy").read_bytes())
    middle = len(content) // 2
    content[middle : middle + 9000] = b"\xff" * 9000
    (tmp_path / "copy").write_bytes(content)
    write(settings, 200, 201)
    with pytest.raises(OperatorError):
        backups.restore(settings, tmp_path / "copy", at=now)
    assert numbers(settings) == list(range(201))


def test_a_file_of_somebody_else_is_no_copy(settings: Settings, tmp_path: Path, now: datetime):
    (tmp_path / "copy").write_text("Liebe Nachbarn")
    with pytest.raises(OperatorError, match="is not a"):
        backups.restore(settings, tmp_path / "copy", at=now)


def test_a_copy_of_a_newer_program_is_refused(settings: Settings, tmp_path: Path, now: datetime):
    set_revision(settings, "9999")
    backups.backup(settings, tmp_path / "copy")
    set_revision(settings, head() or "")
    with pytest.raises(OperatorError, match="newer version"):
        backups.restore(settings, tmp_path / "copy", at=now)


def set_revision(settings: Settings, revision: str) -> None:
    store = Store(settings.database)
    with store.writing() as session:
        session.execute(text("update alembic_version set version_num = :new"), {"new": revision})
    store.dispose()


def test_a_stale_log_is_never_applied_to_a_restored_file(tmp_path: Path, now: datetime):
    settings = Settings(data_dir=tmp_path)
    store = Store(settings.database)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("create table alembic_version (version_num text)")
        connection.exec_driver_sql("insert into alembic_version values ('0001')")
        connection.commit()
    backups.backup(settings, tmp_path / "copy")
    (tmp_path / "beteiligung.sqlite3-wal").write_bytes(b"left over from another database")
    (tmp_path / "beteiligung.sqlite3-shm").write_bytes(b"this too")
    store.dispose()
    backups.restore(settings, tmp_path / "copy", at=now)
    assert not (tmp_path / "beteiligung.sqlite3-wal").exists()
    assert not (tmp_path / "beteiligung.sqlite3-shm").exists()


def test_a_copy_of_nothing_is_refused(tmp_path: Path):
    with pytest.raises(OperatorError, match="no database"):
        backups.backup(Settings(data_dir=tmp_path / "new"), tmp_path / "copy")


def test_a_database_of_another_program_is_refused(tmp_path: Path, now: datetime):
    other = Store(f"sqlite:///{tmp_path / 'other'}")
    with other.engine.connect() as connection:
        connection.exec_driver_sql("create table recipes (name text)")
    other.dispose()
    with pytest.raises(OperatorError, match="not a database of this platform"):
        backups.restore(Settings(data_dir=tmp_path), tmp_path / "other", at=now)


def test_postgresql_is_not_replaced_under_somebodys_feet(
    postgresql_url: str, tmp_path: Path, now: datetime
):
    settings = Settings(database_url=postgresql_url, data_dir=tmp_path)
    backups.backup(settings, tmp_path / "copy")
    store = Store(postgresql_url)
    with store.reading() as session:
        session.scalar(select(func.count()).select_from(SiteText))
        with pytest.raises(OperatorError, match="other connections"):
            backups.restore(settings, tmp_path / "copy", at=now)
    store.dispose()


def test_an_absent_postgresql_is_said_in_one_line(tmp_path: Path):
    settings = Settings(
        database_url=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}", data_dir=tmp_path
    )
    with pytest.raises(OperatorError, match="does not answer"):
        backups.backup(settings, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_a_missing_program_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "copy").write_bytes(postgresql.MAGIC)
    with pytest.raises(OperatorError, match="apt-get install"):
        postgresql.verify(tmp_path / "copy")


def test_the_copy_is_made_again_after_one_that_broke_off(settings: Settings, tmp_path: Path):
    (tmp_path / "copy.part").write_text("half of it")
    backups.backup(settings, tmp_path / "copy")
    assert not (tmp_path / "copy.part").exists()


def test_a_password_is_never_an_argument(tmp_path: Path):
    secret = replace(
        Settings(data_dir=tmp_path), database_url="postgresql+psycopg://a:geheim@127.0.0.1:1/b"
    )
    with pytest.raises(OperatorError) as caught:
        backups.backup(secret, tmp_path / "copy")
    assert "geheim" not in str(caught.value)


def test_a_place_that_takes_no_files_is_said_in_one_line(settings: Settings):
    with pytest.raises(OperatorError, match="cannot be written"):
        backups.backup(settings, Path("/proc/copy"))


def test_everything_comes_back_on_a_fresh_machine(
    settings: Settings, tmp_path: Path, now: datetime
):
    if settings.database.startswith("sqlite"):
        url = f"sqlite:///{tmp_path / 'fresh' / 'beteiligung.sqlite3'}"
    else:
        url = Server.of_this_run().database(f"fresh_{uuid4().hex}")
    fresh = replace(settings, database_url=url)
    write(settings, 0, 3)
    backups.backup(settings, tmp_path / "copy")
    done = backups.restore(fresh, tmp_path / "copy", at=now)
    assert done.aside is None
    assert numbers(fresh) == [0, 1, 2]


def test_only_databases_of_this_platform_are_copied(bare_database_url: str, tmp_path: Path):
    store = Store(bare_database_url)
    with store.writing() as session:
        session.execute(text("create table recipes (name text)"))
    store.dispose()
    settings = Settings(database_url=bare_database_url, data_dir=tmp_path)
    with pytest.raises(OperatorError, match="not a"):
        backups.backup(settings, tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))


def test_a_damaged_database_gives_no_copy(tmp_path: Path):
    (tmp_path / "beteiligung.sqlite3").write_bytes(sqlite.MAGIC + b"\xff" * 9000)
    with pytest.raises(OperatorError, match="cannot be copied"):
        backups.backup(Settings(data_dir=tmp_path), tmp_path / "copy")
    assert not list(tmp_path.glob("copy*"))


def test_a_database_whose_rows_contradict_each_other_gives_no_copy(tmp_path: Path):
    careless = sqlite3.connect(tmp_path / "beteiligung.sqlite3")
    careless.execute("create table parent (id integer primary key)")
    careless.execute("create table child (id integer references parent (id))")
    careless.execute("insert into child values (7)")
    careless.commit()
    careless.close()
    with pytest.raises(OperatorError, match="damaged"):
        backups.backup(Settings(data_dir=tmp_path), tmp_path / "copy")


def test_a_copy_with_other_rows_is_refused():
    same_rows({"response": 3}, {"response": 3})
    with pytest.raises(OperatorError, match="same rows"):
        same_rows({"response": 3}, {"response": 2})

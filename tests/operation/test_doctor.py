"""The self-check finds what is wrong with an installation, and says what to do."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from beteiligung.access import Role
from beteiligung.config import Settings, secret_key
from beteiligung.db import Store
from beteiligung.migrations.run import head
from beteiligung.operation import machine, soundness
from beteiligung.operation.doctor import examine, healthy
from beteiligung.operation.finding import Finding, Level
from beteiligung.web.models import SiteText
from tests.builders import a_person

LOCAL = "/dev/vda1 / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n"


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Settings:
    """A fresh installation in a private folder."""
    tmp_path.chmod(0o700)
    return replace(settings, secret_key="", public_url="https://mitreden.example")


def about(matter: str, settings: Settings, mounts: str = LOCAL) -> list[Finding]:
    """What the doctor says about one matter."""
    return [finding for finding in examine(settings, mounts) if finding.matter == matter]


def faults(settings: Settings, mounts: str = LOCAL) -> set[str]:
    """The matters that are at fault."""
    return {one.matter for one in examine(settings, mounts) if one.level is Level.FAULT}


def write_texts(settings: Settings, *keys: str) -> None:
    store = Store(settings.database)
    with store.writing() as session:
        session.add_all(SiteText(key=key, texts={"de": "Beispielträger"}) for key in keys)
    store.dispose()


def test_a_fresh_installation_has_no_fault(own: Settings):
    secret_key(own)
    findings = examine(own)
    assert healthy(findings)
    assert {finding.matter for finding in findings} >= {"disk", "tables", "secret key"}


def test_the_check_changes_nothing(tmp_path: Path):
    settings = Settings(data_dir=tmp_path / "not" / "there")
    assert faults(settings) == {"data folder", "database"}
    assert not list(tmp_path.iterdir())


def test_a_key_that_others_may_read_is_a_fault(own: Settings):
    secret_key(own)
    (own.data_dir / "secret_key").chmod(0o644)
    assert faults(own) == {"secret key"}


def test_a_given_key_needs_no_file(own: Settings):
    (finding,) = about("secret key", replace(own, secret_key="long enough"))
    assert finding.level is Level.OK


def test_a_folder_that_everybody_may_enter_is_a_fault_in_production(own: Settings):
    own.data_dir.chmod(0o755)
    assert about("data folder", own)[0].level is Level.WARN
    assert about("data folder", replace(own, env="production"))[0].level is Level.FAULT


@pytest.mark.parametrize(
    ("megabytes", "level"), [(50, Level.FAULT), (500, Level.WARN), (5000, Level.OK)]
)
def test_a_full_disk_is_seen_before_answers_are_lost(
    own: Settings, monkeypatch: pytest.MonkeyPatch, megabytes: int, level: Level
):
    usage = shutil.disk_usage(own.data_dir)._replace(free=megabytes * machine.MEBIBYTE)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage)
    assert about("disk", own)[0].level is level


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs"])
def test_a_database_on_a_network_disk_is_a_fault(tmp_path: Path, kind: str):
    settings = Settings(data_dir=tmp_path)
    mounts = f"{LOCAL}server:/share {tmp_path} {kind} rw 0 0\n"
    assert "file system" in faults(settings, mounts)


def test_a_folder_with_a_blank_in_its_name_is_found_in_the_mount_table(tmp_path: Path):
    folder = tmp_path / "drei worte hier"
    folder.mkdir()
    escaped = str(folder).replace(" ", "\\040")
    assert machine.kind_of(folder / "x", f"{LOCAL}a {escaped} nfs rw 0 0\n") == "nfs"
    assert machine.kind_of(folder / "x", "") == ""


def test_posters_need_a_safe_address(own: Settings):
    bare = replace(own, public_url="http://mitreden.example")
    assert about("public address", bare)[0].level is Level.WARN
    assert "public address" in faults(replace(bare, env="production"))


def test_an_unknown_time_zone_is_a_fault(own: Settings):
    assert "time zone" in faults(replace(own, timezone="Europe/Karl-Marx-Stadt"))


def test_missing_styles_are_a_fault(own: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(machine, "STATIC", tmp_path)
    assert "styles and scripts" in faults(own)


def test_nobody_may_be_asked_without_the_texts_of_duty(own: Settings):
    production = replace(own, env="production")
    assert "site texts" in faults(production)
    write_texts(own, *soundness.DUTIES)
    assert not faults(production)


def test_invented_answers_do_not_belong_into_production(own: Settings):
    write_texts(own, *soundness.DUTIES, "demo")
    assert about("demonstration", own)[0].level is Level.OK
    assert faults(replace(own, env="production")) == {"demonstration"}


def test_somebody_has_to_be_administrator(own: Settings):
    (finding,) = about("admins", own)
    assert finding.level is Level.WARN
    assert "beteiligung invite" in finding.remedy


def test_an_administrator_is_enough(own: Settings, now: datetime):
    store = Store(own.database)
    with store.writing() as session:
        a_person(session, Role.ADMIN, at=now)
    store.dispose()
    assert about("admins", own)[0].level is Level.OK


def test_tables_that_are_behind_are_a_fault(bare_database_url: str, tmp_path: Path):
    bare = Settings(database_url=bare_database_url, data_dir=tmp_path)
    store = Store(bare_database_url)
    store.engine.connect().close()
    store.dispose()
    (finding,) = about("tables", bare)
    assert finding.level is Level.FAULT
    assert finding.remedy == "beteiligung upgrade"


def test_tables_of_a_newer_program_are_a_fault(own: Settings):
    change(own, "update alembic_version set version_num = '9999'")
    (finding,) = about("tables", own)
    assert "update the program" in finding.remedy
    change(own, "update alembic_version set version_num = :head", head=head())


def change(settings: Settings, statement: str, **values: object) -> None:
    store = Store(settings.database)
    with store.writing() as session:
        session.execute(text(statement), values)
    store.dispose()


def test_an_absent_database_is_a_fault_in_one_line(own: Settings, tmp_path: Path):
    absent = replace(own, database_url=f"postgresql+psycopg://nobody@/nothing?host={tmp_path}")
    (finding,) = about("database", absent)
    assert "does not answer" in finding.found
    assert "\n" not in str(finding)


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Settings:
    """An installation with a SQLite file."""
    (tmp_path / "beteiligung.sqlite3").write_bytes(sqlite_template.read_bytes())
    return Settings(data_dir=tmp_path)


def test_a_damaged_file_is_a_fault(file: Settings):
    path = file.data_dir / "beteiligung.sqlite3"
    content = bytearray(path.read_bytes())
    content[8192:-4096] = b"\xff" * (len(content) - 12288)
    path.write_bytes(content)
    assert "database" in faults(file)


def test_rows_that_cannot_be_are_a_fault(file: Settings):
    store = Store(file.database)
    with store.engine.connect() as connection:
        connection.exec_driver_sql("create table note (word text)")
        connection.exec_driver_sql("insert into note values (null)")
        connection.exec_driver_sql("pragma writable_schema=on")
        connection.exec_driver_sql(
            "update sqlite_master set sql = 'create table note (word text not null)'"
            " where name = 'note'"
        )
        connection.commit()
    store.dispose()
    damaged = [finding for finding in about("database", file) if finding.level is Level.FAULT]
    assert [finding.remedy for finding in damaged] == ["restore a backup"]


def test_a_file_that_everybody_may_read_is_worth_a_warning(file: Settings):
    (file.data_dir / "beteiligung.sqlite3").chmod(0o644)
    assert Level.WARN in {finding.level for finding in about("database", file)}


@pytest.mark.parametrize(
    ("expected", "value"), [("journal_mode", "delete"), ("secure_delete", 0), ("synchronous", 1)]
)
def test_a_careless_connection_is_a_fault(
    file: Settings, monkeypatch: pytest.MonkeyPatch, expected: str, value: object
):
    wanted = {**soundness.CAREFUL, expected: value}  # as if the connection were otherwise
    monkeypatch.setattr(soundness, "CAREFUL", wanted)
    assert "SQLite" in faults(file)


@pytest.mark.parametrize(("version", "said"), [((3, 40, 1), "guarded"), ((3, 52, 0), "durable")])
def test_it_says_which_sqlite_runs(version: tuple[int, ...], said: str):
    assert said in soundness.sqlite_version(version)


def test_an_old_postgresql_is_a_fault(postgresql_url: str, tmp_path: Path, old: Callable[[], None]):
    settings = Settings(database_url=postgresql_url, data_dir=tmp_path)
    assert "PostgreSQL" not in faults(settings)
    old()
    assert "PostgreSQL" in faults(settings)


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The program begins to ask for a PostgreSQL that does not exist yet."""
    return lambda: monkeypatch.setattr(soundness, "OLDEST_POSTGRESQL", 990000)

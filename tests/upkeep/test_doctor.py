"""The self-check finds what is wrong with an installation, and says what to do."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from secrets import token_urlsafe

import pytest
from sqlalchemy import text

from beteiligung import audit
from beteiligung.access import Role
from beteiligung.chores import note_done, note_failed
from beteiligung.config import Settings, secret_key
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.migrations.run import head
from beteiligung.operation.terminal import writing
from beteiligung.upkeep import contents, exposure, machine, soundness
from beteiligung.upkeep.doctor import before_start, healthy
from beteiligung.upkeep.doctor import examine as examine_at
from beteiligung.upkeep.finding import Finding, Level
from beteiligung.web.models import SiteText
from tests.builders import a_person
from tests.conftest import NOW

LOCAL = "/dev/vda1 / ext4 rw 0 0\ntmpfs /dev/shm tmpfs rw 0 0\n"


@pytest.fixture
def own(tmp_path: Path, settings: Settings) -> Settings:
    """A fresh installation in a private folder."""
    tmp_path.chmod(0o700)
    url = settings.database_url
    if url.startswith("sqlite"):
        (tmp_path / "beteiligung.sqlite3").chmod(0o600)
    else:  # the tests' own server is quick rather than durable
        url += "&options=-c%20synchronous_commit=on"
    address = "https://mitreden.example"
    return replace(settings, database_url=url, secret_key="", public_url=address)


def examine(settings: Settings, mounts: str = LOCAL) -> list[Finding]:
    """What the doctor says, without asking anybody outside."""
    return examine_at(settings, mounts, at=NOW)


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
    (finding,) = about("secret key", replace(own, secret_key=token_urlsafe(40)))
    assert finding.level is Level.OK


@pytest.mark.parametrize("plain", ["geheim", "x" * 60, "1234567890" * 2])
def test_a_key_that_can_be_guessed_is_a_fault(own: Settings, plain: str):
    guessed = replace(own, secret_key=plain)
    assert about("secret key", guessed)[0].level is Level.WARN
    assert "secret key" in faults(replace(guessed, env="production"))


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
    assert {"Imprint", "Who runs this website"} <= set(faults(production))
    write_texts(own, *contents.DUTIES)
    assert not faults(production)


def test_invented_answers_do_not_belong_into_production(own: Settings):
    write_texts(own, *contents.DUTIES, "demo")
    assert about("demonstration", own)[0].level is Level.OK
    assert faults(replace(own, env="production")) == {"demonstration"}


def test_somebody_has_to_be_administrator(own: Settings):
    (finding,) = about("administrators", own)
    assert finding.level is Level.WARN
    assert "beteiligung invite" in finding.remedy


def test_an_administrator_is_enough(own: Settings, now: datetime):
    store = Store(own.database)
    with store.writing() as session:
        a_person(session, Role.ADMIN, at=now)
    store.dispose()
    assert about("administrators", own)[0].level is Level.OK


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
    "careless", ["journal_mode=delete", "synchronous=1", "secure_delete=0", "foreign_keys=0"]
)
def test_a_careless_connection_is_noticed(file: Settings, careless: str):
    connection = sqlite3.connect(file.data_dir / "beteiligung.sqlite3", isolation_level=None)
    careful = ("journal_mode=wal", "synchronous=2", "secure_delete=1", "foreign_keys=1", careless)
    for pragma in careful[:-1]:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    read = partial(value_of, connection)
    assert soundness.careless(read) == ""
    connection.execute(f"PRAGMA {careless}").fetchall()
    assert soundness.careless(read) == careless
    connection.close()


def value_of(connection: sqlite3.Connection, pragma: str) -> object:
    return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


@pytest.mark.parametrize(("version", "said"), [((3, 40, 1), "take turns"), ((3, 52, 0), "durable")])
def test_it_says_which_sqlite_runs_and_why_it_is_safe(version: tuple[int, ...], said: str):
    assert said in soundness.expected_of(version)


def test_locks_are_tried_and_not_believed(file: Settings, monkeypatch: pytest.MonkeyPatch):
    write_texts(file, "imprint")  # the first write makes the file of the lock
    assert about("file system", file)[0].level is Level.OK
    monkeypatch.setattr(fcntl, "flock", lambda *_: None)  # as a share mounted without locks
    assert "file system" in faults(file)
    with pytest.raises(OperatorError, match="same lock"):
        before_start(file)


UNSHARE = ("unshare", "--map-root-user", "--mount")
SMALL = """
import sys
from pathlib import Path
from beteiligung.chores import note_done, note_failed
from beteiligung.config import Settings
from beteiligung.upkeep import machine
print(*machine.room(Settings(data_dir=Path(sys.argv[1]))))
"""


def test_a_disk_that_is_really_small_is_seen(tmp_path: Path):
    inside = f'mount -t tmpfs -o size=8m none "$1" && exec {sys.executable} -c "$2" "$1"'
    command = [*UNSHARE, "sh", "-c", inside, "sh", str(tmp_path), SMALL]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": "."}
    )
    if "unshare failed" in done.stderr or "permission denied" in done.stderr:
        pytest.skip("this machine lets nobody mount")
    assert "fault  disk: 8 MiB free" in done.stdout, done.stderr


# ---- what no server starts with ------------------------------------------------------------------


def test_a_sound_installation_starts_without_a_word(own: Settings):
    secret_key(own)
    assert before_start(own) == []
    assert before_start(replace(own, env="production")) == []


@pytest.mark.parametrize("wrong", ["folder", "key", "guessed key", "token", "debugging"])
def test_what_opens_answers_to_others_stops_a_start_in_production(
    own: Settings, monkeypatch: pytest.MonkeyPatch, wrong: str
):
    secret_key(own)
    settings = replace(own, env="production")
    if wrong == "folder":
        own.data_dir.chmod(0o755)
    elif wrong == "key":
        (own.data_dir / "secret_key").chmod(0o644)
    elif wrong == "guessed key":
        settings = replace(settings, secret_key="geheim")
    elif wrong == "token":
        settings = replace(settings, metrics_token="figures")
    else:
        monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(OperatorError, match="no server starts"):
        before_start(settings)
    before_start(replace(settings, env="development"))  # while trying out it is only said


def test_a_database_file_that_everybody_may_read_stops_a_start_in_production(file: Settings):
    file.data_dir.chmod(0o700)
    (file.data_dir / "beteiligung.sqlite3").chmod(0o644)
    with pytest.raises(OperatorError, match="may read it"):
        before_start(replace(file, env="production"))


# ---- what is done every night --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "level"), [(20, Level.OK), (40, Level.WARN), (24 * 4, Level.FAULT)]
)
@pytest.mark.parametrize(("matter", "name"), [("backup", "backup"), ("deletion", "forget")])
def test_a_night_that_was_missed_is_seen(
    own: Settings, hours: int, level: Level, matter: str, name: str
):
    settings = replace(own, env="production")
    assert about(matter, settings)[0].said("never done") == "never done"
    with writing(own) as session:
        note_done(session, name, {"rows": 3}, at=NOW - timedelta(hours=hours))
    (finding,) = about(matter, settings)
    assert finding.level is level
    assert f"{hours} hours ago" in str(finding)


def test_a_night_that_failed_is_a_fault_with_its_reason(own: Settings):
    with writing(own) as session:
        note_done(session, "backup", {"file": "x", "rows": 3}, at=NOW)
        note_failed(session, "backup", "the disk is full", at=NOW)
    (finding,) = about("backup", own)
    assert finding.level is Level.FAULT
    assert "the disk is full" in str(finding)


def test_a_clock_that_was_set_back_is_a_fault(own: Settings):
    assert about("clock", own)[0].level is Level.OK
    with writing(own) as session:
        audit.note(session, None, "invite", "staff:1", at=NOW + timedelta(hours=1))
    assert "clock" in faults(own)


# ---- what the settings open ----------------------------------------------------------------------


def test_a_web_server_in_front_must_be_trusted_or_all_share_one_limit(own: Settings):
    assert about("web server in front", own)[0].level is Level.WARN
    assert about("web server in front", replace(own, trusted_proxies=1))[0].level is Level.OK
    assert about("web server in front", replace(own, trusted_proxies=9))[0].level is Level.WARN


def test_trying_out_under_a_public_address_is_said(own: Settings):
    assert about("kind of installation", own)[0].level is Level.WARN
    assert about("kind of installation", replace(own, env="production"))[0].level is Level.OK
    assert about("kind of installation", replace(own, public_url=""))[0].level is Level.OK


def test_a_token_for_figures_must_not_be_guessed(own: Settings):
    assert [one.level for one in exposure.figures(own)] == [Level.OK]
    assert [one.level for one in exposure.figures(replace(own, metrics_token="abc"))] == [
        Level.WARN
    ]
    long = replace(own, metrics_token=token_urlsafe(24))
    assert [one.level for one in exposure.figures(long)] == [Level.OK]


def test_posters_without_letters_are_a_fault(own: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(machine, "FONTS", ("beteiligung.web", "no_such_font"))
    assert "letters for posters" in faults(own)


def test_programs_that_watch_read_the_same(own: Settings):
    assert {"level", "matter", "found", "remedy", "stops"} == set(examine(own)[0].as_json())


def test_an_old_postgresql_is_a_fault(postgresql_url: str, tmp_path: Path, old: Callable[[], None]):
    url = f"{postgresql_url}&options=-c%20synchronous_commit=on"
    settings = Settings(database_url=url, data_dir=tmp_path)
    assert "PostgreSQL" not in faults(settings)
    old()
    assert "PostgreSQL" in faults(settings)


def test_a_postgresql_that_confirms_what_it_has_not_kept_stops_a_start_in_production(
    postgresql_url: str, tmp_path: Path
):
    url = f"{postgresql_url}&options=-c%20synchronous_commit=off"
    settings = Settings(database_url=url, data_dir=tmp_path)
    assert about("PostgreSQL", settings)[0].level is Level.WARN
    assert "PostgreSQL" in faults(replace(settings, env="production"))
    with pytest.raises(OperatorError, match="synchronous_commit"):
        before_start(replace(settings, env="production"))


@pytest.fixture
def old(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """The program begins to ask for a PostgreSQL that does not exist yet."""
    return lambda: monkeypatch.setattr(soundness, "OLDEST_POSTGRESQL", 990000)

"""The copy of every night: tried before it counts, sealed if wished, gone after 35 days."""

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from click.testing import CliRunner

from beteiligung.chores import chore
from beteiligung.cli import main
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.operation import backups, nightly, postgresql, sealing
from beteiligung.operation.terminal import opened
from beteiligung.web.models import SiteText
from tests.conftest import NOW

ANSWER = "Die Linde an der Ecke soll bleiben"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where copies go."""
    (tmp_path / "copies").mkdir()
    return tmp_path / "copies"


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A public key, and the file of the private one, which lies elsewhere."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "elsewhere.txt"
    path.write_text(f"# created: today\n# public key: …\n{identity}\n")
    return str(identity.to_public()), path


def write(settings: Settings, words: str) -> None:
    with opened(settings) as store, store.writing() as session:
        session.merge(SiteText(key="imprint", texts={"de": words}))


def words(settings: Settings) -> str:
    with opened(settings) as store, store.reading() as session:
        return str(session.get_one(SiteText, "imprint").texts["de"])


def noted(settings: Settings) -> tuple[datetime | None, str, dict[str, object]]:
    with opened(settings) as store, store.reading() as session:
        found = chore(session, "backup")
        assert found is not None
        return found.done_at, found.failed, found.detail


def test_a_night_leaves_a_tried_copy_and_a_mark(settings: Settings, folder: Path):
    write(settings, ANSWER)
    night = nightly.back_up(settings, folder, keep=35, at=NOW)
    assert night.copy.name == "2026-11-24T093000Z.backup"
    assert night.trial == "restored"
    done_at, failed, detail = noted(settings)
    assert (done_at, failed) == (NOW, "")
    assert detail["rows"] == night.copied.total > 0
    assert detail["digest"] == sealing.digest_of(night.copy)
    write(settings, "anders")
    backups.restore(settings, night.copy, at=NOW)
    assert words(settings) == ANSWER
    assert [path.name for path in folder.iterdir()] == [night.copy.name]


def test_copies_go_after_so_many_days_whatever_the_disk_says_of_their_age(
    settings: Settings, folder: Path
):
    for days in (1, 34, 35, 60):
        name = f"{NOW - timedelta(days=days):%Y-%m-%dT%H%M%SZ}.backup"
        (folder / (f"{name}.age" if days == 60 else name)).touch()
    (folder / "wichtig.txt").touch()
    night = nightly.back_up(settings, folder, keep=35, at=NOW)
    assert len(night.removed) == 2
    left = {path.name for path in folder.iterdir()}
    assert left == {
        "wichtig.txt",
        night.copy.name,
        "2026-11-23T093000Z.backup",
        "2026-10-21T093000Z.backup",
    }


def test_nobody_keeps_copies_longer_than_the_privacy_page_says(tmp_path: Path):
    done = CliRunner().invoke(main, ["backup", "--into", str(tmp_path), "--keep", "36"])
    assert done.exit_code == 2
    assert "1<=x<=35" in done.output


def test_a_copy_that_does_not_restore_is_no_copy_and_is_said(
    settings: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    nightly.back_up(settings, folder, keep=35, at=NOW - timedelta(days=1))
    real = backups.backup

    def damaged(given: Settings, target: Path) -> backups.Copied:
        """A disk that loses what was written to it, after it was read back."""
        copied = real(given, target)
        content = bytearray(target.read_bytes())
        content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
        target.write_bytes(content)
        return copied

    monkeypatch.setattr(backups, "backup", damaged)
    with pytest.raises(OperatorError):
        nightly.back_up(settings, folder, keep=35, at=NOW)
    assert [path.name for path in folder.iterdir()] == ["2026-11-23T093000Z.backup"]
    done_at, failed, _ = noted(settings)
    assert done_at == NOW - timedelta(days=1)
    assert failed


def test_a_folder_that_takes_nothing_fails_loudly(settings: Settings):
    write(settings, ANSWER)
    with pytest.raises(OperatorError, match="cannot be written"):
        nightly.back_up(settings, Path("/proc"), keep=35, at=NOW)
    assert "cannot be written" in noted(settings)[1]


def test_only_the_holder_of_the_key_reads_a_sealed_copy(
    settings: Settings, folder: Path, key: tuple[str, Path], tmp_path: Path
):
    write(settings, ANSWER)
    sealed = replace(settings, backup_recipient=key[0])
    night = nightly.back_up(sealed, folder, keep=35, at=NOW)
    assert [path.name for path in folder.iterdir()] == ["2026-11-24T093000Z.backup.age"]
    assert stat.S_IMODE(night.copy.stat().st_mode) == 0o600
    assert ANSWER.encode() not in night.copy.read_bytes()
    assert noted(settings)[2]["encrypted"] is True

    write(settings, "anders")
    with pytest.raises(OperatorError, match="--identity"):
        backups.restore(settings, night.copy, at=NOW)
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(OperatorError, match="cannot be opened"):
        backups.restore(settings, night.copy, at=NOW, identity=wrong)
    assert words(settings) == "anders"

    backups.restore(settings, night.copy, at=NOW, identity=key[1])
    assert words(settings) == ANSWER
    assert not list(settings.data_dir.glob("*.opened"))  # nothing readable is left behind


def test_a_sealed_copy_that_was_changed_is_not_restored(
    settings: Settings, folder: Path, key: tuple[str, Path]
):
    sealed = replace(settings, backup_recipient=key[0])
    night = nightly.back_up(sealed, folder, keep=35, at=NOW)
    content = bytearray(night.copy.read_bytes())
    content[-20] ^= 1
    night.copy.write_bytes(content)
    assert sealing.digest_of(night.copy) != night.digest
    with pytest.raises(OperatorError, match="damaged"):
        backups.restore(settings, night.copy, at=NOW, identity=key[1])
    assert not list(settings.data_dir.glob("*.opened"))


def test_wrong_keys_are_said_in_one_line(settings: Settings, folder: Path, tmp_path: Path):
    wrong = replace(settings, backup_recipient="age1unsinn")
    with pytest.raises(OperatorError, match="no public key"):
        nightly.back_up(wrong, folder, keep=35, at=NOW)
    assert not list(folder.iterdir())
    (tmp_path / "empty.txt").write_text("# nothing\n")
    (tmp_path / "sealed").write_bytes(sealing.MAGIC)
    with (
        pytest.raises(OperatorError, match="no private key"),
        sealing.opened(tmp_path / "sealed", tmp_path / "empty.txt", tmp_path),
    ):
        pass


def test_a_role_that_may_not_make_databases_reads_the_copy_to_its_end(
    postgresql_url: str, tmp_path: Path
):
    settings = Settings(database_url=postgresql_url, data_dir=tmp_path)
    copied = backups.backup(settings, tmp_path / "copy")
    store = Store(postgresql_url)
    role = f"small_{tmp_path.name[-3:].strip('_')}_{tmp_path.parent.name.replace('-', '_')}"
    with store.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql(f"drop role if exists {role}")
        connection.exec_driver_sql(f"create role {role} login")
    try:
        as_role = store.url.set(username=role)
        assert postgresql.tried(as_role, tmp_path / "copy", copied.rows) == "read to its end"
        assert postgresql.tried(store.url, tmp_path / "copy", copied.rows) == "restored"
        with pytest.raises(OperatorError, match="same rows"):
            postgresql.tried(store.url, tmp_path / "copy", {**copied.rows, "response": 7})
    finally:
        with store.writing() as session:
            session.connection().exec_driver_sql(f"drop role {role}")
        store.dispose()


def test_the_command_says_what_it_did(settings: Settings, folder: Path, key: tuple[str, Path]):
    old = f"{datetime.now(UTC) - timedelta(days=40):%Y-%m-%dT%H%M%SZ}.backup"
    (folder / old).touch()
    environment = {
        "BETEILIGUNG_DATABASE_URL": settings.database_url,
        "BETEILIGUNG_DATA_DIR": str(settings.data_dir),
        "BETEILIGUNG_BACKUP_RECIPIENT": key[0],
    }
    done = CliRunner().invoke(main, ["backup", "--into", str(folder)], env=environment)
    assert done.exit_code == 0, done.output
    assert "restored on trial, then encrypted" in done.output
    assert "SHA-256" in done.output
    assert f"{old} is older than 35 days" in done.output
    neither = CliRunner().invoke(main, ["backup"], env=environment)
    assert neither.exit_code == 2
    assert "--into" in neither.output

"""Whoever was thanked is in the database, whole, though processes are killed: in short."""

import shutil
from pathlib import Path

from tests.proofs.p01_kills import Plan, read_trace, run_in


def test_twenty_kills_lose_no_answer_and_tear_none(sqlite_template: Path, tmp_path: Path):
    file = tmp_path / "beteiligung.sqlite3"
    shutil.copyfile(sqlite_template, file)
    plan = Plan(receipts=100, kills=20, minutes=3, workers=2, spell=0.1, a_master_in=15)
    found = run_in(f"sqlite:///{file}", tmp_path, plan)
    assert found.kills >= 20
    assert found.masters >= 1
    assert found.receipts >= 100
    assert (found.lost, found.torn, found.strangers, found.apart) == (0, 0, 0, 0)
    assert not found.faults


def test_thanks_before_the_disk_had_the_answer_would_be_seen():
    write = '7 pwrite64(9</data/b.sqlite3-wal>, "..."..., 4096, 56) = 4096'
    sync = "7 fdatasync(9</data/b.sqlite3-wal>) = 0"
    thanks = '7 sendto(5<TCP:[1]>, "HTTP/1.1 303 SEE OTHER"..., 512) = 512'
    assert read_trace(f"{write}\n{sync}\n{thanks}") == (1, 1)
    assert read_trace(f"{write}\n{thanks}\n{sync}") == (1, 0)
    assert read_trace(f"{write}\n{sync}\n{write}\n{thanks}") == (1, 0)
    assert read_trace(f"{write}\n{sync}\n{thanks}\n{thanks}") == (2, 1)

"""P5: last night's copy comes back: the demonstration and 100,000 answers, on both databases."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyrage

from beteiligung.config import Settings
from beteiligung.demo import fill, synthetic
from beteiligung.operation import backups, nightly
from beteiligung.operation.terminal import opened as opened_store
from tests import postgres
from tests.proofs import rig
from tests.proofs.proof import Proof

SURVEY = "stadtteilbefragung-2026"
ANSWERS = 100_000
MOST = 600.0  # seconds for the way back
PAGES = ("/readyz", "/de/", f"/ar/umfrage/{SURVEY}", "/anmelden")


def prove() -> Iterator[Proof]:
    """Copy, seal, lose, bring back on a fresh place, and open pages there."""
    for kind in rig.DATABASES:
        with rig.folder() as folder:
            data = folder / "old"
            data.mkdir()
            with rig.database(kind, data) as url:
                yield from _one(kind, Settings(database_url=url, data_dir=data), folder)


def _one(kind: str, settings: Settings, folder: Path) -> Iterator[Proof]:
    filled(settings)
    key, copies = pyrage.x25519.Identity.generate(), folder / "copies"
    copies.mkdir()
    (folder / "key").write_text(str(key))
    sealed = replace(settings, backup_recipient=str(key.to_public()))
    began = time.monotonic()
    night = nightly.back_up(sealed, copies, keep=nightly.LONGEST, at=rig.now())
    took = time.monotonic() - began
    figure = f"{night.copied.total} rows, {night.trial}, sealed, {took:.0f} s"
    yield Proof(f"P5 the copy is tried before it counts, {kind}", figure, night.trial == "restored")
    fresh = _fresh(kind, folder)
    began = time.monotonic()
    back = backups.restore(fresh, night.copy, at=rig.now(), identity=folder / "key")
    took = time.monotonic() - began
    yield Proof(f"P5 the way back, {kind}", f"{took:.0f} s of {MOST:.0f}", took <= MOST)
    same = back.rows == night.copied.rows and back.rows["response"] >= ANSWERS
    answers = f"{back.rows['response']} answers, {len(back.rows)} tables"
    yield Proof(f"P5 every table has its rows, {kind}", answers, same)
    found = opened(fresh)
    fine = sum(status == 200 for status in found)
    yield Proof(f"P5 pages open on what came back, {kind}", f"{fine} of {len(PAGES)}", fine == 4)


def filled(settings: Settings, answers: int = ANSWERS) -> None:
    """The demonstration, and so many invented answers more."""
    with opened_store(settings) as store:
        fill.fill(store, settings, at=rig.now())
        synthetic.add(store, SURVEY, answers, at=rig.now())


def _fresh(kind: str, folder: Path) -> Settings:
    data = folder / "new"
    data.mkdir()
    if kind == "SQLite":
        return Settings(data_dir=data)
    url = postgres.Server.of_this_run().database(f"fresh_{os.getpid()}_{folder.name}")
    return Settings(database_url=url, data_dir=data)


def opened(settings: Settings) -> list[int]:
    """How pages answer on a database."""
    with rig.platform(settings.database, settings.data_dir) as app:
        client = app.test_client()
        return [client.get(page).status_code for page in PAGES]

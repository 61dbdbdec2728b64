"""P31: whatever fails, people are told politely in their language, and lose nothing."""

import os
import re
import signal
import stat
import subprocess
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.i18n import words_in
from beteiligung.locales import BY_ID, TABLE
from beteiligung.web.frame import WORDS
from tests import postgres
from tests.operation.running import Answered, Running, no_turn, running
from tests.proofs import rig
from tests.proofs.proof import NOT_MEASURED, Proof

SLUG = "eine-antwort"
LONG, LONGER = 15.0, 25.0  # seconds somebody else writes: answers wait for 20
KILLS = 10
WORKERS = 2
SOON = 5.0  # seconds until answers go on by themselves
PATIENCE = 60.0  # seconds until a proof gives up
HEADING = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)


def prove() -> Iterator[Proof]:
    """A database that is away, one that others hold, and workers that are killed."""
    with _served("PostgreSQL") as server:
        yield from _database_away(server)
    with _served("SQLite") as server:
        yield from _out_of_time(server)
        yield from _killed(server)
        yield from _read_only(server)


@contextmanager
def _served(kind: str) -> Iterator[Running]:
    with rig.folder() as folder:
        folder.chmod(stat.S_IRWXU)
        with rig.database(kind, folder) as bare:
            url = bare
            store = Store(url)
            rig.fill(store, rig.document(SLUG))
            store.dispose()
            (folder / "log").touch()
            for file in folder.glob("*.sqlite3*"):
                file.chmod(0o600)
            if kind == "PostgreSQL":  # the tests' own server is quick rather than durable
                url += "&options=-c%20synchronous_commit%3Don"
            settings = Settings(database_url=url, data_dir=folder)
            with running(settings, folder / "log", workers=WORKERS) as server:
                while len(server.workers()) < WORKERS:
                    time.sleep(0.1)
                yield server


@dataclass
class _Told:
    """How people were told that nothing was saved."""

    asked: int = 0
    politely: int = 0

    def of(self, answered: Answered, locale: str) -> None:
        """Look at one page: its status, language, words, number, and that it shows no trace."""
        self.asked += 1
        says = words_in(locale)
        heading = HEADING.search(answered.page)
        self.politely += (
            answered.status == 503
            and heading is not None
            and heading[1] == says(WORDS[503][0])
            and says(WORDS[503][1]) in answered.page
            and f'lang="{BY_ID[locale].html_lang}"' in answered.page
            and "<code>" in answered.page
            and "Traceback" not in answered.page
        )


def send(server: Running, key: str, locale: str = "ar") -> Answered:
    """Send one person's answers."""
    return server.ask(f"/{locale}/umfrage/{SLUG}", {"key": key, **rig.answers(key)})


def _database_away(server: Running) -> Iterator[Proof]:
    """PostgreSQL loses its power and gets it back; the workers are never started again."""
    workers, told, key = server.workers(), _Told(), str(uuid4())
    database = postgres.Server.of_this_run()
    for locale in BY_ID:
        server.ask(f"/{locale}/umfrage/{SLUG}")
    database.halt()
    for locale in (entry.id for entry in TABLE):
        told.of(send(server, key, locale), locale)
    database.resume()
    began = time.monotonic()
    while not send(server, key).is_thanks and time.monotonic() - began < PATIENCE:
        time.sleep(0.1)
    took = time.monotonic() - began
    polite = f"{told.politely} of {told.asked} pages, one for each language"
    yield Proof("P31 the database is away: told politely", polite, told.politely == told.asked)
    same, once = server.workers() == workers, kept(server, key) == 1
    figure = f"after {took:.1f} s, by the same workers: {same}, kept once: {once}"
    met = same and once and took <= SOON
    yield Proof("P31 the database is back: answers go on", figure, met)


def _out_of_time(server: Running) -> Iterator[Proof]:
    """Somebody else writes for long, as a change of tables does."""
    key, told = str(uuid4()), _Told()
    thanked = _waited(server, key, LONG).is_thanks
    once = thanked and kept(server, key) == 1
    figure = f"{'thanked' if thanked else 'not thanked'} after {LONG:.0f} s"
    yield Proof("P31 others write for long: answers wait", figure, once)
    key = str(uuid4())
    answered = _waited(server, key, LONGER)
    told.of(answered, "ar")
    honest = answered.is_thanks == bool(kept(server, key))
    once = send(server, key).is_thanks and kept(server, key) == 1
    said = "thanked" if answered.is_thanks else f"told politely: {told.politely} of 1"
    figure = f"after {LONGER:.0f} s {said}; kept once when sent again: {once}"
    polite = answered.is_thanks or told.politely == 1
    yield Proof("P31 others write for longer: told so", figure, polite and honest and once)


def _waited(server: Running, key: str, seconds: float) -> Answered:
    """What somebody is told who sends her answers while somebody else writes for so long."""
    with ThreadPoolExecutor(1) as people, no_turn(server.settings):
        sent = people.submit(send, server, key)
        time.sleep(seconds)
    return sent.result()


def _killed(server: Running) -> Iterator[Proof]:
    """Workers are killed while they keep an answer; people send it again."""
    kept_once = thanked_wrongly = 0
    for _ in range(KILLS):
        key = str(uuid4())
        with ThreadPoolExecutor(1) as people:
            with no_turn(server.settings):
                sent = people.submit(send, server, key)
                time.sleep(0.5)
                for worker in server.workers():
                    os.kill(worker, signal.SIGKILL)
                first = sent.result()
            thanked_wrongly += first.is_thanks
        server.until("/readyz", 200)
        kept_once += send(server, key).is_thanks and kept(server, key) == 1
    figure = f"{KILLS} times all workers killed: {thanked_wrongly} thanked for nothing, "
    figure += f"{kept_once} kept once when sent again"
    yield Proof("P31 workers are killed", figure, (kept_once, thanked_wrongly) == (KILLS, 0))


def _read_only(server: Running) -> Iterator[Proof]:
    """Nobody may write the database's file any more, as after a restore by the wrong user."""
    told, key, promise = _Told(), str(uuid4()), "P31 the file may not be written: told politely"
    files = sorted(server.settings.data_dir.glob("*.sqlite3*"))
    if not _closed(files, closed=True):
        yield Proof(promise, f"{NOT_MEASURED}: files cannot be closed here", met=False)
        return
    try:
        for locale in (entry.id for entry in TABLE):
            told.of(send(server, key, locale), locale)
        os.kill(server.workers()[0], signal.SIGKILL)  # the next begins with a closed file
        time.sleep(SOON)
        for locale in (entry.id for entry in TABLE):
            told.of(send(server, key, locale), locale)
        read = server.ask(f"/ar/umfrage/{SLUG}").status
    finally:
        _closed(files, closed=False)
    figure = f"{told.politely} of {told.asked} pages; a survey's page meanwhile: {read}"
    yield Proof(promise, figure, told.politely == told.asked and read in {200, 503})
    began = time.monotonic()
    while not send(server, key).is_thanks and time.monotonic() - began < PATIENCE:
        time.sleep(0.1)
    took, once = time.monotonic() - began, kept(server, key) == 1
    figure = f"after {took:.1f} s, without a restart; kept once: {once}"
    yield Proof("P31 it may be written again: answers go on", figure, once and took <= SOON)


def _closed(files: Sequence[Path], *, closed: bool) -> bool:
    """Close files for writing, or open them again; even for root, whom modes do not bind."""
    names, is_root = [str(file) for file in files], os.geteuid() == 0
    if is_root and not closed:
        subprocess.run(["/usr/bin/env", "chattr", "-i", *names], check=True)
    for file in files:
        file.chmod(stat.S_IRUSR | (0 if closed else stat.S_IWUSR))
    if not is_root or not closed:
        return True
    bound = subprocess.run(["/usr/bin/env", "chattr", "+i", *names], check=False)
    return bound.returncode == 0


def kept(server: Running, key: str) -> int:
    """How often one person's answers are here."""
    store = Store(server.settings.database)
    try:
        return int(key in rig.rows(store, SLUG))
    finally:
        store.dispose()

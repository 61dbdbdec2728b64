"""P2: a full disk corrupts nothing, tells no lie, and is over when there is room again."""

import os
import resource
import subprocess
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from urllib.parse import urlencode

from beteiligung.db import Store
from tests.proofs import rig
from tests.proofs.crowd import THANKS
from tests.proofs.proof import Proof
from tests.proofs.served import Served

SLUG = "schlicht"
SIZE = 8 * 2**20
FULL_FOR = 60  # answers that are refused in a row, before there is room again
MOST = 20_000
SECONDS = 5.0
WORDS = "Nicht gespeichert"


@dataclass(slots=True)
class Found:
    """What people were told, and what is there."""

    how: str = ""
    thanked: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    wordless: int = 0  # refused without the words that say so
    false_thanks: int = 0
    kept_though_refused: int = 0
    pages: Counter[int] = field(default_factory=Counter)  # reading, while the disk is full
    recovered: float = -1.0  # seconds after there was room
    faults: str = ""


def prove() -> Iterator[Proof]:
    """Fill, be refused, make room, go on; once more with a worker that starts on the full disk."""
    with rig.folder() as data:
        found = run_in(data)
    about = f"{len(found.thanked):,} thanked, {len(found.refused):,} refused, {found.how}"
    yield Proof(
        "P2 false thanks on a full disk", f"{found.false_thanks} ({about})", not found.false_thanks
    )
    others = {status: n for status, n in found.statuses.items() if status not in {THANKS, 503}}
    said = f"{others or 'none'}; {found.wordless} without words; reading pages {dict(found.pages)}"
    polite = not others and not found.wordless and set(found.pages) == {200}
    yield Proof("P2 other answers than thanks and 503 in words", said, polite)
    yield Proof(
        "P2 answers kept though refused",
        str(found.kept_though_refused),
        not found.kept_though_refused,
    )
    yield Proof("P2 integrity after it", found.faults or "ok", not found.faults)
    said = f"{found.recovered:.1f} s after there was room, without a restart"
    yield Proof("P2 thanks again", said, 0 <= found.recovered <= SECONDS)


def run_in(data: Path, *, refusals: int = FULL_FOR, mounting: bool = True) -> Found:
    """The whole story in a folder."""
    found = Found()
    with _small(data / "disk", found, mounting=mounting) as room:
        folder = data / "disk"
        url = f"sqlite:///{folder / 'beteiligung.sqlite3'}"
        with rig.database("SQLite", folder):
            store = Store(url)
            rig.fill(store, rig.document(SLUG))
            store.dispose()
        served = Served(url, folder, workers=2, secret=rig.SECRET, log=data / "server.log")
        rng = Random(2)
        try:
            served.start()
            room.take(served)
            _send(served, rng, found, most=MOST, enough=lambda: len(found.refused) >= refusals)
            _read(served, found)
            served.kill_worker(rng)  # one that starts while the disk is full
            _send(served, rng, found, most=refusals, enough=lambda: False)
            _read(served, found)
            room.give(served)
            _recover(served, rng, found)
        finally:
            served.stop()
        _compare(store, found)
        store.dispose()
    return found


def _send(
    served: Served, rng: Random, found: Found, *, most: int, enough: Callable[[], bool]
) -> None:
    for _ in range(most):
        if enough():
            return
        _post(served, rng, found)


def _post(served: Served, rng: Random, found: Found) -> int:
    key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    body = urlencode({"key": key, **rig.answers(key)})
    headers = {**rig.OWN_PAGE, "Content-Type": "application/x-www-form-urlencoded"}
    status, text = _ask(served, "POST", body, headers)
    if status == 0:
        return 0  # the worker was killed meanwhile: nobody said anything
    found.statuses[status] += 1
    if status == THANKS:
        found.thanked.add(key)
    else:
        found.refused.add(key)
        found.wordless += WORDS not in text or "Traceback" in text
    return status


def _read(served: Served, found: Found) -> None:
    """Whoever only reads notices nothing."""
    for _ in range(10):
        status, _text = _ask(served, "GET", None, {})
        found.pages[status] += 1


def _ask(served: Served, method: str, body: str | None, headers: dict[str, str]) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=60)
    try:
        connection.request(method, f"/de/umfrage/{SLUG}", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except OSError:
        return 0, ""
    finally:
        connection.close()


def _recover(served: Served, rng: Random, found: Found) -> None:
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if _post(served, rng, found) == THANKS:
            found.recovered = time.monotonic() - began
            break
    for _ in range(20):
        _post(served, rng, found)


def _compare(store: Store, found: Found) -> None:
    here = rig.rows(store, SLUG)
    found.false_thanks = sum(here.get(key) != rig.answers(key) for key in found.thanked)
    found.kept_though_refused = len(found.refused & here.keys())
    found.faults = rig.faults(store)


# ---- small disks ---------------------------------------------------------------------------------


class _Mounted:
    """A disk of a few megabytes, most of which something else has taken."""

    def __init__(self, folder: Path) -> None:
        self._ballast = folder / "ballast"

    def take(self, _served: Served) -> None:
        """Leave room for some hundred answers."""
        free = os.statvfs(self._ballast.parent)
        left = max(0, free.f_bavail * free.f_frsize - 2**20)
        self._ballast.write_bytes(bytes(left))

    def give(self, _served: Served) -> None:
        """Somebody tidies up."""
        self._ballast.unlink()


class _Limited:
    """Where nothing can be mounted: no file of the server's may grow any further."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, served: Served) -> None:
        """No file may grow by more than some hundred answers."""
        largest = max(path.stat().st_size for path in self._folder.iterdir())
        self._limit(served, largest + 2**18)

    def give(self, served: Served) -> None:
        """Files may grow again."""
        self._limit(served, resource.RLIM_INFINITY)

    @staticmethod
    def _limit(served: Served, size: int) -> None:
        for pid in (served.master, *served.children()):
            with suppress(ProcessLookupError):
                _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def _small(folder: Path, found: Found, *, mounting: bool) -> Iterator[_Mounted | _Limited]:
    """A disk of a few megabytes, or else files that may not grow."""
    folder.mkdir()
    size = ("-o", f"size={SIZE}", "-t", "tmpfs", "tmpfs", str(folder))
    mounted = mounting and os.geteuid() == 0 and not _quietly("mount", *size)
    found.how = f"tmpfs of {SIZE >> 20} MiB" if mounted else "files limited in size, no disk"
    try:
        yield _Mounted(folder) if mounted else _Limited(folder)
    finally:
        if mounted:
            _quietly("umount", str(folder))


def _quietly(*command: str) -> int:
    done = subprocess.run(["/usr/bin/env", *command], check=False, capture_output=True)
    return done.returncode

"""P32: however many decide on a fund's money at the same moment, it never gives a cent too much."""

import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from beteiligung.db import Store
from tests.builders import a_district
from tests.funds.histories import AT, AT_ONCE, STEPS, wrong_in
from tests.proofs import rig
from tests.proofs.proof import Proof

HISTORIES = 10_000
AT_A_TIME = 200  # histories of one fund; after these, somebody begins with another fund
PROCESSES = 4  # on one database: strangers' histories are under way beside one another
IN_MEMORY = Path("/dev", "shm")  # a folder in memory, where there is one


def prove() -> Iterator[Proof]:
    """The same histories on both databases."""
    for kind in rig.DATABASES:
        with _quick(kind) as url:
            wrong = play_all(url, HISTORIES, said=kind)
        said = f"{HISTORIES:,} histories, {AT_ONCE} people at once, {STEPS} deeds each"
        said += f"; {len(wrong)} cents too many" if not wrong else f"; {wrong[0]}"
        yield Proof(f"P32 never a cent over the fund, {kind}", said, not wrong)


def play_all(url: str, number: int, *, said: str = "") -> list[str]:
    """Play so many histories on an empty database; what was wrong."""
    store = Store(url)
    with store.writing() as session:
        a_district(session, at=AT)
    store.dispose()
    parts = [range(first, min(first + AT_A_TIME, number)) for first in range(0, number, AT_A_TIME)]
    found: list[str] = []
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        for part, lines in zip(parts, pool.map(wrong_in, [url] * len(parts), parts), strict=True):
            found += lines
            if said:
                sys.stderr.write(f"P32 {said}: {part.stop:,} histories, {len(found)} wrong\n")
    return found


@contextmanager
def _quick(kind: str) -> Iterator[str]:
    """An empty database that waits for no disk: here it is locks that count, power cuts in P1."""
    here = IN_MEMORY if IN_MEMORY.is_dir() else None
    with (
        tempfile.TemporaryDirectory(prefix="proof-", dir=here) as data,
        rig.database(kind, Path(data), durable=False) as url,
    ):
        yield url

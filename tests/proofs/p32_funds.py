"""P32: however many decide on a fund's money at the same moment, it never gives a cent too much."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from beteiligung.db import Store
from tests.builders import a_district
from tests.funds.histories import AT, AT_ONCE, STEPS, wrong_in
from tests.proofs import rig
from tests.proofs.proof import Proof

HISTORIES = 10_000
PROCESSES = 2  # on one database: strangers' histories are under way beside one another


def prove() -> Iterator[Proof]:
    """The same histories on both databases."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            wrong = play_all(url, HISTORIES)
        said = f"{HISTORIES:,} histories, {AT_ONCE} people at once, {STEPS} deeds each"
        said += f"; {len(wrong)} cents too many" if not wrong else f"; {wrong[0]}"
        yield Proof(f"P32 never a cent over the fund, {kind}", said, not wrong)


def play_all(url: str, number: int) -> list[str]:
    """Play so many histories on an empty database; what was wrong."""
    store = Store(url)
    with store.writing() as session:
        a_district(session, at=AT)
    store.dispose()
    parts = [range(first, number, PROCESSES) for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        return [line for lines in pool.map(wrong_in, [url] * PROCESSES, parts) for line in lines]

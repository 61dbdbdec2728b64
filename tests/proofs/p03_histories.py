"""P3: however an answer is sent and sent again, there is one row for one person."""

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.surveys.models import SetAside
from tests.proofs import rig
from tests.proofs.proof import Proof

HISTORIES = 10_000
AT_ONCE = 4  # histories of one process under way together, so that strangers share commits too
PROCESSES = 2  # each plays every other history with two workers of its own, on one database
MANY = 50
SLUGS = ("schlicht", "plaetze")
LANGUAGES = ("de", "ar", "uk", "ru", "en")
TABS = ("", " im zweiten Fenster", " im dritten Fenster")
KEPT, OTHER = 303, 422


@dataclass(frozen=True, slots=True)
class Sending:
    """One time that somebody's answers are sent: from which tab, by which worker, in what words."""

    tab: int
    worker: int
    language: str


@dataclass(frozen=True, slots=True)
class History:
    """What happens to one person's answers: steps, each of sendings that happen at once."""

    seed: int
    slug: str
    key: str
    steps: Sequence[Sequence[Sending]]


@dataclass(slots=True)
class Found:
    """What all histories came to."""

    histories: int = 0
    sendings: int = 0
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)


def prove() -> Iterator[Proof]:
    """The same histories on both databases."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            found = play_all(url, data, HISTORIES, processes=PROCESSES)
        right = found.histories - len({line.partition(":")[0] for line in found.wrong})
        said = f"{right:,} of {found.histories:,} histories ({found.sendings:,} sendings)"
        said += "".join(f"; {line}" for line in found.wrong[:3])
        met = found.histories >= HISTORIES and not found.wrong
        yield Proof(f"P3 exactly one row for a key, {kind}", said, met)


def history(seed: int) -> History:
    """A random history: acknowledgements lost, doubles, tabs, fifty at once, in any order."""
    rng = Random(f"history {seed}")
    tabs = rng.choice((1, 1, 1, 2, 3))
    steps = [_step(rng, tabs) for _ in range(rng.randint(1, 5))]
    rng.shuffle(steps)
    key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
    return History(seed, rng.choice(SLUGS), key, steps)


def _step(rng: Random, tabs: int) -> list[Sending]:
    times = rng.choices((1, 2, rng.randint(3, 8), MANY), (70, 20, 9.5, 0.5))[0]
    return [
        Sending(rng.randrange(tabs), rng.randrange(2), rng.choice(LANGUAGES)) for _ in range(times)
    ]


def play_all(url: str, data: Path, number: int, *, processes: int = 1) -> Found:
    """Play so many histories on an empty database, then look at the rows."""
    store = Store(url)
    rig.fill(store, *(rig.document(slug) for slug in SLUGS))
    parts = [range(first, number, processes) for first in range(processes)]
    if processes == 1:
        played = [_play_some(url, data, parts[0])]
    else:
        with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
            played = list(pool.map(_play_some, [url] * processes, [data] * processes, parts))
    found = Found()
    _compare(store, [*chain(*parts)], [*chain(*played)], found)
    store.dispose()
    return found


def _play_some(url: str, data: Path, seeds: Sequence[int]) -> list[list[list[int]]]:
    """Play the histories of these seeds against two workers; the statuses of each, step by step."""
    with ExitStack() as stack:
        workers = [stack.enter_context(rig.platform(url, data)) for _ in range(2)]
        people = stack.enter_context(ThreadPoolExecutor(MANY))
        players = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        return [*players.map(lambda seed: _play(history(seed), workers, people), seeds)]


def _play(
    history: History, workers: Sequence[Flask], people: ThreadPoolExecutor
) -> list[list[int]]:
    """The status of every sending, step by step."""
    outcomes = []
    for step in history.steps:
        if len(step) == 1:
            outcomes.append([_send(history, step[0], workers)])
        else:
            outcomes.append([*people.map(lambda sending: _send(history, sending, workers), step)])
    return outcomes


def _send(history: History, sending: Sending, workers: Sequence[Flask]) -> int:
    answer = (
        workers[sending.worker]
        .test_client()
        .post(
            f"/{sending.language}/umfrage/{history.slug}",
            data={"key": history.key, **rig.answers(history.key, TABS[sending.tab])},
            headers=rig.OWN_PAGE,
        )
    )
    return answer.status_code


# ---- what must be there --------------------------------------------------------------------------


def _compare(
    store: Store, seeds: Sequence[int], outcomes: Sequence[list[list[int]]], found: Found
) -> None:
    here = {slug: rig.rows(store, slug) for slug in SLUGS}
    aside = _aside(store)
    for each, statuses in zip(map(history, seeds), outcomes, strict=True):
        found.histories += 1
        found.statuses.update(chain(*statuses))
        row = here[each.slug].get(each.key)
        if row is None:
            found.wrong.append(f"history {each.seed}: there is no row")
            continue
        found.wrong += [
            f"history {each.seed}: {said}"
            for said in _said(each, statuses, row["wort_0"], aside.get(each.key, set()))
        ]
    found.sendings = found.statuses.total()
    _count(store, here, found)


def _count(store: Store, here: Mapping[str, Mapping[str, Any]], found: Found) -> None:
    """One row for each key in both surveys together, and one place taken for each row."""
    keys = [key for rows in here.values() for key in rows]
    taken, rows = rig.counted(store, "plaetze")[1], len(here["plaetze"])
    if len(keys) != found.histories or taken != rows:
        found.wrong.append(f"all: {len(keys)} rows, {taken} places taken by {rows} answers")


def _said(
    history: History, statuses: Sequence[Sequence[int]], kept: str, aside: set[str]
) -> Iterator[str]:
    """What was said wrongly: every sending of the kept answers is thanked, every other is not."""
    for step, answered in zip(history.steps, statuses, strict=True):
        for sending, status in zip(step, answered, strict=True):
            words = rig.answers(history.key, TABS[sending.tab])["wort_0"]
            if status != (KEPT if words == kept else OTHER):
                yield f"tab {sending.tab} was answered {status}"
            if words != kept and words not in aside:
                yield f"what tab {sending.tab} sent is lost"


def _aside(store: Store) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    with store.reading() as session:
        for row in session.execute(select(SetAside.key, SetAside.answers)):
            found.setdefault(row.key, set()).add(row.answers["wort_0"])
    return found

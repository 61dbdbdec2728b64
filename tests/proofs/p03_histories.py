"""P3: however an answer is sent and sent again, there is one row for one person."""

import threading
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random

from flask import Flask
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.surveys.models import SetAside
from tests.proofs import rig
from tests.proofs.proof import Proof

HISTORIES = 10_000
AT_ONCE = 4  # histories under way together, so that strangers share commits too
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
    lock: threading.Lock = field(default_factory=threading.Lock)


def prove() -> Iterator[Proof]:
    """The same histories on both databases."""
    for kind in rig.DATABASES:
        with rig.folder() as data, rig.database(kind, data) as url:
            found = play_all(url, data, HISTORIES)
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


def play_all(url: str, data: Path, number: int) -> Found:
    """Play so many histories against two workers on an empty database, then look at the rows."""
    store = Store(url)
    rig.fill(store, *(rig.document(slug) for slug in SLUGS))
    found = Found()
    with ExitStack() as stack:
        workers = [stack.enter_context(rig.platform(url, data)) for _ in range(2)]
        people = stack.enter_context(ThreadPoolExecutor(MANY))
        players = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        histories = map(history, range(number))
        while some := [*islice(histories, 500)]:
            play = [players.submit(_play, each, workers, people, found) for each in some]
            outcomes = [played.result() for played in play]
            _compare(store, some, outcomes, found)
    store.dispose()
    return found


def _play(
    history: History, workers: Sequence[Flask], people: ThreadPoolExecutor, found: Found
) -> list[list[int]]:
    """The status of every sending, step by step."""
    outcomes = []
    for step in history.steps:
        if len(step) == 1:
            statuses = [_send(history, step[0], workers)]
        else:
            statuses = [*people.map(lambda sending: _send(history, sending, workers), step)]
        outcomes.append(statuses)
        with found.lock:
            found.sendings += len(statuses)
            found.statuses.update(statuses)
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
    store: Store, some: Sequence[History], outcomes: Sequence[list[list[int]]], found: Found
) -> None:
    here = {slug: rig.rows(store, slug) for slug in SLUGS}
    aside = _aside(store)
    for each, statuses in zip(some, outcomes, strict=True):
        found.histories += 1
        row = here[each.slug].get(each.key)
        if row is None:
            found.wrong.append(f"history {each.seed}: there is no row")
            continue
        found.wrong += [
            f"history {each.seed}: {said}"
            for said in _said(each, statuses, row["wort_0"], aside.get(each.key, set()))
        ]
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

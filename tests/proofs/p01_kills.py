"""P1: whoever was thanked is in the database, whole, however often processes are killed."""

import re
import shutil
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

from beteiligung.db import Store
from tests.proofs import rig
from tests.proofs.crowd import Crowd
from tests.proofs.proof import NOT_MEASURED, Proof
from tests.proofs.served import Served

PLAIN, LIMITED = "schlicht", "plaetze-kontakt"  # every tenth person takes a place, leaves a contact
PHONES = 12
TRACED = 200
SYNC = re.compile(r"\b(?:fdatasync|fsync)\(\d+<[^>]*-wal>\) += 0|<\.\.\. (?:fdatasync|fsync) .*= 0")
WRITE = re.compile(r"\bpwrite(?:64|v)?\(\d+<[^>]*-wal>")


@dataclass(frozen=True, slots=True)
class Plan:
    """How far to go, and how long at most."""

    receipts: int
    kills: int
    minutes: float
    workers: int = 4
    seed: int = 20261127
    spell: float = 0.25  # seconds between kills, on average
    a_master_in: int = 25  # kills


FULL = {
    "SQLite": Plan(receipts=100_000, kills=1_000, minutes=30),
    "PostgreSQL": Plan(receipts=10_000, kills=100, minutes=6),
}


@dataclass(slots=True)
class Found:
    """What came of it."""

    receipts: int = 0
    kills: int = 0
    masters: int = 0
    unheard: int = 0
    lost: int = 0
    torn: int = 0
    strangers: int = 0
    apart: int = 0  # places and contacts that belong to no answer, or are missing
    faults: str = ""
    statuses: str = ""


def prove() -> Iterator[Proof]:
    """Both databases, and what the kernel sees between an answer and its thanks."""
    for kind, plan in FULL.items():
        found = run_on(kind, plan)
        yield from _figures(kind, plan, found)
    yield traced()


def _figures(kind: str, plan: Plan, found: Found) -> Iterator[Proof]:
    about = (
        f"{found.receipts:,} receipts, {found.kills:,} kills ({found.masters} of the master), "
        f"{plan.workers} workers, {found.unheard:,} sent without hearing back"
    )
    far = found.receipts >= plan.receipts and found.kills >= plan.kills
    said = f"{found.lost} of {about}" + ("" if far else f"; stopped after {plan.minutes} minutes")
    yield Proof(f"P1 receipts lost over kills, {kind}", said, far and not found.lost)
    wrong = found.torn + found.strangers + found.apart
    said = f"{found.torn} torn, {found.strangers} unknown, {found.apart} without their other half"
    yield Proof(f"P1 torn answers, {kind}", said, far and not wrong)
    yield Proof(f"P1 integrity after it, {kind}", found.faults or "ok", not found.faults)


def run_on(kind: str, plan: Plan) -> Found:
    """Serve, send and kill until the plan is fulfilled or its time is over; then compare."""
    with rig.folder() as data, rig.database(kind, data) as url:
        return run_in(url, data, plan)


def run_in(url: str, data: Path, plan: Plan) -> Found:
    """The same on an empty database."""
    store = Store(url)
    rig.fill(store, rig.document(PLAIN), rig.document(LIMITED, "contact"))
    store.dispose()
    rng = Random(plan.seed)
    served = Served(url, data, workers=plan.workers, secret=rig.SECRET)
    crowd = Crowd(lambda: served.port, _people(rng), phones=PHONES, more=_more)
    found = Found()
    try:
        served.start()
        _kill_and_send(served, crowd, plan, rng, found)
        crowd.go_on(60, new=False)
    finally:
        crowd.leave()
        served.stop()
    found.receipts, found.unheard = crowd.receipts, crowd.unheard
    found.statuses = str(dict(crowd.statuses))
    _compare(store, crowd, found)
    store.dispose()
    return found


def _kill_and_send(served: Served, crowd: Crowd, plan: Plan, rng: Random, found: Found) -> None:
    until = time.monotonic() + plan.minutes * 60
    crowd.go_on(1)
    while time.monotonic() < until:
        if crowd.receipts >= plan.receipts and found.kills >= plan.kills:
            return
        crowd.go_on(rng.uniform(0, 2 * plan.spell))
        # Receipts and kills come out together, however slow the machine is.
        while (
            found.kills / plan.kills > crowd.receipts / plan.receipts and time.monotonic() < until
        ):
            crowd.go_on(0.1)
        if found.kills % plan.a_master_in == 1:
            served.kill_master()
            found.masters += 1
            crowd.go_on(rng.uniform(0, 0.2))
            served.start()
        elif not served.kill_worker(rng):
            continue
        found.kills += 1


def _people(rng: Random) -> Iterator[tuple[str, str]]:
    while True:
        key = str(uuid.UUID(int=rng.getrandbits(128), version=4))
        yield (LIMITED if rng.randrange(10) == 0 else PLAIN), key


def _more(slug: str, key: str) -> dict[str, str]:
    return {"name": f"Frau {key}"} if slug == LIMITED else {}


def _compare(store: Store, crowd: Crowd, found: Found) -> None:
    """Every receipt has its row, every row its person's own answers, every place its row."""
    for slug in (PLAIN, LIMITED):
        here = rig.rows(store, slug)
        thanked = crowd.thanked.get(slug, set())
        found.lost += len(thanked - here.keys())
        found.strangers += len(here.keys() - thanked)  # everybody has sent until thanked
        found.torn += sum(given != rig.answers(key) for key, given in here.items())
    rows = len(rig.rows(store, LIMITED))
    contacts, taken = rig.counted(store, LIMITED)
    found.apart = abs(rows - contacts) + abs(rows - taken)
    found.faults = rig.faults(store)


# ---- what the kernel sees ------------------------------------------------------------------------


def traced() -> Proof:
    """Whether each thanks left after the disk had said that it has the answer."""
    name = "P1 thanks that left after the disk had the answer (strace)"
    strace = shutil.which("strace")
    if strace is None:
        return Proof(name, f"{NOT_MEASURED}: strace is not installed", met=False)
    with rig.folder() as data, rig.database("SQLite", data) as url:
        log = data / "strace.log"
        store = Store(url)
        rig.fill(store, rig.document(PLAIN))
        store.dispose()
        served = Served(url, data, workers=1, secret=rig.SECRET)
        calls = "trace=pwrite64,pwritev,fdatasync,fsync,sendto,sendmsg,write"
        served.before = (
            strace,
            "-f",
            "--seccomp-bpf",
            "-y",
            "-s",
            "40",
            "-e",
            calls,
            "-o",
            str(log),
        )
        people = ((PLAIN, key) for _, key in _people(Random(1)))
        crowd = Crowd(lambda: served.port, people, phones=1)
        try:
            served.start()
            until = time.monotonic() + 120
            while crowd.receipts < TRACED and time.monotonic() < until:
                crowd.go_on(0.2)
        finally:
            crowd.leave()
            served.stop()
        thanks, after = read_trace(log.read_text(errors="replace"))
    return Proof(name, f"{after} of {thanks}", met=thanks >= TRACED and after == thanks)


def read_trace(log: str) -> tuple[int, int]:
    """How many thanks a log of one worker with one visitor shows, and how many after a sync."""
    thanks = after = 0
    written = synced = False
    for line in log.splitlines():
        if "HTTP/1.1 303" in line:
            thanks += 1
            after += written and synced
            written = synced = False
        elif WRITE.search(line):
            written, synced = True, False
        elif SYNC.search(line):
            synced = written
    return thanks, after

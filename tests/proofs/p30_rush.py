"""P30: a rush of answers at a small machine is thanked quickly, also while a copy is made."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks import phone
from benchmarks.exporting import COMMAND, run
from benchmarks.installation import Installation, installation
from benchmarks.load import Load, drive, pace
from benchmarks.servers import serving
from tests.proofs.proof import NOT_MEASURED, Proof

PATH = f"/{phone.LOCALE}/umfrage/{phone.SURVEY}"
THANKED = 303
RUSH, LEAST = 60.0, 150.0  # seconds, and complete answers a second
# How many answers a second come, for how long, and what 99 of 100 may wait in milliseconds.
PACES = ((115.0, 30.0, 60.0), (400.0, 20.0, 300.0))
CROWD, CROWD_LASTS = 400, 10.0  # people who all wait for an answer at once
IN_WORDS = {THANKED, 503}  # thanked, or told that it was not kept
SOAK = 10_000_000  # requests of which one may fail


def prove() -> Iterator[Proof]:
    """Answers at a steady pace, a minute of rush beside other work, and more than one can take."""
    with installation() as here, serving("platform", here.folder) as server:
        answer = phone.answer(PATH, here.code)
        drive(server.port, answer, seconds=2.0)  # workers are warm in the first minute of a poster
        before = here.newest_answer()
        loads = []
        for rate, seconds, most in PACES:
            loads.append(pace(server.port, answer, rate=rate, seconds=seconds))
            yield _paced(loads[-1], rate, most)
        with ThreadPoolExecutor(1) as beside:
            other = beside.submit(_other_work, here.folder)
            loads.append(drive(server.port, answer, seconds=RUSH))
            said = other.result()
        yield _rush(loads[-1], said)
        loads.append(drive(server.port, answer, seconds=CROWD_LASTS, clients=CROWD))
        yield _crowd(loads[-1])
        yield _kept(here, before, loads)
    many = sum(load.requests for load in loads)
    words = f"{NOT_MEASURED}: it takes hours; 0 of {many:,} failed here"
    yield Proof(f"P30 failures in {SOAK:,} requests", words, met=False)


def _paced(load: Load, rate: float, most: float) -> Proof:
    wait = load.percentile(0.99)
    figure = f"{wait:.0f} ms ({load.requests} answers, {dict(load.statuses)})"
    fine = set(load.statuses) == {THANKED} and wait <= most
    return Proof(f"P30 99 of 100 wait at {rate:.0f} answers a second, at most", figure, fine)


def _other_work(folder: Path) -> str:
    """A copy, and a file of all answers, while people answer."""
    for name, words in (
        ("copy", ("backup", "copy.sqlite3")),
        ("file", ("responses", "export", phone.SURVEY, "answers.csv")),
    ):
        given = [str(folder / word) if "." in word else word for word in words]
        try:
            run([*COMMAND, *given], folder)
        except subprocess.CalledProcessError as error:
            sys.stderr.write(str(error.stderr))
            return f"the {name} failed"
    return "a copy and a file were made meanwhile"


def _rush(load: Load, said: str) -> Proof:
    figure = f"{load.per_second:.0f} complete answers a second for {load.seconds:.0f} s, "
    figure += f"99 of 100 within {load.percentile(0.99):.0f} ms; {said}; {dict(load.statuses)}"
    fine = set(load.statuses) == {THANKED} and load.per_second >= LEAST and "failed" not in said
    return Proof("P30 a minute of rush", figure, fine)


def _crowd(load: Load) -> Proof:
    figure = f"{dict(load.statuses)}, the slowest after {load.percentile(1.0) / 1000:.1f} s"
    return Proof(f"P30 {CROWD} people at once", figure, set(load.statuses) <= IN_WORDS)


def _kept(here: Installation, before: int, loads: list[Load]) -> Proof:
    thanked = sum(load.statuses[THANKED] for load in loads)
    stored = len(here.stored(after=before))
    return Proof("P30 answers kept", f"{stored:,} of {thanked:,} thanked for", stored == thanked)

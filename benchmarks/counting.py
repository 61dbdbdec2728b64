"""A million answers to thirty questions: filled, counted cold and warm, and one that comes in."""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from sqlalchemy.orm import Session

from benchmarks.exporting import COMMAND, run
from benchmarks.figure import Figure, at_least, at_most, times
from benchmarks.installation import Installation
from beteiligung import clock
from beteiligung.config import Settings
from beteiligung.dashboards.queries import Selection, results, split
from beteiligung.db import Store
from beteiligung.demo import synthetic
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at

ANSWERS, QUESTIONS, OPTIONS = 1_000_000, 30, "abcde"
SLUG, SMALL = "dreissig-fragen", "drei-antworten"
ZONE = "Europe/Berlin"
RUNS = 9
BARE = "numpy.bincount, same tables"
# As in the promise: so many milliseconds beside 81 of the yardstick.
ALL, FILTERED, CROSSED = 25 / 81, 40 / 81, 5 / 81
FILLED, COLD, SHOWN, MEMORY, SAME = 20_000.0, 10.0, 1.0, 100.0, 3.0


def measure(installation: Installation) -> Iterator[Figure]:
    """The fill by the command; the rest in a process of its own, cold as a worker that starts."""
    _publish(installation.folder)
    began = time.perf_counter()
    filling = ["demo", "--responses", str(ANSWERS), "--survey", SLUG]
    run([*COMMAND, *filling], installation.folder)
    rate = ANSWERS / (time.perf_counter() - began)
    yield at_least(f"{ANSWERS:,} answers filled in", rate, "/s", FILLED)
    said = run([sys.executable, "-m", "benchmarks.counting"], installation.folder)
    found: dict[str, float] = json.loads(said.splitlines()[-1])
    yield at_most(f"{ANSWERS:,} answers, cold worker", found["cold"], "s", COLD)
    yield at_most("memory for them", found["memory"], "MB", MEMORY)
    for name, key, most in (
        ("all 30 tables", "all", ALL),
        ("all 30 tables, filtered", "filtered", FILTERED),
        ("all 30 tables, a period and two answers", "narrow", FILTERED),
        ("a cross-table, filtered", "crossed", CROSSED),
    ):
        yield times(name, found[key] * 1000, "ms", (BARE, found["bare"] * 1000), round(most, 3))
    yield at_most("a new answer is counted after", found["one"], "s", SHOWN)
    yardstick = ("among three answers", found["one of three"] * 1000)
    yield times("a new answer among a million", found["one"] * 1000, "ms", yardstick, SAME)


# ---- in a process of its own ---------------------------------------------------------------------


def main(folder: Path) -> None:
    """Count cold, then warm, and print what it took, in seconds and megabytes."""
    import numpy as np

    store = Store(Settings(data_dir=folder).database)
    with store.reading() as session:
        small = _survey(session, SMALL)
        columns(session, small)  # what the first reading brings along belongs to no survey
    before = _memory()
    found: dict[str, float] = {}
    with store.reading() as session:
        survey = _survey(session, SLUG)

        def all_tables(selection: Selection) -> None:
            results(session, survey, selection, at=clock.now(), timezone=ZONE)

        found["cold"] = _took(lambda: all_tables(Selection()))
        all_tables(NARROW)
        found["memory"] = _memory() - before
        arrays = [*columns(session, survey).codes.values()]
        tasks: dict[str, Callable[[], object]] = {
            "bare": lambda: [np.bincount(array, minlength=8) for array in arrays],
            "all": lambda: all_tables(Selection()),
            "filtered": lambda: all_tables(Selection(language="ar")),
            "narrow": lambda: all_tables(NARROW),
            "crossed": lambda: split(
                session, survey, Selection(language="de"), "q02", "q01", timezone=ZONE
            ),
        }
        taken: dict[str, list[float]] = {name: [] for name in tasks}
        for _ in range(RUNS):  # in turns, so that a busy machine slows all of them
            for name, task in tasks.items():
                taken[name].append(_took(task))
    found |= {name: median(each) for name, each in taken.items()}
    found["one of three"], found["one"] = _one_more(store, SMALL), _one_more(store, SLUG)
    store.dispose()
    print(json.dumps(found))


NARROW = Selection(since=clock.now().date(), answers=(("q01", "a"), ("q05", "b")))


def _one_more(store: Store, slug: str) -> float:
    """Seconds until an answer that has just come in is among those counted."""
    taken = []
    for _ in range(RUNS):
        synthetic.add(store, slug, 1, at=clock.now())
        with store.reading() as session:
            taken.append(_took(partial(columns, session, _survey(session, slug))))
    return median(taken)


def _survey(session: Session, slug: str) -> Survey:
    survey = survey_at(session, slug)
    if survey is None:
        raise LookupError(slug)
    return survey


def _took(task: Callable[[], object]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def _memory() -> float:
    """Megabytes that this process has in memory now."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


def _publish(folder: Path) -> None:
    for slug in (SLUG, SMALL):
        file = folder / f"{slug}.json"
        file.write_text(json.dumps(_document(slug)), encoding="utf-8")
        command = [*COMMAND, "survey", "import", str(file), "--district", "sonnenberg", "--publish"]
        run(command, folder)
    run([*COMMAND, "demo", "--responses", "3", "--survey", SMALL], folder)


def _document(slug: str) -> dict[str, object]:
    options = [{"code": code, "label": {"de": code.upper()}} for code in OPTIONS]
    return {
        "slug": slug,
        "title": {"de": "Dreißig Fragen"},
        "purpose": {"de": "Um zu messen."},
        "privacy_short": {"de": "Ohne Namen."},
        "legal_basis": "anonymous participation",
        "retention_months": 12,
        "results_promised_within_days": 28,
        "districts": ["sonnenberg"],
        "questions": [
            {
                "id": f"q{number:02}",
                "kind": "single",
                "text": {"de": f"Frage {number}"},
                "options": options,
            }
            for number in range(1, QUESTIONS + 1)
        ],
    }


if __name__ == "__main__":
    main(Path(os.environ["BETEILIGUNG_DATA_DIR"]))

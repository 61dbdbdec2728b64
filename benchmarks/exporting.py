"""Files of a hundred thousand answers: how long each takes, and how much memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bare import Cells, bare_csv, bare_xlsx, cells_of
from benchmarks.figure import Figure, at_most, times
from benchmarks.installation import Installation
from benchmarks.phone import SURVEY

ANSWERS = 100_000
GOALS = {"csv": 5.0, "jsonl": 10.0, "sav": 15.0, "xlsx": 30.0}  # seconds
# How many times as long is allowed: a bare writer reads no answers, which is most of the work.
BARE = {"csv": (bare_csv, 20.0), "xlsx": (bare_xlsx, 2.0)}
MEMORY_GOAL = 300.0  # megabytes
COMMAND = [sys.executable, "-m", "beteiligung.cli"]
TIMED = (
    "import json, resource, sys, time; from beteiligung.cli import main; began = time.monotonic(); "
    "main(sys.argv[1:], standalone_mode=False); "
    "print(json.dumps([time.monotonic() - began,"
    " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000]))"
)


def measure(installation: Installation) -> Iterator[Figure]:
    """Each format by the command, in a process of its own, after so many answers were added."""
    folder = installation.folder
    run([*COMMAND, "demo", "--responses", str(ANSWERS), "--survey", SURVEY], folder)
    most = 0.0
    cells: Cells = []
    for ending, goal in GOALS.items():
        file = folder / f"answers.{ending}"
        said = run([sys.executable, "-c", TIMED, "responses", "export", SURVEY, str(file)], folder)
        seconds, memory = json.loads(said.splitlines()[-1])
        most = max(most, memory)
        cells = cells or cells_of(file)
        yield at_most(f"{ANSWERS:,} answers as .{ending}", seconds, "s", goal)
        if ending in BARE:
            bare, times_as_long = BARE[ending]
            yardstick = ("the bare library", bare(cells, ANSWERS, folder))
            yield times(f"the same cells as .{ending}", seconds, "s", yardstick, times_as_long)
        file.unlink()
    yield at_most("memory for any of these files", most, "MB", MEMORY_GOAL)


def run(command: list[str], folder: Path) -> str:
    """What a command of the product prints, on this installation."""
    environ = {**os.environ, "BETEILIGUNG_DATA_DIR": str(folder)}
    done = subprocess.run(command, env=environ, check=True, capture_output=True, text=True)
    return done.stdout

"""Files of a hundred thousand answers: how long each takes, and how much memory."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, at_most
from benchmarks.installation import Installation
from benchmarks.phone import SURVEY

ANSWERS = 100_000
GOALS = {"csv": 5.0, "jsonl": 10.0, "sav": 15.0, "xlsx": 30.0}  # seconds
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
    _run([*COMMAND, "demo", "--responses", str(ANSWERS), "--survey", SURVEY], installation.folder)
    most = 0.0
    for ending, goal in GOALS.items():
        file = installation.folder / f"answers.{ending}"
        words = ["responses", "export", SURVEY, str(file)]
        said = _run([sys.executable, "-c", TIMED, *words], installation.folder)
        seconds, memory = json.loads(said.splitlines()[-1])
        most = max(most, memory)
        yield at_most(f"{ANSWERS:,} answers as .{ending}", seconds, "s", goal)
        file.unlink()
    yield at_most("memory for any of these files", most, "MB", MEMORY_GOAL)


def _run(command: list[str], folder: Path) -> str:
    environ = {**os.environ, "BETEILIGUNG_DATA_DIR": str(folder)}
    done = subprocess.run(command, env=environ, check=True, capture_output=True, text=True)
    return done.stdout

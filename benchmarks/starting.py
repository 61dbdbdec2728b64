"""What a start costs, beside importing Flask alone."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, times

RUNS = 9
GOAL = 4.0  # times `import flask`
FLASK = "import flask"
PLATFORM = (
    "import os; from beteiligung.app import Entrance; "
    "from beteiligung.config import load_settings; Entrance(load_settings(os.environ))"
)


def measure(folder: Path) -> Iterator[Figure]:
    """Processor time from the interpreter's start to an application ready to serve residents."""
    pairs = [(_cpu(PLATFORM, folder), _cpu(FLASK, folder)) for _ in range(RUNS + 1)][1:]
    ratio = median(cost / yardstick for cost, yardstick in pairs)
    cost = median(cost for cost, _ in pairs)
    yield times("start-up, CPU", cost * 1000, "ms", (FLASK, cost / ratio * 1000), GOAL)


def _cpu(program: str, folder: Path) -> float:
    environ = {**os.environ, "BETEILIGUNG_DATA_DIR": str(folder)}
    process = subprocess.Popen([sys.executable, "-c", program], env=environ)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"failed: {program}"
        raise RuntimeError(message)
    return used.ru_utime + used.ru_stime

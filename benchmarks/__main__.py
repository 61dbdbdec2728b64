"""Measures everything, prints a table, writes build/bench.json; exit 1 if a goal is not met."""

import sys

from benchmarks import (
    editing,
    exporting,
    first_visit,
    publishing,
    releasing,
    starting,
    under_load,
)
from benchmarks.figure import keep, table
from benchmarks.installation import BUILD, installation

REPORT = BUILD / "bench.json"


def main() -> int:
    """Run every measurement on one fresh installation."""
    print("Measuring on this machine for about five minutes; loopback only, and")
    print("BETEILIGUNG_ANSWERS_PER_MINUTE=0, since all clients here have one address.\n")
    with installation() as fresh:
        figures = [
            *starting.measure(fresh.folder),
            *releasing.measure(fresh.folder),
            *publishing.measure(fresh.folder),
            *first_visit.measure(fresh),
            *under_load.measure(fresh),
            *exporting.measure(fresh),
            *editing.measure(fresh.folder),
        ]
    print(table(figures))
    keep(figures, REPORT)
    print(f"\nWritten to {REPORT.relative_to(BUILD.parent)}.")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main())

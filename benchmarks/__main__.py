"""Measures everything, prints a table, writes build/bench.json; exit 1 if a goal is not met."""

import sys
from collections.abc import Callable, Iterator, Mapping

from benchmarks import (
    counting,
    editing,
    exporting,
    first_visit,
    ideas,
    printing,
    publishing,
    releasing,
    reporting,
    results_page,
    starting,
    tablet,
    themes,
    under_load,
)
from benchmarks.figure import Figure, keep, table
from benchmarks.installation import BUILD, Installation, installation

REPORT = BUILD / "bench.json"
PARTS: Mapping[str, Callable[[Installation], Iterator[Figure]]] = {
    "starting": lambda fresh: starting.measure(fresh.folder),
    "releasing": lambda fresh: releasing.measure(fresh.folder),
    "publishing": lambda fresh: publishing.measure(fresh.folder),
    "printing": lambda _fresh: printing.measure(),
    "first_visit": first_visit.measure,
    "under_load": under_load.measure,
    "results_page": results_page.measure,
    "counting": counting.measure,
    "exporting": exporting.measure,
    "editing": lambda fresh: editing.measure(fresh.folder),
    "tablet": tablet.measure,
    "ideas": lambda fresh: ideas.measure(fresh.folder),
    "themes": lambda fresh: themes.measure(fresh.folder),
    "reporting": lambda fresh: reporting.measure(fresh.folder),
}


def main(wanted: list[str]) -> int:
    """Run every measurement, or the wanted parts, on one fresh installation."""
    unknown = [name for name in wanted if name not in PARTS]
    if unknown:
        print(f"There is no part {', '.join(unknown)}; there are {', '.join(PARTS)}.")
        return 2
    print("Measuring on this machine, all parts for about seven minutes; loopback only, and")
    print("BETEILIGUNG_ANSWERS_PER_MINUTE=0, since all clients here have one address.\n")
    with installation() as fresh:
        figures = [
            figure for name in PARTS if name in (wanted or PARTS) for figure in PARTS[name](fresh)
        ]
    print(table(figures))
    keep(figures, REPORT)
    print(f"\nWritten to {REPORT.relative_to(BUILD.parent)}.")
    return 0 if all(figure.met for figure in figures) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A release of about forty tables: counted, protected and attacked, as before every signature."""

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figure import Figure, at_least, at_most
from benchmarks.phone import SURVEY
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.releases.actions import count_release
from beteiligung.releases.planning import plan_of
from beteiligung.surveys.queries import survey_at

TABLES = 39  # at least so many, each with all its rows
SECONDS = 20.0


def measure(folder: Path) -> Iterator[Figure]:
    """The next release of the demonstration's main survey, every question alone and by age."""
    store = Store(Settings(data_dir=folder).database)
    try:
        with store.reading() as session:
            survey = survey_at(session, SURVEY)
            if survey is None:
                return
            plan = plan_of(session, survey).written()
            began = time.perf_counter()
            counted = count_release(session, survey, plan)
            seconds = time.perf_counter() - began
    finally:
        store.dispose()
    tallies = counted.computed.protected.publication.tallies
    tables = len({(tally.question, tally.item, tally.by) for tally in tallies})
    yield at_least("tables of a release", tables, "", TABLES)
    yield at_most("a release counted, protected, attacked", seconds, "s", SECONDS)

"""Whose answers: one truth value for each answer, by where it came from, when, and what it says."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled
from beteiligung.surveys.variables import CHOSEN, FIRST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]
    Weights = NDArray[np.float64]

DAY = timedelta(days=1)


def of_values(column: Labelled, wanted: Iterable[str | int | None]) -> "Chosen":
    """Those in whose row one of these values stands."""
    import numpy as np

    return np.isin(column.places, column.places_of(wanted))


def of_days(
    hours: "NDArray[np.int64]", since: date | None, until: date | None, timezone: str
) -> "Chosen":
    """Those of these local days, both included; without a first or last day there is no end."""
    import numpy as np

    chosen = np.ones(len(hours), bool)
    if since is not None:
        chosen &= hours >= _first_hour(since, timezone)
    if until is not None:
        chosen &= hours < _first_hour(until + DAY, timezone)
    return chosen


def of_answer(found: Columns, variable: str, code: str) -> "Chosen":
    """Those who chose this option of a question or of a row of a matrix; nobody if it is unknown.

    Of an order, those who put it first.
    """
    import numpy as np

    one_of_several = f"{variable}:{code}"
    if one_of_several in found.codes and one_of_several not in found.numbers:
        return np.equal(found.codes[one_of_several], CHOSEN)
    codes = found.options.get(variable, ())
    if code not in codes:
        return np.zeros(found.size, bool)
    return np.equal(found.codes[variable], FIRST + codes.index(code))


def of_answers(found: Columns, answers: Iterable[tuple[str, str]]) -> Iterator["Chosen"]:
    """For each question those who chose one of its wanted options."""
    wanted: dict[str, Chosen] = {}
    for variable, code in answers:
        chosen = of_answer(found, variable, code)
        wanted[variable] = wanted[variable] | chosen if variable in wanted else chosen
    yield from wanted.values()


def fitting(weights: "Weights", size: int) -> "Weights":
    """The weights for so many rows: what came in after they were made has none yet."""
    import numpy as np

    fitting = np.zeros(size)
    fitting[: len(weights)] = weights[:size]
    return fitting


def _first_hour(day: date, timezone: str) -> int:
    begins = datetime.combine(day, time.min, ZoneInfo(timezone))
    return -((EPOCH - begins) // HOUR)  # rounded up: an hour belongs to the day it begins in

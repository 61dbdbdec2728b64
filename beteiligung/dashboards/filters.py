"""Whose answers: the rows of a survey's columns by where they come from, when, what they say."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from beteiligung.surveys.columns import EPOCH, HOUR, Columns, Labelled
from beteiligung.surveys.growing import nobody, packed
from beteiligung.surveys.variables import CHOSEN, FIRST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from beteiligung.surveys.growing import Words

DAY = timedelta(days=1)


def of_values(column: Labelled, wanted: Iterable[str | int | None]) -> "Words":
    """Those in whose row one of these values stands."""
    return column.coded.where(column.places_of(wanted))


def of_days(
    hours: "NDArray[np.int32]", since: date | None, until: date | None, timezone: str
) -> "Words":
    """Those of these local days, both included; without a first or last day there is no end."""
    import numpy as np

    chosen = np.ones(len(hours), np.bool_)
    if since is not None:
        chosen &= hours >= _first_hour(since, timezone)
    if until is not None:
        chosen &= hours < _first_hour(until + DAY, timezone)
    return packed(chosen)


def of_answer(found: Columns, variable: str, code: str) -> "Words":
    """Those who chose this option of a question or of a row of a matrix; nobody if it is unknown.

    Of an order, those who put it first.
    """
    one_of_several = f"{variable}:{code}"
    if one_of_several in found.codes and one_of_several not in found.numbers:
        return found.coded(one_of_several).where([CHOSEN])
    codes = found.options.get(variable, ())
    if code not in codes:
        return nobody(found.size)
    return found.coded(variable).where([FIRST + codes.index(code)])


def of_answers(found: Columns, answers: Iterable[tuple[str, str]]) -> Iterator["Words"]:
    """For each question those who chose one of its wanted options."""
    wanted: dict[str, Words] = {}
    for variable, code in answers:
        chosen = of_answer(found, variable, code)
        wanted[variable] = wanted[variable] | chosen if variable in wanted else chosen
    yield from wanted.values()


def _first_hour(day: date, timezone: str) -> int:
    begins = datetime.combine(day, time.min, ZoneInfo(timezone))
    return -((EPOCH - begins) // HOUR)  # rounded up: an hour belongs to the day it begins in

"""What numbers and dates measure: middle, ends, and how they spread."""

import itertools
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from beteiligung.surveys.questions.kind import Figures
from beteiligung.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

SINGLE_VALUES = 12  # so many different whole numbers each get a bar of their own
BARS = 8  # about so many bars otherwise
HOUR = 60  # minutes
MONTHS = 24  # dates over a longer time are counted by year
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,9})?")  # a code that stands for itself


@dataclass(frozen=True, slots=True)
class Measures:
    """Numbers; days and months as ordinal days; times as minutes. ``counts`` by bar, in order.

    A bar's code is ``low:high``, both included where all numbers are whole; a number belongs to
    the bar whose low end it reaches. Of days and months it is a month, ``2026-03``, or a year,
    ``2026``; of times an hour, ``14``.
    """

    n: int
    mean: float = math.nan
    median: float = math.nan
    smallest: float = math.nan
    largest: float = math.nan
    of: Figures = Figures.NUMBER
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def dates(self) -> bool:
        """Whether these are days or months."""
        return self.of in {Figures.DAY, Figures.MONTH}


@dataclass(frozen=True, slots=True)
class Points:
    """Mean and median of a scale's points; options that are "missing" are not in them.

    ``weighted`` is the mean by weight, where somebody asked for weights.
    """

    n: int
    mean: float
    median: float
    weighted: float | None = None


def points(tally: Tally) -> Points | None:
    """What a scale's points say in the middle; none without answers, or if one is no number."""
    counting = [code for code in tally.counts if code not in tally.missing]
    if not tally.base or not all(_NUMBER.fullmatch(code) for code in counting):
        return None
    ordered = sorted((float(code), tally.counts[code]) for code in counting)
    weighted = None
    if tally.weighted is not None and tally.weighted_base:
        together = sum(float(code) * tally.weighted[code] for code in counting)
        weighted = together / tally.weighted_base
    return Points(
        n=tally.base,
        mean=sum(value * n for value, n in ordered) / tally.base,
        median=(_at(ordered, (tally.base - 1) // 2) + _at(ordered, tally.base // 2)) / 2,
        weighted=weighted,
    )


def _at(ordered: Sequence[tuple[float, int]], place: int) -> float:
    """The value of the person at this place, counted from the smallest."""
    upto = itertools.accumulate(n for _, n in ordered)
    return next(value for (value, _), end in zip(ordered, upto, strict=True) if place < end)


def measured(values: "Numbers", of: Figures = Figures.NUMBER) -> Measures:
    """The measures of these values; NaN is nobody's answer."""
    import numpy as np

    values = values[~np.isnan(values)]
    if len(values) == 0:
        return Measures(0, of=of)
    return Measures(
        n=len(values),
        mean=float(values.mean()),
        median=float(np.median(values)),
        smallest=float(values.min()),
        largest=float(values.max()),
        of=of,
        counts=_BARS.get(of, _by_size)(values),
    )


def _by_size(values: "Numbers") -> dict[str, int]:
    import numpy as np

    low, high = float(values.min()), float(values.max())
    whole = bool((values == np.floor(values)).all())
    width = _width(high - low, whole=whole)
    start = math.floor(low / width) * width
    places = np.floor((values - start) / width + 1e-9).astype(np.int64)
    counts = np.bincount(places).tolist()
    ends = width - 1 if whole else width
    lows = [start + width * place for place in range(len(counts))]
    return {f"{at:.15g}:{at + ends:.15g}": n for at, n in zip(lows, counts, strict=True)}


def _width(span: float, *, whole: bool) -> float:
    """A round width (1, 2 or 5 times a power of ten) for about eight bars."""
    if whole and span < SINGLE_VALUES:
        return 1
    if span == 0:
        return 1
    rough = span / BARS
    power = 10.0 ** math.floor(math.log10(rough))
    width = next(step * power for step in (1, 2, 5, 10) if step * power >= rough)
    return max(1.0, width) if whole else width


def _by_time(values: "Numbers") -> dict[str, int]:
    days = [date.fromordinal(int(value)) for value in values.tolist()]
    first, last = min(days), max(days)
    months = [
        f"{month // 12:04}-{month % 12 + 1:02}"
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    if len(months) <= MONTHS:
        counts = dict.fromkeys(months, 0)
        for day in days:
            counts[day.isoformat()[:7]] += 1
        return counts
    counts = dict.fromkeys((f"{year:04}" for year in range(first.year, last.year + 1)), 0)
    for day in days:
        counts[f"{day.year:04}"] += 1
    return counts


def _by_hour(values: "Numbers") -> dict[str, int]:
    hours = [int(value) // HOUR for value in values.tolist()]
    counts = dict.fromkeys((f"{hour:02}" for hour in range(min(hours), max(hours) + 1)), 0)
    for hour in hours:
        counts[f"{hour:02}"] += 1
    return counts


_BARS = {Figures.DAY: _by_time, Figures.MONTH: _by_time, Figures.TIME: _by_hour}

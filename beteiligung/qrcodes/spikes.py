"""Days on which a code was scanned far more often than it usually is."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import fmean, stdev

BASE = 7  # days that tell what is usual
GUARD = 2  # days left out before the day itself, so that a spike that grows does not hide itself
LIMIT = 3.0  # standard deviations above the mean
LEAST_SPREAD = 1.0  # scans: a code that rests has no spread at all
FEWEST = 10  # scans; fewer in a day are a school class
A_DAY = timedelta(days=1)


def spikes(scans: Mapping[date, int], since: date) -> list[date]:
    """The days, in order, that stand out; ``since``: the day on which the code was made.

    A day stands out if it has 10 scans or more, and more than the mean and three standard
    deviations of the seven days that ended two days before it. This is rule C2 of the Early
    Aberration Reporting System, by which health offices find outbreaks in daily counts; a code
    that is younger than ten days has no usual day yet. Hutwagner, Thompson, Seeman, Treadwell:
    The bioterrorism preparedness and response Early Aberration Reporting System (EARS),
    Journal of Urban Health 80 (2003), supplement 1, i89-i96.
    """
    return [day for day in sorted(scans) if _stands_out(scans, day, since)]


def _stands_out(scans: Mapping[date, int], day: date, since: date) -> bool:
    last = day - (GUARD + 1) * A_DAY
    if scans[day] < FEWEST or last - (BASE - 1) * A_DAY < since:
        return False
    usual: Sequence[int] = [scans.get(last - step * A_DAY, 0) for step in range(BASE)]
    return scans[day] > fmean(usual) + LIMIT * max(stdev(usual), LEAST_SPREAD)

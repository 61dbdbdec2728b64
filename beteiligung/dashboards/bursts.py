"""When a code brought far more answers than it usually does, and in what rhythm they came."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from beteiligung.dashboards.chances import ALARM, chance_of_so_even, log_of_so_many

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]
    Rows = NDArray[np.bool_]

WINDOWS = (1, 2, 4, 8, 24)  # hours that are looked at together: a loop may be slow
FEWEST = 8  # answers; fewer in a row happen at every kitchen table
LEAST_USUAL = 1.0  # in a window: a code that rests for days may well bring one
BUSY = 3  # times as many as on a usual day come on a busy one, such as the first
A_DAY = 24  # hours
JOINED = 2  # hours; what is no further apart is one burst
MINUTE = 60

REGULAR = 30  # arrivals from which a rhythm can be told from chance
PER_WINDOW = 1  # arrival that a window of the rhythm holds
FEWEST_WINDOWS = 8
MIDDLE = (0.05, 0.95)  # of a burst's arrivals; before and after it others come
AT_ONCE = 20  # arrivals in one minute that no class and no queue brings about
MOSTLY = 0.5
ENDLESS = 10**6  # days over which nothing is usual


@dataclass(frozen=True, slots=True)
class Burst:
    """Hours (since 1970, both included) in which one code brought far more than usual."""

    since: int
    until: int
    n: int
    usual: float  # in an hour in which most come


@dataclass(frozen=True, slots=True)
class Usual:
    """How answers to a survey come: over so many days, and which share at which hour (UTC)."""

    days: float
    by_hour: "NDArray[np.float64]"

    def share(self, width: int) -> "NDArray[np.float64]":
        """The share of a day's answers in so many hours, by the hour at which they begin."""
        import numpy as np

        twice = np.concatenate([[0], np.cumsum(np.tile(self.by_hour, 2))])
        found: NDArray[np.float64] = twice[width : width + A_DAY] - twice[:A_DAY]
        return found


def usual_of(hours: "Whole") -> Usual:
    """How these answers (one hour an entry) come."""
    import numpy as np

    counts = np.bincount(hours % A_DAY, minlength=A_DAY) + 1.0
    length = max(int(hours.max() - hours.min()) + 1, A_DAY)
    return Usual(length / A_DAY, counts / counts.sum())


def bursts(hours: "Whole", usual: Usual) -> Iterator[Burst]:
    """The bursts among the hours (one entry an answer) of one code.

    What is usual for it is taken from all its other hours, spread over the day as answers to this
    survey are, on a busy day. Short windows are looked at first, and what they found does not
    count again in longer ones.
    """
    import numpy as np

    at, counts = np.unique(hours, return_counts=True)
    marked = np.zeros(len(at), bool)
    for width in WINDOWS:
        marked |= _marked(at, np.where(marked, 0, counts), width, usual)
    places = np.flatnonzero(marked)
    if not len(places):
        return
    breaks = np.flatnonzero(np.diff(at[places]) > JOINED) + 1
    for part in np.split(places, breaks):
        n = int(counts[part].sum())
        since, until = int(at[part[0]]), int(at[part[-1]])
        yield Burst(since, until, n, (len(hours) - n) / usual.days * usual.by_hour.max())


def _marked(at: "Whole", counts: "Whole", width: int, usual: Usual) -> "Rows":
    """The hours that lie in a window with too many arrivals."""
    import numpy as np

    ends = np.searchsorted(at, at + width)
    sums = np.concatenate([[0], np.cumsum(counts)])
    inside = (sums[ends] - sums[:-1]).astype(float)
    others = (counts.sum() - inside) / usual.days
    expected = np.maximum(LEAST_USUAL, BUSY * others * usual.share(width)[at % A_DAY])
    odd = (inside >= FEWEST) & (log_of_so_many(np.maximum(inside, 1), expected) < ALARM)
    edges = np.zeros(len(at) + 1, int)
    np.add.at(edges, np.flatnonzero(odd), 1)
    np.add.at(edges, ends[odd], -1)
    return np.asarray((np.cumsum(edges[:-1]) > 0) & (counts > 0))


# ---- the rhythm within a burst -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How a burst's answers came, minute by minute, where no group of people comes like that."""

    n: int
    seconds: int  # between two, in the mean; 0 where they came all at once
    most: int  # in one minute


def rhythm(minutes: "Whole") -> Rhythm | None:
    """What is odd about these arrivals (sorted minutes, one entry each), if anything is.

    Regular: counted in windows of about one, they differ far less than people's would
    (Fano factor against a Poisson process). All at once: half of them in one minute.
    """
    import numpy as np

    if len(minutes) < AT_ONCE:
        return None
    most = int(np.unique(minutes, return_counts=True)[1].max())
    if most >= AT_ONCE and most >= MOSTLY * len(minutes):
        return Rhythm(len(minutes), 0, most)
    low, high = (int(len(minutes) * edge) for edge in MIDDLE)
    middle = minutes[low:high]
    if len(minutes) < REGULAR or not _is_even(middle):
        return None
    span = int(middle[-1] - middle[0]) + 1
    return Rhythm(len(minutes), round(span * MINUTE / len(middle)), most)


def odd_rhythms(minutes: "Whole") -> Iterator[tuple[Burst, Rhythm]]:
    """Every odd rhythm among a code's arrivals (sorted minutes), with the hours in which it was.

    Whether so many came there for once is not asked: that is seen later, from the answers.
    """
    hours = minutes // MINUTE
    for burst in bursts(hours, replace(usual_of(hours), days=ENDLESS)):
        first, last = burst.since * MINUTE, (burst.until + 1) * MINUTE
        seen = rhythm(minutes[(minutes >= first) & (minutes < last)])
        if seen is not None:
            yield burst, seen


def _is_even(minutes: "Whole") -> bool:
    import numpy as np

    span = int(minutes[-1] - minutes[0]) + 1
    width = max(1, math.ceil(PER_WINDOW * span / len(minutes)))
    windows = span // width
    if windows < FEWEST_WINDOWS:
        return False
    places = (minutes - minutes[0]) // width
    counts = np.bincount(places[places < windows], minlength=windows)
    spread = float(((counts - counts.mean()) ** 2).sum() / counts.mean())
    return chance_of_so_even(spread, windows - 1) < math.exp(ALARM)

"""How likely something is by chance alone: the tails behind what stands out among answers."""

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

ALARM = math.log(1e-6)  # what chance does less than once in a million times is no chance
STEPS = 500  # terms of a series; far more than it ever needs


def log_of_so_many(found: "Numbers", usual: "Numbers") -> "Numbers":
    """At most how likely so many arrivals are where so many are usual: Chernoff, Poisson; as log.

    Zero where no more came than usual.
    """
    import numpy as np

    more = np.maximum(found, usual)
    bound: Numbers = more - usual - more * np.log(more / usual)
    return bound


def log_of_such_a_share(found: int, of: int, usual: float) -> float:
    """At most how likely such a share is where another one is usual: Chernoff, binomial; as log."""
    share = found / of
    usual = min(max(usual, 1e-9), 1 - 1e-9)
    if share <= usual:
        return 0.0
    rest = 0.0 if share == 1 else (1 - share) * math.log((1 - share) / (1 - usual))
    return -of * (share * math.log(share / usual) + rest)


def chance_of_so_even(spread: float, freedom: int) -> float:
    """How likely a sum of squares is so small or smaller: the lower tail of chi-square.

    The regularised incomplete gamma function by its series (NIST DLMF 8.11.4).
    """
    half, half_spread = freedom / 2, spread / 2
    if half_spread <= 0:
        return 0.0
    term = total = 1 / half
    for step in range(1, STEPS):
        term *= half_spread / (half + step)
        total += term
        if term < total * 1e-12:
            break
    return min(
        1.0, total * math.exp(half * math.log(half_spread) - half_spread - math.lgamma(half))
    )

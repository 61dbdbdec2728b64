"""Answers spread over the options as by dice: what scripts do that fill in anything."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from beteiligung.dashboards.evidence import Evidence
from beteiligung.surveys.variables import FIRST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]

FEWEST = 8  # answers of which a share can be told from chance
LOT_QUESTIONS = 5
LOT_EXCEPT = 0.2  # of the questions may be answered with a purpose, where all others are by lot
CHOICE = 2  # options from which there is something to choose


def by_lot(found: Evidence, group: "Rows") -> int:
    """In how many questions a group spreads over the options as dice would, and others do not.

    A likelihood ratio against equal shares, summed over the questions. Those in which the group is
    more of one mind than others are left out, up to a fifth: a loop that wants something answers
    those with a purpose. Says something only where usual answers are far enough from dice.
    """
    tables = [
        table
        for choice in found.choices
        if (table := _spread(choice.codes, choice.options, group)) is not None
    ]
    pointed = sorted((t for t in tables if t.is_pointed), key=lambda t: t.usual - t.found)
    dropped = pointed[: int(LOT_EXCEPT * len(tables))]
    left = [table for table in tables if table not in dropped]
    if len(left) < LOT_QUESTIONS:
        return 0
    freedom, got = sum(t.freedom for t in left), sum(t.found for t in left)
    excess = sum(t.usual for t in left)
    as_by_lot = freedom + 2 * math.sqrt(2 * freedom)
    as_usual = freedom + excess - 3 * math.sqrt(2 * freedom + 4 * excess)
    if got > as_by_lot or as_usual <= as_by_lot:
        return 0
    return len(left)


@dataclass(frozen=True, slots=True)
class _Spread:
    """How far a group is from equal shares in one question, and how far the others are."""

    freedom: int
    found: float
    usual: float  # what the group would have on top of chance if it answered as the others

    @property
    def is_pointed(self) -> bool:
        """Whether the group is more of one mind than the others would be."""
        usual = self.freedom + self.usual
        return self.found > usual + 2 * math.sqrt(2 * self.freedom + 4 * self.usual)


def _spread(codes: "NDArray[np.uint8 | np.uint16]", options: int, group: "Rows") -> _Spread | None:
    import numpy as np

    if options < CHOICE:
        return None
    width = FIRST + options
    inside = np.bincount(codes[group], minlength=width)[FIRST:width]
    others = np.bincount(codes[~group], minlength=width)[FIRST:width]
    n, rest = int(inside.sum()), int(others.sum())
    if n < FEWEST or rest < FEWEST:
        return None
    return _Spread(options - 1, 2 * n * _from_even(inside / n), 2 * n * _from_even(others / rest))


def _from_even(shares: "NDArray[np.float64]") -> float:
    """The distance of shares from equal ones (Kullback and Leibler)."""
    import numpy as np

    given = shares[shares > 0]
    return float((given * np.log(given * len(shares))).sum())

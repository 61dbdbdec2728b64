"""Raking: weights with which groups of answers count as much as they live in the district."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Groups = NDArray[np.int64]
    Numbers = NDArray[np.float64]

LOWEST, HIGHEST = 0.3, 3.0  # no answer counts less, or more, than so many
ROUNDS = 500  # after so many, weights that still move will not come to rest
NEAR = 1e-10  # of all answers: a margin that is met
AGAIN = 50  # times that trimmed weights are raked once more, at most
HALVINGS = 60  # of an interval, until nothing smaller can be told apart


class NoRest(Exception):
    """Weights that never come to rest: the margins cannot all be met with these answers."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One table to be met: each answer's group, and how many people live in each group."""

    groups: "Groups"
    people: "Numbers"

    @property
    def shares(self) -> "Numbers":
        """The share of each group among the residents."""
        found: Numbers = self.people / self.people.sum()
        return found

    def empty(self) -> list[int]:
        """Groups in which people live, but nobody answered."""
        import numpy as np

        answers = np.bincount(self.groups, minlength=len(self.people))
        return [int(group) for group in np.flatnonzero((answers == 0) & (self.people > 0))]

    def nobody(self) -> list[int]:
        """Groups in which nobody lives, but somebody answered."""
        import numpy as np

        answers = np.bincount(self.groups, minlength=len(self.people))
        return [int(group) for group in np.flatnonzero((answers > 0) & ~(self.people > 0))]

    def used(self) -> "Margin":
        """The same without groups in which nobody lives."""
        import numpy as np

        lived_in = self.people > 0
        return Margin((np.cumsum(lived_in) - 1)[self.groups], self.people[lived_in])

    def distance(self, weights: "Numbers") -> float:
        """How far a group's weighted share is from its share of the residents, at most."""
        import numpy as np

        sums = np.bincount(self.groups, weights, minlength=len(self.people))
        return float(abs(sums / weights.sum() - self.shares).max())


@dataclass(frozen=True, slots=True)
class Raked:
    """A weight for each answer; their sum is the number of answers."""

    weights: "Numbers"
    exact: "Numbers"  # before trimming: every margin is met
    rounds: int


def raked(margins: Sequence[Margin]) -> Raked:
    """Weights that meet every margin, kept between `LOWEST` and `HIGHEST`.

    Iterative proportional fitting (Deming & Stephan 1940): margin after margin, each group is
    multiplied to its share, until all are met at once; `NoRest` where that does not happen. Then
    weights beyond the limits are trimmed and the rest is raked again, until nothing changes.
    Margins need people and answers in every group (see `Margin.empty`, `nobody` and `used`).
    """
    import numpy as np

    shape = tuple(len(margin.people) for margin in margins)
    cells = np.ravel_multi_index(tuple(margin.groups for margin in margins), shape)
    counts = np.bincount(cells, minlength=int(np.prod(shape))).astype(float)
    table = _Table(shape, counts, tuple(margin.shares * counts.sum() for margin in margins))
    exact, rounds = table.fitted(np.ones_like(counts))
    weights = _trimmed(table, exact)
    return Raked(weights[cells], exact[cells], rounds)


def effective(weights: "Numbers") -> float:
    """As many answers without weights would be as certain (Kish 1965): (Σw)² / Σw²."""
    squares = float((weights**2).sum())
    return float(weights.sum()) ** 2 / squares if squares else 0.0


@dataclass(frozen=True, slots=True)
class _Table:
    """Answers by the groups of all margins at once, flat; ``wanted`` answers a group, by margin."""

    shape: tuple[int, ...]
    counts: "Numbers"
    wanted: "tuple[Numbers, ...]"

    def sums(self, weights: "Numbers", axis: int) -> "Numbers":
        others = tuple(each for each in range(len(self.shape)) if each != axis)
        found: Numbers = (self.counts * weights).reshape(self.shape).sum(axis=others)
        return found

    def swept(self, weights: "Numbers") -> "Numbers":
        """Each margin met once, one after the other."""
        for axis, wanted in enumerate(self.wanted):
            view = [1] * len(self.shape)
            view[axis] = -1
            factors = (wanted / self.sums(weights, axis)).reshape(view)
            weights = (weights.reshape(self.shape) * factors).ravel()
        return weights

    def met(self, weights: "Numbers") -> bool:
        total = self.counts.sum()
        return all(
            float(abs(self.sums(weights, axis) - wanted).max()) <= NEAR * total
            for axis, wanted in enumerate(self.wanted)
        )

    def fitted(self, weights: "Numbers") -> "tuple[Numbers, int]":
        for done in range(1, ROUNDS + 1):
            weights = self.swept(weights)
            if self.met(weights):
                return weights, done
        raise NoRest


def _trimmed(table: _Table, weights: "Numbers") -> "Numbers":
    """Weights inside the limits, as near to the margins as raking again brings them."""
    inside = _within(table.counts, weights)
    for _ in range(AGAIN):
        after = _within(table.counts, table.swept(inside))
        moved = float(abs(after - inside).max())
        inside = after
        if moved <= NEAR:
            break
    return inside


def _within(counts: "Numbers", weights: "Numbers") -> "Numbers":
    """The weights cut at both limits, on the level at which their sum is the number of answers."""
    import numpy as np

    total, low = counts.sum(), 0.0
    high = HIGHEST / float(weights[counts > 0].min())  # there everybody is at the upper limit
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        heavy = (counts * np.clip(weights * middle, LOWEST, HIGHEST)).sum() > total
        low, high = (low, middle) if heavy else (middle, high)
    found: Numbers = np.clip(weights * high, LOWEST, HIGHEST)
    return found

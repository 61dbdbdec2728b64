"""The people who are counted: which rows of a survey's columns, and perhaps with which weights."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from beteiligung.surveys.columns import Columns, Labelled
from beteiligung.surveys.growing import how_many, unpacked

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from beteiligung.surveys.growing import Rows, Words

    Weights = NDArray[np.float64]

Kind = TypeVar("Kind", bound="np.generic")


@dataclass(frozen=True)
class Crowd:
    """Some of those who answered; ``weights`` stand beside all rows, chosen or not."""

    found: Columns
    words: "Words"
    weights: "Weights | None" = None

    @cached_property
    def total(self) -> int:
        """How many people these are."""
        return how_many(self.words)

    @cached_property
    def rows(self) -> "Rows":
        """One truth value a row."""
        return unpacked(self.words, self.found.size)

    def of(self, column: "NDArray[Kind]") -> "NDArray[Kind]":
        """What stands in these people's rows of a column."""
        return column if self.total == self.found.size else column[self.rows]

    def counts(self, variable: str) -> list[int]:
        """How often each number stands in a variable's column."""
        return self.found.coded(variable).counts(self.words)

    def frequencies(self, column: Labelled) -> dict[str, int]:
        """How often each value stands in a column, most frequent first."""
        counts = column.coded.counts(self.words)
        pairs = [
            (str(value), n)
            for value, n in zip(column.values, counts, strict=True)
            if n and value is not None
        ]
        return dict(sorted(pairs, key=lambda pair: (-pair[1], pair[0])))

    def among(self, words: "Words") -> "Crowd":
        """Those of them who are among others too."""
        return replace(self, words=self.words & words)

    @cached_property
    def _chosen_weights(self) -> "Weights":
        import numpy as np

        weights = np.zeros(self.found.size)
        if self.weights is not None:  # what came in after they were made has none yet
            weights[: len(self.weights)] = self.weights[: self.found.size]
        return weights * self.rows

    def weighted(self, variable: str) -> list[float]:
        """The weights of those for whom each number stands in a variable's column."""
        import numpy as np

        column = self.found.coded(variable)
        sums = np.bincount(column.numbers, self._chosen_weights, minlength=column.width)
        return [float(weight) for weight in sums]

    def weight_of(self, words: "Words") -> float:
        """The weight of those of them who are among others too."""
        return float(self._chosen_weights[unpacked(words, self.found.size)].sum())

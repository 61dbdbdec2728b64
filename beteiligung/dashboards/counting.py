"""One question counted for chosen people: a tally a variable, measures, means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from beteiligung.dashboards.measures import Measures, Points, measured, points
from beteiligung.dashboards.texts import Texts
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import CHOSEN, DECLINED, FIRST, UNANSWERED, Asked
from beteiligung.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]
    Codes = NDArray[np.uint8 | np.uint16]
    Weights = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Mean:
    """What so many people gave an option in the mean."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Result:
    """One question's figures: a tally a variable; measures of numbers and dates; texts.

    ``points`` stand beside the tallies of a scale whose points are numbers. ``means`` are those of
    options, by code: the mean rank of an order, the mean points of a budget.
    """

    asked: Asked
    tallies: tuple[Tally, ...]
    measures: Measures | None = None
    texts: tuple[Texts, ...] = ()
    means: Mapping[str, Mean] = field(default_factory=dict)

    @property
    def points(self) -> tuple[Points | None, ...]:
        """Mean and median of each tally; none where its options are no numbers on a scale."""
        return tuple(points(tally) if self.asked.question.scale else None for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Crowd:
    """The people who are counted: one truth value a row, and perhaps a weight a row."""

    found: Columns
    chosen: "Chosen"
    weights: "Weights | None" = None

    def of(self, variable: str) -> "Codes":
        """How these people's answers stand in a column."""
        return self.found.codes[variable][self.chosen]

    def numbers(self, codes: "Codes", width: int) -> list[int]:
        """How often each number stands there."""
        import numpy as np

        return [int(n) for n in np.bincount(codes, minlength=width)]

    def weighted(self, codes: "Codes", width: int) -> list[float]:
        """The weights of those for whom each number stands there; nothing without weights."""
        import numpy as np

        if self.weights is None:
            return []
        weights = self.weights[self.chosen]
        return [float(n) for n in np.bincount(codes, weights, minlength=width)]


def counted(
    found: Columns, asked: Asked, chosen: "Chosen", weights: "Weights | None" = None
) -> Result:
    """One question, counted for these people (one truth value a row), perhaps weighted as well."""
    name, crowd = asked.question.id, Crowd(found, chosen, weights)
    if asked.figures is Figures.SEVERAL:
        return Result(asked, (_tally_of_several(crowd, asked),))
    if asked.figures is Figures.ROWS:
        rows = [f"{name}.{item.code}" for item in asked.items]
        return Result(asked, tuple(_tally(crowd, asked, row) for row in rows))
    first = f"{name}:{asked.codes[0]}" if asked.figures is Figures.SHARES else name
    tally = _tally(crowd, asked, first)
    if asked.figures is Figures.CONSENT:
        return Result(asked, (_agreed(tally),))
    if asked.figures in {Figures.RANKS, Figures.SHARES}:
        ranks = asked.figures is Figures.RANKS
        tally = tally if ranks else _without_counts(tally, {})
        return Result(asked, (tally,), means=_means(found, asked, chosen))
    return _measured(found, asked, tally, chosen)


def _measured(found: Columns, asked: Asked, tally: Tally, chosen: "Chosen") -> Result:
    """The tally with bars, where the answers measure something."""
    if asked.question.id not in found.numbers:
        return Result(asked, (tally,))
    measures = measured(found.numbers[asked.question.id][chosen], asked.figures)
    return Result(asked, (_without_counts(tally, measures.counts),), measures)


def _without_counts(tally: Tally, counts: Mapping[str, int]) -> Tally:
    """The tally with bars of its own, or none, which nobody has weighted."""
    return replace(tally, counts=counts, weighted=None, weighted_base=0.0)


def _agreed(tally: Tally) -> Tally:
    """Per cent of those asked: whoever has not agreed has answered that too."""
    others = tally.asked - tally.answered
    agreed = replace(tally, base=tally.asked, answered=tally.asked, declined=0, unanswered=0)
    return _without_counts(agreed, {"yes": tally.answered, "no": others})


def _means(found: Columns, asked: Asked, chosen: "Chosen") -> dict[str, Mean]:
    """What each option has in the mean of those who gave it a rank, or points."""
    import numpy as np

    columns_ = {code: found.numbers[f"{asked.question.id}:{code}"][chosen] for code in asked.codes}
    given = {code: column[~np.isnan(column)] for code, column in columns_.items()}
    return {
        code: Mean(float(column.mean()), len(column))
        for code, column in given.items()
        if len(column)
    }


def _tally(crowd: Crowd, asked: Asked, variable: str) -> Tally:
    width = FIRST + max(1, len(asked.options))
    codes = crowd.of(variable)
    numbers = crowd.numbers(codes, width)
    counts = dict(zip(asked.codes, numbers[FIRST:], strict=False))
    missing = frozenset(option.code for option in asked.options if option.missing)
    answered = sum(numbers[FIRST:])
    tally = Tally(
        variable=variable,
        total=sum(numbers),
        asked=sum(numbers[UNANSWERED:]),
        answered=answered,
        declined=numbers[DECLINED],
        unanswered=numbers[UNANSWERED],
        base=answered - sum(counts.get(code, 0) for code in missing),
        counts=counts,
        missing=missing,
    )
    if crowd.weights is None:
        return tally
    weighted = dict(zip(asked.codes, crowd.weighted(codes, width)[FIRST:], strict=False))
    base = sum(weight for code, weight in weighted.items() if code not in missing)
    return replace(tally, weighted=weighted, weighted_base=base)


def _tally_of_several(crowd: Crowd, asked: Asked) -> Tally:
    import numpy as np

    name = asked.question.id
    columns_ = {code: crowd.of(f"{name}:{code}") for code in asked.codes}
    first = columns_[asked.codes[0]]
    numbers = crowd.numbers(np.minimum(first, FIRST), FIRST + 1)
    missing = frozenset(option.code for option in asked.options if option.missing)
    based = first >= FIRST
    for code in missing:
        based &= columns_[code] != CHOSEN
    tally = Tally(
        variable=name,
        total=len(first),
        asked=sum(numbers[UNANSWERED:]),
        answered=numbers[FIRST],
        declined=numbers[DECLINED],
        unanswered=numbers[UNANSWERED],
        base=int(based.sum()),
        counts={code: int((column == CHOSEN).sum()) for code, column in columns_.items()},
        missing=missing,
        several=True,
    )
    if crowd.weights is None:
        return tally
    weights = crowd.weights[crowd.chosen]
    by_weight = {code: float(weights[each == CHOSEN].sum()) for code, each in columns_.items()}
    return replace(tally, weighted=by_weight, weighted_base=float(weights[based].sum()))

"""One question counted for chosen people: a tally a variable, measures, means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from beteiligung.dashboards.measures import Measures, measured
from beteiligung.dashboards.texts import Texts
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import CHOSEN, DECLINED, FIRST, UNANSWERED, Asked
from beteiligung.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Chosen = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Mean:
    """What so many people gave an option in the mean."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Result:
    """One question's figures: a tally a variable; measures of numbers and dates; texts.

    ``means`` are those of options, by code: the mean rank of an order, the mean points of a budget.
    """

    asked: Asked
    tallies: tuple[Tally, ...]
    measures: Measures | None = None
    texts: tuple[Texts, ...] = ()
    means: Mapping[str, Mean] = field(default_factory=dict)


def counted(found: Columns, asked: Asked, chosen: "Chosen") -> Result:
    """One question, counted for these people (one truth value a row)."""
    name = asked.question.id
    if asked.figures is Figures.SEVERAL:
        return Result(asked, (_tally_of_several(found, asked, chosen),))
    if asked.figures is Figures.ROWS:
        rows = [f"{name}.{item.code}" for item in asked.items]
        return Result(asked, tuple(_tally(found, asked, row, chosen) for row in rows))
    first = f"{name}:{asked.codes[0]}" if asked.figures is Figures.SHARES else name
    tally = _tally(found, asked, first, chosen)
    if asked.figures is Figures.CONSENT:
        return Result(asked, (_agreed(tally),))
    if asked.figures in {Figures.RANKS, Figures.SHARES}:
        ranks = asked.figures is Figures.RANKS
        tally = tally if ranks else replace(tally, counts={})
        return Result(asked, (tally,), means=_means(found, asked, chosen))
    return _measured(found, asked, tally, chosen)


def _measured(found: Columns, asked: Asked, tally: Tally, chosen: "Chosen") -> Result:
    """The tally with bars, where the answers measure something."""
    if asked.question.id not in found.numbers:
        return Result(asked, (tally,))
    measures = measured(found.numbers[asked.question.id][chosen], asked.figures)
    return Result(asked, (replace(tally, counts=measures.counts),), measures)


def _agreed(tally: Tally) -> Tally:
    """Per cent of those asked: whoever has not agreed has answered that too."""
    others = tally.asked - tally.answered
    counts = {"yes": tally.answered, "no": others}
    return replace(
        tally, base=tally.asked, answered=tally.asked, declined=0, unanswered=0, counts=counts
    )


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


def _tally(found: Columns, asked: Asked, variable: str, chosen: "Chosen") -> Tally:
    import numpy as np

    width = FIRST + max(1, len(asked.options))
    numbers = np.bincount(found.codes[variable][chosen], minlength=width).tolist()
    counts = dict(zip(asked.codes, numbers[FIRST:], strict=False))
    missing = frozenset(option.code for option in asked.options if option.missing)
    answered = sum(numbers[FIRST:])
    return Tally(
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


def _tally_of_several(found: Columns, asked: Asked, chosen: "Chosen") -> Tally:
    import numpy as np

    name = asked.question.id
    columns_ = {code: found.codes[f"{name}:{code}"][chosen] for code in asked.codes}
    first = columns_[asked.codes[0]]
    numbers = np.bincount(np.minimum(first, FIRST), minlength=FIRST + 1).tolist()
    missing = frozenset(option.code for option in asked.options if option.missing)
    left_out = np.zeros(len(first), bool)
    for code in missing:
        left_out |= columns_[code] == CHOSEN
    return Tally(
        variable=name,
        total=len(first),
        asked=sum(numbers[UNANSWERED:]),
        answered=numbers[FIRST],
        declined=numbers[DECLINED],
        unanswered=numbers[UNANSWERED],
        base=numbers[FIRST] - int(left_out.sum()),
        counts={code: int((column == CHOSEN).sum()) for code, column in columns_.items()},
        missing=missing,
        several=True,
    )

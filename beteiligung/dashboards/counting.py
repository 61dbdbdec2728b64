"""One question counted for chosen people: a tally a variable, measures, means."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from beteiligung.dashboards.crowd import Crowd
from beteiligung.dashboards.measures import measured
from beteiligung.dashboards.result import Mean, Result
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.growing import packed
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import CHOSEN, DECLINED, FIRST, UNANSWERED, Asked
from beteiligung.tally import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from beteiligung.surveys.growing import Rows

    Weights = NDArray[np.float64]


def counted(
    found: Columns, asked: Asked, chosen: "Rows", weights: "Weights | None" = None
) -> Result:
    """One question, counted for these people (one truth value a row), perhaps weighted as well."""
    return tallied(Crowd(found, packed(chosen), weights), asked)


def tallied(crowd: Crowd, asked: Asked) -> Result:
    """One question, counted for these people, by weight as well where they have some."""
    name = asked.question.id
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
        return Result(asked, (tally,), means=_means(crowd, asked))
    return _measured(crowd, asked, tally)


def _measured(crowd: Crowd, asked: Asked, tally: Tally) -> Result:
    """The tally with bars, where the answers measure something."""
    numbers = crowd.found.numbers.get(asked.question.id)
    if numbers is None:
        return Result(asked, (tally,))
    measures = measured(crowd.of(numbers), asked.figures)
    return Result(asked, (_without_counts(tally, measures.counts),), measures)


def _without_counts(tally: Tally, counts: Mapping[str, int]) -> Tally:
    """The tally with bars of its own, or none, which nobody has weighted."""
    return replace(tally, counts=counts, weighted=None, weighted_base=0.0)


def _agreed(tally: Tally) -> Tally:
    """Per cent of those asked: whoever has not agreed has answered that too."""
    others = tally.asked - tally.answered
    agreed = replace(tally, base=tally.asked, answered=tally.asked, declined=0, unanswered=0)
    return _without_counts(agreed, {"yes": tally.answered, "no": others})


def _means(crowd: Crowd, asked: Asked) -> dict[str, Mean]:
    """What each option has in the mean of those who gave it a rank, or points."""
    import numpy as np

    numbers, name = crowd.found.numbers, asked.question.id
    columns_ = {code: crowd.of(numbers[f"{name}:{code}"]) for code in asked.codes}
    given = {code: column[~np.isnan(column)] for code, column in columns_.items()}
    return {
        code: Mean(float(column.mean()), len(column))
        for code, column in given.items()
        if len(column)
    }


def _tally(crowd: Crowd, asked: Asked, variable: str) -> Tally:
    numbers = crowd.counts(variable)
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
    weighted = dict(zip(asked.codes, crowd.weighted(variable)[FIRST:], strict=False))
    base = sum(weight for code, weight in weighted.items() if code not in missing)
    return replace(tally, weighted=weighted, weighted_base=base)


def _tally_of_several(crowd: Crowd, asked: Asked) -> Tally:
    name, found = asked.question.id, crowd.found
    first = found.coded(f"{name}:{asked.codes[0]}")
    numbers = first.counts(crowd.words)
    chose = {
        code: crowd.among(found.coded(f"{name}:{code}").where([CHOSEN])) for code in asked.codes
    }
    missing = frozenset(option.code for option in asked.options if option.missing)
    based = crowd.among(first.where([FIRST, CHOSEN]))
    for code in missing:
        based = based.among(~chose[code].words)
    answered = sum(numbers[FIRST:])
    tally = Tally(
        variable=name,
        total=crowd.total,
        asked=sum(numbers[UNANSWERED:]),
        answered=answered,
        declined=numbers[DECLINED],
        unanswered=numbers[UNANSWERED],
        base=based.total,
        counts={code: people.total for code, people in chose.items()},
        missing=missing,
        several=True,
    )
    if crowd.weights is None:
        return tally
    by_weight = {code: crowd.weight_of(people.words) for code, people in chose.items()}
    return replace(tally, weighted=by_weight, weighted_base=crowd.weight_of(based.words))

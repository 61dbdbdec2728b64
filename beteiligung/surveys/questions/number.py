"""A number."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import DIGITS, Figures, Kind
from beteiligung.surveys.questions.question import Problem, Question, Unacceptable
from beteiligung.text import N_

LARGEST = 1e12
ALMOST = 1e-6  # how far decimals may be off


class Number(Kind):
    """A number within limits; whole numbers stay whole."""

    name = "number"
    figures = Figures.NUMBER
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max", "step", "unit"})

    def limit(self, raw: Any) -> float:
        """A number that is not beyond all measure."""
        number = float(raw)
        if not abs(number) <= LARGEST:
            raise ValueError(raw)
        return number

    def checked(self, question: Question, value: Any) -> int | float:
        """The number; comma and point both separate decimals."""
        number = _read(question, value)
        for limit, wrong, message in (
            (
                question.min,
                number < _limit(question.min, -LARGEST),
                N_("Please enter a number of at least %(limit)s."),
            ),
            (
                question.max,
                number > _limit(question.max, LARGEST),
                N_("Please enter a number of at most %(limit)s."),
            ),
        ):
            if wrong:
                raise Unacceptable(
                    question.id, message, limit=limit if limit is not None else LARGEST
                )
        if question.step and not _on_step(number - _limit(question.min, 0), question.step):
            raise Unacceptable(
                question.id, N_("Please enter a number in steps of %(step)s."), step=question.step
            )
        return int(number) if number == int(number) else number

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """A step forward must lead forward."""
        del points
        if raw.get("step") is not None and raw["step"] <= 0:
            yield Problem("step", faults.NO_STEP)


def _on_step(distance: float, step: float) -> bool:
    """Whether a whole number of steps leads there; 0.3 is three steps of 0.1."""
    steps = distance / step
    return abs(steps - round(steps)) < ALMOST


def _limit(value: float | str | None, default: float) -> float:
    return default if value is None else float(value)


def _read(question: Question, value: Any) -> float:
    text = str(value).translate(DIGITS).replace("٫", ".").replace(",", ".").replace(" ", "")
    try:
        number = math.nan if isinstance(value, bool) else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Unacceptable(question.id, N_("Please enter a number, such as 12."))
    return number

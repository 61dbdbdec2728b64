"""A number."""

import math
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Kind
from beteiligung.surveys.questions.question import Question, Unacceptable
from beteiligung.text import N_

# Digits of the scripts our residents write in, so that a phone's own keyboard will do.
_DIGITS = {ord(sign): str(at % 10) for at, sign in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
LARGEST = 1e12


class Number(Kind):
    """A number within limits; whole numbers stay whole."""

    name = "number"
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

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
        return int(number) if number == int(number) else number


def _limit(value: float | str | None, default: float) -> float:
    return default if value is None else float(value)


def _read(question: Question, value: Any) -> float:
    text = str(value).translate(_DIGITS).replace("٫", ".").replace(",", ".").replace(" ", "")
    try:
        number = math.nan if isinstance(value, bool) else float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise Unacceptable(question.id, N_("Please enter a number, such as 12."))
    return number

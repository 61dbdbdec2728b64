"""A calculation from other answers: stored, never asked."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import LONGEST_TEXT, Figures, Kind, Posted
from beteiligung.surveys.questions.question import Entries, Problem, Question
from beteiligung.text import N_


class Calculate(Kind):
    """A value that follows from answers, reckoned alike on server and phone."""

    name = "calculate"
    figures = Figures.RECKONED
    asks = False
    keys: ClassVar[frozenset[str]] = frozenset({"expression"})

    def collect(self, question: Question, posted: Posted) -> Entries:
        """Nothing is asked."""
        del question, posted
        return {}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """What the expression gave, as it is stored: a number, a text, or nothing.

        Yes and no are 1 and 0. What is no number, or beyond all numbers, is nothing.
        """
        value = given.get(question.id)
        if isinstance(value, bool):
            return {question.id: int(value)}
        if isinstance(value, int | float):
            if not math.isfinite(value):
                return {}
            return {question.id: int(value) if value == int(value) else value}
        return {question.id: str(value)[:LONGEST_TEXT]} if value else {}

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """There must be something to reckon."""
        del points
        if not str(raw.get("expression") or "").strip():
            yield Problem("expression", N_("The expression is missing."))

    def parts(self, question: Question) -> int:
        """It has no screen."""
        del question
        return 0

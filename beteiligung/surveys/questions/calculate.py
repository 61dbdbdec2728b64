"""A calculation from other answers: stored, never asked."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import LONGEST_TEXT, Figures, Kind, Posted
from beteiligung.surveys.questions.question import Entries, Problem, Question
from beteiligung.surveys.rules import Rule

TRUTHS = {"or", "and", "=", "!=", "<", "<=", ">", ">=", "true", "false", "not", "boolean"}
TRUTHS |= {"boolean-from-string", "selected", "contains", "starts-with", "ends-with", "regex"}
RECKONS = {"+", "-", "*", "div", "mod", "neg", "number", "int", "round", "floor", "ceiling", "abs"}
RECKONS |= {"pow", "sqrt", "min", "max", "sum", "string-length", "count-selected"}
RECKONS |= {"count-non-empty", "decimal-date-time"}
EXACT = 2**53  # up to here every whole number is one of a phone's numbers too
EITHER = {"if": 2, "coalesce": 1}  # what gives one of its values, and where these begin


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
            whole = value == int(value) and abs(value) <= EXACT
            return {question.id: int(value) if whole else value}
        return {question.id: str(value)[:LONGEST_TEXT]} if value else {}

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """There must be something to reckon."""
        del points
        if not str(raw.get("expression") or "").strip():
            yield Problem("expression", faults.NO_EXPRESSION)

    def parts(self, question: Question) -> int:
        """It has no screen."""
        del question
        return 0


def gives_number(rule: Rule) -> bool:
    """Whether a calculation can give nothing but numbers (or yes and no, which are 1 and 0).

    What only repeats an answer may be anything; ``number(${id})`` says that it is a number.
    """
    if not isinstance(rule, list):
        return not isinstance(rule, str)
    name = str(rule[0])
    if name in EITHER:
        return all(gives_number(part) for part in rule[EITHER[name] :])
    return name in TRUTHS | RECKONS

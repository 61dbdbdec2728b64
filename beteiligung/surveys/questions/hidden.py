"""A value that the address brings along, such as where somebody found the link; never asked."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import Figures, Kind
from beteiligung.surveys.questions.question import Entries, Problem, Question

_VALUE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
_PARAMETER = re.compile(r"[a-z][a-z0-9_-]{0,29}")
TAKEN = {"c", "key", "language", "stop"}  # what the page's own addresses and forms say
LONGEST = 40  # characters: enough for a place or a newsletter, too few for a letter


class Hidden(Kind):
    """One of the values that the questionnaire lists. Others are dropped without a word."""

    name = "hidden"
    figures = Figures.CHOICE
    asks = False
    needs_options = True
    keys: ClassVar[frozenset[str]] = frozenset({"options", "parameter"})

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The value, if it is one of the list; nobody is told off for an address."""
        value = given.get(question.id)
        known = isinstance(value, str) and value in question.by_code
        return {question.id: value} if known else {}

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """Short plain values, a name of its own in the address, and nobody's name."""
        del points
        parameter = str(raw.get("parameter") or "")
        if not _PARAMETER.fullmatch(parameter) or parameter in TAKEN:
            yield Problem("parameter", faults.NO_PARAMETER)
        if raw.get("identifying"):
            yield Problem("identifying", faults.IDENTIFIES)
        for at, option in enumerate(raw.get("options") or ()):
            code = str(option.get("code"))
            if len(code) > LONGEST or not _VALUE.fullmatch(code):
                yield Problem(f"options.{at}.code", faults.NO_VALUE)

    def parts(self, question: Question) -> int:
        """It has no screen."""
        del question
        return 0

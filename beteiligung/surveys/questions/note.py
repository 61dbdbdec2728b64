"""A note: words between questions, without an answer."""

from collections.abc import Mapping
from typing import Any

from beteiligung.surveys.questions.kind import Figures, Kind, Posted
from beteiligung.surveys.questions.question import Entries, Question


class Note(Kind):
    """Words that stick to the next question."""

    name = "note"
    figures = Figures.NONE
    asks = False
    heard = True

    def collect(self, question: Question, posted: Posted) -> Entries:
        """Nothing is asked."""
        del question, posted
        return {}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """Nothing is kept."""
        del question, given
        return {}

    def parts(self, question: Question) -> int:
        """It has no screen of its own."""
        del question
        return 0

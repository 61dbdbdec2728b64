"""One answer out of several."""

from collections.abc import Mapping
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import (
    Figures,
    Kind,
    Posted,
    chosen,
    collected_texts,
    free_texts,
)
from beteiligung.surveys.questions.question import Entries, Question


class Single(Kind):
    """Exactly one option."""

    name = "single"
    figures = Figures.CHOICE
    needs_options = True
    heard = True
    keys: ClassVar[frozenset[str]] = frozenset({"options", "shuffle", "max_chars"})

    def collect(self, question: Question, posted: Posted) -> Entries:
        """The chosen code, with the line beside it."""
        return {**super().collect(question, posted), **collected_texts(question, posted)}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The code, and the free text of exactly this option."""
        entries = super().clean(question, given)
        code = entries.get(question.id)
        return {**entries, **free_texts(question, [code], given)} if code else entries

    def checked(self, question: Question, value: Any) -> str:
        """A code that the question has."""
        return chosen(question, value)

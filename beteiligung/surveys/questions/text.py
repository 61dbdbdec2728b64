"""Free text, in whatever language the person writes."""

from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import LONGEST_TEXT, Figures, Kind, short_enough
from beteiligung.surveys.questions.question import Question, Unacceptable
from beteiligung.text import N_


class Text(Kind):
    """Words of the person's own."""

    name = "text"
    figures = Figures.WORDS
    keys: ClassVar[frozenset[str]] = frozenset({"max_chars", "moderate"})

    def checked(self, question: Question, value: Any) -> str:
        """The text, not longer than allowed."""
        if not isinstance(value, str):
            raise Unacceptable(question.id, N_("Please enter words."))
        return short_enough(question.id, value, question.max_chars or LONGEST_TEXT)

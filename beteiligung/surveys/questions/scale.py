"""A scale: one point out of ordered ones, best first, with or without faces."""

from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Figures, Kind, chosen
from beteiligung.surveys.questions.question import Question


class Scale(Kind):
    """One point of a named scale."""

    name = "scale"
    figures = Figures.CHOICE
    needs_options = True
    heard = True
    keys: ClassVar[frozenset[str]] = frozenset({"scale", "faces"})

    def checked(self, question: Question, value: Any) -> str:
        """A point that the scale has."""
        return chosen(question, value)

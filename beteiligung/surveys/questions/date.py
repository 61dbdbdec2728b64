"""A calendar day."""

from datetime import date
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Figures, Kind
from beteiligung.surveys.questions.question import Question, Unacceptable
from beteiligung.text import N_


class Date(Kind):
    """A day as ISO date, within limits."""

    name = "date"
    figures = Figures.DAY
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    def limit(self, raw: Any) -> date:
        """A day as ``YYYY-MM-DD``."""
        day = date.fromisoformat(str(raw))
        if day.isoformat() != raw:
            raise ValueError(raw)
        return day

    def checked(self, question: Question, value: Any) -> str:
        """The day as ``YYYY-MM-DD``."""
        try:
            day = date.fromisoformat(str(value).strip())
        except ValueError:
            raise Unacceptable(question.id, N_("Please enter a day of the calendar.")) from None
        if question.min and day.isoformat() < str(question.min):
            raise Unacceptable(
                question.id,
                N_("Please enter a day from %(limit)s on."),
                limit=date.fromisoformat(str(question.min)),
            )
        if question.max and day.isoformat() > str(question.max):
            raise Unacceptable(
                question.id,
                N_("Please enter a day up to %(limit)s."),
                limit=date.fromisoformat(str(question.max)),
            )
        return day.isoformat()

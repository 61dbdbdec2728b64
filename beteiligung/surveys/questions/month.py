"""A month of a year."""

import re
from datetime import date
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import DIGITS, Figures, Kind, Posted
from beteiligung.surveys.questions.question import Entries, Question, Unacceptable
from beteiligung.text import N_

_MONTH = re.compile(r"[1-9][0-9]{3}-(?:0[1-9]|1[0-2])")


class Month(Kind):
    """A month as ``YYYY-MM``, within limits; chosen by name, the year typed beside it."""

    name = "month"
    figures = Figures.MONTH
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    def limit(self, raw: Any) -> str:
        """A month as ``YYYY-MM``."""
        if not isinstance(raw, str) or not _MONTH.fullmatch(raw):
            raise ValueError(raw)
        return raw

    def collect(self, question: Question, posted: Posted) -> Entries:
        """Year and month, also where one of them is still missing."""
        parts = (posted.getlist(f"{question.id}.{name}") for name in ("year", "month"))
        year, month = ((found[-1:] or [""])[0].strip() for found in parts)
        if year or month:
            return {question.id: f"{year}-{month}"}
        return super().collect(question, posted)

    def checked(self, question: Question, value: Any) -> str:
        """The month as ``YYYY-MM``."""
        month = str(value).translate(DIGITS).strip()
        if not _MONTH.fullmatch(month):
            raise Unacceptable(
                question.id, N_("Please choose a month and enter its year, such as 2026.")
            )
        if question.min and month < str(question.min):
            raise Unacceptable(
                question.id,
                N_("Please enter a month from %(limit)s on."),
                limit=whole(str(question.min)),
            )
        if question.max and month > str(question.max):
            raise Unacceptable(
                question.id,
                N_("Please enter a month up to %(limit)s."),
                limit=whole(str(question.max)),
            )
        return month


class WholeMonth(date):
    """The first day of a month that is said without its day."""


def whole(month: str) -> WholeMonth:
    """A month as sentences name it."""
    return WholeMonth.fromisoformat(f"{month}-01")


def first_day(month: str) -> date:
    """The first day of a month."""
    return date.fromisoformat(f"{month}-01")

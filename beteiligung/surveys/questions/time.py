"""A time of the day."""

import re
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import DIGITS, Figures, Kind
from beteiligung.surveys.questions.question import Question, Unacceptable
from beteiligung.text import N_

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])(?::00)?")
HOUR = 60  # minutes


class Time(Kind):
    """Hour and minute as ``HH:MM``, within limits; nobody is asked for seconds."""

    name = "time"
    figures = Figures.TIME
    keys: ClassVar[frozenset[str]] = frozenset({"min", "max"})

    def limit(self, raw: Any) -> str:
        """A time as ``HH:MM``."""
        if _read(raw) != raw:
            raise ValueError(raw)
        return str(raw)

    def checked(self, question: Question, value: Any) -> str:
        """The time as ``HH:MM``."""
        time = _read(value)
        if not time:
            raise Unacceptable(question.id, N_("Please enter a time, such as 14:30."))
        if question.min and time < str(question.min):
            raise Unacceptable(
                question.id, N_("Please enter a time from %(limit)s on."), limit=question.min
            )
        if question.max and time > str(question.max):
            raise Unacceptable(
                question.id, N_("Please enter a time up to %(limit)s."), limit=question.max
            )
        return time


def minutes(time: str) -> int:
    """Minutes since midnight."""
    hour, minute = time.split(":")
    return int(hour) * HOUR + int(minute)


def _read(raw: Any) -> str:
    found = _TIME.fullmatch(str(raw).translate(DIGITS).strip())
    return f"{int(found[1]):02}:{found[2]}" if found else ""

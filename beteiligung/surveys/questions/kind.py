"""What every way of asking can do: read, check and describe its answers."""

import enum
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Protocol

from beteiligung.surveys.questions.question import (
    DECLINED,
    Entries,
    Problem,
    Question,
    Unacceptable,
)
from beteiligung.surveys.rules import Answer
from beteiligung.text import N_, readable

# Digits of the scripts our residents write in, so that a phone's own keyboard will do.
DIGITS = {ord(sign): str(at % 10) for at, sign in enumerate("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹")}
LONGEST_TEXT = 5000  # characters, where a question says nothing


class Posted(Protocol):
    """What a form brings: several values under one name."""

    def getlist(self, key: str, /) -> list[str]:
        """All values under a name."""
        ...


class Figures(enum.Enum):
    """What can be said about the answers of a kind: how they are counted and shown."""

    NONE = "nothing"
    CHOICE = "how often each option"
    SEVERAL = "how often each option, several a person"
    ROWS = "how often each point, row by row"
    RANKS = "how often each option came first, and its mean rank"
    SHARES = "the mean of what each option got"
    NUMBER = "middle and spread"
    DAY = "middle and spread of days"
    MONTH = "middle and spread of months"
    TIME = "middle and spread of hours and minutes"
    WORDS = "how many wrote something, and what"
    PHOTOS = "how many sent one"
    CONSENT = "how many of those asked agreed"
    RECKONED = "as a number if it can be nothing else, else how many"


class Kind:
    """A way of asking. One class is the whole truth about its answers, whatever way they came."""

    name: ClassVar[str]
    figures: ClassVar[Figures]
    asks: ClassVar[bool] = True  # a note does not, nor what comes by itself
    may_be_declined: ClassVar[bool] = True
    binding: ClassVar[bool] = False  # without it nothing is kept at all
    needs_options: ClassVar[bool] = False
    heard: ClassVar[bool] = False  # can be answered by ear and picture alone, nothing typed
    keys: ClassVar[frozenset[str]] = frozenset()  # what a document may say beside the common keys

    def collect(self, question: Question, posted: Posted) -> Entries:
        """What a form brought for this question, unchecked, in the shape of stored answers."""
        values = [value for value in posted.getlist(question.id) if value != ""]
        if not values:
            return {}
        return {question.id: None if values[-1] == DECLINED else values[-1]}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The entries to store, checked; an empty answer gives none. Raises `Unacceptable`."""
        if question.id not in given or given[question.id] == "":
            return {}
        if given[question.id] is None:
            return {question.id: None}
        value = self.checked(question, given[question.id])
        return {} if value == "" else {question.id: value}

    def checked(self, question: Question, value: Any) -> Any:
        """The value as it is stored. Raises `Unacceptable`."""
        raise NotImplementedError

    def limit(self, raw: Any) -> Any:
        """A ``min`` or ``max`` of a document as it can be compared; `ValueError` if it is none."""
        return raw

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """What keeps such a question of a document from being published; ``points`` of its scale.

        Only what this kind alone knows; common mistakes are found by `document.check`.
        """
        del raw, points
        return iter(())

    def seen_by_rules(
        self, question: Question, entries: Mapping[str, Any]
    ) -> Iterator[tuple[str, Answer]]:
        """The names and values under which rules see this answer."""
        if entries.get(question.id) is not None:
            yield question.id, entries[question.id]

    def spot(self, question: Question, where: str) -> str:
        """Where on the page a problem is said; a question's own id is its first control."""
        del question
        return where

    @property
    def keeps(self) -> bool:
        """Whether there is something to store."""
        return self.figures is not Figures.NONE

    def parts(self, question: Question) -> int:
        """How many screens it takes on a phone."""
        del question
        return 1


def chosen(question: Question, value: Any, where: str | None = None) -> str:
    """The code of an option that this question really has. Raises `Unacceptable`."""
    code = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if code not in question.by_code:
        raise Unacceptable(where or question.id, N_("Please choose one of the answers shown."))
    return code


def free_texts(question: Question, codes: list[str], given: Mapping[str, Any]) -> Entries:
    """The free texts of chosen options, cut of blanks; those of other options are dropped."""
    found: Entries = {}
    for name, option in question.lines.items():
        text = str(given.get(name) or "").strip()
        if option.code in codes and text:
            found[name] = short_enough(name, text, question.max_chars or 500)
    return found


def collected_texts(question: Question, posted: Posted) -> Entries:
    """What a form brought in the lines beside options."""
    return {name: values[-1] for name in question.lines if (values := posted.getlist(name))}


def short_enough(where: str, text: str, limit: int) -> str:
    """The text, if not too long; control characters are dropped. Raises `Unacceptable`."""
    kept = readable(text).strip()
    if len(kept) > limit:
        raise Unacceptable(
            where,
            N_("Your text has %(length)s characters. Please shorten it to %(limit)s."),
            length=len(kept),
            limit=limit,
        )
    return kept

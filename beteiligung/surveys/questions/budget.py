"""A budget: points that a person shares out among options."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import DIGITS, Figures, Kind, Posted
from beteiligung.surveys.questions.question import (
    DECLINED,
    Entries,
    Problem,
    Question,
    Unacceptable,
)
from beteiligung.surveys.rules import Answer
from beteiligung.text import N_

MOST_POINTS = 1000


class Budget(Kind):
    """Whole points for options, together exactly the total."""

    name = "budget"
    figures = Figures.SHARES
    needs_options = True
    keys: ClassVar[frozenset[str]] = frozenset({"options", "total"})

    def collect(self, question: Question, posted: Posted) -> Entries:
        """What was typed beside each option."""
        typed = {
            option.code: values[-1].strip()
            for option in question.options
            if (values := posted.getlist(question.item_name(option))) and values[-1].strip()
        }
        if not typed and posted.getlist(question.id) == [DECLINED]:
            return {question.id: None}
        return {question.id: typed} if typed else {}

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """Points for every option; an empty line is none."""
        if given.get(question.id) == {}:
            return {}
        return super().clean(question, given)

    def checked(self, question: Question, value: Any) -> dict[str, int]:
        """Whole points for options that the question has, together the total."""
        if not isinstance(value, Mapping) or not value.keys() <= question.by_code.keys():
            raise Unacceptable(question.id, N_("Please choose one of the answers shown."))
        points = {code: _points(question, value.get(code, 0)) for code in question.codes}
        if sum(points.values()) != question.total:
            raise Unacceptable(
                question.id,
                N_("Together these are %(sum)s. Please share out exactly %(total)s."),
                sum=sum(points.values()),
                total=question.total,
            )
        return points

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """There must be points to share out."""
        del points
        if not 1 <= (raw.get("total") or 0) <= MOST_POINTS:
            yield Problem("total", faults.NO_POINTS)

    def seen_by_rules(
        self, question: Question, entries: Mapping[str, Any]
    ) -> Iterator[tuple[str, Answer]]:
        """The points of each option under ``question.option``."""
        for code, points in (entries.get(question.id) or {}).items():
            yield f"{question.id}.{code}", points


def _points(question: Question, raw: Any) -> int:
    text = str(raw).translate(DIGITS).strip()
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit()) or len(text) > len("1000"):
        raise Unacceptable(question.id, N_("Please enter whole numbers, such as 20."))
    return int(text)

"""A place: one of a list, or somewhere else, there perhaps as a point on a grid of 100 m."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.questions.question import Entries, Problem, Question
from beteiligung.surveys.questions.single import Single

# Degrees that are about 100 m in Germany (90 to 106 m from east to west). web/js/point.js puts a
# point into its square before it leaves the phone; here it is done once more.
NORTH, EAST = 0.0009, 0.0014
_POINT = re.compile(r"(-?[0-9]{1,2}(?:\.[0-9]{1,9})?),(-?[0-9]{1,3}(?:\.[0-9]{1,9})?)")
_FARTHEST = (90, 180)


class Place(Single):
    """A place of the questionnaire's own list; the list is in the page, so no net is needed."""

    name = "place"
    keys: ClassVar[frozenset[str]] = frozenset({"options", "max_chars", "point"})

    def collect(self, question: Question, posted: Posted) -> Entries:
        """The place; a street or a point without it belongs to "somewhere else"."""
        found = super().collect(question, posted)
        if question.point and (points := [p for p in posted.getlist(question.point_name) if p]):
            found[question.point_name] = points[-1]
        words = any(str(found.get(name, "")).strip() for name in question.lines)
        if question.id not in found and (words or question.point_name in found):
            found[question.id] = question.elsewhere
        return found

    def clean(self, question: Question, given: Mapping[str, Any]) -> Entries:
        """The code; of "somewhere else" also the words and the point. A point that is none goes."""
        entries = super().clean(question, given)
        point = on_grid(given.get(question.point_name)) if question.point else None
        if point and entries.get(question.id) == question.elsewhere:
            entries[question.point_name] = point
        return entries

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """A point needs exactly one option that says "somewhere else"."""
        del points
        options = raw.get("options") or ()
        if raw.get("point") and sum(bool(option.get("free_text")) for option in options) != 1:
            yield Problem("point", faults.NO_ELSEWHERE)


def on_grid(raw: Any) -> str | None:
    """The middle of the square in which a point ("50.8321,12.9187") lies; none if there is none."""
    found = _POINT.fullmatch(str(raw))
    if found is None:
        return None
    degrees = [float(part) for part in found.groups()]
    if any(abs(part) > limit for part, limit in zip(degrees, _FARTHEST, strict=True)):
        return None
    squares = zip(degrees, (NORTH, EAST), strict=True)
    return ",".join(f"{(math.floor(part / width) + 0.5) * width:.5f}" for part, width in squares)

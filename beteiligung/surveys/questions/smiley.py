"""A smiley scale: three, five or seven faces from best to worst, each with its word."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys import faults
from beteiligung.surveys.questions.question import Problem
from beteiligung.surveys.questions.scale import Scale

STEPS = (3, 5, 7)  # an odd number: the middle one looks neither glad nor sad


class Smiley(Scale):
    """One face of a row; the word below says the same, so that nobody has to read a face."""

    name = "smiley"
    keys: ClassVar[frozenset[str]] = frozenset({"scale"})

    def mistakes(self, raw: Mapping[str, Any], points: int) -> Iterator[Problem]:
        """There are faces for three, five and seven steps."""
        del raw
        if points not in STEPS:
            yield Problem("scale", faults.NO_STEPS)

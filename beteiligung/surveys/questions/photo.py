"""A photo, where the installation allows them; kept apart from what other questions brought."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from beteiligung.surveys.questions.kind import Figures, Kind
from beteiligung.surveys.questions.question import Question, Unacceptable
from beteiligung.surveys.rules import Answer
from beteiligung.text import N_

NAME = re.compile(r"[0-9a-f]{64}\.jpg")
FEWEST_PIXELS, LARGEST = 200, 4000
MOST_PIXELS = 1600  # of the longer side, where a questionnaire says nothing
UNREADABLE = "unreadable"  # stands for a file that is no photo


class Photo(Kind):
    """A picture that a person took. Stored with the answers is only the name of a file.

    What a browser sends is turned into that name by `surveys.photos` before it gets here.
    """

    name = "photo"
    figures = Figures.PHOTOS
    keys: ClassVar[frozenset[str]] = frozenset({"max"})

    def limit(self, raw: Any) -> int:
        """How many pixels the longer side may have."""
        if not isinstance(raw, int) or not FEWEST_PIXELS <= raw <= LARGEST:
            raise ValueError(raw)
        return raw

    def seen_by_rules(
        self, question: Question, entries: Mapping[str, Any]
    ) -> Iterator[tuple[str, Answer]]:
        """Rules see that there is one: a phone does not know the name it gets."""
        if entries.get(question.id) is not None:
            yield question.id, "photo"

    def checked(self, question: Question, value: Any) -> str:
        """The name of a photo that was taken in."""
        if not isinstance(value, str) or not NAME.fullmatch(value):
            raise Unacceptable(
                question.id, N_("This file could not be read as a photo. Please take another one.")
            )
        return value

"""One change of a live survey: how much it weighs, and which stored answers it touches."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Weight(enum.IntEnum):
    """How much a change means for answers that are there already."""

    WORDS = 1  # words, pictures, order: the same questions
    ADDITIVE = 2  # more can be answered, nothing that was answered is different
    RESTRICTIVE = 3  # people from now on are asked otherwise than those before
    DESTRUCTIVE = 4  # something answered is asked no more, or means something else
    IMPOSSIBLE = 5  # answers before and after could not stand in one column


class Touch(NamedTuple):
    """Which stored answers a change touches: those to a question, or only some of them."""

    question: str
    code: str = ""  # those that chose this option
    line: str = ""  # those with words beside this option
    item: str = ""  # those that answered this row
    below: float | None = None  # those under this limit
    above: float | None = None  # those over it


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that changes: an English message id with its values, for one question or none."""

    weight: Weight
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    question: str = ""
    touch: Touch | None = None


def heaviest(steps: Iterable[Step]) -> Weight | None:
    """The weight of the whole: that of its heaviest part; none if nothing changes."""
    return max((step.weight for step in steps), default=None)

"""What a question came to: its tallies, measures, means and texts, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from beteiligung.dashboards.measures import Measures, Points, points
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.tally import Tally

# What people wrote or sent is never shown group by group: one could guess whose it is.
NEVER = frozenset({Figures.NONE, Figures.WORDS, Figures.PHOTOS, Figures.RECKONED})


class Words(NamedTuple):
    """What somebody wrote, with the language of the questionnaire it was written in."""

    text: str
    language: str


class Texts(NamedTuple):
    """The texts of a question, or of the line beside an option.

    ``newest`` stand in alphabetical order, which says nothing about who wrote what after whom.
    """

    name: str
    option: str | None
    total: int
    newest: tuple[Words, ...]


class Mean(NamedTuple):
    """What so many people gave an option in the mean."""

    value: float
    n: int


@dataclass(frozen=True, slots=True)
class Result:
    """One question's figures: a tally a variable; measures of numbers and dates; texts.

    ``points`` stand beside the tallies of a scale whose points are numbers. ``means`` are those of
    options, by code: the mean rank of an order, the mean points of a budget.
    """

    asked: Asked
    tallies: tuple[Tally, ...]
    measures: Measures | None = None
    texts: tuple[Texts, ...] = ()
    means: Mapping[str, Mean] = field(default_factory=dict)

    @property
    def points(self) -> tuple[Points | None, ...]:
        """Mean and median of each tally; none where its options are no numbers on a scale."""
        return tuple(points(tally) if self.asked.question.scale else None for tally in self.tallies)


def may_be_compared(asked: Asked) -> bool:
    """Whether a question can be shown group by group."""
    return asked.figures not in NEVER

"""Weights that leave by file: a column beside the answers, and what one must know about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from beteiligung.dashboards.codebook import WEIGHT, Speech
from beteiligung.dashboards.queries import Selection
from beteiligung.dashboards.raking import HIGHEST, LOWEST
from beteiligung.dashboards.weighting import Source, weights
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Survey
from beteiligung.text import N_

DIGITS = 6  # behind the point


@dataclass(frozen=True, slots=True)
class FileWeights:
    """The weight of each answer that counts, by its id, and whose residents they stand for."""

    by_id: Mapping[int, float]
    sources: tuple[Source, ...]

    def of(self, id_: int) -> float:
        """How much an answer counts; nothing if it is set aside."""
        return self.by_id.get(id_, 0.0)

    def notes(self, speech: Speech) -> Iterator[str]:
        """What one must know about them, a sentence each."""
        say: Callable[[str], str] = speech.say
        sources = "; ".join(
            f"{speech.of(each.district.area.named)}: {each.source}, {each.day.isoformat()}"
            for each in self.sources
        )
        yield say(_BY) % {"column": WEIGHT, "sources": sources}
        limits = {"low": LOWEST, "high": HIGHEST}
        yield say(_LIMITS) % {name: _decimal(value) for name, value in limits.items()}


UNWEIGHTED = FileWeights({}, ())
_BY = N_(
    "The column %(column)s weights answers by age and gender to the residents of their district "
    "(raking): %(sources)s."
)
_LIMITS = N_(
    "No weight is below %(low)s or above %(high)s. Answers without age or gender have weight 1, "
    "answers that are set aside 0. Weighted figures are not representative either: give the "
    "unweighted ones beside them."
)


def weights_in_file(
    session: Session, survey: Survey, allowed: frozenset[int] | None, *, timezone: str
) -> FileWeights:
    """The weights that the results page counts with; refused for the same reasons."""
    found = weights(session, survey, Selection(allowed=allowed), timezone=timezone)
    ids = columns(session, survey).ids.tolist()
    rounded = (round(weight, DIGITS) for weight in found.array.tolist())
    return FileWeights(dict(zip(ids, rounded, strict=True)), found.sources)


def _decimal(value: float) -> str:
    return f"{value:g}"

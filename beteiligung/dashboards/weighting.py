"""Weighting to the residents: a weight for each answer by age, gender and district, or why not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards.queries import Selection, chosen_rows
from beteiligung.dashboards.raking import HIGHEST, LOWEST, Margin, NoRest, Raked, effective, raked
from beteiligung.dashboards.weight_margins import (
    Home,
    NotWeighted,
    Rows,
    axes_of,
    checked,
    groups_of,
    homes_of,
    margins_of,
    places_of,
)
from beteiligung.districts.models import District
from beteiligung.surveys.columns import columns
from beteiligung.surveys.models import Survey
from beteiligung.text import N_

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

FEWEST_ANSWERS = 30  # with age and gender; fewer people would each stand for very many

TOO_FEW = N_("Fewer than %(fewest)s answers have age and gender: too few to be weighted.")
NO_REST = N_("The weights do not come to rest: these answers cannot meet all figures at once.")


@dataclass(frozen=True, slots=True)
class Source:
    """Whence a district's figures of residents are, and of which day."""

    district: District
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weight for each row of `columns`, and what weighting means for the chosen answers.

    Their sum over a whole district is the number of its answers. ``alone`` are answers without age
    or gender, or with one that no figures of residents are known of: they keep weight 1. ``missed``
    is how far a group is from its share after trimming, at most (0 to 1).
    """

    array: "Numbers"
    n: int
    effective: float
    trimmed: int
    alone: int
    missed: float
    sources: tuple[Source, ...]
    by: frozenset[str]  # the questions that decide what an answer weighs
    together: bool  # whether every age and gender together has its share, not only each by itself

    @property
    def design_effect(self) -> float:
        """By how much weighting makes the same number of answers less certain."""
        return self.n / self.effective if self.effective else 1.0


def weights(session: Session, survey: Survey, selection: Selection, *, timezone: str) -> Weighted:
    """Weights of all answers of the selection's districts, by age and gender (raking).

    They are made from all answers of a district, whatever else is selected, so that a group weighs
    the same on every page. Refused (`NotWeighted`, with the reason in words) without figures of
    residents or without the questions, with groups of residents of whom nobody answered, with
    answers of groups in which nobody lives, and where raking does not come to rest.
    """
    import numpy as np

    found = columns(session, survey)
    homes = homes_of(session, survey, found, _districts(survey, selection))
    axes = axes_of(session, survey, found, homes)
    ages, genders = (groups_of(found, axis) for axis in axes)
    places = places_of(found, [home.district.id for home in homes])
    covered = (places >= 0) & (ages >= 0) & (genders >= 0)
    if covered.sum() < FEWEST_ANSWERS:
        raise NotWeighted(TOO_FEW, fewest=FEWEST_ANSWERS)
    rows = Rows(places[covered], ages[covered], genders[covered])
    margins = [checked(each) for each in margins_of(homes, axes, rows)]
    made = _raked(margins)
    array = np.ones(found.size)
    array[covered] = made.weights
    chosen = chosen_rows(session, found, selection, timezone)
    outside = (made.exact < LOWEST) | (made.exact > HIGHEST)
    return Weighted(
        array=array,
        n=int(chosen.sum()),
        effective=effective(array[chosen]),
        trimmed=int(outside[chosen[covered]].sum()),
        alone=int((chosen & ~covered).sum()),
        missed=max(margin.distance(made.weights) for margin in margins),
        sources=tuple(_sources(homes)),
        together=len(margins) == 1,
        by=frozenset(axis.asked.question.id for axis in axes if axis.asked),
    )


def _districts(survey: Survey, selection: Selection) -> list[District]:
    """The districts whose answers are looked at."""
    wanted = [frozenset((selection.district,))] if selection.district is not None else []
    wanted += [selection.districts] if selection.districts else []
    wanted += [selection.allowed] if selection.allowed is not None else []
    return [one for one in survey.districts if all(one.id in ids for ids in wanted)]


def _sources(homes: Iterable[Home]) -> Iterable[Source]:
    for home in homes:
        tables = (home.ages, home.genders)
        for day, source in dict.fromkeys((table.day, table.source) for table in tables):
            yield Source(home.district, day, source)


def _raked(margins: Sequence[Margin]) -> Raked:
    try:
        return raked(margins)
    except NoRest:
        raise NotWeighted(NO_REST) from None

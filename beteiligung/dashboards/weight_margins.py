"""The shares that weighted answers are to have: residents by district, age and gender."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from beteiligung.dashboards.matching import Match, by_hand, fitting, matches
from beteiligung.dashboards.raking import Margin
from beteiligung.districts.models import District
from beteiligung.districts.population import (
    AGE,
    GENDER,
    People,
    newest,
    newest_joint,
    people_of,
)
from beteiligung.errors import Refusal
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.models import Survey
from beteiligung.surveys.variables import FIRST
from beteiligung.text import N_, Translated

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[np.float64]

NONE = -1  # the group of an answer that belongs to none

NO_RESIDENTS = N_(
    "%(district)s: there are no figures of residents by age and gender. Without them nothing can "
    "be weighted."
)
NOT_ASKED = N_("No questions of this survey belong to the figures of age and gender.")
NOBODY_ANSWERED = N_(
    "Nobody of this group has answered, but %(people)s people live there: %(group)s. Put groups "
    "together, or ask these people first."
)
NOBODY_LIVES = N_("There are answers of a group in which nobody lives by the figures: %(group)s.")


@dataclass(frozen=True, slots=True)
class Names:
    """What a group is called: a district and its answers, in every language."""

    parts: tuple[Translated, ...]

    def __str__(self) -> str:
        return ", ".join(part.pick(()).text for part in self.parts)


class NotWeighted(Refusal):
    """Why nothing can be weighted here."""

    default = N_("Nothing can be weighted here.")


# ---- residents -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Home:
    """A district with its residents by age and gender: at once, or each by itself."""

    district: District
    ages: People
    genders: People
    joint: People | None


def homes_of(
    session: Session, survey: Survey, found: Columns, districts: Sequence[District]
) -> list[Home]:
    """The districts with the newest figures that fit; refused without age or gender."""
    tables = people_of(session, [district.area.id for district in districts])
    homes, kept = [], by_hand(session, survey)
    for district in districts:
        known = fitting(kept, found.asked, tables[district.area.id])
        ages, genders = newest(known, AGE), newest(known, GENDER)
        if ages is None or genders is None:
            raise NotWeighted(NO_RESIDENTS, district=Names((district.area.named,)))
        homes.append(Home(district, ages, genders, newest_joint(known, AGE, GENDER)))
    if not homes:
        raise NotWeighted
    return homes


# ---- answers -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rows:
    """Answers with all that is needed: the places of their district, age and gender."""

    places: "Places"
    ages: "Places"
    genders: "Places"


def axes_of(
    session: Session, survey: Survey, found: Columns, homes: Sequence[Home]
) -> tuple[Match, Match]:
    """Which answers are which age and which gender."""
    categories: dict[str, dict[str, None]] = {AGE: {}, GENDER: {}}
    for home in homes:
        categories[AGE].update(dict.fromkeys(code for (code,) in home.ages.counts))
        categories[GENDER].update(dict.fromkeys(code for (code,) in home.genders.counts))
    asked = {name: list(codes) for name, codes in categories.items()}
    known = matches(by_hand(session, survey), found.asked, asked)
    if not known[AGE].groups or not known[GENDER].groups:
        raise NotWeighted(NOT_ASKED)
    return known[AGE], known[GENDER]


def groups_of(found: Columns, axis: Match) -> "Places":
    """The group of each answer, `NONE` where it has none."""
    import numpy as np

    asked = axis.asked
    if asked is None:
        return np.full(found.size, NONE)
    table = np.full(FIRST + len(asked.codes), NONE)
    for place, group in enumerate(axis.groups):
        for code in group.answers:
            table[FIRST + asked.codes.index(code)] = place
    groups: Places = table[found.codes[asked.question.id]]
    return groups


def places_of(found: Columns, districts: Sequence[int]) -> "Places":
    """The place of each answer's district among these, `NONE` for others."""
    import numpy as np

    table = [
        districts.index(value) if isinstance(value, int) and value in districts else NONE
        for value in found.district.values
    ]
    places: Places = np.asarray(table or [NONE])[found.district.places]
    return places


# ---- margins -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A margin whose groups have names for people."""

    margin: Margin
    name: Callable[[int], Names]


def margins_of(homes: Sequence[Home], axes: tuple[Match, Match], rows: Rows) -> list[Named]:
    """Age and gender at once where that is known and answered everywhere; else each by itself.

    With few answers some age and gender together has often none. Others of the same age and others
    of the same gender stand for it then, as raking does.
    """
    ages, genders = (len(axis.groups) for axis in axes)
    joint = [home.joint for home in homes]
    if None not in joint:
        people = [_people(table, axes) for table in joint if table is not None]
        index = (rows.places * ages + rows.ages) * genders + rows.genders
        both = _named(index, people, homes, axes)
        if not both.margin.empty() and not both.margin.nobody():
            return [both]
    by_age = [_people(home.ages, axes[:1]) for home in homes]
    by_gender = [_people(home.genders, axes[1:]) for home in homes]
    same = [  # figures of different days: as many people by gender as by age
        part * (whole.sum() / part.sum() if part.sum() else 0)
        for whole, part in zip(by_age, by_gender, strict=True)
    ]
    return [
        _named(rows.places * ages + rows.ages, by_age, homes, axes[:1]),
        _named(rows.places * genders + rows.genders, same, homes, axes[1:]),
    ]


def _people(table: People, axes: Sequence[Match]) -> "Numbers":
    """How many people live in each group, flat."""
    import numpy as np

    places = [
        {name: at for at, group in enumerate(axis.groups) for name in group.categories}
        for axis in axes
    ]
    order = [table.variables.index(axis.variable) for axis in axes]
    counts = np.zeros([len(axis.groups) for axis in axes])
    for categories, n in table.counts.items():
        at = [known.get(categories[part]) for known, part in zip(places, order, strict=True)]
        if None not in at:
            counts[tuple(place for place in at if place is not None)] += n
    flat: Numbers = counts.ravel()
    return flat


def _named(
    index: "Places", people: "Sequence[Numbers]", homes: Sequence[Home], axes: Sequence[Match]
) -> Named:
    import numpy as np

    shape = (len(homes), *(len(axis.groups) for axis in axes))

    def name(place: int) -> Names:
        home, *groups = (int(part) for part in np.unravel_index(place, shape))
        said = [
            option.label
            for axis, group in zip(axes, groups, strict=True)
            for option in axis.options(axis.groups[group].answers)
        ]
        return Names((homes[home].district.area.named, *said))

    return Named(Margin(index, np.concatenate(list(people))), name)


def checked(named: Named) -> Margin:
    """The margin without groups that are empty on both sides; refuses those empty on one."""
    margin = named.margin
    for place in margin.nobody():
        raise NotWeighted(NOBODY_LIVES, group=named.name(place))
    for place in margin.empty():
        people = round(float(margin.people[place]))
        raise NotWeighted(NOBODY_ANSWERED, group=named.name(place), people=people)
    return margin.used()

"""What counts of contacts say: how they ended, by place, occasion and hour, and in which share."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from beteiligung.fieldwork.choices import Sort
from beteiligung.fieldwork.contacts import LANGUAGE, OUTCOMES
from beteiligung.fieldwork.models import FieldCount

Outcomes = Counter[str]
REFUSED = ("no_time", "no_interest", "distrust", "no_reason")
INTERVIEWS = ("complete", "partial", "deleted")
ASKED = (*INTERVIEWS, *REFUSED, "no_language")  # whoever was asked to take part in a survey
FEWEST = 10  # who were asked; of fewer no share is said
FEW = 30  # up to here a share is a hint only


class Reckoning(NamedTuple):
    """Counts of a time, as they can be looked at; each says how contacts ended."""

    total: Outcomes
    places: Mapping[str, Outcomes]  # by short name, "" for another place
    occasions: Mapping[str, Outcomes]
    blocks: Mapping[str, Outcomes]  # by the hour at which a part of the day begins
    weeks: Mapping[date, Outcomes]  # by their Monday, the oldest first
    about: Mapping[str, Counter[str]]  # topics, advice centres, languages: in how many contacts


class Rate(NamedTuple):
    """How many of those who were asked answered to the end; none where few were asked."""

    complete: int
    asked: int

    @property
    def share(self) -> float | None:
        """From 0 to 1: complete / (complete + partial + refused + no common language).

        Source: disposition codes of surveys, reduced (domain notes, 4.1).
        """
        return self.complete / self.asked if self.asked >= FEWEST else None

    @property
    def is_hint(self) -> bool:
        """Whether so few were asked that chance decides much of it."""
        return self.asked < FEW


def rate_of(outcomes: Outcomes) -> Rate:
    """The response rate."""
    return Rate(outcomes["complete"], sum(outcomes[each] for each in ASKED))


def reckoned(rows: Iterable[FieldCount]) -> Reckoning:
    """Add counts up; corrections may have left some at nothing."""
    total: Outcomes = Counter()
    places: dict[str, Outcomes] = {}
    occasions: dict[str, Outcomes] = {}
    blocks: dict[int, Outcomes] = {}
    weeks: dict[date, Outcomes] = {}
    about = {sort: Counter[str]() for sort in (Sort.TOPIC.value, Sort.CENTRE.value, LANGUAGE)}
    for row in rows:
        if row.what in about:
            about[row.what][row.which] += row.n
            continue
        total[row.what] += row.n
        for found, by in ((places, row.place), (occasions, row.occasion)):
            found.setdefault(by, Counter())[row.what] += row.n
        blocks.setdefault(row.block, Counter())[row.what] += row.n
        weeks.setdefault(row.week, Counter())[row.what] += row.n
    return Reckoning(
        total,
        dict(sorted(places.items())),
        dict(sorted(occasions.items())),
        {str(block): blocks[block] for block in sorted(blocks)},
        dict(sorted(weeks.items())),
        {sort: +counts for sort, counts in about.items()},
    )


def contacts(outcomes: Outcomes) -> int:
    """How many contacts there were, however they ended."""
    return sum(n for what, n in outcomes.items() if what in OUTCOMES and n > 0)

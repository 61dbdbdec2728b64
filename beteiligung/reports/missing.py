"""Who is missing among published answers, beside who lives there by the figures of the offices."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.dashboards.coverage import FEWER, LESS_THAN
from beteiligung.dashboards.gaps import people_words
from beteiligung.dashboards.matching import Group, Match, by_hand, fitting, matches
from beteiligung.dashboards.numbers import whole
from beteiligung.districts.population import People, newest, people_of, variables_in
from beteiligung.i18n import percent
from beteiligung.releases.planning import asked_in
from beteiligung.releases.released import Released
from beteiligung.surveys.models import Survey


class Gap(NamedTuple):
    """A group that clearly fewer answered from than live there."""

    people: str
    answered: float
    lives: float
    source: str

    @property
    def line(self) -> str:
        """It in one line."""
        return (
            f"{self.people}: {percent(self.answered)} der Antworten, "
            f"{percent(self.lives)} der Menschen hier ({self.source})"
        )


class Compared(NamedTuple):
    """Answers beside residents: who is missing, and whether anything could be compared at all."""

    gaps: list[Gap]
    is_known: bool


def compared(session: Session, survey: Survey, released: Released) -> Compared:
    """The groups that are missing in a release, the farthest first; of hidden ones nothing.

    A survey of several districts is compared with everybody who lives in one of them.
    """
    asked, kept = asked_in(session, survey), by_hand(session, survey)
    tables = people_of(session, [district.area_id for district in survey.districts])
    people = _people([fitting(kept, asked, each) for each in tables.values()])
    codes = {name: [code for (code,) in table.counts] for name, table in people.items()}
    found = matches(kept, asked, codes)
    units_by = {name: _known(match, people[name], released) for name, match in found.items()}
    every = [
        gap for name, units in units_by.items() for gap in _of(found[name], people[name], units)
    ]
    return Compared(
        sorted(every, key=lambda gap: gap.answered - gap.lives), any(map(bool, units_by.values()))
    )


def _people(areas: Sequence[Sequence[People]]) -> dict[str, People]:
    """The newest figures of all these areas together, where each of them has some."""
    names = variables_in(table for tables in areas for table in tables)
    found = {name: [newest(tables, name) for tables in areas] for name in names}
    whole: dict[str, People] = {}
    for name, each in found.items():
        known = [table for table in each if table is not None]
        if len(known) == len(areas):
            counts = sum((Counter(table.counts) for table in known), Counter[tuple[str, ...]]())
            whole[name] = replace(known[0], counts=counts)
    return whole


def _known(match: Match, people: People, released: Released) -> "list[_Unit]":
    """The groups of a question beside those who live there; none where a number is hidden."""
    lives = {code: count for (code,), count in people.counts.items()}
    units = list(_units(released, match))
    everybody = sum(lives[code] for unit in units for code in unit.group.categories)
    answered = [unit.people for unit in units if unit.people is not None]
    return units if len(answered) == len(units) and everybody and sum(answered) else []


def _of(match: Match, people: People, units: "list[_Unit]") -> Iterator[Gap]:
    lives = {code: count for (code,), count in people.counts.items()}
    everybody = sum(lives[code] for unit in units for code in unit.group.categories)
    every = sum(unit.people or 0 for unit in units)
    for unit in units:
        answered = (unit.people or 0) / every
        here = sum(lives[code] for code in unit.group.categories) / everybody
        if whole(here) - whole(answered) >= FEWER and answered < LESS_THAN * here:
            source = f"{people.source}, {people.day:%d.%m.%Y}"
            yield Gap(people_words(match, unit.group).striptags(), answered, here, source)


class _Unit(NamedTuple):
    """Residents and people of a release that belong together."""

    group: Group
    people: int | None


def _units(released: Released, match: Match) -> Iterator[_Unit]:
    """Groups as the release tells them: where it put answers together, groups are together."""
    asked = released.by_id.get(match.asked.question.id) if match.asked else None
    tallies = released.tallies_of(asked.id) if asked else ()
    if asked is None or not tallies:
        return
    counts = {cell.code: cell.count for cell in tallies[0].cells}
    left = list(match.groups)
    for answer in asked.answers:
        codes = set(answer.of or (answer.code,))
        inside = [group for group in left if set(group.answers) <= codes]
        if inside:
            left = [group for group in left if group not in inside]
            categories = tuple(name for group in inside for name in group.categories)
            answers = tuple(code for group in inside for code in group.answers)
            yield _Unit(Group(categories, answers), counts.get(answer.code))
    for group in left:
        found = [counts.get(code) for code in group.answers]
        known = [count for count in found if count is not None]
        yield _Unit(group, sum(known) if len(known) == len(found) else None)

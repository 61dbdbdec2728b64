"""Who is missing among published answers, beside who lives there by the figures of the offices."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.dashboards.coverage import FEWER, LESS_THAN
from beteiligung.dashboards.gaps import people_words
from beteiligung.dashboards.matching import Group, Match, matches
from beteiligung.districts.models import Area
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


def gaps(session: Session, survey: Survey, released: Released, area: Area) -> list[Gap]:
    """The groups that are missing in a release, the farthest first; of hidden ones nothing."""
    tables = people_of(session, [area.id])[area.id]
    known = {name: newest(tables, name) for name in variables_in(tables)}
    people = {name: table for name, table in known.items() if table is not None}
    codes = {name: [code for (code,) in table.counts] for name, table in people.items()}
    found = matches(session, survey, asked_in(session, survey), codes)
    every = [
        gap
        for name, match in found.items()
        for gap in _of(match, people[name], _counts(released, match))
    ]
    return sorted(every, key=lambda gap: gap.answered - gap.lives)


def _of(match: Match, people: People, counts: dict[str, int | None]) -> Iterator[Gap]:
    lives = {code: count for (code,), count in people.counts.items()}
    everybody = sum(lives[code] for group in match.groups for code in group.categories)
    numbers = [_together(counts, group) for group in match.groups]
    known = [number for number in numbers if number is not None]
    if len(known) < len(numbers) or not everybody or not sum(known):
        return
    for group, number in zip(match.groups, known, strict=True):
        answered = number / sum(known)
        here = sum(lives[code] for code in group.categories) / everybody
        if here - answered >= FEWER and answered < LESS_THAN * here:
            source = f"{people.source}, {people.day:%d.%m.%Y}"
            yield Gap(people_words(match, group).striptags(), answered, here, source)


def _counts(released: Released, match: Match) -> dict[str, int | None]:
    """People by the answers that they could choose; what was put together has no numbers alone."""
    asked = released.by_id.get(match.asked.question.id) if match.asked else None
    if asked is None:
        return {}
    tallies = released.tallies_of(asked.id)
    shown = {cell.code: cell.count for tally in tallies[:1] for cell in tally.cells}
    return {
        part: shown.get(answer.code)
        for answer in asked.answers
        if len(answer.of) <= 1
        for part in (answer.of or (answer.code,))
    }


def _together(counts: dict[str, int | None], group: Group) -> int | None:
    found = [counts.get(code) for code in group.answers]
    known = [count for count in found if count is not None]
    return sum(known) if len(known) == len(found) else None

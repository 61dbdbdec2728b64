"""Who lives in an area: people by age, gender or both at once, as imported, the newest first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.districts.models import PopulationMargin

AGE, GENDER = "alter", "geschlecht"
JOINED = "*"  # between two variables, and between their categories
AGREE = 0.05  # of the people; offices round, and leave groups of a few out


@dataclass(frozen=True, slots=True)
class People:
    """How many people of each group lived in an area on a day; groups of one or two variables."""

    variables: tuple[str, ...]
    day: date
    source: str
    counts: Mapping[tuple[str, ...], int]

    @property
    def total(self) -> int:
        """Everybody in the table."""
        return sum(self.counts.values())

    def knows(self, categories: tuple[str, ...]) -> bool:
        """Whether it has each of these groups, though perhaps not all of them at once."""
        own = [{code for (code,) in self.of(name).counts} for name in self.variables]
        return all(code in codes for code, codes in zip(categories, own, strict=True))

    def of(self, variable: str) -> "People":
        """The table of one of its variables alone."""
        place = self.variables.index(variable)
        counts: dict[tuple[str, ...], int] = {}
        for categories, count in self.counts.items():
            key = (categories[place],)
            counts[key] = counts.get(key, 0) + count
        return People((variable,), self.day, self.source, counts)


def people_of(session: Session, areas: Iterable[int]) -> dict[int, list[People]]:
    """The tables of some areas (by id), the newest first; an area without any has an empty list."""
    wanted = list(areas)
    rows = session.scalars(
        select(PopulationMargin)
        .where(PopulationMargin.area_id.in_(wanted))
        .order_by(PopulationMargin.reference_date.desc(), PopulationMargin.id)
    )
    tables: dict[tuple[int, date, str], dict[tuple[str, ...], int]] = {}
    sources: dict[tuple[int, date, str], str] = {}
    for row in rows:
        key = (row.area_id, row.reference_date, row.variable)
        tables.setdefault(key, {})[tuple(row.category.split(JOINED))] = row.count
        sources[key] = row.source
    found: dict[int, list[People]] = {area: [] for area in wanted}
    for (area, day, variable), counts in tables.items():
        people = People(tuple(variable.split(JOINED)), day, sources[area, day, variable], counts)
        found[area].append(people)
    return found


def variables_in(tables: Iterable[People]) -> list[str]:
    """What is known of the residents, age and gender first."""
    names = {name for table in tables for name in table.variables}
    return sorted(names, key=lambda name: (name != AGE, name != GENDER, name))


def lacking(table: People, tables: Iterable[People]) -> list[str]:
    """Groups that other figures of the same have beside all of these: so these are not whole.

    Other groups, such as finer ones, make another table and no gap.
    """
    gaps: dict[str, None] = {}
    for other in tables:
        for name in table.variables if other is not table else ():
            if name in other.variables:
                ours, theirs = (set(each.of(name).counts) for each in (table, other))
                gaps |= dict.fromkeys(code for (code,) in sorted(theirs - ours) if ours < theirs)
        if set(other.variables) == set(table.variables) and len(table.variables) > 1:
            missing = {each for each in other.counts if table.knows(each)} - set(table.counts)
            gaps |= dict.fromkeys(JOINED.join(each) for each in sorted(missing) if not gaps)
    return list(gaps)


def apart(tables: Iterable[People]) -> tuple[People, People] | None:
    """Two tables of one day by age or gender that cannot both be right: one has far more people."""
    weighing = [table for table in tables if {AGE, GENDER} & set(table.variables)]
    by_total = sorted(weighing, key=lambda table: table.total)
    for day in sorted({table.day for table in by_total}):
        same = [table for table in by_total if table.day == day and not lacking(table, by_total)]
        if same and same[-1].total - same[0].total > AGREE * same[-1].total:
            return same[-1], same[0]
    return None


def newest(tables: Sequence[People], variable: str) -> People | None:
    """The newest whole figures of a variable; of one day, those that were counted by it alone."""
    known = [
        table for table in tables if variable in table.variables and not lacking(table, tables)
    ]
    best = max(known, key=lambda table: (table.day, len(table.variables) == 1), default=None)
    return best.of(variable) if best else None


def used(tables: Sequence[People]) -> set[date]:
    """The days whose figures are used: the newest whole ones of each variable."""
    known = [newest(tables, name) for name in variables_in(tables)]
    return {table.day for table in known if table is not None}


def newest_joint(tables: Sequence[People], *variables: str) -> People | None:
    """The newest whole figures of two variables at once, unless newer ones of one are known."""
    known = [
        table
        for table in tables
        if set(table.variables) == set(variables) and not lacking(table, tables)
    ]
    best = max(known, key=lambda table: table.day, default=None)
    alone = [newest(tables, name) for name in variables]
    if best is None or any(table is not None and table.day > best.day for table in alone):
        return None
    return best

"""From counted answers to protected tables: put together, hidden, attacked, over all releases."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from beteiligung.disclosure.attack import Attack, Finding, attacked, blamed
from beteiligung.disclosure.hiding import Protected, protect, without
from beteiligung.disclosure.keeping import kept_tables
from beteiligung.disclosure.publication import (
    RARE,
    USUAL,
    Named,
    Nature,
    Publication,
    Table,
    variable,
)
from beteiligung.releases.filters import filters
from beteiligung.releases.plans import Plan
from beteiligung.releases.subjects import LANGUAGE, Subject
from beteiligung.releases.tallying import Grouping, again, grouping, tallies_by, tally_of
from beteiligung.surveys.questions.kind import Figures
from beteiligung.tally import PublicTally

BAND = (0, RARE - 1)  # how many there may be where a survey is too small to say anything else
YOUNG = frozenset({"u14", "u15", "u16", "lt14", "lt16", "unter_16", "unter16"})
MOST_TRIES = 5  # of dropping only what an attack still finds out


class Work:
    """The way from counted answers to protected tables."""

    def __init__(
        self,
        known: Sequence[Subject],
        plan: Plan,
        number: int,
        size: int,
        earlier: list[Publication],
        *,
        usual: int = USUAL,
    ) -> None:
        self.usual = usual
        self.plan, self.number, self.size, self.earlier = plan, number, size, earlier
        self.by_id = {subject.id: subject for subject in known}
        self.shown = [
            self.by_id[id_]
            for id_ in plan.order
            if id_ not in plan.omitted and self.by_id[id_].coded and size >= RARE
        ]
        strict = {subject.id for subject in known if subject.sensitive} | {LANGUAGE}
        self.strict: set[Named] = {(name, "") for name in strict}
        self.categories: dict[str, Grouping] = {}
        self.filters: dict[str, tuple[str, frozenset[str]]] = {}

    def protected(self, earlier: Mapping[str, Mapping[str, Any]]) -> tuple[Protected, Attack]:
        """The tables, protected, and how the attack on them went."""
        stay: set[str] = set()  # questions whose answers stay put together as they were
        while True:
            raw = self._raw(earlier, stay)
            if not (more := self._bound(kept_tables(raw, self.earlier), earlier) - stay):
                return self._until_it_fails(raw)
            stay |= more

    def _bound(self, kept: Iterable[Table], earlier: Mapping[str, Mapping[str, Any]]) -> set[str]:
        """Questions of kept tables whose answers were put together otherwise before."""
        return {id_ for table in kept for id_ in _questions(table)} & self._changed(earlier)

    def _until_it_fails(self, raw: Publication) -> tuple[Protected, Attack]:
        """Drop what an attack on the finished release still finds out, in the end every table."""
        lost: tuple[Table, ...] = ()
        tries = 0
        while True:
            protected = protect(raw, self.earlier)
            newest = protected.publication
            attack = blamed(attacked([*self.earlier, newest]), self.earlier, newest)
            lost += protected.dropped
            if not attack.numbers or not raw.tallies:
                return replace(protected, dropped=tuple(dict.fromkeys(lost))), attack
            lost += _to_drop(attack.numbers if tries < MOST_TRIES else (), raw)
            raw = without(raw, lost)
            tries += 1

    # ---- tables that show everything -------------------------------------------------------------

    def _raw(self, earlier: Mapping[str, Mapping[str, Any]], stay: set[str]) -> Publication:
        for subject in self.by_id.values():
            before = earlier.get(subject.id) if subject.id in stay else None
            self.categories[subject.id] = self._grouping(subject, before)
        self._mark_young()
        self.filters = filters(self.by_id, self.categories)
        banded = self.size < RARE
        return Publication(
            number=self.number,
            least=BAND[0] if banded else self.size,
            most=BAND[1] if banded else self.size,
            tallies=tuple(self._tallies()),
            natures={subject.id: self._nature(subject) for subject in self.by_id.values()},
            strict=frozenset(self.strict),
            usual=self.usual,
        )

    def _grouping(self, subject: Subject, before: Mapping[str, Any] | None) -> Grouping:
        if before is not None:
            return again(subject, {each["code"]: each["of"] for each in before["answers"]})
        return grouping(subject, self.usual, strict=(subject.id, "") in self.strict)

    def _changed(self, earlier: Mapping[str, Mapping[str, Any]]) -> set[str]:
        """Questions whose answers were put together otherwise before."""
        return {
            id_
            for id_, categories in self.categories.items()
            if id_ in earlier
            and {each["code"]: tuple(each["of"]) for each in earlier[id_]["answers"]}
            != {category.code: category.of for category in categories}
        }

    def _mark_young(self) -> None:
        """Groups of children need twice as many people."""
        for id_, categories in self.categories.items():
            for category in categories:
                if set(category.of) <= YOUNG:
                    self.strict.add((id_, category.code))

    def _nature(self, subject: Subject) -> Nature:
        return Nature(
            of={each.code: frozenset(each.of) for each in self.categories[subject.id]},
            limit=subject.max or 0,
            filtered=self.filters.get(subject.id),
            means=subject.figures is Figures.SHARES,
        )

    def _tallies(self) -> Iterator[PublicTally]:
        for subject in self.shown:
            tables = list(tally_of(subject, self.categories[subject.id], self.number))
            if subject.figures is Figures.SHARES:
                yield from (tally for tally in tables if (tally.base or 0) >= RARE)
                continue
            yield from tables
            if subject.id.startswith("_") or subject.whole:
                continue
            for by in self.plan.by:
                if by != subject.id:
                    yield from tallies_by(subject, self.by_id[by], self.categories, self.number)


def _questions(table: Table) -> set[str]:
    name, by = table
    return {name, name.partition(".")[0], by}


def _to_drop(findings: Sequence[Finding], raw: Publication) -> tuple[Table, ...]:
    """The tables that tell too much; where they are not of this release, all that split another."""
    tables = sorted({(variable(tally), tally.by or "") for tally in raw.tallies})
    found = {(each.cell[1], each.cell[2]) for each in findings}
    named = [table for table in tables if table in found]
    return tuple(named or [table for table in tables if table[1]] or tables)

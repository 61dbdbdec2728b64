"""From the answers of a survey to a release: counted, put together, hidden, attacked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.disclosure.attack import Attack, attacked
from beteiligung.disclosure.bounds import Cell
from beteiligung.disclosure.hiding import Protected, Table, protect, without
from beteiligung.disclosure.keeping import kept_tables, with_kept
from beteiligung.disclosure.publication import RARE, Named, Nature, Publication, Whole
from beteiligung.releases.filters import filters
from beteiligung.releases.plans import Plan, planned
from beteiligung.releases.reading import publication, strict_of
from beteiligung.releases.subjects import LANGUAGE, Subject, subjects
from beteiligung.releases.tallying import Grouping, again, grouping, tallies_by, tally_of
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questions.kind import Figures
from beteiligung.tally import PublicTally

BAND = (0, RARE - 1)  # how many there may be where a survey is too small to say anything else
YOUNG = frozenset({"u14", "u15", "u16", "lt14", "lt16", "unter_16", "unter16"})
MOST_TRIES = 5  # of dropping what an attack still finds out


@dataclass(frozen=True, slots=True)
class Computed:
    """A release that is not kept yet: its figures, how it was protected, and what came of it."""

    plan: Plan
    subjects: tuple[Subject, ...]
    categories: Mapping[str, Grouping]
    filters: Mapping[str, tuple[str, frozenset[str]]]
    strict: tuple[Named, ...]
    protected: Protected
    kept: Mapping[Table, Whole]
    attack: Attack
    answers: int
    set_aside: int
    hours: tuple[int, int] | None  # of the first and the last answer, since 1970


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier release: its frozen document, and what of it needed more people."""

    document: Mapping[str, Any]
    report: Mapping[str, Any]

    @property
    def publication(self) -> Publication:
        """What it published."""
        return publication(self.document, strict_of(self.report))


def compute(
    session: Session, survey: Survey, *, number: int, plan: Mapping[str, Any], past: Sequence[Past]
) -> Computed:
    """The next release of a survey as of now, protected together with all earlier ones."""
    found = columns(session, survey)
    before = past[-1].document if past else {"questions": []}
    earlier = {question["id"]: question for question in before["questions"]}
    edges = {id_: _codes(question) for id_, question in earlier.items()}
    known = subjects(found, survey.districts, _sensitive(survey), edges)
    chosen = planned(plan, known)
    work = _Work(known, chosen, number, found.size, [each.publication for each in past])
    protected, kept, attack = work.protected(earlier)
    return Computed(
        plan=chosen,
        subjects=tuple(known),
        categories=work.categories,
        filters=work.filters,
        strict=tuple(sorted(work.strict)),
        protected=protected,
        kept=kept,
        attack=attack,
        answers=found.size,
        set_aside=_set_aside(session, survey),
        hours=_hours(found),
    )


def _codes(question: Mapping[str, Any]) -> list[str]:
    return [code for answer in question["answers"] for code in answer["of"]]


def _sensitive(survey: Survey) -> frozenset[str]:
    """The questions that any version marks as sensitive."""
    return frozenset(
        question["id"]
        for version in survey.versions
        for question in version.document.get("questions", ())
        if question.get("sensitive")
    )


def _set_aside(session: Session, survey: Survey) -> int:
    wanted = select(func.count()).where(
        Response.survey_id == survey.id,
        Response.kind == "real",
        Response.set_aside_because.is_not(None),
    )
    return session.scalar(wanted) or 0


def _hours(found: Columns) -> tuple[int, int] | None:
    return (int(found.hours.min()), int(found.hours.max())) if found.size else None


class _Work:
    """The way from counted answers to protected tables."""

    def __init__(
        self,
        known: Sequence[Subject],
        plan: Plan,
        number: int,
        size: int,
        earlier: list[Publication],
    ) -> None:
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

    def protected(
        self, earlier: Mapping[str, Mapping[str, Any]]
    ) -> tuple[Protected, dict[Table, Whole], Attack]:
        """The tables, protected; with those that keep earlier figures, and how the attack went."""
        stay: set[str] = set()
        while True:
            raw = self._raw(earlier, stay)
            kept = kept_tables(raw, self.earlier)
            changed = {id_ for table in kept for id_ in _questions(table)} & self._changed(earlier)
            if changed <= stay:
                break
            stay |= changed
        return self._until_it_fails(with_kept(raw, kept), kept)

    def _until_it_fails(
        self, raw: Publication, kept: dict[Table, Whole]
    ) -> tuple[Protected, dict[Table, Whole], Attack]:
        """Drop what an attack on the finished release still finds out."""
        lost: tuple[Table, ...] = ()
        tries = MOST_TRIES
        while True:
            protected = protect(raw, self.earlier)
            attack = attacked([*self.earlier, protected.publication])
            lost += protected.dropped
            tables = {_table(each.cell) for each in attack.findings if each.cell[1]}
            tries -= 1
            if not tables or not tries:
                return replace(protected, dropped=lost), kept, attack
            lost += tuple(sorted(tables))
            raw = without(raw, lost)

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
        )

    def _grouping(self, subject: Subject, before: Mapping[str, Any] | None) -> Grouping:
        if before is not None:
            return again(subject, {each["code"]: each["of"] for each in before["answers"]})
        return grouping(subject, strict=(subject.id, "") in self.strict)

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
            if subject.id.startswith("_"):
                continue
            for by in self.plan.by:
                if by != subject.id:
                    yield from tallies_by(subject, self.by_id[by], self.categories, self.number)


def _questions(table: Table) -> set[str]:
    name, by = table
    return {name, name.partition(".")[0], by}


def _table(cell: Cell) -> Table:
    return cell[1], cell[2]

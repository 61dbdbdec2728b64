"""From the answers of a survey to a release: counted, put together, hidden, attacked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.dashboards.themes import public_themes
from beteiligung.disclosure.attack import Attack
from beteiligung.disclosure.hiding import Protected
from beteiligung.disclosure.publication import Named, Publication
from beteiligung.releases.basis import basis
from beteiligung.releases.plans import Plan, planned
from beteiligung.releases.protecting import Work
from beteiligung.releases.reading import gave_of, publication, strict_of
from beteiligung.releases.subjects import Subject, subjects
from beteiligung.releases.tallying import Grouping
from beteiligung.releases.themed import themed
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.models import Response, Survey


@dataclass(frozen=True, slots=True)
class Computed:
    """A release that is not kept yet: its figures, how it was protected, and what came of it."""

    plan: Plan
    subjects: tuple[Subject, ...]
    categories: Mapping[str, Grouping]
    filters: Mapping[str, tuple[str, frozenset[str]]]
    strict: tuple[Named, ...]
    protected: Protected
    attack: Attack
    answers: int
    set_aside: int
    basis: list[int]  # which answers those are
    hours: tuple[int, int] | None  # of the first and the last answer, since 1970


@dataclass(frozen=True, slots=True)
class Past:
    """An earlier release: its frozen document, and what of it needed more people."""

    document: Mapping[str, Any]
    report: Mapping[str, Any]

    @property
    def publication(self) -> Publication:
        """What it published."""
        return publication(self.document, strict_of(self.report), gave_of(self.report))


def compute(
    session: Session, survey: Survey, *, number: int, plan: Mapping[str, Any], past: Sequence[Past]
) -> Computed:
    """The next release of a survey as of now, protected together with all earlier ones."""
    found = columns(session, survey)
    before = past[-1].document if past else {"questions": []}
    earlier = {question["id"]: question for question in before["questions"]}
    edges = {id_: _codes(question) for id_, question in earlier.items()}
    known = themed(
        found,
        subjects(found, survey.districts, _sensitive(survey), edges),
        public_themes(session, survey),
    )
    chosen = planned(plan, known)
    work = Work(known, chosen, number, found.size, [each.publication for each in past])
    protected, attack = work.protected(earlier)
    return Computed(
        plan=chosen,
        subjects=tuple(known),
        categories=work.categories,
        filters=work.filters,
        strict=tuple(sorted(work.strict)),
        protected=protected,
        attack=attack,
        answers=found.size,
        set_aside=_set_aside(session, survey),
        basis=basis(session, survey),
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

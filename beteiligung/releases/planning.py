"""The plan of a release: which questions, in which order, split by which, and what is left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.releases.models import Preparation
from beteiligung.releases.subjects import DISTRICT
from beteiligung.surveys import queries, questionnaire
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked, asked_questions
from beteiligung.text import Translated

_AGES = ("alter", "age")  # parts of the ids by which a question about the age is known


@dataclass(frozen=True, slots=True)
class Line:
    """A question of the plan: what was asked, and the reason if it is left out, by language."""

    asked: Asked
    reasons: Mapping[str, str]

    @property
    def id(self) -> str:
        """The question's id."""
        return self.asked.question.id

    @property
    def reason(self) -> Translated | None:
        """Why it is left out; none where it is shown."""
        return Translated(self.reasons) if self.reasons else None


@dataclass(frozen=True, slots=True)
class Plan:
    """What staff want of a release."""

    lines: tuple[Line, ...]
    by: tuple[str, ...]  # questions that all others are split by, or `DISTRICT`
    several_districts: bool = False  # whether there is more than one to split by

    @property
    def told(self) -> int:
        """How many questions are not left out."""
        return sum(not line.reasons for line in self.lines)

    @property
    def splitting(self) -> tuple[Asked, ...]:
        """The questions that others can be split by."""
        return tuple(line.asked for line in self.lines if _splits(line.asked))

    @property
    def possible(self) -> tuple[str, ...]:
        """What others can be split by: ids of questions, and the district people answered in."""
        ids = [asked.question.id for asked in self.splitting]
        return (*ids, DISTRICT) if self.several_districts else tuple(ids)

    def line(self, name: str) -> Line | None:
        """The line of a question."""
        return next((line for line in self.lines if line.id == name), None)

    def written(self) -> dict[str, Any]:
        """The plan as it is kept, and as a release is computed by."""
        return {
            "order": [line.id for line in self.lines],
            "omitted": {line.id: dict(line.reasons) for line in self.lines if line.reasons},
            "by": list(self.by),
        }


def preparation_of(session: Session, survey: Survey) -> Preparation | None:
    """What staff have decided so far for the next release."""
    return session.get(Preparation, survey.id)


def plan_of(session: Session, survey: Survey) -> Plan:
    """The plan of the next release: what staff decided, else every question, split by age.

    Questions that came into the survey since stand at the end; those that are gone, nowhere.
    """
    found = preparation_of(session, survey)
    several = len(survey.districts) > 1
    kept = found.plan if found else {}
    return planned(asked_in(session, survey), kept, several_districts=several)


def planned(
    asked: Sequence[Asked], kept: Mapping[str, Any], *, several_districts: bool = False
) -> Plan:
    """The plan of these questions by what was kept of it."""
    by_id = {each.question.id: each for each in asked}
    ids = dict.fromkeys([*kept.get("order", ()), *by_id])
    omitted = kept.get("omitted", {})
    lines = tuple(Line(by_id[id_], omitted.get(id_, {})) for id_ in ids if id_ in by_id)
    usual = [each.question.id for each in asked if _splits(each) and is_age(each)][:1]
    plan = Plan(lines, (), several_districts)
    return replace(plan, by=tuple(id_ for id_ in kept.get("by", usual) if id_ in plan.possible))


def asked_in(session: Session, survey: Survey) -> tuple[Asked, ...]:
    """Every question that the survey's versions ever asked."""
    documents = queries.documents_of(session, survey)
    return asked_questions([questionnaire.read(document) for document in documents])


def is_age(asked: Asked) -> bool:
    """Whether this is the question about people's age."""
    parts = asked.question.id.lower().split("_")
    return any(part in _AGES for part in parts)


def _splits(asked: Asked) -> bool:
    return asked.figures is Figures.CHOICE and not asked.question.sensitive

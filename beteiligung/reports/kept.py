"""Whether a district kept its word, counted from nothing but what everybody can see."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    extract,
    false,
    func,
    not_,
    select,
    union,
)
from sqlalchemy.orm import Session, aliased

from beteiligung.clock import local_date
from beteiligung.ideas.fate import Holding, spoken_of
from beteiligung.ideas.models import Idea, board_district
from beteiligung.ideas.records import IdeaLink
from beteiligung.ideas.visibility import is_visible
from beteiligung.measures.models import Measure
from beteiligung.measures.path import ENDS, NO
from beteiligung.measures.queries import is_late, public_in
from beteiligung.releases.models import Release
from beteiligung.reports.answers import ANSWERS
from beteiligung.reports.passed import Passed, passed_here
from beteiligung.reports.refused import No, noes
from beteiligung.reports.steps import Moved, StepBack, moved_days, steps_back
from beteiligung.surveys.models import Survey, survey_district
from beteiligung.text import Translated

ANSWER_WITHIN = timedelta(days=30)
MOST_LISTED = 10  # ideas that wait for an answer: those that wait longest


class Asked(NamedTuple):
    """A survey, as far as its promise goes."""

    id: int
    slug: str
    named: Translated
    closes_at: datetime | None
    results_on: date | None


class Promise(NamedTuple):
    """Results that were promised for a day which is over, and the day on which they came."""

    survey: Asked
    promised: date
    came: date | None

    @property
    def in_time(self) -> bool:
        """Whether they were there on the promised day."""
        return self.came is not None and self.came <= self.promised


class Answered(NamedTuple):
    """Ideas by how soon they were answered; ``fresh`` ones still have time."""

    in_time: int
    later: int
    waiting: int
    fresh: int

    @property
    def all_of_them(self) -> int:
        """Every idea that everybody can read."""
        return self.counted + self.fresh

    @property
    def counted(self) -> int:
        """Ideas of which it is known whether they were answered in time."""
        return self.in_time + self.later + self.waiting


class Anew(NamedTuple):
    """Results that were published anew."""

    survey: Asked
    number: int
    day: date


class Kept(NamedTuple):
    """Whether a district kept its word."""

    promises: list[Promise]
    answered: Answered
    waiting: list[str]  # numbers of the ideas that wait longest
    refused: list[Measure]
    impossible: list[No]
    running: list[Measure]
    late: list[Measure]
    passed: Passed  # ideas that lie with others
    moved: list[Moved]  # days of steps that were put off, whatever became of them
    anew: list[Anew]
    back: list[StepBack]
    spoken: list[tuple[Idea, Holding]]  # ideas of which more than their status speaks

    @property
    def in_time(self) -> int:
        """How many promised results came in time."""
        return sum(promise.in_time for promise in self.promises)

    @property
    def owed(self) -> int:
        """How many refusals owe a reason."""
        return len(self.refused) + len(self.impossible)

    @property
    def explained(self) -> int:
        """How many of them have one."""
        measures = sum(bool(measure.reason) for measure in self.refused)
        return measures + sum(each.explained for each in self.impossible)


def kept(session: Session, district_id: int, at: datetime, timezone: str) -> Kept:
    """Whether a district kept its word, as of a moment."""
    today = local_date(at, timezone)
    surveys = _surveys(session, district_id)
    outs, by_id = _outs(session, surveys), {survey.id: survey for survey in surveys}
    answered = _answered(session, district_id, at)
    spoken = spoken_of(session, shown_here(district_id))
    measures = public_in(session, district_id)
    running = [measure for measure in measures if measure.stands not in ENDS]
    return Kept(
        promises=list(_promises(surveys, outs, today, timezone)),
        answered=answered,
        waiting=_waiting(session, district_id, at) if answered.waiting else [],
        refused=[measure for measure in measures if measure.stands in NO],
        impossible=noes(session, shown_here(district_id), spoken),
        running=running,
        late=[measure for measure in running if is_late(measure, today)],
        passed=passed_here(session, district_id, shown_here(district_id), today),
        moved=moved_days(session, measures),
        anew=[
            Anew(by_id[out.survey], out.number, local_date(out.published_at, timezone))
            for out in outs
            if out.number > 1
        ],
        back=list(steps_back(session, measures)),
        spoken=spoken,
    )


class _Out(NamedTuple):
    """A release without its figures: those weigh much and are not asked for here."""

    survey: int
    number: int
    computed_at: datetime
    published_at: datetime


def _surveys(session: Session, district_id: int) -> list[Asked]:
    """The surveys of a district that began, without their questionnaires."""
    there = select(survey_district.c.survey_id).where(survey_district.c.district_id == district_id)
    wanted = (
        select(
            Survey.id, Survey.slug, Survey.title, Survey.source, Survey.closes_at, Survey.results_on
        )
        .where(Survey.id.in_(there), Survey.opens_at.is_not(None))
        .order_by(Survey.results_on.desc(), Survey.id)
    )
    return [
        Asked(number, slug, Translated(title, source), closes_at, results_on)
        for number, slug, title, source, closes_at, results_on in session.execute(wanted)
    ]


def _outs(session: Session, surveys: Sequence[Asked]) -> list[_Out]:
    wanted = (
        select(Release.survey_id, Release.number, Release.computed_at, Release.published_at)
        .where(Release.survey_id.in_([survey.id for survey in surveys]))
        .order_by(Release.published_at, Release.id)
    )
    return [
        _Out(survey, number, computed_at, published_at)
        for survey, number, computed_at, published_at in session.execute(wanted)
        if published_at is not None
    ]


def _promises(
    surveys: Sequence[Asked], outs: Sequence[_Out], today: date, timezone: str
) -> Iterator[Promise]:
    """A promise is kept by the first results that have all answers in them."""
    for survey in surveys:
        came = next(
            (
                local_date(out.published_at, timezone)
                for out in outs
                if out.survey == survey.id
                and (survey.closes_at is None or out.computed_at >= survey.closes_at)
            ),
            None,
        )
        if survey.results_on is not None and (came is not None or survey.results_on < today):
            yield Promise(survey, survey.results_on, came)


# ---- ideas ---------------------------------------------------------------------------------------

_OWN = (
    select(ANSWERS.c.idea_id, func.min(ANSWERS.c.at).label("at"))
    .group_by(ANSWERS.c.idea_id)
    .subquery()
)
_LEADS = aliased(_OWN)
_SECONDS = ANSWER_WITHIN.total_seconds()


def _quick(answers: ColumnElement[datetime]) -> ColumnElement[bool]:
    took = extract("epoch", answers) - extract("epoch", Idea.published_at)
    return took <= _SECONDS


def shown_here(district_id: int) -> ColumnElement[bool]:
    """In SQL, for an `Idea`: whether everybody sees it on a board of this district."""
    there = select(board_district.c.board_id).where(board_district.c.district_id == district_id)
    return and_(is_visible(), Idea.board_id.in_(there), Idea.published_at.is_not(None))


def _answered(session: Session, district_id: int, at: datetime) -> Answered:
    """How soon the visible ideas were answered: themselves, or with the idea above them."""
    young = Idea.published_at > at - ANSWER_WITHIN
    counted = select(func.count(), func.sum(case((young, 1), else_=0)))
    every, fresh = session.execute(counted.where(shown_here(district_id))).one()
    found = _soon(session, district_id, young)
    without = fresh or 0
    for is_young, _, number in found:
        without -= number if is_young else 0
    in_time = sum(number for _, was_quick, number in found if was_quick)
    later = sum(number for _, was_quick, number in found if not was_quick)
    return Answered(in_time, later, every - in_time - later - without, without)


def _soon(
    session: Session, district_id: int, young: ColumnElement[bool]
) -> Sequence[tuple[bool, bool, int]]:
    """How many answered ideas are young or not, and were answered within thirty days or later."""
    was_quick = func.coalesce(_quick(_OWN.c.at), false()) | func.coalesce(
        _quick(_LEADS.c.at), false()
    )
    wanted = (
        select(young, was_quick, func.count())
        .select_from(Idea)
        .outerjoin(IdeaLink, IdeaLink.idea_id == Idea.id)
        .outerjoin(_OWN, _OWN.c.idea_id == Idea.id)
        .outerjoin(_LEADS, _LEADS.c.idea_id == IdeaLink.lead_id)
        .where(shown_here(district_id), _has_answer())
        .group_by(young, was_quick)
    )
    return [(bool(row[0]), bool(row[1]), row[2]) for row in session.execute(wanted)]


def _has_answer() -> ColumnElement[bool]:
    """In SQL, for an `Idea`: whether it was answered, or the idea above it."""
    answered = select(ANSWERS.c.idea_id)
    with_lead = select(IdeaLink.idea_id).where(IdeaLink.lead_id.in_(answered))
    return Idea.id.in_(union(answered, with_lead))


def _waiting(session: Session, district_id: int, at: datetime) -> list[str]:
    wanted = select(Idea.reference).where(
        shown_here(district_id), Idea.published_at <= at - ANSWER_WITHIN, not_(_has_answer())
    )
    return list(session.scalars(wanted.order_by(Idea.published_at, Idea.id).limit(MOST_LISTED)))

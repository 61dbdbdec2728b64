"""What reminds staff of results that were promised, or are possible again."""

from collections.abc import Callable

import pytest

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.releases.basis import basis
from beteiligung.releases.models import Preparation, Release
from beteiligung.releases.planning import plan_of
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import a_survey
from tests.conftest import Clock
from tests.counting import Given
from tests.releases.documents import a_release
from tests.releases.test_desk import english
from tests.visitor import Visitor


@pytest.fixture
def survey(store: Store, district: District, clock: Clock) -> Survey:
    """A survey that runs for a week more; results are promised 28 days later."""
    with store.writing() as session:
        return a_survey(session, session.merge(district), days=8, at=clock())


@pytest.fixture
def today(
    signed_in: Callable[..., Visitor], store: Store, district: District, clock: Clock
) -> Callable[..., str]:
    """What a manager's first page says so many days later."""

    def after(role: Role = Role.MANAGER, **time: float) -> str:
        clock.passes(**time)
        visitor = signed_in(role, district)
        english(store)
        return visitor.get("/verwaltung/").text

    return after


def released(store: Store, survey: Survey, clock: Clock, answers: int) -> Release:
    with store.writing() as session:
        return a_release(session, session.merge(survey), at=clock(), answers=answers)


@pytest.mark.usefixtures("survey")
def test_a_promised_day_is_told_a_week_before_and_when_it_is_late(today: Callable[..., str]):
    assert "results are promised" not in today(days=27)
    assert "results are promised for December 29, 2026" in today(Role.ADMIN, days=2)


@pytest.mark.usefixtures("survey")
def test_a_broken_promise_is_told_to_managers_only(today: Callable[..., str]):
    assert "were promised for December 29, 2026 and are late" in today(days=40)
    assert "were promised" not in today(Role.VIEWER)


def test_a_release_of_all_answers_keeps_the_promise(
    today: Callable[..., str], store: Store, survey: Survey, clock: Clock
):
    clock.passes(days=10)
    released(store, survey, clock, answers=0)
    assert "promised" not in today(days=40)


def test_a_release_of_a_running_survey_does_not_keep_it(
    today: Callable[..., str], store: Store, survey: Survey, clock: Clock
):
    released(store, survey, clock, answers=0)
    assert "are late" in today(days=40)


@pytest.mark.parametrize(("days", "new", "told"), [(7, 20, True), (6, 20, False), (7, 19, False)])
def test_the_next_release_is_told_when_it_is_possible(
    today: Callable[..., str],
    store: Store,
    survey: Survey,
    clock: Clock,
    days: int,
    new: int,
    told: bool,
):
    released(store, survey, clock, answers=5)
    with store.writing() as session:
        counting.answer(session, session.merge(survey), *[Given({"eins": "a"})] * (5 + new))
    assert ("new answers since the last result" in today(days=days)) is told


def test_a_result_that_only_waits_for_a_name_is_told_to_whoever_may_sign(
    today: Callable[..., str], store: Store, survey: Survey, clock: Clock
):
    with store.writing() as session:
        kept = session.merge(survey)
        report = {"passed": True, "basis": basis(session, kept)}
        made = a_release(session, kept, at=clock(), published=False, report=report)
        made.plan = plan = plan_of(session, kept).written()
        words = {"de": {"text": "Es geht.", "by": 1, "who": "Nora", "read_who": ""}}
        session.add(
            Preparation(survey_id=kept.id, plan=plan, conclusions=words, changed_at=clock())
        )
    assert "is ready to be signed" not in today(Role.VIEWER)
    assert "is ready to be signed" in today()

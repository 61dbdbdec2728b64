"""A release is published when it may be, signed, numbered, and never changed afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import AuditEntry
from beteiligung.disclosure.report_words import sentences
from beteiligung.districts.models import District
from beteiligung.releases import actions, queries
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.releases.documents import digest
from beteiligung.releases.models import Published, Release
from beteiligung.releases.planning import plan_of
from beteiligung.releases.progress import COMPUTED_BEFORE, TOO_FEW, progress
from beteiligung.releases.released import read
from beteiligung.surveys.models import Response, Survey
from tests.builders import a_district, a_survey
from tests.releases.survey_of_people import asked, keep, people

Compute = Callable[..., Release]
MANAGER = Asker(7, "M. Beispiel")


@pytest.fixture
def here(session: Session, now: datetime) -> District:
    """The Sonnenberg."""
    return a_district(session, at=now)


@pytest.fixture
def survey(session: Session, here: District, now: datetime) -> Survey:
    """Eighty people have answered."""
    survey = asked(session, here)
    keep(session, survey, people(80), now)
    return survey


@pytest.fixture
def compute(session: Session, survey: Survey, now: datetime) -> Compute:
    """Computes the next release, some days later."""

    def later(days: int = 0) -> Release:
        session.commit()
        at = now + timedelta(days=days)
        return compute_release(
            session, survey, plan={}, asker=MANAGER, at=at, timezone="Europe/Berlin"
        )

    return later


def publish(session: Session, release: Release, at: datetime) -> Release:
    publish_release(session, release, asker=MANAGER, at=at)
    session.commit()
    return release


def test_nothing_is_public_before_somebody_signs(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    release = compute()
    assert queries.published(session, survey) == []
    assert queries.prepared(session, survey) is release
    with pytest.raises(actions.NotSigned):
        publish_release(session, release, asker=None, at=now, who=" ")
    publish(session, release, now)
    assert queries.latest(session, survey) is release
    assert queries.prepared(session, survey) is None
    assert (release.number, release.signed_who, release.signed_by) == (1, "M. Beispiel", 7)
    noted = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert list(noted)[-2:] == ["compute_release", "publish_release"]


def test_computing_again_takes_the_place_of_what_is_prepared(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    first = compute()
    keep(session, survey, people(5, "more"), now)
    assert compute() is first
    assert first.answers == 85


def test_the_next_one_waits_seven_days_and_twenty_answers(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    publish(session, compute(), now)
    keep(session, survey, people(40, "more"), now)
    with pytest.raises(actions.TooEarly):
        publish(session, compute(6), now + timedelta(days=6))
    session.rollback()
    later = now + timedelta(days=7)
    second = publish(session, compute(7), later)
    assert (second.number, second.answers) == (2, 120)
    keep(session, survey, people(19, "few"), now)
    with pytest.raises(actions.TooFewNew) as refused:
        publish(session, compute(20), now + timedelta(days=20))
    assert refused.value.values["n"] == 19


def test_computing_the_next_one_too_soon_blames_no_figure_and_says_what_is_missing(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    publish(session, compute(), now)
    some = select(Response.id).limit(14)
    aside = update(Response).where(Response.id.in_(some.scalar_subquery()))
    session.execute(aside.values(set_aside_because="Doppelt"))
    survey.generation += 1
    fewer = compute(8)
    said = [each.message % each.values for each in sentences(fewer.report)]
    assert fewer.answers == 66
    assert not [line for line in said if "must not be published" in line]
    assert [line for line in said if line.startswith("Answers more than in the last result: 0.")]
    fewer.plan = plan_of(session, survey).written()
    waiting = progress(session, survey, now + timedelta(days=8)).obstacles
    assert [each.message for each in waiting if each.step != "write"] == [TOO_FEW]
    keep(session, survey, people(40, "later"), now)
    again = progress(session, survey, now + timedelta(days=8)).obstacles
    assert [each.message for each in again if each.step != "write"] == [COMPUTED_BEFORE]
    assert publish(session, compute(9), now + timedelta(days=9)).report["passed"]


def test_withdrawn_and_late_answers_wait_for_the_next_release(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    first = publish(session, compute(), now)
    before = digest(first.document)
    gone = session.scalars(select(Response.id).limit(3)).all()
    session.execute(delete(Response).where(Response.id.in_(gone)))
    survey.generation += 1
    keep(session, survey, people(60, "late"), now)
    second = publish(session, compute(8), now + timedelta(days=8))
    assert second.report["passed"]
    assert second.report["releases"] == [1]
    assert read(second.document).total == 137
    assert digest(first.document) == before == first.content_hash


@pytest.mark.parametrize(
    "change",
    [
        {"document": {}},
        {"report": {}},
        {"number": 9},
        {"conclusion": {"de": "Alles gut."}},
        {"published_at": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_changes_a_published_release(
    session: Session, compute: Compute, now: datetime, change: dict[str, object]
):
    release = publish(session, compute(), now)
    for name, value in change.items():
        setattr(release, name, value)
    with pytest.raises(Published):
        session.flush()


def test_nothing_takes_a_published_release_away_or_publishes_it_twice(
    session: Session, compute: Compute, now: datetime
):
    release = publish(session, compute(), now)
    with pytest.raises(actions.Outdated):
        publish_release(session, release, asker=MANAGER, at=now)
    session.delete(release)
    with pytest.raises(Published):
        session.flush()


def test_what_was_not_attacked_like_this_is_not_published(
    session: Session, compute: Compute, now: datetime
):
    release = compute()
    release.document = {**release.document, "set_aside": 5}
    with pytest.raises(actions.Outdated):
        publish_release(session, release, asker=MANAGER, at=now)


def test_what_the_attack_broke_is_not_published(session: Session, compute: Compute, now: datetime):
    release = compute()
    release.report = {**release.report, "passed": False}
    with pytest.raises(actions.NotProtected):
        publish_release(session, release, asker=MANAGER, at=now)


def test_figures_are_computed_anew_once_an_answer_in_them_no_longer_counts(
    session: Session, compute: Compute, now: datetime
):
    release = compute()
    one, two = session.scalars(select(Response).order_by(Response.id).limit(2))
    one.set_aside_because = "Serie in der Nacht"
    session.commit()
    with pytest.raises(actions.AnswersMoved):
        publish_release(session, release, asker=MANAGER, at=now)
    one.set_aside_because, two.set_aside_because = None, "Eine andere"
    session.commit()
    with pytest.raises(actions.AnswersMoved):
        publish_release(session, release, asker=MANAGER, at=now)
    publish(session, compute(), now)


def test_a_withdrawn_answer_leaves_figures_before_they_are_published(
    session: Session, compute: Compute, now: datetime
):
    release = compute()
    session.execute(delete(Response).where(Response.id == session.scalar(select(Response.id))))
    session.commit()
    with pytest.raises(actions.AnswersMoved):
        publish_release(session, release, asker=MANAGER, at=now)


def test_what_is_taken_back_or_comes_in_does_not_keep_figures_from_being_published(
    session: Session, survey: Survey, compute: Compute, now: datetime
):
    release = compute()
    one = session.scalars(select(Response).limit(1)).one()
    for reason in ("Serie in der Nacht", None):
        one.set_aside_because = reason
        session.commit()
    keep(session, survey, people(5), now)
    assert publish(session, release, now).answers == 80


def test_a_draft_has_nothing_to_release(session: Session, here: District, now: datetime):
    survey = a_survey(session, here, published=False, at=now)
    session.commit()
    with pytest.raises(actions.NeverAsked):
        compute_release(session, survey, plan={}, asker=None, at=now, timezone="Europe/Berlin")

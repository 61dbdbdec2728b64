"""Live figures weighted to the residents: what comes of it, and when it is refused."""

from collections.abc import Iterable
from datetime import datetime

import numpy as np
import pytest
from sqlalchemy.orm import Session

from beteiligung.dashboards.models import MarginMatch
from beteiligung.dashboards.queries import Selection, results
from beteiligung.dashboards.raking import HIGHEST
from beteiligung.dashboards.weight_margins import NotWeighted
from beteiligung.dashboards.weighting import Weighted, weights
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from beteiligung.tally import Tally
from tests.builders import a_district
from tests.residents import a_survey_of, answers_of, residents_of

ZONE = "Europe/Berlin"
ALL = Selection()
# Half of the people are old, but only a fifth of the answers; the old think it bad.
ANSWERS = [
    ("25_59", "w", "gut", 20),
    ("25_59", "m", "gut", 20),
    ("75p", "w", "schlecht", 5),
    ("75p", "m", "schlecht", 5),
]
JOINT = {"25_59*w": 250, "25_59*m": 250, "75p*w": 250, "75p*m": 250}


@pytest.fixture
def here(session: Session, now: datetime) -> District:
    return a_district(session, at=now)


@pytest.fixture
def survey(session: Session, here: District) -> Survey:
    made = a_survey_of(session, here)
    answers_of(session, made, here, ANSWERS)
    return made


def weighted(session: Session, survey: Survey, selection: Selection = ALL) -> Weighted:
    session.commit()
    return weights(session, survey, selection, timezone=ZONE)


def refused(session: Session, survey: Survey) -> str:
    with pytest.raises(NotWeighted) as no:
        weighted(session, survey)
    return str(no.value)


def opinion(session: Session, survey: Survey, array: np.ndarray, at: datetime) -> Tally:
    found = results(session, survey, Selection(), at=at, timezone=ZONE, weights=array)
    return found.questions[2].tallies[0]


# ---- what comes of it ----------------------------------------------------------------------------


def test_the_old_count_as_much_as_they_live_there(
    session: Session, survey: Survey, here: District, now: datetime
):
    residents_of(session, here, JOINT, at=now)
    found = weighted(session, survey)
    assert found.array[[0, -1]] == pytest.approx([0.625, 2.5])
    assert found.array.sum() == pytest.approx(found.n) == pytest.approx(50)
    assert found.design_effect == pytest.approx(50 / found.effective) == pytest.approx(1.5625)
    assert (found.trimmed, found.alone, found.together) == (0, 0, True)
    assert found.by == {"alter", "geschlecht"}
    assert found.missed == pytest.approx(0, abs=1e-9)
    assert [(each.district.slug, each.source) for each in found.sources] == [
        ("sonnenberg", "Beispieldaten")
    ]
    tally = opinion(session, survey, found.array, now)
    assert (tally.share("schlecht"), tally.base) == (0.2, 50), "the unweighted figure stays"
    assert tally.weighted_share("schlecht") == pytest.approx(0.5)


def test_newer_residents_of_other_ages_do_not_switch_weights_off(
    session: Session, survey: Survey, here: District, now: datetime
):
    others = {"0_17*w": 9, "0_17*m": 9, "18p*w": 9, "18p*m": 9}
    residents_of(session, here, JOINT, at=now)
    residents_of(session, here, others, day="2026-03-31", at=now)
    found = weighted(session, survey)
    assert found.array[[0, -1]] == pytest.approx([0.625, 2.5])
    assert [str(each.day) for each in found.sources] == ["2025-12-31"]


def test_two_tables_are_met_at_once_where_no_joint_one_is_known(
    session: Session, survey: Survey, here: District, now: datetime
):
    ages, genders = {"25_59": 600, "75p": 400}, {"w": 45, "m": 55}  # of another day: fewer people
    residents_of(session, here, ages, variable="alter", at=now)
    residents_of(session, here, genders, variable="geschlecht", day="2024-12-31", at=now)
    found = weighted(session, survey)
    answers = np.repeat(["wy", "my", "wo", "mo"], [20, 20, 5, 5])
    women = np.char.startswith(answers, "w")
    old = np.char.endswith(answers, "o")
    assert found.array[old].sum() == pytest.approx(20)
    assert found.array[women].sum() == pytest.approx(22.5)
    assert len(found.sources) == 2


def test_answers_without_age_or_with_an_unknown_gender_keep_weight_one(
    session: Session, survey: Survey, here: District, now: datetime
):
    residents_of(session, here, JOINT, at=now)
    others = [(None, "w", "gut", 6), ("75p", "d", "gut", 4), ("75p", None, "gut", 2)]
    answers_of(session, survey, here, others)
    found = weighted(session, survey)
    assert found.alone == 12
    assert found.array[-12:].tolist() == [1] * 12
    assert found.array.sum() == pytest.approx(62)


def test_where_no_old_man_answered_age_and_gender_are_met_each_by_itself(
    session: Session, here: District, now: datetime
):
    survey = a_survey_of(session, here)
    answers_of(session, survey, here, ANSWERS[:3])
    residents_of(session, here, {**JOINT, "75p*w": 150, "75p*m": 50}, at=now)
    found = weighted(session, survey)
    assert not found.together
    old, men = slice(40, 45), slice(20, 40)
    assert found.array[old].sum() == pytest.approx(45 * 200 / 700)
    assert found.array[men].sum() == pytest.approx(45 * 300 / 700)


def test_no_answer_counts_for_more_than_three(
    session: Session, survey: Survey, here: District, now: datetime
):
    few = {"25_59*w": 100, "25_59*m": 100, "75p*w": 400, "75p*m": 400}
    residents_of(session, here, few, at=now)
    found = weighted(session, survey)
    assert found.array.max() == HIGHEST
    assert found.trimmed == 50
    assert found.missed == pytest.approx(0.4 - 5 * HIGHEST / 50)


def test_each_district_has_its_own_share(
    session: Session, survey: Survey, here: District, now: datetime
):
    there = a_district(session, "zentrum", at=now)
    survey.districts.append(there)
    answers_of(session, survey, there, ANSWERS)
    residents_of(session, here, JOINT, at=now)
    assert refused(session, survey).startswith("Zentrum: there are no figures of residents")
    assert weighted(session, survey, Selection(district=here.id)).n == 50
    assert weighted(session, survey, Selection(allowed=frozenset({here.id}))).n == 50
    residents_of(session, there, {key: n + 25 for key, n in JOINT.items()}, at=now)
    both = weighted(session, survey)
    assert both.array[50:].sum() == pytest.approx(1.1 * both.array[:50].sum())
    alone = weighted(session, survey, Selection(districts=frozenset({there.id})))
    assert alone.array[50:].sum() == pytest.approx(50)


def test_a_filter_does_not_change_what_somebody_weighs(
    session: Session, survey: Survey, here: District, now: datetime
):
    residents_of(session, here, JOINT, at=now)
    whole = weighted(session, survey)
    old = weighted(session, survey, Selection(answers=(("alter", "75p"),)))
    assert np.array_equal(old.array, whole.array)
    assert old.n == 10
    assert old.effective == pytest.approx(10)


# ---- when it is refused --------------------------------------------------------------------------


def test_without_residents_nothing_is_weighted(
    session: Session, survey: Survey, here: District, now: datetime
):
    assert "no figures of residents by age and gender" in refused(session, survey)
    residents_of(session, here, {"25_59": 1, "75p": 1}, variable="alter", at=now)
    assert "no figures of residents by age and gender" in refused(session, survey)


def test_a_survey_of_no_district_cannot_be_weighted(session: Session):
    survey = a_survey_of(session)
    assert refused(session, survey) == "Nothing can be weighted here."


def test_without_the_questions_nothing_is_weighted(
    session: Session, survey: Survey, here: District, now: datetime
):
    residents_of(session, here, {"jung*w": 1, "alt*w": 1, "jung*m": 2, "alt*m": 3}, at=now)
    assert "No questions of this survey" in refused(session, survey)


def test_a_group_of_which_nobody_answered_is_named(
    session: Session, survey: Survey, here: District, now: datetime
):
    residents_of(session, here, {**JOINT, "60_74*m": 1250}, at=now)
    sentence = refused(session, survey)
    assert "1250 people live there: Sonnenberg, 60 bis 74." in sentence
    session.add(  # put together with its neighbours, it has answers
        MarginMatch(
            survey_id=survey.id,
            variable="alter",
            question="alter",
            answers={"25_59": ["25_59"], "60_74": ["60_74", "75p"], "75p": ["75p"]},
        )
    )
    assert weighted(session, survey).n == 50


def test_answers_of_a_group_in_which_nobody_lives_are_named(
    session: Session, survey: Survey, here: District, now: datetime
):
    there = a_district(session, "zentrum", at=now)
    survey.districts.append(there)
    answers_of(session, survey, there, ANSWERS)
    residents_of(session, here, JOINT, at=now)
    young = {key: n for key, n in JOINT.items() if key.startswith("25")}
    residents_of(session, there, young, at=now)
    sentence = refused(session, survey)
    assert sentence.endswith("in which nobody lives by the figures: Zentrum, 75 oder älter.")


@pytest.mark.parametrize("answers", [[], [("25_59", "w", "gut", 1)], ANSWERS[:1]])
def test_few_answers_or_none_are_not_weighted(
    session: Session,
    here: District,
    answers: Iterable[tuple[str, str, str, int]],
    now: datetime,
):
    survey = a_survey_of(session, here)
    answers_of(session, survey, here, answers)
    residents_of(session, here, JOINT, at=now)
    assert "Fewer than 30 answers have age and gender" in refused(session, survey)


def test_figures_that_contradict_each_other_never_come_to_rest(
    session: Session, here: District, now: datetime
):
    survey = a_survey_of(session, here)
    answers_of(session, survey, here, [("25_59", "w", "gut", 20), ("75p", "m", "gut", 20)])
    residents_of(session, here, {"25_59": 60, "75p": 40}, variable="alter", at=now)
    residents_of(session, here, {"w": 40, "m": 60}, variable="geschlecht", at=now)
    assert "The weights do not come to rest" in refused(session, survey)

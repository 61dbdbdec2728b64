"""Raking: weighted answers have the residents' shares, within limits, and say what they cost."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.dashboards.raking import (
    HIGHEST,
    LOWEST,
    Margin,
    NoRest,
    effective,
    raked,
)

# Two margins, made once with ipfn 1.4.4 (convergence_rate=1e-14) from these counts, and again by
# minimising the distance to equal weights with scipy 1.17.1 (SLSQP): the same to seven places.
AGES_BY_SEX = [[40, 30], [35, 25], [6, 4]]
AGES, SEXES = [3000, 4500, 2500], [5200, 4800]
BY_IPFN = [[0.53252851, 0.68996199], [0.93484505, 1.21121693], [3.12988049, 4.05517926]]
EFFECTIVE = 90.13831081  # (Σw)² / Σw² of the same weights

# Three margins, made by the same program: age × sex × district.
THREE = [
    [[21, 24, 3], [24, 15, 16]],
    [[20, 10, 29], [4, 10, 13]],
    [[18, 14, 6], [4, 3, 4]],
    [[7, 29, 8], [20, 23, 9]],
]
PEOPLE = ([900, 2100, 2600, 1400], [3600, 3400], [2500, 1500, 3000])
THREE_BY_IPFN = [
    [[0.31413405, 0.18995011, 0.48520363], [0.5249196, 0.31740761, 0.81077774]],
    [[0.82686503, 0.49998752, 1.27715513], [1.38169569, 0.83548169, 2.13413274]],
    [[2.22435431, 1.34501926, 3.43568227], [3.71690739, 2.24753404, 5.74104258]],
    [[0.57201088, 0.34588269, 0.88351376], [0.9558331, 0.57797174, 1.47635599]],
]


def margins_of(counts: list[Any], *people: list[int]) -> list[Margin]:
    """So many answers in each cell of a table, and the residents along each of its sides."""
    table = np.asarray(counts)
    places = np.repeat(np.arange(table.size), table.ravel())
    sides = np.unravel_index(places, table.shape)
    return [
        Margin(np.asarray(side), np.asarray(many, float))
        for side, many in zip(sides, people, strict=True)
    ]


def shares(margin: Margin, weights: np.ndarray) -> np.ndarray:
    """The weighted share of each group."""
    sums = np.bincount(margin.groups, weights, minlength=len(margin.people))
    return np.asarray(sums / weights.sum())


@pytest.mark.parametrize(
    ("counts", "people", "expected"),
    [(AGES_BY_SEX, (AGES, SEXES), BY_IPFN), (THREE, PEOPLE, THREE_BY_IPFN)],
)
def test_weights_are_those_of_an_established_program(
    counts: list[Any], people: tuple[list[int], ...], expected: list[Any]
):
    exact = raked(margins_of(counts, *people)).exact
    by_cell = np.repeat(np.ravel(expected), np.ravel(counts))
    assert exact == pytest.approx(by_cell, abs=1e-7)


def test_weights_cost_certainty_as_kish_reckons_it():
    exact = raked(margins_of(AGES_BY_SEX, AGES, SEXES)).exact
    assert effective(exact) == pytest.approx(EFFECTIVE, abs=1e-6)
    assert effective(np.ones(140)) == pytest.approx(140)
    assert effective(np.zeros(0)) == 0


def test_the_example_of_the_documents_is_right():
    """docs/weighting.md reckons this by hand."""
    young, old = [80], [20]
    found = raked(margins_of([young, old], [60, 40], [100]))
    assert found.exact[[0, -1]] == pytest.approx([0.75, 2.0])
    assert found.weights == pytest.approx(found.exact)
    assert effective(found.weights) == pytest.approx(80)
    assert found.rounds == 1


def test_a_group_that_would_weigh_too_much_is_trimmed_and_the_rest_gives_way():
    found = raked(margins_of([[95], [5]], [60, 40], [100]))
    assert found.exact[-1] == pytest.approx(8)
    assert found.weights[-1] == pytest.approx(HIGHEST)
    assert found.weights.sum() == pytest.approx(100)
    assert found.weights[0] == pytest.approx((100 - 5 * HIGHEST) / 95)


def test_groups_beyond_both_limits_stay_inside_and_add_up():
    found = raked(margins_of([[60], [35], [5]], [1, 50, 49], [100]))
    assert LOWEST <= found.weights.min() <= found.weights.max() <= HIGHEST
    assert found.weights.sum() == pytest.approx(100)


def test_margins_that_cannot_be_met_together_never_come_to_rest():
    with pytest.raises(NoRest):  # all young are women, all old are men
        raked(margins_of([[50, 0], [0, 50]], [60, 40], [40, 60]))


def test_groups_without_answers_and_groups_without_residents_are_told():
    age, sex = margins_of([[50, 5], [0, 0]], [60, 40], [0, 60])
    assert (age.empty(), age.nobody()) == ([1], [])
    assert (sex.empty(), sex.nobody()) == ([], [0])
    assert age.shares.tolist() == [0.6, 0.4]
    three = Margin(np.array([0, 2, 2]), np.array([10.0, 0.0, 30.0])).used()
    assert (three.groups.tolist(), three.people.tolist()) == ([0, 1, 1], [10, 30])
    assert three.distance(np.array([1.0, 1.0, 1.0])) == pytest.approx(1 / 3 - 1 / 4)


cells = st.integers(1, 30)
tables = st.integers(2, 4).flatmap(
    lambda ages: st.tuples(
        st.lists(st.lists(cells, min_size=3, max_size=3), min_size=ages, max_size=ages),
        st.lists(st.integers(100, 5000), min_size=ages, max_size=ages),
        st.lists(st.integers(100, 5000), min_size=3, max_size=3),
    )
)


@given(tables)
def test_every_group_gets_its_share_before_trimming_and_no_answer_is_lost(
    table: tuple[list[list[int]], list[int], list[int]],
):
    counts, ages, areas = table
    margins = margins_of(counts, ages, areas)
    found = raked(margins)
    for margin in margins:
        assert shares(margin, found.exact) == pytest.approx(margin.shares, abs=1e-7)
    n = sum(map(sum, counts))
    assert found.exact.sum() == pytest.approx(n)
    assert found.weights.sum() == pytest.approx(n)
    assert found.weights.min() >= LOWEST
    assert found.weights.max() <= HIGHEST
    assert effective(found.weights) <= n + 1e-6
    if found.exact.min() >= LOWEST and found.exact.max() <= HIGHEST:
        assert found.weights == pytest.approx(found.exact, abs=1e-6)

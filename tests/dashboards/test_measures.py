"""Numbers and dates: their middle, their ends, and bars of round widths."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.dashboards.measures import measured
from beteiligung.surveys.questions.kind import Figures


def of(*values: float) -> dict[str, int]:
    return dict(measured(np.array(values, float)).counts)


def of_days(*days: str) -> dict[str, int]:
    ordinals = [date.fromisoformat(day).toordinal() for day in days]
    return dict(measured(np.array(ordinals, float), Figures.DAY).counts)


def test_nobody_has_no_measures():
    measures = measured(np.array([np.nan, np.nan]))
    assert (measures.n, measures.counts) == (0, {})


def test_few_whole_numbers_get_a_bar_each():
    assert of(1, 1, 3) == {"1:1": 2, "2:2": 0, "3:3": 1}
    assert of(7, 7) == {"7:7": 2}


def test_many_whole_numbers_share_round_bars():
    assert of(18, 25, 29, 90) == {
        "10:19": 1,
        "20:29": 2,
        "30:39": 0,
        "40:49": 0,
        "50:59": 0,
        "60:69": 0,
        "70:79": 0,
        "80:89": 0,
        "90:99": 1,
    }


def test_broken_numbers_share_bars_that_touch():
    assert of(0.5, 1, 2.25) == {"0.5:1": 1, "1:1.5": 1, "1.5:2": 0, "2:2.5": 1}


def test_days_of_two_years_are_counted_by_month():
    assert of_days("2025-12-31", "2026-02-01", "2026-02-28") == {
        "2025-12": 1,
        "2026-01": 0,
        "2026-02": 2,
    }


def test_days_of_a_longer_time_are_counted_by_year():
    assert of_days("2019-05-01", "2022-05-01") == {"2019": 1, "2020": 0, "2021": 0, "2022": 1}


@given(st.lists(st.floats(-1e6, 1e6) | st.integers(-1000, 1000), min_size=1, max_size=30))
def test_every_number_is_in_exactly_one_bar(values: list[float]):
    measures = measured(np.array(values, float))
    assert sum(measures.counts.values()) == len(values)
    assert len(measures.counts) <= 15
    assert measures.mean == pytest.approx(float(np.mean(values)), abs=1e-6)


def test_large_numbers_keep_all_their_digits():
    assert of(1_000_000, 1_000_001) == {"1000000:1000000": 1, "1000001:1000001": 1}

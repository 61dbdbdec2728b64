"""Days on which a code was scanned far more often than it usually is."""

from datetime import date, timedelta

import pytest

from beteiligung.qrcodes.spikes import spikes

FIRST = date(2026, 11, 1)


def days(*counts: int) -> dict[date, int]:
    return {FIRST + timedelta(days=at): n for at, n in enumerate(counts) if n}


def test_a_day_far_above_the_week_before_stands_out():
    found = spikes(days(4, 6, 5, 3, 7, 5, 4, 5, 6, 40, 5), FIRST)
    assert found == [date(2026, 11, 10)]


@pytest.mark.parametrize(
    "counts",
    [
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 9),  # a school class
        (4, 30, 5, 33, 7, 29, 4, 5, 6, 40),  # a weekly market: it is always so
        (4, 6, 5, 3, 7, 5, 4, 5, 40),  # too young to have a usual day
    ],
)
def test_what_is_few_or_usual_or_new_does_not(counts: tuple[int, ...]):
    assert spikes(days(*counts), FIRST) == []


def test_a_spike_that_begins_slowly_does_not_hide_itself():
    assert date(2026, 11, 12) in spikes(days(4, 6, 5, 3, 7, 5, 4, 5, 6, 15, 25, 60), FIRST)

"""Until when somebody should have looked: weekends and Saxony's holidays are no working days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from beteiligung.ideas.workdays import easter, public_holidays, working_days_later

# As the calendar of the state names them.
OF_2026 = "01-01 04-03 04-06 05-01 05-14 05-25 10-03 10-31 11-18 12-25 12-26"
OF_2027 = "01-01 03-26 03-29 05-01 05-06 05-17 10-03 10-31 11-17 12-25 12-26"


@pytest.mark.parametrize(("year", "days"), [(2026, OF_2026), (2027, OF_2027)])
def test_saxony_has_eleven_holidays(year: int, days: str):
    assert sorted(f"{day:%m-%d}" for day in public_holidays(year)) == days.split()


@pytest.mark.parametrize(
    ("year", "day"),
    # The earliest and the latest that come soon, and the two that simpler rules get wrong.
    [(2008, "03-23"), (2038, "04-25"), (2049, "04-18"), (1981, "04-19"), (2076, "04-19")],
)
def test_easter_is_when_the_church_says(year: int, day: str):
    assert easter(year) == date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(
    ("since", "days", "until"),
    [
        ("2026-11-20T09:00", 1, "2026-11-23T09:00"),  # over a weekend
        ("2026-11-16T09:00", 5, "2026-11-24T09:00"),  # Buß- und Bettag is a Wednesday
        ("2026-04-02T09:00", 1, "2026-04-07T09:00"),  # Good Friday to Easter Monday
        ("2026-12-23T09:00", 6, "2027-01-04T09:00"),  # Christmas and New Year
        ("2026-03-27T09:00", 1, "2026-03-30T09:00"),  # the clocks go forward in between
        ("2026-05-03T23:30", 1, "2026-05-04T23:30"),
        ("2026-05-03T23:30", 0, "2026-05-03T23:30"),
    ],
)
def test_working_days_are_counted_where_the_districts_lie(since: str, days: int, until: str):
    here = ZoneInfo("Europe/Berlin")
    began, wanted = (datetime.fromisoformat(each).replace(tzinfo=here) for each in (since, until))
    assert working_days_later(began.astimezone(UTC), days) == wanted

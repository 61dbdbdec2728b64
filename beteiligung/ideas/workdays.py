"""Working days in Saxony: neither weekends nor the public holidays of its law (SächsSFG, § 1)."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HERE = ZoneInfo("Europe/Berlin")
SATURDAY = 5
# New Year, Labour Day, Unity Day, Reformation Day, both days of Christmas: month, day.
FIXED = ((1, 1), (5, 1), (10, 3), (10, 31), (12, 25), (12, 26))
# Days from Easter: Good Friday, Easter Monday, Ascension, Whit Monday.
MOVABLE = (-2, 1, 39, 50)
WEDNESDAY, BEFORE = 2, (11, 22)  # Buß- und Bettag: the last Wednesday up to 22 November


def working_days_later(since: datetime, days: int) -> datetime:
    """So many working days later, at the same time of the day where the districts lie."""
    found = since.astimezone(HERE)
    while days > 0:
        found += timedelta(days=1)
        days -= is_working_day(found.date())
    return found.astimezone(since.tzinfo)


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """The days of a year on which the whole of Saxony has a holiday."""
    sunday = easter(year)
    latest = date(year, *BEFORE)
    prayer = latest - timedelta(days=(latest.weekday() - WEDNESDAY) % 7)
    moving = (sunday + timedelta(days=days) for days in MOVABLE)
    return frozenset([*(date(year, *each) for each in FIXED), *moving, prayer])


def easter(year: int) -> date:
    """Easter Sunday of a year, by the rule that Meeus, Astronomical Algorithms, ch. 8, prints."""
    century, of_century = divmod(year, 100)
    golden = year % 19
    leaps = century // 4
    moons = (century - (century + 8) // 25 + 1) // 3
    full = (19 * golden + century - leaps - moons + 15) % 30
    quarter, rest = divmod(of_century, 4)
    weekday = (32 + 2 * (century % 4) + 2 * quarter - full - rest) % 7
    late = (golden + 11 * full + 22 * weekday) // 451
    month, day = divmod(full + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)

"""When answers came: by hour as they are stored, and by the days of the district."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from beteiligung.dashboards.crowd import Crowd
from beteiligung.surveys.columns import EPOCH, HOUR


def by_hour(crowd: Crowd) -> list[tuple[int, int]]:
    """The hours since 1970 in which these people answered, and how many in each."""
    import numpy as np

    hours = crowd.of(crowd.found.hours)
    if not len(hours):
        return []
    first = int(hours.min())
    counts = np.bincount(hours - first)
    return [(first + hour, int(counts[hour])) for hour in np.flatnonzero(counts).tolist()]


def by_day(hours: Sequence[tuple[int, int]], at: datetime, timezone: str) -> dict[date, int]:
    """How many on each local day, without a gap, up to today; none if nobody answered."""
    zone = ZoneInfo(timezone)
    days: dict[date, int] = {}
    for hour, n in hours:
        day = (EPOCH + hour * HOUR).astimezone(zone).date()
        days[day] = days.get(day, 0) + n
    if not days:
        return {}
    first, last = min(days), max(*days, at.astimezone(zone).date())
    all_days = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return {day: days.get(day, 0) for day in all_days}

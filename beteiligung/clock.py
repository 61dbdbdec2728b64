"""What time it is, asked in one place so that everywhere else time is an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def local_date(at: datetime, timezone: str) -> date:
    """The calendar day on which a moment falls where the district lies (IANA timezone name)."""
    return at.astimezone(ZoneInfo(timezone)).date()


def whole_hour(at: datetime) -> datetime:
    """A moment cut to its hour: no answer is stored with a finer time (trust: P20)."""
    return at.replace(minute=0, second=0, microsecond=0)

"""How answers came in over time, as a page shows it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.numbers import _, bdi, count_words
from beteiligung.dashboards.sentences import number_of_people
from beteiligung.dashboards.small_groups import FEWEST, Cell, few

DAYS = 62  # a longer time is shown by weeks
WEEK = 7


@dataclass(frozen=True, slots=True)
class Period:
    """A day or a week; ``height`` in per cent of the highest."""

    label: Markup
    height: float
    words: Markup


@dataclass(frozen=True, slots=True)
class Timeline:
    """Answers per day, or per week."""

    weekly: bool
    sentence: Markup
    periods: tuple[Period, ...]


def timeline(days: Mapping[date, int], *, open_: bool) -> Timeline | None:
    """The days, oldest first; none without answers. Few answers of a day are "under 5"."""
    if not days:
        return None
    weekly = len(days) > DAYS
    counts = _by_week(days) if weekly else days
    highest = max(counts.values())
    busiest = next(day for day, n in counts.items() if n == highest)
    return Timeline(
        weekly=weekly,
        sentence=_sentence(busiest, highest, weekly=weekly, open_=open_),
        periods=tuple(_period(day, n, highest, open_=open_) for day, n in counts.items()),
    )


def _by_week(days: Mapping[date, int]) -> dict[date, int]:
    weeks: dict[date, int] = {}
    for day, n in days.items():
        monday = day - timedelta(days=day.weekday())
        weeks[monday] = weeks.get(monday, 0) + n
    return weeks


def _period(day: date, count: int, highest: int, *, open_: bool) -> Period:
    cell = Cell(count) if open_ else few(count)
    drawn = FEWEST - 1 if cell.count is None else cell.count  # one height for all small ones
    return Period(
        label=bdi(i18n.day(day)),
        height=round(min(100, drawn * 100 / max(highest, FEWEST - 1)), 1),
        words=count_words(cell),
    )


def _sentence(busiest: date, highest: int, *, weekly: bool, open_: bool) -> Markup:
    if highest < FEWEST and not open_:
        return _("Only a few answers came in at a time.")
    said = {"day": bdi(i18n.day(busiest)), "answers": number_of_people(highest)}
    if weekly:
        return _("The busiest week began on %(day)s: %(answers)s.", **said)
    return _("The busiest day was %(day)s: %(answers)s.", **said)

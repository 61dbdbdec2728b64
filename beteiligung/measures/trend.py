"""An indicator as everybody sees it: a sentence, a bar for each value and the goal, a table."""

from datetime import date
from typing import NamedTuple

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.measures.facts import number_of
from beteiligung.measures.models import Indicator
from beteiligung.measures.waves import Point, public_points


class Row(NamedTuple):
    """One bar, and one row of the table."""

    label: str
    length: float | None  # in per cent of the picture
    words: str
    n: str  # of how many people; "": nobody was asked


class Trend(NamedTuple):
    """An indicator over time."""

    sentence: str
    rows: list[Row]


def trend(indicator: Indicator) -> Trend:
    """From where, to where, and where it is: what the page of a measure shows."""
    points = public_points(indicator)
    before = indicator.baseline
    later = points[1:] if indicator.figure is not None else points
    first = points[0] if indicator.figure is not None and points else None
    known = [each for each in (before, indicator.target, *(p.value for p in points)) if each]
    top = 100.0 if indicator.unit == "%" else max((*known, 0.0))

    def row(label: str, value: float | None, point: Point | None) -> Row:
        length = None if value is None or top <= 0 else round(100 * max(value, 0) / top, 1)
        n = i18n.number(point.n) if point is not None and point.n else ""
        return Row(label, length, number_of(value, indicator.unit), n)

    rows = [
        row(gettext("Before the measure"), before, first),
        *(row(_day(point), point.value, point) for point in later),
        row(gettext("Goal"), indicator.target, None),
    ]
    return Trend(_sentence(indicator, later), rows)


def _sentence(indicator: Indicator, later: list[Point]) -> str:
    said = {
        "before": number_of(indicator.baseline, indicator.unit),
        "goal": number_of(indicator.target, indicator.unit),
    }
    if not later:
        return gettext("Before the measure: %(before)s. The goal: %(goal)s.", **said)
    return gettext(
        "Before the measure: %(before)s. On %(day)s: %(now)s. The goal: %(goal)s.",
        day=_day(later[-1]),
        now=number_of(later[-1].value, indicator.unit),
        **said,
    )


def _day(point: Point) -> str:
    return i18n.day(date.fromisoformat(point.on))

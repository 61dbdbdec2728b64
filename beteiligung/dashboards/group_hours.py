"""When the answers of a group came: by the hour, or by the day where it took long."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.doubt_words import hours_words
from beteiligung.dashboards.figures import Bar
from beteiligung.dashboards.numbers import bdi, count_words
from beteiligung.dashboards.small_groups import FEWEST, Cell, few
from beteiligung.surveys.columns import EPOCH, HOUR

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 30  # hours that are shown one by one


@dataclass(frozen=True, slots=True)
class Hours:
    """Bars of hours, or of days; ``by_day`` tells which."""

    by_day: bool
    bars: tuple[Bar, ...]


def hours_of(hours: "NDArray[np.int64]", *, open_: bool) -> Hours:
    """Each hour or day in which any came; few answers of one are "under 5"."""
    import numpy as np

    found, counts = (part.tolist() for part in np.unique(hours, return_counts=True))
    by_day = len(found) > MOST
    labels = [_label(hour, by_day=by_day) for hour in found]
    sums: dict[Markup, int] = {}
    for label, n in zip(labels, counts, strict=True):
        sums[label] = sums.get(label, 0) + n
    highest = max(sums.values())
    return Hours(by_day, tuple(_bar(label, n, highest, open_=open_) for label, n in sums.items()))


def _label(hour: int, *, by_day: bool) -> Markup:
    return bdi(i18n.day(EPOCH + hour * HOUR)) if by_day else hours_words(hour, hour)


def _bar(label: Markup, n: int, highest: int, *, open_: bool) -> Bar:
    cell = Cell(n) if open_ else few(n)
    drawn = FEWEST - 1 if cell.count is None else n
    length = min(100.0, round(drawn * 100 / max(highest, FEWEST - 1), 1))
    return Bar(label, length, count_words(cell))

"""A line of values over time as a picture: where its points stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

EDGE = 10  # per cent of the width left free on either side, for the words at the ends
TOP, BOTTOM = 24, 88  # pixels from above between which the line runs


@dataclass(frozen=True, slots=True)
class Dot:
    """One value; ``x`` in per cent of the width, ``y`` in pixels from above."""

    x: float
    y: float
    day: date
    value: float


def line(values: Sequence[tuple[date, float]]) -> tuple[Dot, ...]:
    """The points of a line, oldest first; it stands on zero, so that it exaggerates nothing."""
    if not values:
        return ()
    days = [day.toordinal() for day, _ in values]
    low, high = min(0.0, *(value for _, value in values)), max(0.0, *(v for _, v in values))
    width, height = max(days) - min(days), high - low
    return tuple(
        Dot(
            x=round(EDGE + (100 - 2 * EDGE) * (ordinal - min(days)) / width, 2) if width else 50.0,
            y=round(BOTTOM - (BOTTOM - TOP) * (value - low) / height, 1) if height else BOTTOM,
            day=day,
            value=value,
        )
        for ordinal, (day, value) in zip(days, values, strict=True)
    )

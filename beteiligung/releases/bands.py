"""Numbers, days and times in bands: nobody's own number stands in a release."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from beteiligung.dashboards.measures import measured
from beteiligung.surveys.questions.kind import Figures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]

HOUR = 60  # minutes
ENDS = (5, 95)  # per cent of people between which bands are made; those beyond go with the last
LESS, MIDDLE, MORE = "≤", "", "≥"
TO = ".."  # between the ends of a band, in its code


@dataclass(frozen=True, slots=True)
class Band:
    """From ``low`` on, up to the next band's; the first also holds everything below."""

    code: str
    label: str
    low: float


def bands(values: "Numbers", of: Figures, earlier: Sequence[str] = ()) -> list[Band]:
    """The bands for these values; where an earlier release had some, the same ones.

    Bands are as wide as the staff's bars, and made for nine out of ten people: the lowest and the
    highest number somebody gave are in open bands, and cannot be read off.
    """
    codes = list(earlier) or _codes(values, of)
    signs = [MIDDLE] * len(codes)
    if len(codes) > 1:
        signs[0], signs[-1] = LESS, MORE
    return [
        Band(code, _label(code, of, sign), _low(code, of))
        for code, sign in zip(codes, signs, strict=True)
    ]


def together(codes: Sequence[str], among: Sequence[str], of: Figures) -> str:
    """The words for some neighbouring bands that became one, among all of them."""
    sign = LESS if codes[0] == among[0] else MORE if codes[-1] == among[-1] else MIDDLE
    low, high = codes[0].partition(TO)[0], codes[-1].partition(TO)[2] or codes[-1]
    return _label(f"{low}{TO}{high}", of, sign)


def places(values: "Numbers", found: Sequence[Band]) -> "NDArray[np.int64]":
    """The place of each value's band."""
    import numpy as np

    lows = [band.low for band in found]
    at = np.searchsorted(np.array(lows), values + 1e-9, side="right") - 1
    return np.clip(at, 0, None)


def _codes(values: "Numbers", of: Figures) -> list[str]:
    import numpy as np

    if len(values) == 0:
        return []
    low, high = np.percentile(values, ENDS, method="nearest")
    middle = values[(values >= low) & (values <= high)]
    return [code.replace(":", TO) for code in measured(middle, of).counts]


def _low(code: str, of: Figures) -> float:
    if of is Figures.TIME:
        return float(code) * HOUR
    if of in {Figures.DAY, Figures.MONTH}:
        year, _, month = code.partition("-")
        return float(date(int(year), int(month or 1), 1).toordinal())
    return float(code.partition(TO)[0])


def _label(code: str, of: Figures, sign: str) -> str:
    """The band in signs that every language reads."""
    low, _, high = code.partition(TO)
    if of is Figures.TIME:
        low, high = f"{low}:00", f"{high or low}:59"
    if sign == LESS:
        return f"{LESS} {high or low}"
    if sign == MORE:
        return f"{MORE} {low}"
    return low if high in {"", low} else f"{low} – {high}"

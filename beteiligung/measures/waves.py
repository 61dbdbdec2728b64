"""An indicator that a survey asks again: begun with a figure, carried on with each wave."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.errors import NotFound, Refusal
from beteiligung.measures.history import keep
from beteiligung.measures.models import FrozenFigure, Indicator, Measure
from beteiligung.text import N_
from beteiligung.web.seams import WaveFigure

BETWEEN = ": "  # the question and the answer, as the name of what is counted


class NotComparable(Refusal):
    """A figure that was asked in another way than the one with which the indicator began."""

    default = N_("This wave asked in another way. Its figure cannot be compared.")


class NoFigure(Refusal):
    """A figure of which no row over time can be made."""

    default = N_("Only per cent of a release can be followed over several waves.")


class Point(NamedTuple):
    """Where an indicator was on a day, as everybody may see it."""

    on: str  # ISO day
    value: float
    n: int | None
    wave: str  # title of the survey, in German; "": nobody was asked


def begin_indicator(
    session: Session,
    measure: Measure,
    figure: FrozenFigure,
    first: str,
    *,
    asker: Asker | None,
    at: datetime,
) -> Indicator:
    """Make an indicator of a figure, its baseline; ``first``: short name of the first wave."""
    if figure.number is None or figure.percent is None or not first:
        raise NoFigure
    token = figure.key.split("/", 2)[-1]
    indicator = Indicator(
        name=_named(figure),
        unit="%",
        source=figure.text("title").pick(["de"]).text,
        figure=f"{first}/{token}",
        baseline=float(figure.percent),
        values=[
            {
                "on": figure.day.isoformat(),
                "value": float(figure.percent),
                "n": figure.base,
                "wave": figure.text("title").pick(["de"]).text,
                "release": f"{figure.survey}/{figure.number}",
            }
        ],
    )
    measure.indicators.append(indicator)
    said = {"name": ["", indicator.name], "baseline": [None, indicator.baseline]}
    keep(session, measure, "set_measure_indicator", asker=asker, at=at, fields=said)
    return indicator


def take_value(
    session: Session,
    measure: Measure,
    indicator: Indicator,
    offered: Sequence[WaveFigure],
    release: str,
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Carry an indicator on with the figure of a release, which is kept as it is."""
    found = next((each for each in offered if each.release == release), None)
    if found is None:
        raise NotFound
    if not found.is_comparable:
        raise NotComparable
    before = list(indicator.values)
    others = [each for each in before if _survey(each) != found.survey]
    new = {
        "on": found.day.isoformat(),
        "value": float(found.percent),
        "n": found.base,
        "wave": found.title.pick(["de"]).text,
        "release": found.release,
    }
    indicator.values = sorted([*others, new], key=lambda each: str(each["on"]))
    said = {"values": [before, indicator.values]}
    keep(session, measure, "set_measure_indicator", asker=asker, at=at, fields=said)


def not_taken(indicator: Indicator, offered: Sequence[WaveFigure]) -> list[WaveFigure]:
    """The figures of releases that the indicator does not have yet."""
    there = {str(each.get("release", "")) for each in indicator.values}
    return [each for each in offered if each.release not in there]


def public_points(indicator: Indicator) -> list[Point]:
    """The values that everybody may see; where a survey says them, those of releases only."""
    return [
        Point(str(each["on"]), each["value"], each["n"], str(each.get("wave", "")))
        for each in indicator.values
        if indicator.figure is None or each.get("release")
    ]


def _survey(value: dict[str, object]) -> str:
    return str(value.get("release", "")).partition("/")[0]


def _named(figure: FrozenFigure) -> dict[str, str]:
    """The question and the answer, in every language that has both."""
    return {
        locale: f"{words}{BETWEEN}{figure.answer[locale]}"
        for locale, words in figure.question.items()
        if figure.answer.get(locale)
    }

"""Measures as the table of the city's plan: a row each, money in euros, no cell that would run."""

from collections.abc import Iterator, Sequence

from beteiligung.i18n import gettext
from beteiligung.measures.kinds import KINDS
from beteiligung.measures.models import Measure, MoneyLine
from beteiligung.measures.parts import AMOUNTS, sourced
from beteiligung.measures.path import WORDS
from beteiligung.measures.showing import PRIORITIES, kind_of
from beteiligung.text import N_
from beteiligung.web.spreadsheets import Cell, harmless

HEAD = (
    N_("Reference number"),
    N_("Title"),
    N_("Status"),
    N_("Field of action"),
    N_("Plan"),
    N_("Goal"),
    N_("Stands in"),
    N_("Areas"),
    N_("Place"),
    N_("What is to be done"),
    N_("Responsible office"),
    N_("Partners"),
    N_("Priority"),
    N_("From the year"),
    N_("To the year"),
    N_("Costs in euros, at least"),
    N_("Costs in euros, at most"),
    N_("Money sources"),
    N_("Planned"),
    N_("Applied for"),
    N_("Granted"),
    N_("Spent"),
    N_("Council paper"),
    N_("Indicators"),
    N_("Results"),
    N_("Ideas"),
    N_("How it stands"),
    N_("Reason"),
    N_("Next step"),
    N_("Next step by"),
    N_("Public"),
)
_SAID = (N_("Planned"), N_("Applied for"), N_("Granted"), N_("Spent"))


def rows(measures: Sequence[Measure], *, comma: bool = False) -> Iterator[list[Cell]]:
    """The head and a row for each measure; words in German, figures from releases only.

    With a ``comma`` amounts are written as German spreadsheets read them.
    """
    yield [gettext(name) for name in HEAD]
    for measure in measures:
        yield [
            harmless(cell) if isinstance(cell, str) else cell for cell in _row(measure, comma=comma)
        ]


def _row(measure: Measure, *, comma: bool) -> list[Cell]:
    goal = measure.goal
    return [
        measure.reference,
        _german(measure, "title"),
        gettext(WORDS[measure.stands]),
        measure.topic,
        goal.plan.name if goal else "",
        f"{goal.code} {goal.named.pick(['de']).text}" if goal else "",
        "; ".join(row.area.named.pick(["de"]).text for row in measure.districts),
        "; ".join(row.named.pick(["de"]).text for row in measure.areas),
        measure.place.name if measure.place else "",
        _german(measure, "description"),
        measure.office,
        measure.partners,
        gettext(PRIORITIES[measure.priority]) if measure.priority else "",
        measure.begins or "",
        measure.ends or "",
        _euros(measure.cost_low, comma=comma),
        _euros(measure.cost_high, comma=comma),
        "; ".join(_line(line, comma=comma) for line in measure.money),
        *(_euros(sourced(measure, amount), comma=comma) for amount in AMOUNTS),
        measure.paper,
        "; ".join(each.named.pick(["de"]).text for each in measure.indicators),
        "; ".join(_figure(measure)),
        "; ".join(
            f"{taken.reference} ({gettext(KINDS[kind_of(taken)])})" for taken in measure.ideas
        ),
        _german(measure, "note"),
        _german(measure, "reason"),
        _german(measure, "next_step"),
        measure.next_on.isoformat() if measure.next_on else "",
        gettext("yes") if measure.published_at else gettext("no"),
    ]


def _german(measure: Measure, name: str) -> str:
    return measure.text(name).pick(["de"]).text


def _euros(cents: int | None, *, comma: bool) -> Cell:
    if cents is None:
        return ""
    return _cents(cents, comma=True) if comma else cents / 100


def _line(line: MoneyLine, *, comma: bool) -> str:
    """A source with everything that is known of it, so that nobody has to add up columns."""
    name = f"{line.programme} ({gettext('own share')})" if line.is_own else line.programme
    known = {word: getattr(line, amount) for amount, word in zip(AMOUNTS, _SAID, strict=True)}
    said = [
        f"{gettext(word)} {_cents(c, comma=comma)}" for word, c in known.items() if c is not None
    ]
    return f"{name}: {', '.join(said)}" if said else name


def _cents(cents: int, *, comma: bool) -> str:
    return f"{cents // 100}{',' if comma else '.'}{cents % 100:02}"


def _figure(measure: Measure) -> Iterator[str]:
    for figure in measure.figures:
        if figure.is_public:
            said = f"{figure.percent} %" if figure.percent is not None else f"{figure.count}"
            answer = figure.text("answer").pick(["de"]).text
            asked = figure.text("question").pick(["de"]).text
            yield f"{asked}: {answer} {said} (n = {figure.base})"

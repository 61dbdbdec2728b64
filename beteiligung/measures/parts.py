"""The money and the indicators of a measure: lines that are added, changed and taken away."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.errors import NotFound, Refusal
from beteiligung.measures.history import keep
from beteiligung.measures.models import Indicator, Measure, MoneyLine
from beteiligung.text import N_

AMOUNTS = ("planned", "applied", "granted", "spent")


class NoAmount(Refusal):
    """A source of money that gives nothing."""

    default = N_("Please write at least one amount.")


class Future(Refusal):
    """A value of a day that has not come."""

    default = N_("This day lies in the future.")


def money_of(measure: Measure, number: int) -> MoneyLine:
    """A money line of this measure; `NotFound` for any other."""
    found = next((line for line in measure.money if line.id == number), None)
    if found is None:
        raise NotFound
    return found


def indicator_of(measure: Measure, number: int) -> Indicator:
    """An indicator of this measure; `NotFound` for any other."""
    found = next((each for each in measure.indicators if each.id == number), None)
    if found is None:
        raise NotFound
    return found


def total(measure: Measure, amount: str) -> int | None:
    """What all money lines come to, in cents; none where no line says it."""
    return _sum(measure.money, amount)


def sourced(measure: Measure, amount: str) -> int | None:
    """The same of the lines with a source: what stands at "offen" is money that nobody gives."""
    return _sum([line for line in measure.money if not line.is_open], amount)


def unsourced(measure: Measure) -> int:
    """What is planned for a measure and has no source yet, in cents."""
    return sum(line.planned or 0 for line in measure.money if line.is_open)


def share(measure: Measure, line: MoneyLine) -> float | None:
    """Which part of the planned money comes from a line."""
    all_of_it = total(measure, "planned")
    return line.planned / all_of_it if all_of_it and line.planned is not None else None


def set_money(
    session: Session,
    measure: Measure,
    line: MoneyLine | None,
    values: Mapping[str, Any],
    *,
    asker: Asker | None,
    at: datetime,
) -> MoneyLine:
    """Change a money line, or add one."""
    if all(values.get(name) is None for name in AMOUNTS):
        raise NoAmount
    before: dict[str, Any] = {}
    if line is None:
        line = MoneyLine()
        measure.money.append(line)
    else:
        before = {name: getattr(line, name) for name in values}
    changed = {n: [before.get(n), v] for n, v in values.items() if v != before.get(n)}
    for name, value in values.items():
        setattr(line, name, value)
    keep(session, measure, "set_money", asker=asker, at=at, fields=changed)
    return line


def remove_money(
    session: Session, measure: Measure, line: MoneyLine, *, asker: Asker | None, at: datetime
) -> None:
    """Take a money line away; the history keeps what it said."""
    said = {name: [getattr(line, name), None] for name in ("programme", *AMOUNTS)}
    measure.money.remove(line)
    keep(session, measure, "remove_money", asker=asker, at=at, fields=said)


def set_measure_indicator(
    session: Session,
    measure: Measure,
    indicator: Indicator | None,
    values: Mapping[str, Any],
    *,
    asker: Asker | None,
    at: datetime,
) -> Indicator:
    """Change an indicator, or add one."""
    before: dict[str, Any] = {}
    if indicator is None:
        indicator = Indicator(values=[])
        measure.indicators.append(indicator)
    else:
        before = {name: getattr(indicator, name) for name in values}
    changed = {n: [before.get(n), v] for n, v in values.items() if v != before.get(n)}
    for name, value in values.items():
        setattr(indicator, name, value)
    keep(session, measure, "set_measure_indicator", asker=asker, at=at, fields=changed)
    return indicator


def note_value(
    session: Session,
    measure: Measure,
    indicator: Indicator,
    entry: tuple[date, float, int | None],
    *,
    asker: Asker | None,
    at: datetime,
    today: date,
) -> None:
    """Note where an indicator is on a day; another value of the same day is replaced."""
    day, value, n = entry
    if day > today:
        raise Future
    others = [each for each in indicator.values if each["on"] != day.isoformat()]
    found = {"on": day.isoformat(), "value": value, "n": n}
    before = list(indicator.values)
    indicator.values = sorted([*others, found], key=lambda each: str(each["on"]))
    said = {"values": [before, indicator.values]}
    keep(session, measure, "set_measure_indicator", asker=asker, at=at, fields=said)


def remove_measure_indicator(
    session: Session, measure: Measure, indicator: Indicator, *, asker: Asker | None, at: datetime
) -> None:
    """Take an indicator away; the history keeps what it said."""
    said = {"name": [indicator.name, None], "values": [indicator.values, None]}
    measure.indicators.remove(indicator)
    keep(session, measure, "remove_measure_indicator", asker=asker, at=at, fields=said)


def _sum(lines: Sequence[MoneyLine], amount: str) -> int | None:
    known = [value for line in lines if (value := getattr(line, amount)) is not None]
    return sum(known) if known else None

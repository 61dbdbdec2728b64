"""The history of a measure: one entry for everything that happens to it, never changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit, i18n
from beteiligung.access import Asker
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.measures.models import Measure, MeasureEvent
from beteiligung.text import N_

YES = "✓"
EMPTY: Sequence[object] = (None, False, "", [], {})
COMMAND_LINE = "command line"
DEEDS = {
    "create_measure": N_("Written down"),
    "change_measure": N_("Changed"),
    "set_measure_status": N_("New status"),
    "show_measure": N_("Shown to everybody"),
    "hide_measure": N_("No longer shown"),
    "set_money": N_("Money changed"),
    "remove_money": N_("Money line removed"),
    "set_measure_indicator": N_("Indicator changed"),
    "remove_measure_indicator": N_("Indicator removed"),
    "add_figures": N_("Results added"),
    "remove_figure": N_("Result removed"),
    "take_idea": N_("Idea linked"),
    "release_idea": N_("Idea no longer linked"),
}
FIELDS = {  # what the history calls the fields of a measure and of its parts
    "title": N_("Title"),
    "districts": N_("Stands in"),
    "description": N_("What is to be done"),
    "note": N_("How it stands"),
    "next_step": N_("Next step"),
    "next_on": N_("Next step by"),
    "topic": N_("Field of action"),
    "goal": N_("Goal of a plan"),
    "areas": N_("Areas"),
    "place": N_("Place"),
    "office": N_("Responsible office"),
    "partners": N_("Partners"),
    "priority": N_("Priority"),
    "begins": N_("From the year"),
    "ends": N_("To the year"),
    "cost_low": N_("Costs in euros, at least"),
    "cost_high": N_("Costs in euros, at most"),
    "paper": N_("Council paper"),
    "replaced_by": N_("Replaced by another measure"),
    "programme": N_("Programme or source"),
    "is_own": N_("This is the own share of whoever applies"),
    "planned": N_("Planned"),
    "applied": N_("Applied for"),
    "granted": N_("Granted"),
    "spent": N_("Spent"),
    "name": N_("What is counted"),
    "unit": N_("Unit"),
    "source": N_("Source"),
    "baseline": N_("Before the measure"),
    "target": N_("Goal"),
    "values": N_("Values"),
}
_MONEY = frozenset({"cost_low", "cost_high", "planned", "applied", "granted", "spent"})
_TEXTS = frozenset({"title", "description", "note", "next_step", "name"})  # by language
_ALL = frozenset({"set_measure_status", "note", "moved"})  # what everybody reads


class Change(NamedTuple):
    """One field, before and after, in words; empty where there was or is nothing."""

    name: str  # message id
    before: str
    after: str
    tongue: LocaleEntry | None = None  # of texts: in which language they were changed


def keep(
    session: Session,
    measure: Measure,
    what: str,
    *,
    asker: Asker | None,
    at: datetime,
    status: str = "",
    words: Mapping[str, str] | None = None,
    **detail: object,
) -> None:
    """Write down what happened, in the measure's history and in the log of the staff."""
    measure.changed_at = at
    session.flush()
    session.add(
        MeasureEvent(
            measure_id=measure.id,
            at=at,
            who=asker.name if asker else COMMAND_LINE,
            what=what,
            status=status,
            words=dict(words or {}),
            detail=detail,
        )
    )
    if what in DEEDS:
        audit.note(session, asker, what, f"measure:{measure.reference}", at=at)


def moved(due: date, to: date | None, *, is_late: bool) -> dict[str, str]:
    """That a step has another day now, in every language: its lateness stays."""
    found: dict[str, str] = {}
    for locale in BY_ID:
        said = i18n.speech(locale, "UTC")  # days alone lie in no time zone
        step = said.gettext("Next step by %(day)s", day=said.day(due))
        now = f" {said.gettext('Now')}: {said.day(to)}." if to is not None else ""
        late = f" ({said.gettext('overdue')})" if is_late else ""
        found[locale] = f"{step}{late}.{now}"
    return found


def events(session: Session, measure: Measure) -> list[MeasureEvent]:
    """Everything that happened to a measure, the newest first: for staff."""
    wanted = select(MeasureEvent).where(
        MeasureEvent.measure_id == measure.id, MeasureEvent.what.in_(DEEDS)
    )
    return list(session.scalars(wanted.order_by(MeasureEvent.id.desc())))


def told(session: Session, measure: Measure) -> list[MeasureEvent]:
    """What everybody may read of it, the newest first: each status with its reason, each note."""
    wanted = select(MeasureEvent).where(
        MeasureEvent.measure_id == measure.id, MeasureEvent.what.in_(_ALL)
    )
    return list(session.scalars(wanted.order_by(MeasureEvent.at.desc(), MeasureEvent.id.desc())))


def changes(event: MeasureEvent) -> Iterator[Change]:
    """The fields that an entry says something about."""
    for name, pair in event.detail.get("fields", {}).items():
        if name in _TEXTS:
            yield from _rewritten(name, *(each if isinstance(each, dict) else {} for each in pair))
            continue
        before, after = (_words(name, value) for value in pair)
        if before or after:
            yield Change(FIELDS[name], before, after)


def _rewritten(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    """A text in every language in which it was changed."""
    for locale, entry in BY_ID.items():
        was, now = before.get(locale, ""), after.get(locale, "")
        if was != now:
            yield Change(FIELDS[name], was, now, entry)


def _words(name: str, value: object) -> str:
    """A value as a line of the history says it; what says nothing is empty."""
    if any(value is each or (value == each and not isinstance(value, int)) for each in EMPTY):
        return ""
    match value:
        case int() if name in _MONEY:
            return i18n.money(value)
        case dict() if "on" in value:
            return f"{value['on']}: {value['value']:g}"
        case list():
            return ", ".join(_words(name, each) for each in value)
        case _:
            return YES if value is True else str(value)

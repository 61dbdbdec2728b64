"""What staff do with measures: write them down, change them, move them on, show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.districts.models import Area, District, Place
from beteiligung.errors import Refusal
from beteiligung.measures.history import keep, moved
from beteiligung.measures.models import Goal, Measure
from beteiligung.measures.path import FOLLOWS, NO, WORDS, Status, needs_reason
from beteiligung.measures.queries import is_late
from beteiligung.text import N_


class NoSuchPath(Refusal):
    """A status that does not follow from the present one."""

    default = N_("From “%(before)s” a measure cannot become “%(after)s”.")


class ReasonMissing(Refusal):
    """A no, a later, or a step back without a word to the people."""

    default = N_("Please write the reason in German. Everybody will read it.")


class DistrictMissing(Refusal):
    """A measure that would stand nowhere."""

    default = N_("Please choose a district.")


class PlanEnded(Refusal):
    """A goal of a plan that is not in force."""

    default = N_("The plan “%(plan)s” is not in force today. Please choose another goal.")


class GoesRound(Refusal):
    """Measures that would replace each other in a circle."""

    default = N_("%(measure)s is itself replaced by this measure, directly or through others.")


class NoteMissing(Refusal):
    """A measure of which nobody could say how it stands."""

    default = N_("Please write first, in German, how the measure stands. Everybody will read it.")


class NotNow(Refusal):
    """Something that was done already."""

    default = N_("This has been done already.")


class WrongOrder(Refusal):
    """A period or a span that ends before it begins."""

    default = N_("The second number must not be smaller than the first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What staff write about a measure."""

    title: Mapping[str, str]
    districts: Sequence[District]
    description: Mapping[str, str]
    note: Mapping[str, str]
    next_step: Mapping[str, str]
    next_on: date | None = None
    topic: str = ""
    goal: Goal | None = None
    areas: Sequence[Area] = ()
    place: Place | None = None
    office: str = ""
    partners: str = ""
    priority: str = ""
    begins: int | None = None
    ends: int | None = None
    cost_low: int | None = None
    cost_high: int | None = None
    paper: str = ""
    replaced_by: Measure | None = None


_NAMES = tuple(field.name for field in fields(Draft))


def create_measure(
    session: Session, draft: Draft, *, asker: Asker | None, at: datetime, today: date
) -> Measure:
    """A new measure, a proposal that only staff see."""
    measure = Measure(reference=f"new {uuid4()}", reason={}, status_at=at, created_at=at)
    measure.changed_at = at
    _settle(measure, draft, today)
    session.add(measure)
    session.flush()
    measure.reference = f"M-{measure.id:02}"
    keep(session, measure, "create_measure", asker=asker, at=at)
    return measure


def change_measure(
    session: Session,
    measure: Measure,
    draft: Draft,
    *,
    asker: Asker | None,
    at: datetime,
    today: date,
) -> None:
    """Write a measure anew; what everybody read before stays in its history."""
    before, was = _plain(measure), (measure.next_on, dict(measure.next_step))
    was_late, note = is_late(measure, today), measure.note.get("de")
    _settle(measure, draft, today)
    after = _plain(measure)
    changed = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    if not changed:
        return
    keep(session, measure, "change_measure", asker=asker, at=at, fields=changed)
    if measure.published_at is None:
        return
    if measure.note.get("de") != note:  # a translation alone is no news
        keep(session, measure, "note", asker=asker, at=at, words=measure.note)
    due, step = was
    if due is not None and (was_late or _is_put_off(due, step, measure)) and measure.next_on != due:
        words = moved(due, measure.next_on, is_late=was_late)
        keep(session, measure, "moved", asker=asker, at=at, words=words)


def _is_put_off(due: date, step: Mapping[str, str], measure: Measure) -> bool:
    """Whether the same step is to be done later now, or on no day any more."""
    later = measure.next_on is None or measure.next_on > due
    return later and step.get("de") == measure.next_step.get("de")


def set_measure_status(
    session: Session,
    measure: Measure,
    status: Status,
    reason: Mapping[str, str],
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Move a measure on; a no, a later and a step back need a reason that everybody reads."""
    before = measure.stands
    if status not in FOLLOWS[before]:
        raise NoSuchPath(before=WORDS[before], after=WORDS[status])
    if needs_reason(before, status) and not reason.get("de", "").strip():
        raise ReasonMissing
    measure.status, measure.status_at, measure.reason = status.value, at, dict(reason)
    said: dict[str, Any] = {"before": before.value}
    if status in NO and measure.note:  # "we are looking into it" holds no longer; the reason does
        said["fields"], measure.note = {"note": [measure.note, {}]}, {}
    keep(
        session, measure, "set_measure_status", asker=asker, at=at,
        status=status.value, words=reason, **said,
    )  # fmt: skip


def show_measure(session: Session, measure: Measure, *, asker: Asker | None, at: datetime) -> None:
    """Let everybody see a measure."""
    if measure.published_at is not None:
        raise NotNow
    if not is_told(measure):
        raise NoteMissing
    measure.published_at = at
    keep(session, measure, "show_measure", asker=asker, at=at)
    if measure.note:
        keep(session, measure, "note", asker=asker, at=at, words=measure.note)


def is_told(measure: Measure) -> bool:
    """Whether people can be told in German how it stands, or why it will not be."""
    return any(words.get("de", "").strip() for words in (measure.note, measure.reason))


def hide_measure(session: Session, measure: Measure, *, asker: Asker | None, at: datetime) -> None:
    """Show a measure to staff only again."""
    if measure.published_at is None:
        raise NotNow
    measure.published_at = None
    keep(session, measure, "hide_measure", asker=asker, at=at)


def _settle(measure: Measure, draft: Draft, today: date) -> None:
    if not draft.districts:
        raise DistrictMissing
    goal = draft.goal
    if goal is not None and goal.id != measure.goal_id and not goal.plan.holds_on(today):
        raise PlanEnded(plan=goal.plan.name)
    _check_order(draft)
    _check_round(measure, draft.replaced_by)
    for name in _NAMES:
        value = getattr(draft, name)
        setattr(measure, name, _own(value))
    measure.goal_id = goal.id if goal else None


def _own(value: object) -> object:
    """A value as a measure keeps it."""
    match value:
        case Mapping():
            return dict(value)
        case tuple() | list():
            return list(value)
        case _:
            return value


def _check_order(draft: Draft) -> None:
    for low, high in ((draft.begins, draft.ends), (draft.cost_low, draft.cost_high)):
        if low is not None and high is not None and low > high:
            raise WrongOrder


def _check_round(measure: Measure, other: Measure | None) -> None:
    """Refuse a circle; ``other`` is what the measure is to be replaced by."""
    seen: set[int] = set()
    after = other
    while after is not None and after.id not in seen:
        if after is measure:
            raise GoesRound(measure=other.reference if other else "")
        seen.add(after.id)
        after = after.replaced_by


def _plain(measure: Measure) -> dict[str, Any]:
    """What is written of a measure as plain values, to see what changes."""
    return {name: _said(getattr(measure, name)) for name in _NAMES}


def _said(value: object) -> object:
    match value:
        case dict():
            return dict(value)
        case list():
            return [_said(each) for each in value]
        case District() | Place():
            return value.slug
        case Area() | Goal():
            return value.code
        case Measure():
            return value.reference
        case date():
            return value.isoformat()
        case _:
            return value

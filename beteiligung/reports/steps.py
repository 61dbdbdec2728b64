"""What public measures did with their own plans: days that were put off, steps back."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.measures.models import Measure, MeasureEvent
from beteiligung.measures.path import NO, Status, needs_reason


class StepBack(NamedTuple):
    """A measure that went back a step, for a reason that everybody reads."""

    measure: Measure
    event: MeasureEvent


class Moved(NamedTuple):
    """A measure whose days were put off; each time stands in its public history."""

    measure: Measure
    events: list[MeasureEvent]  # the newest first

    @property
    def times(self) -> int:
        """How often."""
        return len(self.events)


def moved_days(session: Session, measures: Sequence[Measure]) -> list[Moved]:
    """The measures whose next step got another day instead of being done, the most often first."""
    by_id = {measure.id: measure for measure in measures}
    found = [
        Moved(by_id[number], list(events)[::-1])
        for number, events in groupby(_events(session, by_id, "moved"), _measure_id)
    ]
    return sorted(found, key=lambda each: (-each.times, each.measure.id))


def steps_back(session: Session, measures: Sequence[Measure]) -> Iterator[StepBack]:
    """Every status that a measure had already left behind and came back to."""
    by_id = {measure.id: measure for measure in measures}
    for before, after in pairwise(_events(session, by_id, "set_measure_status")):
        if before.measure_id == after.measure_id and _is_back(before, after):
            yield StepBack(by_id[after.measure_id], after)


def _events(session: Session, numbers: Collection[int], what: str) -> list[MeasureEvent]:
    wanted = select(MeasureEvent).where(
        MeasureEvent.measure_id.in_(numbers), MeasureEvent.what == what
    )
    return list(session.scalars(wanted.order_by(MeasureEvent.measure_id, MeasureEvent.id)))


def _measure_id(event: MeasureEvent) -> int:
    return event.measure_id


def _is_back(before: MeasureEvent, after: MeasureEvent) -> bool:
    status = Status(after.status)
    return status not in NO and needs_reason(Status(before.status), status)

"""Counts where and on which occasion tablets' answers were given, without any link to an answer."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.districts.queries import places_of
from beteiligung.fieldwork.models import FieldDay, Tablet


class Given(NamedTuple):
    """One answer: on which day, where, on which occasion, and whether to the end."""

    day: date
    place: str
    occasion: str
    is_partial: bool


def count(session: Session, tablet: Tablet, given: Iterable[Given]) -> None:
    """Count answers of a tablet; a place that its district does not have is none.

    In one order, so that two batches never wait for each other.
    """
    names = {place.name for place in places_of(session, tablet.district)}
    for each in sorted(given):
        column = "partial" if each.is_partial else "complete"
        row = insert_into(session, FieldDay).values(
            district_id=tablet.district_id,
            day=each.day,
            place=each.place if each.place in names else "",
            occasion=each.occasion,
            **{"complete": 0, "partial": 0, column: 1},
        )
        more = {column: getattr(FieldDay, column) + 1}
        keys = ["district_id", "day", "place", "occasion"]
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=more))

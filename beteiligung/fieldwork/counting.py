"""Counts what happened outside, without any link to an answer: contacts, and where answers came."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from beteiligung.db import insert_into
from beteiligung.districts.models import District
from beteiligung.districts.queries import places_of
from beteiligung.fieldwork import queries
from beteiligung.fieldwork.choices import LANGUAGES, Sort
from beteiligung.fieldwork.contacts import LANGUAGE, Cells
from beteiligung.fieldwork.models import FieldCount, FieldDay, Tablet


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


def add_up(session: Session, district: District, changes: Cells) -> None:
    """Add counts of contacts to those of a district, and take corrected ones away.

    What the district does not know, a place or an occasion, is none. In one order, so that two
    batches never wait for each other; a correction may come before another that it rests on.
    """
    places = {place.name: place.slug for place in places_of(session, district)}
    known = {
        sort.value: {each.code for each in queries.choices(session, district.id, sort)}
        for sort in Sort
    }
    known[LANGUAGE] = set(LANGUAGES)
    found: Cells = Counter()
    for cell, n in changes.items():
        if cell.which and cell.which not in known[cell.what]:
            continue
        place = places.get(cell.place, "")
        occasion = cell.occasion if cell.occasion in known[Sort.OCCASION.value] else ""
        found[cell._replace(place=place, occasion=occasion)] += n
    for cell, n in sorted(found.items()):
        if not n:
            continue
        row = insert_into(session, FieldCount).values(
            district_id=district.id, n=n, **cell._asdict()
        )
        more = {"n": FieldCount.n + n}
        keys = ["district_id", *cell._fields]
        session.execute(row.on_conflict_do_update(index_elements=keys, set_=more))

"""What staff do with themes: sort what was said, and make a measure of what they chose."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.measures import evidence
from beteiligung.measures.actions import Draft, create_measure
from beteiligung.measures.kinds import Kind
from beteiligung.measures.models import Measure
from beteiligung.themes.models import Sorted
from beteiligung.themes.sorting import Subject, field_of
from beteiligung.web.seams import Figure


class Chosen(NamedTuple):
    """What a measure is to rest on."""

    offered: Sequence[Figure]
    figures: Sequence[str]  # keys of some of them
    ideas: Sequence[str]  # public numbers
    kind: Kind = Kind.ADOPTED


def sort_subjects(
    session: Session,
    district: District,
    subjects: Sequence[Subject],
    fields: Mapping[str, str],
    *,
    asker: Asker | None,
    at: datetime,
) -> int:
    """Say to which fields of action these things belong: how many that changed.

    What is said as its own words say it anyway is not kept, so that better words count later.
    """
    wanted = select(Sorted).where(Sorted.district_id == district.id)
    kept = {row.key: row for row in session.scalars(wanted)}
    before = {key: row.field for key, row in kept.items()}
    after = _sorted(subjects, fields, before)
    for key in before.keys() - after.keys():
        session.delete(kept[key])
    for key in [key for key, field in after.items() if before.get(key) != field]:
        session.merge(Sorted(district_id=district.id, key=key, field=after[key]))
    changed = sum(field_of(each, before) != field_of(each, after) for each in subjects)
    if changed:
        audit.note(session, asker, "sort_subjects", f"district:{district.slug}", at=at)
    return changed


def make_measure(
    session: Session,
    district: District,
    title: str,
    field: str,
    chosen: Chosen,
    *,
    asker: Asker | None,
    at: datetime,
    today: date,
) -> Measure:
    """A new measure of what was chosen, which is frozen beside it as it is now."""
    draft = Draft(
        title={"de": title},
        districts=[district],
        description={},
        note={},
        next_step={},
        topic=field,
        priority="medium",
    )
    measure = create_measure(session, draft, asker=asker, at=at, today=today)
    add_to_measure(session, measure, chosen, asker=asker, at=at)
    return measure


def add_to_measure(
    session: Session, measure: Measure, chosen: Chosen, *, asker: Asker | None, at: datetime
) -> None:
    """Put what was chosen beside a measure; ideas that it has to do with already stay as said."""
    if not chosen.figures and not chosen.ideas:
        raise evidence.NothingChosen
    if chosen.figures:
        evidence.add_figures(session, measure, chosen.offered, chosen.figures, asker=asker, at=at)
    there = {taken.reference for taken in measure.ideas}
    for reference in dict.fromkeys(chosen.ideas):
        if reference not in there:
            evidence.take_idea(session, measure, reference, chosen.kind, {}, asker=asker, at=at)


def _sorted(
    subjects: Sequence[Subject], fields: Mapping[str, str], before: Mapping[str, str]
) -> dict[str, str]:
    """What is to be kept: only what differs from what the words of a thing say by themselves."""
    after = dict(before)
    for subject in sorted(subjects, key=lambda each: bool(each.within)):  # the wider ones first
        if subject.key in fields:
            after.pop(subject.key, None)
            if field_of(subject, after) != fields[subject.key]:
                after[subject.key] = fields[subject.key]
    return after

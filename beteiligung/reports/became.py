"""What became of the ideas of a district: each counted once, so that the sums are right."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.ideas.models import Idea
from beteiligung.measures.kinds import KINDS, Kind
from beteiligung.measures.models import IdeaTaken, Measure
from beteiligung.reports.kept import shown_here
from beteiligung.text import N_

OPEN = N_("no measure has to do with it yet")
_STRONGEST = list(Kind)  # of several measures, what is best for the idea


class Became(NamedTuple):
    """What became of all ideas that everybody can read: (what, message id) and how many."""

    lines: list[tuple[str, int]]
    total: int


def became(session: Session, district_id: int, total: int) -> Became:
    """Of ``total`` visible ideas, what public measures do with them; the lines add up to all."""
    best: dict[str, Kind] = {}
    for reference, kind in _taken(session, district_id):
        found = best.get(reference, Kind(kind))
        best[reference] = min(found, Kind(kind), key=_STRONGEST.index)
    counts = Counter(best.values())
    lines = [(KINDS[kind], counts[kind]) for kind in Kind]
    return Became([*lines, (OPEN, total - len(best))], total)


def _taken(session: Session, district_id: int) -> list[tuple[str, str]]:
    """What public measures do with visible ideas of a district, by the numbers of the ideas.

    The few that measures have to do with are asked for first: of all ideas there may be thousands.
    """
    wanted = (
        select(IdeaTaken.reference, IdeaTaken.kind)
        .join(Measure, Measure.id == IdeaTaken.measure_id)
        .where(Measure.published_at.is_not(None))
    )
    said = [(row[0], row[1]) for row in session.execute(wanted)]
    numbers = {reference for reference, _ in said}
    here = select(Idea.reference).where(Idea.reference.in_(numbers), shown_here(district_id))
    shown = set(session.scalars(here))
    return [(reference, kind) for reference, kind in said if reference in shown]

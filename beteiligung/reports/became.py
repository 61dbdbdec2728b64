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
    here = shown_here(district_id)
    rows = session.execute(
        select(Idea.reference, IdeaTaken.kind)
        .join(IdeaTaken, IdeaTaken.reference == Idea.reference)
        .join(Measure, Measure.id == IdeaTaken.measure_id)
        .where(here, Measure.published_at.is_not(None))
    )
    best: dict[str, Kind] = {}
    for reference, kind in rows:
        found = best.get(reference, Kind(kind))
        best[reference] = min(found, Kind(kind), key=_STRONGEST.index)
    counts = Counter(best.values())
    lines = [(KINDS[kind], counts[kind]) for kind in Kind]
    return Became([*lines, (OPEN, total - len(best))], total)

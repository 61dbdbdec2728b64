"""What became of the ideas of a district: each counted once, so that the sums are right."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.ideas.fate import FATES, Fate, Holding, fate_of_status
from beteiligung.ideas.models import Idea, Status
from beteiligung.reports.kept import shown_here


class Became(NamedTuple):
    """What became of all ideas that everybody can read: (what, message id) and how many."""

    lines: list[tuple[str, int]]
    total: int


def became(
    session: Session, district_id: int, total: int, spoken: Sequence[tuple[Idea, Holding]]
) -> Became:
    """Of ``total`` visible ideas, what holds of each; the lines add up to all of them.

    ``spoken`` are those of which more than their status speaks.
    """
    counts = Counter[Fate]()
    for status, many in _by_status(session, district_id):
        counts[fate_of_status(status)] += many
    for idea, held in spoken:
        counts[fate_of_status(idea.status)] -= 1
        counts[held.fate] += 1
    counts[Fate.OPEN] += total - counts.total()
    return Became([(FATES[fate], counts[fate]) for fate in Fate], total)


def _by_status(session: Session, district_id: int) -> list[tuple[Status | None, int]]:
    """How many visible ideas have which status."""
    many = select(Idea.status_id, func.count()).where(shown_here(district_id))
    rows = session.execute(many.group_by(Idea.status_id)).all()
    wanted = select(Status).where(Status.id.in_([row[0] for row in rows]))
    by_id = {status.id: status for status in session.scalars(wanted)}
    return [(by_id.get(row[0] or 0), row[1]) for row in rows]

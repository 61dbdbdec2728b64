"""Forgetting devices of boards that are finished, whose numbers stay, and names of staff."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from beteiligung.ideas.grouping import group_support, members
from beteiligung.ideas.models import Board, Idea, Phase, Support
from beteiligung.ideas.records import (
    Burst,
    IdeaLink,
    IdeaReport,
    ModerationDecision,
    Redaction,
    StatusChange,
)

KEPT = timedelta(days=30)  # after a board was finished, which can be taken back
LONGEST = timedelta(days=365)  # after its last phase, though nobody has finished it
NAMED = (ModerationDecision, StatusChange, IdeaLink, Redaction, IdeaReport, Burst)


def forget_devices(session: Session, *, at: datetime) -> int:
    """Delete what devices left on boards finished 30 days ago, or left alone for a year: how many.

    How many support an idea, or a group of ideas, is a number of its own by then. A second run,
    also one at the same time, finds the same numbers or nothing.
    """
    young = select(Phase.board_id).where(Phase.ends_at > at - LONGEST)
    left_alone = Board.id.not_in(young)
    over = select(Board.id).where(or_(Board.finished_at <= at - KEPT, left_alone))
    mine = select(Idea.id).where(Idea.board_id.in_(over))
    leads = select(Idea).where(
        Idea.id.in_(select(IdeaLink.lead_id).where(IdeaLink.lead_id.in_(mine))),
        Idea.group_supporters.is_(None),
    )
    for lead in session.scalars(leads).all():
        number = group_support(session, [lead, *members(session, lead)])
        first = (Idea.id == lead.id) & Idea.group_supporters.is_(None)
        session.execute(update(Idea).where(first).values(group_supporters=number))
    gone = delete(Support).where(Support.idea_id.in_(mine))
    return session.connection().execute(gone).rowcount


def forget_names(session: Session, names: Collection[str]) -> None:
    """Take names of people whose accounts are deleted off what they decided about ideas."""
    for table in NAMED:
        session.execute(update(table).where(table.who.in_(names)).values(who=""))

"""Ideas that say the same, under one of them: nothing is merged, nothing is lost, undo is exact."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Idea, Support
from beteiligung.ideas.records import IdeaLink
from beteiligung.ideas.visibility import is_visible
from beteiligung.text import N_


class NoLead(Refusal):
    """An idea that cannot stand under the one that was named."""

    default = N_("There is no such other idea on this board, or it stands under another itself.")


class Itself(Refusal):
    """An idea that would stand under itself."""

    default = N_("That is the number of this idea. Please write that of the other one.")


class LeadsItself(Refusal):
    """An idea under which others stand."""

    default = N_("Other ideas stand under this one. Please take them away first.")


def link_idea(session: Session, asker: Asker, idea: Idea, lead: Idea, *, at: datetime) -> None:
    """Put an idea under another one that says the same; both stay readable where they are."""
    if lead.id == idea.id:
        raise Itself
    if _apart(lead, idea) or lead_of(session, lead):
        raise NoLead
    if _under(session, idea):
        raise LeadsItself
    known = session.get(IdeaLink, idea.id)
    if known is None:
        session.add(IdeaLink(idea_id=idea.id, lead_id=lead.id, who=asker.name, at=at))
    else:
        known.lead_id, known.who, known.at = lead.id, asker.name, at
    _note(session, asker, "link_idea", idea, at, lead=lead.reference)


def unlink_idea(session: Session, asker: Asker, idea: Idea, *, at: datetime) -> None:
    """Let an idea stand by itself again: every number is as it was before."""
    known = session.get(IdeaLink, idea.id)
    if known is not None:
        session.delete(known)
        _note(session, asker, "unlink_idea", idea, at)


def lead_of(session: Session, idea: Idea) -> Idea | None:
    """The idea under which this one stands."""
    link = session.get(IdeaLink, idea.id)
    return session.get(Idea, link.lead_id) if link is not None else None


def members(session: Session, lead: Idea, *, all_of_them: bool = False) -> list[Idea]:
    """The ideas that stand under this one; for residents only those that everybody sees."""
    wanted = select(Idea).where(
        Idea.id.in_(select(IdeaLink.idea_id).where(IdeaLink.lead_id == lead.id))
    )
    if not all_of_them:
        wanted = wanted.where(is_visible())
    return list(session.scalars(wanted.order_by(Idea.id)))


def group_support(session: Session, ideas: Sequence[Idea]) -> int:
    """How many devices support at least one of these ideas, the lead first: each counts once."""
    if ideas[0].group_supporters is not None:
        return ideas[0].group_supporters
    ids = [idea.id for idea in ideas]
    wanted = select(func.count(Support.token_hash.distinct())).where(Support.idea_id.in_(ids))
    return session.scalar(wanted) or 0


def _apart(lead: Idea, idea: Idea) -> bool:
    """Of other boards, or one of them only to practise with."""
    return (lead.board_id, lead.kind) != (idea.board_id, idea.kind)


def _under(session: Session, idea: Idea) -> bool:
    wanted = select(IdeaLink.idea_id).where(IdeaLink.lead_id == idea.id).limit(1)
    return session.scalar(wanted) is not None


def _note(
    session: Session, asker: Asker, deed: str, idea: Idea, at: datetime, **more: object
) -> None:
    audit.note(session, asker, deed, f"idea:{idea.reference}", at=at, **more)
    session.flush()

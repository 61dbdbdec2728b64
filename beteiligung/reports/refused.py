"""Ideas that are not possible, whoever says so, a status or a measure; and where it says why."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from beteiligung.ideas.fate import Fate, Holding, fate_of_status
from beteiligung.ideas.models import Idea, Status
from beteiligung.ideas.records import IdeaLink, IdeaReply
from beteiligung.measures.kinds import Kind
from beteiligung.text import Translated


class No(NamedTuple):
    """An idea that is not possible; its reason is in a measure's words, or in a published reply."""

    reference: str
    because: Translated  # of a measure; empty: the idea's page has the reply
    replied: bool

    @property
    def explained(self) -> bool:
        """Whether people can read why."""
        return self.replied or bool(self.because.texts)


def noes(
    session: Session, here: ColumnElement[bool], spoken: Sequence[tuple[Idea, Holding]]
) -> list[No]:
    """The ideas of which it holds that they are not possible; ``here`` says in SQL which.

    ``spoken`` are those among them of which more than their status speaks.
    """
    found = {reference: Translated({}) for reference in _by_status(session, here)}
    for idea, held in spoken:
        found.pop(idea.reference, None)
        if held.fate is Fate.IMPOSSIBLE:
            found[idea.reference] = _because(held)
    replied = _replied(session, list(found))
    return [No(name, found[name], name in replied) for name in sorted(found)]


def _by_status(session: Session, here: ColumnElement[bool]) -> list[str]:
    """Numbers of the ideas whose status says no."""
    known = session.scalars(select(Status))  # of all boards: they are few, ideas may be thousands
    no = [each.id for each in known if fate_of_status(each) is Fate.IMPOSSIBLE]
    return list(session.scalars(select(Idea.reference).where(here, Idea.status_id.in_(no))))


def _because(held: Holding) -> Translated:
    if held.by_status and held.past:
        return Translated({})
    said = (each.because for each in held.taken if each.says is Kind.IMPOSSIBLE)
    return next((each for each in said if each.texts), Translated({}))


def _replied(session: Session, references: list[str]) -> frozenset[str]:
    """Which of these ideas have a published reply, or stand under one that has."""
    if not references:
        return frozenset()
    published = select(IdeaReply.idea_id).where(IdeaReply.published_at.is_not(None))
    under = select(IdeaLink.idea_id).where(IdeaLink.lead_id.in_(published))
    wanted = select(Idea.reference).where(
        Idea.reference.in_(references), Idea.id.in_(published) | Idea.id.in_(under)
    )
    return frozenset(session.scalars(wanted))

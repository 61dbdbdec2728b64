"""Answering ideas: where a wish stands, and what an office says; a draft is nobody else's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Board, Idea, State, Status
from beteiligung.ideas.records import IdeaReply, StatusChange
from beteiligung.text import N_


class NothingToPublish(Refusal):
    """A batch in which no reply is written."""

    default = N_("None of these ideas has a reply that is still a draft.")


class NoDraft(Refusal):
    """An idea in a batch that has nothing to publish."""

    default = N_("%(ideas)s: no draft of a reply. Please write one, or take the tick away.")


class NotShown(Refusal):
    """A reply to an idea that nobody sees."""

    default = N_("%(idea)s is not shown on the board. Its reply cannot be published.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an office replies, in one language or more."""

    texts: Mapping[str, str]
    office: str = ""
    source: str = "de"
    status: str = ""  # code of the one that goes out together with the reply


def set_status(
    session: Session, asker: Asker, ideas: Sequence[Idea], status: Status, *, at: datetime
) -> int:
    """Give ideas a status, and their pages a line of history; how many were changed."""
    changed = [idea for idea in ideas if idea.status_id != status.id]
    for idea in changed:
        idea.status = status
        session.add(StatusChange(idea_id=idea.id, status_id=status.id, who=asker.name, at=at))
        audit.note(session, asker, "set_idea_status", _subject(idea), at=at, status=status.code)
    session.flush()
    return len(changed)


def draft_reply(
    session: Session, asker: Asker, ideas: Sequence[Idea], said: Said, *, at: datetime
) -> None:
    """Write a reply to each of these ideas, which nobody outside reads yet.

    A draft that is there already is written anew; what was published stays.
    """
    drafts = {
        reply.idea_id: reply for reply in replies_to(session, ideas) if not reply.published_at
    }
    for idea in ideas:
        reply = drafts.get(idea.id)
        if reply is None:
            reply = IdeaReply(idea_id=idea.id, created_at=at)
            session.add(reply)
        reply.texts, reply.source, reply.office = dict(said.texts), said.source, said.office
        reply.status, reply.changed_at = said.status or None, at
        audit.note(session, asker, "draft_reply", _subject(idea), at=at)
    session.flush()


def change_reply(
    session: Session, asker: Asker, idea: Idea, reply: IdeaReply, said: Said, *, at: datetime
) -> None:
    """Write a reply otherwise, or in more languages, also one that was published."""
    reply.texts, reply.office, reply.changed_at = dict(said.texts), said.office, at
    audit.note(session, asker, "change_reply", _subject(idea), at=at)
    session.flush()


def drop_draft(
    session: Session, asker: Asker, idea: Idea, reply: IdeaReply, *, at: datetime
) -> None:
    """Throw a reply away that was never published."""
    session.delete(reply)
    audit.note(session, asker, "drop_reply", _subject(idea), at=at)
    session.flush()


def publish_replies(session: Session, asker: Asker, ideas: Sequence[Idea], *, at: datetime) -> int:
    """Publish the drafts of these ideas with their statuses, all of them or none; how many."""
    by_id = {idea.id: idea for idea in ideas}
    drafts = [reply for reply in replies_to(session, ideas) if not reply.published_at]
    if not drafts:
        raise NothingToPublish
    if without := by_id.keys() - {reply.idea_id for reply in drafts}:
        raise NoDraft(ideas=", ".join(by_id[number].reference for number in sorted(without)))
    for idea in (by_id[reply.idea_id] for reply in drafts):
        if idea.state != State.PUBLISHED.value:
            raise NotShown(idea=idea.reference)
    for reply in drafts:
        idea = by_id[reply.idea_id]
        reply.published_at = reply.changed_at = at
        status = status_of(idea.board, reply.status) if reply.status else None
        if status is not None:
            set_status(session, asker, [idea], status, at=at)
        audit.note(session, asker, "publish_reply", _subject(idea), at=at)
    session.flush()
    return len(drafts)


def replies_to(session: Session, ideas: Sequence[Idea]) -> list[IdeaReply]:
    """All replies to these ideas, drafts too, in the order in which they were begun."""
    wanted = select(IdeaReply).where(IdeaReply.idea_id.in_([idea.id for idea in ideas]))
    return list(session.scalars(wanted.order_by(IdeaReply.id)))


def status_of(board: Board, code: str) -> Status | None:
    """The status of a board with this short name."""
    return next((each for each in board.statuses if each.code == code), None)


def _subject(idea: Idea) -> str:
    return f"idea:{idea.reference}"

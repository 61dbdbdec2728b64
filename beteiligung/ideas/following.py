"""What a giver does by her secret code: see what becomes of the idea, withdraw it, erase it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.accounts.tokens import digest, fresh
from beteiligung.erasures import Kind, note_erasure
from beteiligung.errors import Refusal
from beteiligung.ideas.giving import read_secret
from beteiligung.ideas.models import CountedSupport, Idea, State, Support, WorkingTranslation
from beteiligung.ideas.records import (
    IdeaLink,
    IdeaReply,
    IdeaReport,
    ModerationDecision,
    Redaction,
    StatusChange,
)
from beteiligung.ideas.speaking import silence
from beteiligung.media.models import Medium, Sort
from beteiligung.text import N_

MAY_WITHDRAW = frozenset({State.RECEIVED, State.QUARANTINED, State.PUBLISHED, State.REJECTED})


class WithdrawnAlready(Refusal):
    """An idea that is not on its board any more."""

    default = N_("This idea has been withdrawn already.")


class History(NamedTuple):
    """What became of an idea, as its giver and its page tell it."""

    changes: list[StatusChange]
    replies: list[IdeaReply]  # published ones
    decision: ModerationDecision | None  # the last one


def idea_behind(session: Session, typed: str) -> Idea | None:
    """The idea of a secret code; a wrong one costs the same look, whatever is wrong with it."""
    mark = digest(read_secret(typed) or typed[:100])
    return session.scalar(select(Idea).where(Idea.secret_hash == mark))


def history(session: Session, idea: Idea) -> History:
    """What became of an idea so far."""
    changes = select(StatusChange).where(StatusChange.idea_id == idea.id)
    replies = select(IdeaReply).where(
        IdeaReply.idea_id == idea.id, IdeaReply.published_at.is_not(None)
    )
    decisions = select(ModerationDecision).where(ModerationDecision.idea_id == idea.id)
    return History(
        list(session.scalars(changes.order_by(StatusChange.id))),
        list(session.scalars(replies.order_by(IdeaReply.published_at))),
        session.scalar(decisions.order_by(ModerationDecision.id.desc()).limit(1)),
    )


def withdraw_idea(session: Session, idea: Idea, *, at: datetime) -> None:
    """Take an idea off its board, also while somebody looks at it; its giver still sees it."""
    if State(idea.state) not in MAY_WITHDRAW:
        raise WithdrawnAlready
    note_erasure(session, Kind.WITHDRAWN, idea.secret_hash, at=at)
    _decide(session, idea, State.WITHDRAWN, at)
    silence(session, idea)
    audit.note_resident(session, "withdraw_idea", f"idea:{idea.reference}", at=at)


def remove_photo(session: Session, idea: Idea, *, at: datetime) -> None:
    """Delete the photo of an idea for good; its words stay."""
    if not idea.photo:
        return
    note_erasure(session, Kind.PHOTO, idea.secret_hash, at=at)
    forget_photo(session, idea)
    idea.photo, idea.photo_text, idea.photo_shown_at = "", "", None
    session.flush()
    audit.note_resident(session, "remove_idea_photo", f"idea:{idea.reference}", at=at)


def erase_idea(session: Session, idea: Idea, *, at: datetime) -> None:
    """Delete everything that was said with an idea; its number stays, so that totals add up."""
    note_erasure(session, Kind.IDEA, idea.secret_hash, at=at)
    _decide(session, idea, State.ERASED, at)
    forget_photo(session, idea)
    silence(session, idea)
    idea.voice_until = idea.voice_written_at = None
    idea.text = idea.folded = idea.street = idea.hint = idea.photo = idea.photo_text = ""
    idea.spoken, idea.content_hash, idea.supporters = "", "", 0
    idea.place_id = idea.latitude = idea.longitude = idea.photo_shown_at = None
    idea.key, idea.secret_hash = f"erased-{idea.id}", digest(fresh())
    about = (
        WorkingTranslation,
        Redaction,
        Support,
        CountedSupport,
        IdeaReply,
        IdeaReport,
        StatusChange,
    )
    for table in about:
        session.execute(delete(table).where(table.idea_id == idea.id))
    session.execute(
        delete(IdeaLink).where((IdeaLink.idea_id == idea.id) | (IdeaLink.lead_id == idea.id))
    )
    session.flush()
    session.expire(idea, ["translations"])
    audit.note_resident(session, "erase_idea", f"idea:{idea.reference}", at=at)


def _decide(session: Session, idea: Idea, state: State, at: datetime) -> None:
    session.add(
        ModerationDecision(
            idea_id=idea.id, from_state=idea.state, to_state=state.value, by_id=None, at=at
        )
    )
    idea.state = state.value
    session.flush()


def forget_photo(session: Session, idea: Idea) -> None:
    """Delete an idea's photo: its name belongs to this idea alone, whoever else has the picture."""
    own = (Medium.sort == Sort.PHOTO.value) & (Medium.digest == idea.photo)
    session.execute(delete(Medium).where(own))

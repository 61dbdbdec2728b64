"""Deciding who sees an idea: shown, or not shown for a reason; nothing happens without a trace."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import update
from sqlalchemy.orm import Session

from beteiligung import audit, clock
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Idea, State
from beteiligung.ideas.personal import hints, links
from beteiligung.ideas.records import ModerationDecision
from beteiligung.ideas.speaking import keep_no_longer, needs_words
from beteiligung.text import N_

# What staff may do; what its giver may do is in following.py.
MAY: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.PUBLISHED, State.REJECTED}),
    State.QUARANTINED: frozenset({State.RECEIVED, State.PUBLISHED, State.REJECTED}),
    State.PUBLISHED: frozenset({State.REJECTED, State.RECEIVED}),
    State.REJECTED: frozenset({State.PUBLISHED}),
}


class Meanwhile(Refusal):
    """Somebody else was quicker, or the giver took the idea back."""

    default = N_("Somebody else has decided about this idea meanwhile, or its giver withdrew it.")


class LooksPersonal(Refusal):
    """Words that may be about a person, and nobody has said that they may be shown."""

    default = N_("Please blacken what is about a person, or tick that it may be shown.")


class NotWrittenDown(Refusal):
    """A spoken idea that people who read could not read."""

    default = N_("Please listen to the recording and write down what is said first.")


class PhotoNeedsWords(Refusal):
    """A photo that people who do not see it would miss."""

    default = N_("Please write down what can be seen in the photo.")


class Looked(NamedTuple):
    """What somebody has looked at before an idea is shown."""

    personal: bool = False  # what looks like a person's may be shown
    links: bool = False  # addresses in the text may be followed
    photo: bool = False  # the photo may be shown
    photo_text: str = ""  # what can be seen in it


def may_become(idea: Idea, state: State) -> bool:
    """Whether staff may bring an idea into a state from the one in which it is."""
    return state in MAY.get(State(idea.state), frozenset())


def publish_idea(
    session: Session, asker: Asker, idea: Idea, looked: Looked, *, at: datetime
) -> None:
    """Show an idea to everybody; its photo and its links only if somebody looked at them."""
    if needs_words(idea):
        raise NotWrittenDown
    if hints(idea.text, idea.street, idea.hint) and not looked.personal:
        raise LooksPersonal
    _move(session, asker, idea, State.PUBLISHED, at=at)
    idea.published_at = idea.published_at or clock.whole_hour(at)
    idea.links_shown = looked.links and bool(links(idea.text))
    if idea.photo and looked.photo:
        show_photo(session, asker, idea, looked.photo_text, at=at)
    _note(session, asker, "publish_idea", idea, at)


def look_again(session: Session, asker: Asker, idea: Idea, *, at: datetime) -> None:
    """Let a shown idea wait once more, since it says again what may be about a person."""
    if idea.state == State.PUBLISHED.value and hints(idea.text, idea.street, idea.hint):
        _move(session, asker, idea, State.RECEIVED, at=at)


def reject_idea(
    session: Session, asker: Asker, idea: Idea, reason: str, words: str, *, at: datetime
) -> None:
    """Show an idea to nobody but its giver, who reads why; also one that was shown already."""
    _move(session, asker, idea, State.REJECTED, reason=reason, words=words, at=at)
    keep_no_longer(idea, at=at)
    _note(session, asker, "reject_idea", idea, at, reason=reason)


def let_wait(session: Session, asker: Asker, idea: Idea, *, at: datetime) -> None:
    """Put an idea that was held back among those that wait for a look."""
    _move(session, asker, idea, State.RECEIVED, at=at)


def show_photo(session: Session, asker: Asker, idea: Idea, words: str, *, at: datetime) -> None:
    """Show the photo of an idea, with what can be seen in it for those who do not see it."""
    if not words.strip():
        raise PhotoNeedsWords
    idea.photo_text, idea.photo_shown_at = words.strip(), clock.whole_hour(at)
    _note(session, asker, "show_idea_photo", idea, at)


def hide_photo(session: Session, asker: Asker, idea: Idea, *, at: datetime) -> None:
    """Show the photo of an idea no longer."""
    idea.photo_shown_at = None
    _note(session, asker, "hide_idea_photo", idea, at)


def _move(
    session: Session,
    asker: Asker,
    idea: Idea,
    state: State,
    *,
    reason: str = "",
    words: str = "",
    at: datetime,
) -> None:
    """Only from the state in which it was read: whoever withdraws an idea meanwhile, wins."""
    was = idea.state
    if not may_become(idea, state):
        raise Meanwhile
    session.flush()
    same = (Idea.id == idea.id) & (Idea.state == was)
    moved = update(Idea).where(same).values(state=state.value).returning(Idea.id)
    if session.scalar(moved.execution_options(synchronize_session=False)) is None:
        raise Meanwhile
    session.refresh(idea, ["state"])
    session.add(
        ModerationDecision(
            idea_id=idea.id,
            from_state=was,
            to_state=state.value,
            reason=reason,
            words=words,
            by_id=asker.id,
            who=asker.name,
            at=at,
        )
    )


def _note(
    session: Session, asker: Asker, deed: str, idea: Idea, at: datetime, **more: object
) -> None:
    audit.note(session, asker, deed, f"idea:{idea.reference}", at=at, **more)
    session.flush()

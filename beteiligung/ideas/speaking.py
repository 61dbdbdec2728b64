"""Ideas that are spoken: heard by the team alone, written down; their recordings do not stay."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit, clock
from beteiligung.access import Asker
from beteiligung.errors import NotFound, Refusal
from beteiligung.ideas.models import Idea
from beteiligung.ideas.wording import LONGEST, clean, direction_of, has_letters
from beteiligung.media.voices import Voice, forget_voice, keep_voice
from beteiligung.text import N_

KEPT = timedelta(days=14)  # after somebody has decided, so that a slip can be mended
AT_MOST = timedelta(days=90)  # whatever happens


class NothingWritten(Refusal):
    """A recording of which nothing is written down."""

    default = N_("Please write down what is said.")


class TooMuchWritten(Refusal):
    """More words than an idea has."""

    default = N_("This text is too long.")


class Words(NamedTuple):
    """What is said in a recording, and in which language."""

    text: str
    language: str


def keep_voice_of(session: Session, idea: Idea, voice: Voice, *, at: datetime) -> None:
    """Keep the recording of a new idea, for 90 days at most."""
    idea.voice = keep_voice(session, voice, idea.key, at=at)
    idea.voice_until = (at + AT_MOST).date()


def needs_words(idea: Idea) -> bool:
    """Whether it was spoken, and nobody has written it down: until then nobody else may see it."""
    return idea.voice_until is not None and idea.voice_written_at is None


def write_down(session: Session, asker: Asker, idea: Idea, words: Words, *, at: datetime) -> None:
    """Write down what somebody said: from now on that is the idea, in the language of the voice.

    It can be mended for as long as the recording is there: 14 days more.
    """
    if not idea.voice:
        raise NotFound
    text = clean(words.text)
    if not has_letters(text):
        raise NothingWritten
    if len(text) > LONGEST:
        raise TooMuchWritten
    for each in idea.translations:
        each.is_outdated |= idea.text != text
    idea.text, idea.language = text, words.language
    idea.direction = direction_of(text, words.language)
    idea.folded = idea.findable
    idea.voice_written_at = idea.voice_written_at or clock.whole_hour(at)
    keep_no_longer(idea, at=at)
    audit.note(session, asker, "write_down_idea", f"idea:{idea.reference}", at=at)
    session.flush()


def keep_no_longer(idea: Idea, *, at: datetime) -> None:
    """Let a recording go 14 days from now, since somebody has decided about its idea."""
    if idea.voice and idea.voice_until is not None:
        idea.voice_until = min(idea.voice_until, (at + KEPT).date())


def silence(session: Session, idea: Idea) -> None:
    """Delete a recording now."""
    if idea.voice:
        forget_voice(session, idea.voice)
        idea.voice = None


def forget_voices(session: Session, *, at: datetime) -> int:
    """Delete every recording whose days are over: how many those were."""
    due = select(Idea).where(Idea.voice.is_not(None), Idea.voice_until <= at.date())
    found = session.scalars(due).all()
    for idea in found:
        silence(session, idea)
    session.flush()
    return len(found)

"""What residents say instead of writing: freed of everything but the sound, for staff alone."""

import hashlib
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.media import sounds
from beteiligung.media.models import Medium, Sort

MOST_SECONDS = 60


class Voice(NamedTuple):
    """A recording that is nothing but a recording, ready to be kept."""

    digest: str
    mime: str
    milliseconds: int
    content: bytes


def cleaned_voice(content: bytes) -> Voice:
    """The recording alone, at most a minute long.

    Refused with a sentence: other formats, damaged files, more than 60 seconds, more than 2 MB.
    """
    sound = sounds.cleaned(content, MOST_SECONDS)
    digest = hashlib.sha256(sound.content).hexdigest()
    return Voice(digest, sound.mime, sound.milliseconds, sound.content)


def keep_voice(session: Session, voice: Voice, owner: str, *, at: datetime) -> str:
    """Keep a recording under a name of its owner's alone, and say that name.

    It goes with that row and with no other, whoever sent the same sound elsewhere.
    """
    own = hashlib.sha256(f"{owner} {voice.digest}".encode()).hexdigest()
    session.add(
        Medium(
            digest=own,
            sort=Sort.VOICE.value,
            mime=voice.mime,
            size=len(voice.content),
            milliseconds=voice.milliseconds,
            content=voice.content,
            created_at=clock.whole_hour(at),
        )
    )
    return own


def forget_voice(session: Session, digest: str) -> None:
    """Delete a recording."""
    own = (Medium.sort == Sort.VOICE.value) & (Medium.digest == digest)
    session.execute(delete(Medium).where(own))

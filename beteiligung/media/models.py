"""Tables of recordings and pictures, and of the interface's spoken words."""

import enum
from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from beteiligung.db import Base


class Sort(enum.StrEnum):
    """What a medium is."""

    SOUND = "sound"
    PICTURE = "picture"
    VOICE = "voice"  # what a resident said: for staff only, and only for some days
    PHOTO = "photo"  # a resident's, sent with an answer: for staff only, never handed out publicly


class Medium(Base):
    """A recording or a picture as it is handed out; named by its content, so it never changes."""

    __tablename__ = "medium"

    # SHA-256 of the content, hex; of an idea's photo or voice: of that and of the idea's key.
    digest: Mapped[str] = mapped_column(primary_key=True)
    sort: Mapped[str]
    mime: Mapped[str]
    size: Mapped[int]  # bytes
    milliseconds: Mapped[int | None]  # of a recording
    width: Mapped[int | None]  # of a picture, in pixels
    height: Mapped[int | None]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]


class SpokenPhrase(Base):
    """A word of the interface ("Next", "Back" …) as somebody recorded it in a language."""

    __tablename__ = "spoken_phrase"

    locale: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)  # see media/phrases.py
    digest: Mapped[str]  # of the medium; no foreign key, as in questionnaires
    changed_at: Mapped[datetime]

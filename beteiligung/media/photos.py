"""Photos that residents send: read, made small, freed of everything but the picture."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.db import insert_into
from beteiligung.media import pictures
from beteiligung.media.models import Medium, Sort


class Photo(NamedTuple):
    """A picture that is nothing but a picture, ready to be kept."""

    digest: str
    content: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        """Under which name the answers know it."""
        return f"{self.digest}.jpg"


def cleaned_photo(content: bytes, most: int, heaviest: int | None = None) -> Photo:
    """The picture alone, its longer side at most so many pixels, as JPEG of so many bytes.

    Refused with a sentence: other formats, damaged files, too many bytes or pixels.
    """
    made = pictures.cleaned(content, most, pictures.JPEG)
    if heaviest is not None:
        made = pictures.light(made, heaviest)
    digest = hashlib.sha256(made.content).hexdigest()
    return Photo(digest, made.content, made.width, made.height)


def belonging_to(photo: Photo, owner: str) -> Photo:
    """The same photo under a name of its owner's alone: it goes with that row, and with no other.

    Whoever sends the same picture elsewhere has one of her own.
    """
    own = hashlib.sha256(f"{owner} {photo.digest}".encode()).hexdigest()
    return photo._replace(digest=own)


def keep_photos(session: Session, photos: Sequence[Photo], *, at: datetime) -> None:
    """Keep photos beside the answers that name them; the same photo only once.

    Like the answer, a photo knows the full hour only.
    """
    table = cast("Table", Medium.__table__)
    for photo in photos:
        statement = insert_into(session, table).values(
            digest=photo.digest,
            sort=Sort.PHOTO.value,
            mime="image/jpeg",
            size=len(photo.content),
            width=photo.width,
            height=photo.height,
            content=photo.content,
            created_at=clock.whole_hour(at),
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=["digest"]))

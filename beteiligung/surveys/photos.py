"""Photos that residents send: read, made small, freed of everything but the picture."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from beteiligung import clock
from beteiligung.db import insert_into
from beteiligung.errors import Refusal
from beteiligung.media import pictures
from beteiligung.media.models import Medium, Sort
from beteiligung.surveys.models import Response
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.photo import MOST_PIXELS, NAME, UNREADABLE


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture that is nothing but a picture, ready to be kept."""

    digest: str
    content: bytes
    width: int
    height: int

    @property
    def name(self) -> str:
        """Under which name the answers know it."""
        return f"{self.digest}.jpg"


class File(Protocol):
    """A file as a browser sends it."""

    def read(self, size: int = -1, /) -> bytes:
        """Its content."""
        ...


def taken_in(
    questionnaire: Questionnaire,
    form: MultiDict[str, str],
    files: Mapping[str, File],
) -> tuple[MultiDict[str, str], tuple[Photo, ...]]:
    """The form with the names of photos in the place of files, and the photos themselves."""
    posted, photos = form, []
    for question in questionnaire.asking:
        if question.kind != "photo":
            continue
        file = files.get(question.id)
        content = file.read(pictures.LARGEST + 1) if file is not None else b""
        if not content:
            continue
        photo = cleaned(content, int(float(question.max or MOST_PIXELS)))
        posted = posted.copy()
        posted.setlist(question.id, [photo.name if photo else UNREADABLE])
        photos += [photo] if photo else []
    return posted, tuple(photos)


def cleaned(content: bytes, most: int = MOST_PIXELS) -> Photo | None:
    """The picture alone, its longer side at most so many pixels, as JPEG; none if it is none."""
    try:
        made = pictures.cleaned(content, most, pictures.JPEG)
    except Refusal:
        return None  # said beside the question, with everything else that is to be mended
    digest = hashlib.sha256(made.content).hexdigest()
    return Photo(digest, made.content, made.width, made.height)


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


def named(answers: Mapping[str, object]) -> list[str]:
    """The digests of the photos that these answers name."""
    names = (value for value in answers.values() if isinstance(value, str))
    return [name.removesuffix(".jpg") for name in names if NAME.fullmatch(name)]


def forget_photos(session: Session, surveys: Sequence[int]) -> int:
    """Delete the photos that came with the answers of these surveys; how many."""
    rows = session.scalars(select(Response.answers).where(Response.survey_id.in_(surveys)))
    digests = {digest for answers in rows for digest in named(answers)}
    statement = delete(Medium).where(Medium.sort == Sort.PHOTO.value, Medium.digest.in_(digests))
    return session.connection().execute(statement).rowcount


def forget_photos_of(session: Session, response: Response) -> None:
    """Delete the photos of one answer; one that another answer names too stays for that."""
    own = set(named(response.answers))
    if not own:
        return
    others = select(Response.answers).where(
        Response.survey_id == response.survey_id, Response.id != response.id
    )
    own -= {digest for answers in session.scalars(others) for digest in named(answers)}
    session.execute(delete(Medium).where(Medium.sort == Sort.PHOTO.value, Medium.digest.in_(own)))

"""Photos in answers to surveys: taken out of a form, named by the answer, gone with it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from sqlalchemy import ColumnElement, Text, cast, delete, or_, select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from beteiligung.errors import Refusal
from beteiligung.media import pictures
from beteiligung.media.models import Medium, Sort
from beteiligung.media.photos import Photo, cleaned_photo, keep_photos
from beteiligung.surveys.models import Response
from beteiligung.surveys.questionnaire import Questionnaire
from beteiligung.surveys.questions.photo import MOST_PIXELS, NAME, UNREADABLE

__all__ = ["Photo", "cleaned", "forget_photos", "forget_photos_of", "keep_photos", "named"]

AT_ONCE = 100  # photos that one statement looks for


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
        return cleaned_photo(content, most)
    except Refusal:
        return None  # said beside the question, with everything else that is to be mended


def named(answers: Mapping[str, object]) -> list[str]:
    """The digests of the photos that these answers name."""
    names = (value for value in answers.values() if isinstance(value, str))
    return [name.removesuffix(".jpg") for name in names if NAME.fullmatch(name)]


def forget_photos(session: Session, surveys: Sequence[int]) -> int:
    """Delete the photos that came with the answers of these surveys; how many."""
    rows = session.scalars(select(Response.answers).where(Response.survey_id.in_(surveys)))
    digests = {digest for answers in rows for digest in named(answers)}
    digests -= _named_in(session, Response.survey_id.not_in(surveys), digests)
    statement = delete(Medium).where(Medium.sort == Sort.PHOTO.value, Medium.digest.in_(digests))
    return session.connection().execute(statement).rowcount


def forget_photos_of(session: Session, response: Response) -> None:
    """Delete the photos of one answer; one that another answer names too stays for that."""
    own = set(named(response.answers))
    if not own:
        return
    own -= _named_in(session, Response.id != response.id, own)
    session.execute(delete(Medium).where(Medium.sort == Sort.PHOTO.value, Medium.digest.in_(own)))


def _named_in(session: Session, where: ColumnElement[bool], digests: set[str]) -> set[str]:
    """Which of these photos other answers name too, of whatever survey."""
    texts = cast(Response.answers, Text)
    found: set[str] = set()
    left = sorted(digests)
    for first in range(0, len(left), AT_ONCE):
        some = or_(*(texts.contains(digest) for digest in left[first : first + AT_ONCE]))
        rows = session.scalars(select(Response.answers).where(where, some))
        found |= {digest for answers in rows for digest in named(answers)}
    return found & digests

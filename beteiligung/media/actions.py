"""What staff do with recordings and pictures: bring them in, speak the interface's words."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import NotFound
from beteiligung.media import pictures, sounds
from beteiligung.media.models import Medium, Sort, SpokenPhrase
from beteiligung.media.phrases import PHRASES
from beteiligung.web.models import SiteText


def take_recording(
    session: Session, content: bytes, *, asker: Asker | None, at: datetime
) -> Medium:
    """Keep a recording, cleaned and named by its content; the same one is kept once.

    Refused with a sentence and the figure: other formats, more than 120 seconds, more than 2 MB.
    """
    sound = sounds.cleaned(content)
    medium = _kept(session, sound.content, Sort.SOUND, sound.mime, at)
    medium.milliseconds = sound.milliseconds
    audit.note(session, asker, "take_recording", f"medium:{medium.digest[:12]}", at=at)
    return medium


def take_picture(
    session: Session,
    content: bytes,
    *,
    edge: int = pictures.EDGE,
    asker: Asker | None,
    at: datetime,
) -> Medium:
    """Keep a picture, made small and without what the camera added; the same one is kept once.

    ``edge`` is its longest side in pixels. Refused with a sentence: other formats, damaged files,
    more than 12 MB or 50 million pixels.
    """
    picture = pictures.cleaned(content, edge)
    medium = _kept(session, picture.content, Sort.PICTURE, pictures.MIME, at)
    medium.width, medium.height = picture.width, picture.height
    audit.note(session, asker, "take_picture", f"medium:{medium.digest[:12]}", at=at)
    return medium


def speak_phrase(
    session: Session,
    locale: str,
    name: str,
    content: bytes,
    *,
    asker: Asker | None,
    at: datetime,
) -> SpokenPhrase:
    """Let the interface say one of its words in a language, in all surveys."""
    if name not in PHRASES:
        raise NotFound
    medium = take_recording(session, content, asker=asker, at=at)
    spoken = session.get(SpokenPhrase, (locale, name))
    if spoken is None:
        spoken = SpokenPhrase(locale=locale, name=name)
        session.add(spoken)
    spoken.digest, spoken.changed_at = medium.digest, at
    _mark(session, f"{locale}/{name} {medium.digest} {at}")
    audit.note(session, asker, "speak_phrase", f"phrase:{locale}/{name}", at=at)
    return spoken


def silence_phrase(
    session: Session, locale: str, name: str, *, asker: Asker | None, at: datetime
) -> None:
    """Take a recording of one of the interface's words away."""
    spoken = session.get(SpokenPhrase, (locale, name))
    if spoken is None:
        raise NotFound
    session.delete(spoken)
    _mark(session, f"{locale}/{name} silent {at}")
    audit.note(session, asker, "silence_phrase", f"phrase:{locale}/{name}", at=at)


def forget_media(session: Session, digests: frozenset[str]) -> int:
    """Delete these recordings and pictures; how many went."""
    gone = delete(Medium).where(Medium.digest.in_(digests))
    return session.connection().execute(gone).rowcount


def _mark(session: Session, change: str) -> None:
    """Let every worker make its ready pages anew: they go by the texts of the site."""
    session.merge(SiteText(key="spoken", texts={"de": change}))
    session.flush()


def _kept(session: Session, content: bytes, sort: Sort, mime: str, at: datetime) -> Medium:
    digest = sha256(content).hexdigest()
    medium = session.get(Medium, digest)
    if medium is None:
        medium = Medium(digest=digest, sort=sort.value, mime=mime, content=content)
        medium.size = len(content)
        session.add(medium)
    medium.created_at = at  # brought in anew: the days until it may go begin anew
    session.flush()
    return medium

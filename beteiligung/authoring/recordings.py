"""Recordings and pictures of a draft: which there are, putting them in, taking them out."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.errors import NotFound
from beteiligung.locales import BY_ID
from beteiligung.media.actions import take_picture, take_recording
from beteiligung.media.models import Medium
from beteiligung.media.pictures import EDGE, OPTION_EDGE
from beteiligung.surveys import hearing, wording
from beteiligung.surveys.actions import replace_draft
from beteiligung.surveys.models import Survey

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere a picture may stand: a question, or an answer to it."""

    key: str  # "q1" · "q1:option" · "=scale:code", as keys of texts
    path: str
    text: object  # the words beside it
    digest: str
    holder: str = ""  # the question's id, where it is one


def readable_keys(document: Mapping[str, Any]) -> dict[str, str]:
    """The texts that can be read aloud, in reading order: keys by path."""
    return hearing.readable(wording.keys(document))


def recorded(document: Mapping[str, Any], locale: str) -> tuple[int, int]:
    """How many texts are recorded in a language, and how many there are."""
    keys = set(readable_keys(document).values())
    return sum(bool(hearing.digest_of(document, key, locale)) for key in keys), len(keys)


def record_text(
    session: Session,
    survey: Survey,
    key: str,
    content: bytes,
    *,
    locale: str,
    asker: Asker | None,
    at: datetime,
) -> Medium:
    """Put a recording of a text into the draft, in one language; an older one goes out of it."""
    document = _draft(session, survey)
    if key not in readable_keys(document).values() or locale not in BY_ID:
        raise NotFound
    medium = take_recording(session, content, asker=asker, at=at)
    sounds = document.setdefault("sounds", {})
    sounds.setdefault(key, {})[locale] = medium.digest
    replace_draft(session, survey, document, asker=asker, at=at)
    return medium


def unrecord_text(
    session: Session, survey: Survey, key: str, *, locale: str, asker: Asker | None, at: datetime
) -> None:
    """Take the recording of a text out of the draft."""
    document = _draft(session, survey)
    if not hearing.digest_of(document, key, locale):
        raise NotFound
    del document["sounds"][key][locale]
    document["sounds"] = {key: spoken for key, spoken in document["sounds"].items() if spoken}
    replace_draft(session, survey, document, asker=asker, at=at)


def offer_heard(
    session: Session,
    survey: Survey,
    *,
    locale: str,
    heard: bool,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Offer a language by sound and picture alone, or no longer so."""
    document = _draft(session, survey)
    if locale not in BY_ID or locale == survey.source:
        raise NotFound
    others = [other for other in document.get("heard") or () if other != locale]
    document["heard"] = [*others, locale] if heard else others
    replace_draft(session, survey, document, asker=asker, at=at)


def places(document: Mapping[str, Any]) -> Iterator[Place]:
    """Where pictures may stand, in reading order; a scale's answers come once."""
    seen: set[str] = set()
    for at, question in enumerate(document.get("questions") or ()):
        path, name = f"questions.{at}", str(question.get("id"))
        yield Place(name, path, question.get("text"), str(question.get("image") or ""), name)
        for place, option in enumerate(question.get("options") or ()):
            key = f"{name}:{option.get('code')}"
            where = f"{path}.options.{place}"
            yield Place(key, where, option.get("label"), str(option.get("image") or ""))
        scale = str(question.get("scale") or "")
        if scale in (document.get("scales") or {}) and scale not in seen:
            seen.add(scale)
            yield from _points(scale, document["scales"][scale])


def show_picture(
    session: Session,
    survey: Survey,
    key: str,
    content: bytes,
    *,
    asker: Asker | None,
    at: datetime,
) -> Medium:
    """Put a picture beside a question or an answer of the draft."""
    document = _draft(session, survey)
    place = _place(document, key)
    edge = EDGE if place.holder else OPTION_EDGE
    medium = take_picture(session, content, edge=edge, asker=asker, at=at)
    _put(document, place, medium.digest)
    replace_draft(session, survey, document, asker=asker, at=at)
    return medium


def hide_picture(
    session: Session, survey: Survey, key: str, *, asker: Asker | None, at: datetime
) -> None:
    """Take a picture out of the draft."""
    document = _draft(session, survey)
    place = _place(document, key)
    if not place.digest:
        raise NotFound
    _put(document, place, "")
    replace_draft(session, survey, document, asker=asker, at=at)


def describe_picture(
    session: Session,
    survey: Survey,
    key: str,
    words: str,
    *,
    asker: Asker | None,
    at: datetime,
) -> None:
    """Say in the survey's own language what a question's picture shows."""
    document = _draft(session, survey)
    place = _place(document, key)
    if not place.holder:
        raise NotFound
    question = _at(document, place.path)
    before = question.get("image_text")
    texts = dict(before) if isinstance(before, Mapping) else {}
    question["image_text"] = {**texts, survey.source: words.strip()} if words.strip() else None
    replace_draft(session, survey, document, asker=asker, at=at)


def _draft(session: Session, survey: Survey) -> Document:
    """The draft as it is now, to be changed: others may be recording at the same time."""
    session.refresh(survey, ["draft"], with_for_update=True)
    return copy.deepcopy(survey.draft)


def _points(name: str, scale: Mapping[str, Any]) -> Iterator[Place]:
    images = dict(enumerate(scale.get("images") or ()))
    labels = dict(enumerate(scale.get("labels") or ()))
    for at, code in enumerate(scale.get("codes") or ()):
        where = f"scales.{name}.labels.{at}"
        yield Place(f"={name}:{code}", where, labels.get(at), str(images.get(at) or ""))


def _place(document: Document, key: str) -> Place:
    found = next((place for place in places(document) if place.key == key), None)
    if found is None:
        raise NotFound
    return found


def _put(document: Document, place: Place, digest: str) -> None:
    head, name, *way = place.path.split(".")
    if head == "scales":
        scale = document["scales"][name]
        images = dict(enumerate(scale.get("images") or ()))
        images[int(way[1])] = digest
        scale["images"] = [images.get(at) or "" for at, _ in enumerate(scale["codes"])]
        return
    holder = _at(document, place.path)
    holder["image"] = digest
    if not digest:
        del holder["image"]


def _at(document: Document, path: str) -> Document:
    holder: Any = document
    for step in path.split("."):
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    return cast("Document", holder)

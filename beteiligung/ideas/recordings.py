"""A board's own words, read aloud by staff: its question, its introduction, its topics."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import NotFound
from beteiligung.ideas.models import Board
from beteiligung.locales import BY_ID, chain
from beteiligung.media.actions import take_recording
from beteiligung.media.models import Medium
from beteiligung.text import Phrase, Translated

Words = dict[str, Translated]
TITLE, INTRODUCTION, TOPIC = "title", "introduction", "topic-"


def words_of(board: Board) -> Words:
    """The texts that can be read aloud, in the order in which people meet them."""
    topics = {f"{TOPIC}{each.code}": Translated(dict(each.label)) for each in board.categories}
    own = {
        TITLE: Translated(dict(board.title), board.source),
        INTRODUCTION: Translated(dict(board.introduction), board.source),
    }
    return own | topics


def digest_of(board: Board, key: str, locale: str) -> str:
    """The recording of a text in a language; empty if there is none."""
    return str((board.sounds or {}).get(key, {}).get(locale, ""))


def recorded(board: Board, locale: str) -> tuple[int, int]:
    """How many texts are recorded in a language, and how many are written in it."""
    keys = [key for key, words in words_of(board).items() if words.texts.get(locale, "").strip()]
    return sum(bool(digest_of(board, key, locale)) for key in keys), len(keys)


def spoken(board: Board, locale: str, *, topics: bool) -> list[tuple[Phrase, str]]:
    """What a page in a language can read aloud of what it shows: words and their recording.

    Either the question and the introduction, or the question and the topics.
    """
    found = []
    for key, words in words_of(board).items():
        if key == TITLE or key.startswith(TOPIC) == topics:
            phrase = words.pick(chain(locale))
            if digest := digest_of(board, key, phrase.locale):
                found.append((phrase, digest))
    return found


def record_words(
    session: Session,
    board: Board,
    key: str,
    content: bytes,
    *,
    locale: str,
    asker: Asker | None,
    at: datetime,
) -> Medium:
    """Let a text of a board be heard in a language, at once; an older recording goes."""
    words = words_of(board).get(key)
    if locale not in BY_ID or words is None or words.missing([locale]):
        raise NotFound
    medium = take_recording(session, content, asker=asker, at=at)
    sounds = _sounds(session, board)
    sounds.setdefault(key, {})[locale] = medium.digest
    _keep(session, board, sounds, asker, at)
    return medium


def silence_words(
    session: Session, board: Board, key: str, *, locale: str, asker: Asker | None, at: datetime
) -> None:
    """Take the recording of a text away."""
    sounds = _sounds(session, board)
    if sounds.get(key, {}).pop(locale, None) is None:
        raise NotFound
    _keep(session, board, sounds, asker, at)


def drop_outdated(board: Board, before: Words) -> None:
    """Let nobody hear what is not written any more: recordings of changed words go."""
    now: Mapping[str, Translated] = words_of(board)
    kept = {
        key: {
            locale: digest
            for locale, digest in spoken_in.items()
            if key in now and now[key].texts.get(locale) == before[key].texts.get(locale)
        }
        for key, spoken_in in (board.sounds or {}).items()
        if key in before
    }
    board.sounds = {key: rest for key, rest in kept.items() if rest} or None


def _sounds(session: Session, board: Board) -> dict[str, Any]:
    """The recordings as they are now, to be changed: others may be recording at the same time."""
    session.refresh(board, ["sounds"], with_for_update=True)
    return copy.deepcopy(board.sounds or {})


def _keep(
    session: Session, board: Board, sounds: dict[str, Any], asker: Asker | None, at: datetime
) -> None:
    board.sounds = {key: rest for key, rest in sounds.items() if rest} or None
    audit.note(session, asker, "record_board", f"board:{board.slug}", at=at)
    session.flush()

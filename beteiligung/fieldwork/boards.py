"""Idea boards as tablets take them along: what is asked, tiles and places, the words of a slip."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import TypedDict

from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.districts.queries import places_of
from beteiligung.fieldwork.models import Tablet
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.models import Board
from beteiligung.ideas.queries import boards_in
from beteiligung.ideas.taking import takes_photos
from beteiligung.locales import TABLE, LocaleEntry
from beteiligung.text import N_
from beteiligung.web.hosts import outside

# What people read or hear on the tablet of a pilot, in their own language.
SLIP: Mapping[str, str] = {
    "ask": N_("May we keep your idea and show it to everybody, without your name?"),
    "code": N_("Your code"),
    "use": N_(
        "With this code you see what becomes of your idea, and you can take it back. "
        "Only you have it."
    ),
    "later": N_("This tablet sends your idea later. From then on the code works."),
    "type": N_("You type it here:"),
    "care": N_("Do not show it to others: who has the code can use it."),
}


class Tile(TypedDict):
    """What an idea may be about, in all languages that the board has."""

    code: str
    names: dict[str, str]


class Taken(TypedDict):
    """A board for which ideas can be taken down without a network."""

    slug: str
    title: str  # in the pilot's language
    titles: dict[str, str]
    tiles: list[Tile]
    places: list[tuple[str, str]]  # short name, name
    takes_photos: bool
    until: str  # the moment at which it takes no more ideas


def boards_of(session: Session, tablet: Tablet, at: datetime) -> list[Taken]:
    """The boards of a tablet's district that take ideas now."""
    found = boards_in(session, tablet.district_id)
    return [_taken(session, each, at) for each in found if standing(each, at).allows(Verb.GIVE)]


def slip() -> dict[str, Mapping[str, str]]:
    """Where a code is typed, and what people read about it, by language."""
    return {entry.id: {**_words(entry), "door": _door(entry)} for entry in TABLE}


def _door(entry: LocaleEntry) -> str:
    return outside("receipts.door", lang=entry.id)


@cache
def _words(entry: LocaleEntry) -> Mapping[str, str]:
    """The words of a slip in one language; read from its catalogue once."""
    say = i18n.words_in(entry.id)
    said = {name: say(message) for name, message in SLIP.items()}
    return {"lang": entry.html_lang, "dir": entry.direction, **said}


def _taken(session: Session, board: Board, at: datetime) -> Taken:
    phase = standing(board, at).phase
    places = [place for district in board.districts for place in places_of(session, district)]
    return Taken(
        slug=board.slug,
        title=i18n.phrase(board.named).text,
        titles=dict(board.named.texts),
        tiles=[Tile(code=each.code, names=dict(each.named.texts)) for each in board.categories],
        places=[(place.slug, place.name) for place in places],
        takes_photos=takes_photos(board),
        until=phase.ends_at.isoformat() if phase else "",
    )

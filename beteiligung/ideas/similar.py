"""Ideas that say much the same: by threes of letters, topic and place, in every language alike."""

import math
from typing import NamedTuple, Self

from sqlalchemy import ColumnElement, and_, case, false, or_, select
from sqlalchemy.orm import Session

from beteiligung.ideas.models import Board, Idea, State
from beteiligung.ideas.visibility import is_visible
from beteiligung.ideas.wording import folded

MOST = 3
WAITING = (State.RECEIVED.value, State.QUARANTINED.value)
LEAST = 0.4  # of threes of letters in common: from here on two texts are alike
TOPIC, PLACE = 0.08, 0.12  # what the same topic and the same place add
NORTH, EAST = 0.00135, 0.00213  # degrees: 150 m here
MUCH = 2  # as many words: what the same topic in the same place is worth
COMPARED = 250  # letter by letter: those that share most words
LONGEST = 600  # signs that are compared: who says more has said it by then
WORDS, BEGINNING, SHORTEST = 6, 4, 3  # only ideas with the beginning of one of the longest words


class About(NamedTuple):
    """What somebody is saying, and where."""

    text: str
    category_id: int | None = None
    place_id: int | None = None
    leave_out: int = 0  # id of the idea itself
    point: tuple[float, float] | None = None  # latitude, longitude, on the grid

    @classmethod
    def of(cls, idea: Idea) -> Self:
        """What an idea says."""
        north, east = idea.latitude, idea.longitude
        point = (north, east) if north is not None and east is not None else None
        return cls(idea.text, idea.category_id, idea.place_id, idea.id, point)


def similar(
    session: Session, board: Board, about: About, *, waiting_too: bool = False
) -> list[Idea]:
    """Up to three ideas that everybody sees on a board and that say much the same.

    For staff also those that wait for a look.
    Those share words; or, in whatever languages, they are about the same topic in the same place.
    """
    wanted, begun = threes(about.text), _beginnings(about.text)
    near = _near(about)
    waits = and_(Idea.state.in_(WAITING), Idea.kind == "real")
    there = or_(is_visible(), waits) if waiting_too else is_visible()
    shared = sum(
        (case((Idea.folded.contains(each, autoescape=True), 1), else_=0) for each in begun),
        start=case((and_(near, Idea.category_id == about.category_id), MUCH), else_=0),
    )
    rows = session.execute(
        select(Idea.id, Idea.folded, Idea.category_id, near)
        .where(Idea.board_id == board.id, Idea.id != about.leave_out, there)
        .where(shared > 0)
        .order_by(shared.desc(), Idea.id.desc())
        .limit(COMPARED)
    )
    rated = ((_rated(about, wanted, row[1], row[2], is_near=row[3]), row[0]) for row in rows)
    best = sorted((pair for pair in rated if pair[0] > 0), key=lambda pair: (-pair[0], pair[1]))
    ids = [number for _, number in best[:MOST]]
    found = {idea.id: idea for idea in session.scalars(select(Idea).where(Idea.id.in_(ids)))}
    return [found[number] for number in ids]


def threes(text: str) -> frozenset[str]:
    """Every three letters in a row of each word, in one form for each letter."""
    return _threes_in(_framed(folded(text[:LONGEST])))


def _beginnings(text: str) -> list[str]:
    words = sorted(set(folded(text[:LONGEST]).split()), key=lambda word: (-len(word), word))
    return [word[:BEGINNING] for word in words[:WORDS] if len(word) >= SHORTEST]


def _framed(text: str) -> str:
    return f" {' '.join(text[:LONGEST].split())} "


def _threes_in(framed: str) -> frozenset[str]:
    """The threes of each word; those that reach over a blank belong to none."""
    found = {framed[start : start + 3] for start in range(len(framed) - 2)}
    return frozenset(three for three in found if three[1] != " ")


def _rated(
    about: About, wanted: frozenset[str], text: str, category_id: int | None, *, is_near: bool
) -> float:
    """How much two ideas are alike: 0 where they are not."""
    same_topic = about.category_id is not None and about.category_id == category_id
    more = (TOPIC if same_topic else 0.0) + (PLACE if is_near else 0.0)
    is_alike = same_topic and is_near
    least = 0.0 if is_alike else LEAST - more
    # Its own words are one line, each translation another: in whatever language somebody writes.
    rated = max(_shared(wanted, line, least) for line in text.split("\n")) + more
    return rated if rated >= LEAST or is_alike else 0.0


def _shared(wanted: frozenset[str], text: str, least: float) -> float:
    """How much of the letters two texts share (the cosine of their sets); 0 if less than `least`.

    Most texts share too little whatever else they say, and that is quick to see: the other set is
    no smaller than what both share.
    """
    framed = _framed(text)
    shared = sum(three in framed for three in wanted)
    if not shared or math.sqrt(shared / len(wanted)) < least:
        return 0.0
    return shared / math.sqrt(len(wanted) * len(_threes_in(framed)))


def _near(about: About) -> ColumnElement[bool]:
    """In SQL: whether an idea is about the same named place, or a spot at most 150 m away."""
    near: list[ColumnElement[bool]] = [false()]
    if about.place_id is not None:
        near.append(and_(Idea.place_id.is_not(None), Idea.place_id == about.place_id))
    if about.point is not None:
        north, east = about.point
        near.append(
            and_(
                Idea.latitude.is_not(None),
                Idea.longitude.is_not(None),
                Idea.latitude.between(north - NORTH, north + NORTH),
                Idea.longitude.between(east - EAST, east + EAST),
            )
        )
    return or_(*near)

"""Ideas that say much the same: by threes of letters, topic and place, in every language alike."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from beteiligung.ideas.models import Board, Idea
from beteiligung.ideas.visibility import is_visible
from beteiligung.ideas.wording import folded

MOST = 3
LEAST = 0.4  # of threes of letters in common: from here on two texts are alike
TOPIC, PLACE = 0.08, 0.12  # what the same topic and the same place add
LONGEST = 600  # signs that are compared: who says more has said it by then
WORDS, BEGINNING, SHORTEST = 8, 4, 3  # only ideas with the beginning of one of the longest words


@dataclass(frozen=True, slots=True)
class About:
    """What somebody is saying."""

    text: str
    category_id: int | None = None
    place_id: int | None = None
    leave_out: int = 0  # id of the idea itself


def similar(session: Session, board: Board, about: About) -> list[Idea]:
    """Up to three ideas that everybody sees on a board and that say much the same."""
    wanted, begun = threes(about.text), _beginnings(about.text)
    if not begun:
        return []
    shares = or_(*(Idea.folded.contains(each, autoescape=True) for each in begun))
    rows = session.execute(
        select(Idea.id, Idea.folded, Idea.category_id, Idea.place_id).where(
            Idea.board_id == board.id, Idea.id != about.leave_out, is_visible(), shares
        )
    ).all()
    rated = ((_rated(wanted, row[1]) + _same(about, row[2], row[3]), row[0]) for row in rows)
    best = sorted(
        (pair for pair in rated if pair[0] >= LEAST), key=lambda pair: (-pair[0], pair[1])
    )
    ids = [number for _, number in best[:MOST]]
    found = {idea.id: idea for idea in session.scalars(select(Idea).where(Idea.id.in_(ids)))}
    return [found[number] for number in ids]


def threes(text: str) -> frozenset[str]:
    """Every three letters in a row of each word, in one form for each letter."""
    return frozenset(_of_words(folded(text[:LONGEST]).split()))


def _beginnings(text: str) -> list[str]:
    words = sorted(set(folded(text[:LONGEST]).split()), key=lambda word: (-len(word), word))
    return [word[:BEGINNING] for word in words[:WORDS] if len(word) >= SHORTEST]


def _of_words(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        framed = f" {word} "
        for start in range(len(framed) - 2):
            yield framed[start : start + 3]


def _rated(wanted: frozenset[str], text: str) -> float:
    """How much of the letters two texts share (the cosine of their sets)."""
    other = frozenset(_of_words(text[:LONGEST].split()))
    if not wanted or not other:
        return 0.0
    return len(wanted & other) / math.sqrt(len(wanted) * len(other))


def _same(about: About, category_id: int | None, place_id: int | None) -> float:
    topic = TOPIC if about.category_id and about.category_id == category_id else 0.0
    return topic + (PLACE if about.place_id and about.place_id == place_id else 0.0)

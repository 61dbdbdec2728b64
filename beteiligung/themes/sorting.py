"""What belongs to which field of action: as the team sorted it, else as its own words say."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.measures.models import Goal
from beteiligung.text import Translated
from beteiligung.themes.models import Sorted
from beteiligung.themes.standard import guessed, standard_fields


class Subject(NamedTuple):
    """Something that can be sorted: a question, one of its rows or answers, a category, a topic."""

    key: str  # "ideas/<board>/<category>", "talks/<topic>", "<survey>/<question>[.row|:answer]"
    words: Translated
    field: str  # of action, as its own words say
    within: str = ""  # key of the wider one whose field holds for it, unless it has its own
    of: Translated | None = None  # what it belongs to: the question, the board


def of_category(board: str, code: str, words: Translated, field: str, of: Translated) -> Subject:
    """A category of ideas; its board says where it belongs."""
    return Subject(f"ideas/{board}/{code}", words, field or guessed(_german(words)), of=of)


def of_topic(code: str, words: Translated, field: str) -> Subject:
    """A topic of talks; one that only this district has says by its words where it belongs."""
    return Subject(f"talks/{code}", words, field or guessed(_german(words)))


def of_answer(question: str, part: str, words: Translated, of: Translated) -> Subject:
    """A question, or one of its rows or answers: its own words say first what it is about."""
    field = guessed(_german(words), _german(of))
    return Subject(question + part, words, field, question if part else "", of)


def field_of(subject: Subject, by_hand: Mapping[str, str]) -> str:
    """The field of action that something belongs to; "" for none."""
    found = by_hand.get(subject.key)
    if found is None and subject.within:
        found = by_hand.get(subject.within)
    return subject.field if found is None else found


def by_hand(session: Session, district_id: int) -> dict[str, str]:
    """What the team of a district sorted itself: the field by key."""
    wanted = select(Sorted.key, Sorted.field).where(Sorted.district_id == district_id)
    return {row[0]: row[1] for row in session.execute(wanted)}


def known_fields(session: Session, more: Sequence[str] = ()) -> list[str]:
    """The fields of action that can be chosen: the usual ones, those of plans, and those in use."""
    of_plans = session.scalars(select(Goal.field).distinct().order_by(Goal.field))
    return [each for each in dict.fromkeys((*standard_fields(), *of_plans, *more)) if each]


def _german(words: Translated) -> str:
    return words.pick(["de"]).text

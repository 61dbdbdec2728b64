"""Idea boards and ideas that tests need to be there."""

import itertools
import uuid
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.ideas.giving import Given, fresh_secret, give_idea
from beteiligung.ideas.models import Board, Category, Idea, Phase, State, Status

CATEGORIES = (
    ("gruen", "tree", {"de": "Grün und Spielplätze", "ar": "الخضرة وملاعب الأطفال"}),
    ("sauberkeit", "trash", {"de": "Sauberkeit und Müll", "ar": "النظافة والقمامة"}),
)
STATUSES = (
    ("neu", {"de": "Neu", "ar": "جديد"}, "", False),
    ("pruefung", {"de": "In Prüfung", "ar": "قيد الدراسة"}, "act", False),
    ("umgesetzt", {"de": "Umgesetzt", "ar": "تم التنفيذ"}, "ok", True),
)
DAY = timedelta(days=1)
_count = itertools.count(1)


def a_board(
    session: Session,
    *districts: District,
    slug: str = "besser",
    published: bool = True,
    at: datetime,
    **settings: object,
) -> Board:
    """A board that began a day ago and takes ideas and support for two weeks."""
    board = Board(
        slug=slug,
        prefix="SO",
        title={"de": "Was soll hier besser werden?", "ar": "ما الذي يجب أن يتحسن هنا؟"},
        introduction={"de": "Jede Idee bekommt eine Antwort."},
        locales=["de", "ar"],
        published_at=at - DAY if published else None,
        created_at=at - DAY,
        changed_at=at - DAY,
        districts=list(districts),
        phases=[Phase(name={"de": "Ideen"}, begins_at=at - DAY, ends_at=at + 13 * DAY)],
        categories=[
            Category(code=code, icon=icon, label=label, position=n)
            for n, (code, icon, label) in enumerate(CATEGORIES)
        ],
        statuses=[
            Status(code=code, label=label, colour=colour, is_final=final, position=n)
            for n, (code, label, colour, final) in enumerate(STATUSES)
        ],
    )
    for name, value in settings.items():
        setattr(board, name, value)
    session.add(board)
    session.flush()
    return board


def an_idea(
    session: Session,
    board: Board,
    text: str = "Bänke am Spielplatz",
    *,
    state: State = State.PUBLISHED,
    at: datetime,
    **given: Any,
) -> Idea:
    """An idea on a board, in a state."""
    said: dict[str, Any] = {
        "language": "de",
        "key": str(uuid.UUID(int=next(_count))),
        "secret": fresh_secret(),
    }
    idea = give_idea(session, board, Given(text=text, **(said | given)), at=at)
    idea.state = state.value
    if state is State.PUBLISHED:
        idea.published_at = at
    session.flush()
    return idea

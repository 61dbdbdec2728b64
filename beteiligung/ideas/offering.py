"""Ideas as other rooms show them: those that everybody can read, by number or by words."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.ideas.life import Standing, standing
from beteiligung.ideas.models import Idea, board_district
from beteiligung.ideas.showing import shown
from beteiligung.ideas.visibility import is_visible
from beteiligung.ideas.wording import shortened, terms
from beteiligung.locales import BY_ID
from beteiligung.web.moment import moment
from beteiligung.web.seams import ShownIdea

MOST = 50  # in one list


def shown_ideas(session: Session, references: Sequence[str]) -> list[ShownIdea]:
    """Those of these ideas that everybody can read."""
    wanted = select(Idea).where(Idea.reference.in_(references), is_visible())
    return [_shown(idea) for idea in session.scalars(wanted.order_by(Idea.reference))]


def offered_ideas(session: Session, asker: Asker, words: str) -> list[ShownIdea]:
    """Ideas of a manager's boards that everybody can read, the most supported first."""
    wanted = select(Idea).where(is_visible())
    allowed = asker.districts(Role.MANAGER)
    if allowed is not None:
        mine = select(board_district.c.board_id).where(board_district.c.district_id.in_(allowed))
        wanted = wanted.where(Idea.board_id.in_(mine))
    for term in terms(words):
        of_it = Idea.folded.contains(term, autoescape=True)
        wanted = wanted.where(of_it | (Idea.reference == words.strip().upper()))
    wanted = wanted.order_by(Idea.supporters.desc(), Idea.id.desc()).limit(MOST)
    return [_shown(idea) for idea in session.scalars(wanted)]


def _shown(idea: Idea) -> ShownIdea:
    return offered(idea, standing(idea.board, moment()))


def offered(idea: Idea, now: Standing) -> ShownIdea:
    """An idea as other rooms show it, with what it means if somebody has translated it."""
    found, status = shown(idea, now), idea.status
    meaning = found.translation
    return ShownIdea(
        reference=idea.reference,
        words=found.title,
        html_lang=found.html_lang,
        supporters=found.supporters,
        href=url_for("ideas.idea", reference=idea.reference),
        meaning=shortened(meaning.text) if meaning else "",
        meaning_lang=BY_ID[meaning.language].html_lang if meaning else "",
        origin=found.origin,
        stands=status.named if status is not None and status.is_final else None,
    )

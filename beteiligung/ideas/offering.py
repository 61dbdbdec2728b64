"""Ideas as other rooms show them: those that everybody can read, by number or by words."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.access import Asker, Role
from beteiligung.ideas.fate import Holding, holdings
from beteiligung.ideas.life import Standing, standing
from beteiligung.ideas.models import Idea, board_district
from beteiligung.ideas.showing import shown
from beteiligung.ideas.visibility import is_visible
from beteiligung.ideas.wording import shortened, terms
from beteiligung.locales import BY_ID
from beteiligung.text import Translated
from beteiligung.web.moment import moment
from beteiligung.web.seams import ShownIdea

MOST = 50  # in one list
MEANING = 160  # signs of what an idea means: words of staff run longer than those of residents


def shown_ideas(session: Session, references: Sequence[str]) -> list[ShownIdea]:
    """Those of these ideas that everybody can read."""
    wanted = select(Idea).where(Idea.reference.in_(references), is_visible())
    return _shown(session, list(session.scalars(wanted.order_by(Idea.reference))))


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
    return _shown(session, list(session.scalars(wanted)))


def _shown(session: Session, ideas: Sequence[Idea]) -> list[ShownIdea]:
    held, at = holdings(session, ideas), moment()
    return [offered(idea, standing(idea.board, at), held[idea.reference]) for idea in ideas]


def offered(idea: Idea, now: Standing, held: Holding) -> ShownIdea:
    """An idea as other rooms show it: what holds of it, and what it means, if that is known."""
    found, status = shown(idea, now, holding=held), idea.status
    stands = Translated({i18n.current().id: i18n.gettext(held.word)}) if held.word else None
    if held.by_status and status is not None and status.is_final:
        stands = status.named
    meaning = found.translation
    return ShownIdea(
        reference=idea.reference,
        words=shortened(idea.text) or found.title,
        html_lang=found.html_lang if idea.text else found.title_lang,
        supporters=found.supporters,
        href=url_for("ideas.idea", reference=idea.reference),
        meaning=shortened(meaning.text, MEANING) if meaning else "",
        meaning_lang=BY_ID[meaning.language].html_lang if meaning else "",
        origin=found.origin,
        stands=stands,
    )

"""What the demonstration's staff made of free texts: themes, and translations by hand."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.dashboards import coding, moderation, written
from beteiligung.dashboards.themes import fewest
from beteiligung.demo.content import themes
from beteiligung.surveys.models import Survey


def fill_themes(session: Session, survey: Survey, asker: Asker, *, at: datetime) -> None:
    """Sort some of the texts of a survey into themes; names in texts are left to be found."""
    found = themes()
    spot = next(spot for spot in written.spots(survey) if spot.name == found["question"])
    texts = written.texts(session, survey, spot.name, None)
    for text in texts:
        if meaning := found["meanings"].get(text.words):
            note = moderation.note_for(text.response_id, spot.name)
            moderation.translate_text(session, survey, note, meaning, asker=asker, at=at)
    for entry in found["themes"]:
        chosen = [text for text in texts if text.words in entry["texts"]]
        theme = coding.make_theme(
            session, survey, spot.name, entry["name"]["de"], asker=asker, at=at
        )
        coding.word_theme(
            session,
            survey,
            theme,
            name=entry["name"],
            summary=entry["summary"],
            asker=asker,
            at=at,
        )
        coding.mark_texts(session, survey, theme, spot, chosen, asker=asker, at=at)
        offered: dict[str, Any] = {"public": entry["public"], "people": len(chosen)}
        coding.offer_theme(
            session, survey, theme, **offered, fewest=fewest(spot.asked), asker=asker, at=at
        )

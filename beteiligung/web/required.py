"""What must stand on the website before anybody may be asked anything."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.config import Settings
from beteiligung.errors import Refusal
from beteiligung.text import N_
from beteiligung.web.models import SiteText

TEXTS = {
    "imprint": N_("The imprint is missing."),
    "controller": N_("The text about who is responsible for the data is missing."),
    "operator": N_("The text about who runs this website is missing."),
}
ADDRESS = N_("The website has no public address that begins with https.")


class DutiesOpen(Refusal):
    """In production nobody is asked before the website says who asks."""

    default = N_("Before a survey can be published, an administrator must complete the website.")


def open_duties(session: Session, settings: Settings) -> list[str]:
    """What is still missing for a survey to be published here; nothing outside production."""
    if not settings.production:
        return []
    rows = session.execute(select(SiteText.key, SiteText.texts))
    written = {key for key, texts in rows if any(text.strip() for text in texts.values())}
    missing = [sentence for key, sentence in TEXTS.items() if key not in written]
    return missing if settings.public_url.startswith("https://") else [*missing, ADDRESS]


def require_duties(session: Session, settings: Settings) -> None:
    """Refuse with `DutiesOpen` while anything is missing."""
    if open_duties(session, settings):
        raise DutiesOpen

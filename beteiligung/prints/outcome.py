"""The newest results of a survey, as far as a poster tells what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.errors import Refusal
from beteiligung.releases import conclusions
from beteiligung.releases.queries import latest
from beteiligung.releases.released import read
from beteiligung.surveys.models import Survey
from beteiligung.text import N_


class NoResults(Refusal):
    """Nothing came of it yet that could be printed."""

    default = N_(
        "There are no results yet, or no conclusion in these languages. Publish them first."
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The newest results of a survey, as far as the poster tells them."""

    number: int
    published_at: datetime
    conclusion: Mapping[str, str]  # by locale, with its figures


def outcome_of(session: Session, survey: Survey) -> Outcome | None:
    """What everybody may know of a survey's results; none before the first."""
    release = latest(session, survey)
    if release is None or release.published_at is None:
        return None
    released = read(release.document)
    words = {
        locale: conclusions.plain(str(text), released, locale)
        for locale, text in release.conclusion.items()
        if text
    }
    return Outcome(release.number, release.published_at, words)

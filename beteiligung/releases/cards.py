"""Released results as cards on the pages of others: what was heard in a district."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.releases import queries
from beteiligung.releases.models import Release
from beteiligung.text import N_
from beteiligung.web.seams import Panel


def panels(session: Session, district_id: int, at: datetime) -> list[Panel]:
    """The newest results of the surveys of a district, those that came last in front."""
    del at  # what is out stays out
    return [_panel(release) for release in queries.newest_in(session, district_id)]


def results_page(session: Session, slug: str) -> str:
    """Where the results of a survey are read; empty where there are none (any more)."""
    return url_for("releases.results", slug=slug) if queries.has_results(session, slug) else ""


def _panel(release: Release) -> Panel:
    survey = release.survey
    return Panel(
        kind=N_("Results"),
        title=i18n.phrase(survey.named),
        line=gettext(
            "Results of %(day)s", day=i18n.day(release.published_at or release.computed_at)
        ),
        href=url_for("releases.results", slug=survey.slug),
        stage="heard",
    )

"""Surveys as cards on the pages of others: what is open, what will be shown when."""

from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.surveys import queries
from beteiligung.surveys.models import State, Survey
from beteiligung.text import N_
from beteiligung.web.seams import Panel


def panels(session: Session, district_id: int, at: datetime) -> list[Panel]:
    """The surveys of a district that run, then those whose results are awaited."""
    running = [
        Panel(
            kind=N_("Survey"),
            title=i18n.phrase(survey.named),
            line=gettext("open until %(day)s", day=i18n.day(survey.closes_at))
            if survey.closes_at
            else "",
            href=url_for("surveys.answer", slug=survey.slug),
        )
        for survey in queries.surveys_in(session, district_id, at, State.OPEN)
    ]
    awaited = [
        Panel(
            kind=N_("Results"),
            title=i18n.phrase(survey.named),
            line=_promise(survey, at),
            href=url_for("releases.results", slug=survey.slug),
            stage="heard",
        )
        for survey in queries.surveys_in(session, district_id, at, State.CLOSED)
    ]
    return running + awaited


def _promise(survey: Survey, at: datetime) -> str:
    if survey.results_on is None or survey.results_on < at.date():
        return gettext("There are no results yet.")
    return gettext("results from %(day)s on", day=i18n.day(survey.results_on))

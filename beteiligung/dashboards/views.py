"""Residents' pages of results: what will be shown here, when, and how it is made safe."""

from typing import cast

from flask import Blueprint, current_app, render_template

from beteiligung import clock
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.surveys.models import State
from beteiligung.surveys.queries import survey_at
from beteiligung.web.moment import moment

blueprint = Blueprint("dashboards", __name__)


@blueprint.get("/<lang:lang>/ergebnisse/<slug>")
@public
def results(slug: str) -> str:
    """A survey's results: that they will come, on which day, and honestly if they are late."""
    survey = survey_at(session(), slug)
    at = moment()
    if survey is None or survey.state(at) is State.DRAFT:
        raise NotFound
    timezone = cast("Settings", current_app.extensions["settings"]).timezone
    today = clock.local_date(at, timezone)
    return render_template(
        "dashboards/awaited.html",
        survey=survey,
        running=survey.state(at) is State.OPEN,
        ended=survey.state(at) is State.CLOSED,
        late=survey.results_on is not None and survey.results_on < today,
    )

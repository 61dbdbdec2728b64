"""The page of a survey that takes no answers now: not begun, paused, full, or ended."""

from datetime import datetime

from flask import render_template, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.surveys.models import State
from beteiligung.surveys.ready import Running
from beteiligung.surveys.rendering import links_of
from beteiligung.text import N_

FULL = (
    N_("Enough people have answered"),
    N_("All places are taken. Thank you for wanting to take part."),
    410,
)
NOT_KEPT = N_("All places for answers like yours are taken, so yours are not stored. Thank you!")
WAITING = {
    State.CLOSED: (N_("This survey has ended"), N_("Thank you to all who took part."), 410),
    State.PAUSED: (
        N_("This survey is paused"),
        N_("It will go on soon. Answers on your device are not lost."),
        503,
    ),
    State.SCHEDULED: (N_("This survey has not begun yet"), N_("Please come back later."), 404),
    State.DRAFT: (N_("This survey has not begun yet"), N_("Please come back later."), 404),
    State.OPEN: FULL,
}


def not_open(running: Running, at: datetime, *, refused: bool = False) -> Response:
    """Why nobody can answer now, and what comes when; ``refused``: answers came and are not kept.

    Scripts read the sentence and the way to the results out of this page.
    """
    state = running.state(at)
    heading, sentence, status = WAITING[state]
    if refused and not running.full:
        sentence = NOT_KEPT
    results = i18n.day(running.results_on) if running.results_on else ""
    promise = gettext("The results are shown here from %(day)s on.", day=results)
    over, early = state in {State.CLOSED, State.OPEN}, state is State.SCHEDULED
    slug = running.questionnaire.slug
    html = render_template(
        "surveys/ended.html",
        survey=running.questionnaire,
        about=running.districts,
        heading=gettext(heading),
        sentence=f"{gettext(sentence)} {promise if over else ''}",
        begins=gettext("Begins on %(day)s", day=i18n.day(running.opens_at)) if early else None,
        results_href=url_for("releases.results", slug=slug) if over else None,
        links=links_of(running, "surveys.answer"),
    )
    return Response(html, status, {"Content-Type": "text/html; charset=utf-8"})

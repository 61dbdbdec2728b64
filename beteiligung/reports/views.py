"""Residents' pages of what was promised: whether a district kept its word; its dates."""

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.districts.queries import district_by_slug
from beteiligung.i18n import gettext
from beteiligung.ideas.queries import boards_in
from beteiligung.measures.path import WORDS, Status
from beteiligung.reports.became import became
from beteiligung.reports.calendar_file import calendar
from beteiligung.reports.dates import dates_of
from beteiligung.reports.kept import MOST_LISTED, kept
from beteiligung.web.hosts import base
from beteiligung.web.moment import moment
from beteiligung.web.seams import ShownIdea, seams

blueprint = Blueprint("word", __name__)

FEWEST = 20  # cases from which per cent are said


@blueprint.get("/<lang:lang>/wort-gehalten/<district>")
@public
def kept_word(district: str) -> str:
    """What a district promised and whether it kept its word, counted by itself."""
    found = district_by_slug(session(), district)
    told = kept(session(), found.id, moment(), _settings().timezone)
    return render_template(
        "reports/kept.html",
        district=found,
        about=(found.id,),
        kept=told,
        became=became(session(), found.id, told.answered.all_of_them, told.spoken),
        share=share,
        waiting=seams().shown_ideas(session(), told.waiting),
        impossible=_by_number(
            session(), [each.reference for each in told.impossible[:MOST_LISTED]]
        ),
        boards=boards_in(session(), found.id),
        words=WORDS,
        statuses=Status,
        today=moment(),
    )


@blueprint.get("/daten/termine/<lang:lang>/<district>.ics")
@public
def dates(district: str) -> Response:
    """The dates of a district for calendars, in one language."""
    found = district_by_slug(session(), district)
    name = i18n.phrase(found.area.named).text
    made = calendar(
        f"{_settings().name}: {name}",
        dates_of(session(), found.id, moment(), _settings().timezone),
        host=urlsplit(base()).hostname or "localhost",
        address=lambda path: base() + path,
    )
    headers = {"Cache-Control": "no-cache"}
    return Response(made, 200, headers, content_type="text/calendar; charset=utf-8")


def share(part: int, whole: int) -> str:
    """So many of so many; with per cent only where there are enough of them."""
    said = gettext("%(part)s of %(all)s", part=i18n.number(part), all=i18n.number(whole))
    return f"{said} ({i18n.percent(part / whole)})" if whole >= FEWEST else said


def _by_number(session: Session, references: Sequence[str]) -> Mapping[str, ShownIdea]:
    found = seams().shown_ideas(session, references) if references else []
    return {idea.reference: idea for idea in found}


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])

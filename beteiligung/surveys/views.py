"""Residents' pages of surveys: read why, answer, be thanked (sending is in views_sending.py)."""

from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext
from beteiligung.surveys import queries
from beteiligung.surveys.handout import HERE, LONGEST_CODE, Handout, Ready
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.ready import SLOT, Running, Shelf
from beteiligung.surveys.rendering import links_of, rendered
from beteiligung.surveys.share_picture import share_picture
from beteiligung.surveys.thanking import thanks_page
from beteiligung.web.hosts import outside
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment

blueprint = Blueprint("surveys", __name__)

MOST_A_MINUTE = 60  # pictures for one network: each may have to be drawn
HEADERS = {"Content-Type": "text/html; charset=utf-8"}


def shelf() -> Shelf:
    """The running application's published surveys."""
    return cast("Shelf", current_app.extensions["shelf"])


def handout() -> Handout:
    """The running application's pages that are ready."""
    return cast("Handout", current_app.extensions["handout"])


@blueprint.get("/<lang:lang>/umfrage/<slug>")
@public
def answer(slug: str) -> Response:
    """The survey: who asks and why, then the questions, in one document."""
    running = known(slug)
    if not running.takes_answers(moment()):
        return not_open(running, moment())
    stamp = handout().stamp()
    page = running.page(i18n.current().id, stamp, lambda: rendered(running, running.form(), SLOT))
    body, headers = handout().first(Ready(page, running, stamp, _check()), request.environ)
    return Response(body, 200, headers)


def _check() -> str:
    """The line that says the check word of whoever came by a code, with a gap for the word."""
    return render_template("qrcodes/check_word.html", word=HERE)


@blueprint.get("/<lang:lang>/umfrage/<slug>/danke")
@public
def thanks(slug: str) -> str:
    """It arrived; when results come; what is going on meanwhile."""
    return thanks_page(known(slug), proper_code(request.args.get("c", "")))


@blueprint.get("/<lang:lang>/umfrage/<slug>/datenschutz")
@public
def notice(slug: str) -> str:
    """The privacy notice of this one survey, in the version that answers refer to."""
    running = known(slug)
    versions = dict(queries.notices(session(), running.id))
    wanted = request.args.get("fassung", running.notice_version, type=int)
    shown = shelf().earlier(running, str(versions.get(wanted, running.number)))
    return render_template(
        "surveys/notice.html",
        survey=shown.questionnaire,
        number=shown.notice_version,
        controller=i18n.phrase(site_texts().get("controller")),
        links=links_of(running, "surveys.notice"),
        earlier=[
            (number, url_for("surveys.notice", slug=slug, fassung=number))
            for number in versions
            if number != shown.notice_version
        ],
    )


@blueprint.get("/<lang:lang>/umfrage/<slug>/bild.png")
@public
def picture(slug: str) -> Response:
    """What messengers show beside a link to the survey."""
    running = known(slug)
    gate().take("prints", request.remote_addr or "", MOST_A_MINUTE)
    title = i18n.phrase(running.questionnaire.title).text
    drawn = share_picture(title, current_app.extensions["settings"].name)
    return Response(drawn, 200, {"Content-Type": "image/png", "Cache-Control": "max-age=86400"})


@blueprint.get("/<lang:lang>/umfrage/<slug>/termin.ics")
@public
def reminder(slug: str) -> Response:
    """The results date as a calendar entry."""
    running = known(slug)
    if running.results_on is None:
        raise NotFound
    title = i18n.phrase(running.questionnaire.title).text
    where = outside("releases.results", slug=slug)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Beteiligung//DE",
        "BEGIN:VEVENT",
        f"UID:{slug}@{urlsplit(where).hostname}",
        f"DTSTAMP:{moment():%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{running.results_on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{running.results_on + timedelta(days=1):%Y%m%d}",
        "SUMMARY:" + _calendar(gettext("Results: %(survey)s", survey=title)),
        "URL:" + where,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return Response("\r\n".join(lines), 200, {"Content-Type": "text/calendar; charset=utf-8"})


def known(slug: str) -> Running:
    """The published survey of this name."""
    running = shelf().get(slug)
    if running is None:
        raise NotFound
    return running


def proper_code(raw: str) -> str:
    """A printed code as an address or a form brings it, or nothing."""
    code = raw.strip().upper()
    return code if len(code) <= LONGEST_CODE and code.isascii() and code.isalnum() else ""


def _calendar(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")

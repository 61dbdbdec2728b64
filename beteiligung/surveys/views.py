"""Residents' pages of surveys: read why, answer, be thanked."""

from dataclasses import replace
from datetime import timedelta
from typing import cast
from uuid import uuid4

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import clock, i18n
from beteiligung.access import public
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.errors import Malformed, NotFound
from beteiligung.i18n import gettext
from beteiligung.surveys import brought, queries
from beteiligung.surveys.forms import proper_key
from beteiligung.surveys.handout import LONGEST_CODE, Handout, Ready, hidden_fields
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.photos import LARGEST_FILE, taken_in
from beteiligung.surveys.places import SurveyFull
from beteiligung.surveys.questionnaire import Checked, check_answers, collected
from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.ready import SLOT, Running, Shelf
from beteiligung.surveys.recording import Submission, SurveyClosed, SurveyPaused
from beteiligung.surveys.rendering import links_of, rendered
from beteiligung.surveys.voice import voice_of
from beteiligung.text import N_, Translated
from beteiligung.web.layout import site_texts
from beteiligung.web.ledger import ledger
from beteiligung.web.limits import limits
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams

blueprint = Blueprint("surveys", __name__)

HTML = "text/html; charset=utf-8"
PHOTOS_AT_ONCE = 3


def shelf() -> Shelf:
    """The running application's published surveys."""
    return cast("Shelf", current_app.extensions["shelf"])


def keeping() -> Keeping:
    """The running application's answers that are to be kept."""
    return cast("Keeping", current_app.extensions["keeping"])


def handout() -> Handout:
    """The running application's pages that are ready."""
    return cast("Handout", current_app.extensions["handout"])


@blueprint.get("/<lang:lang>/umfrage/<slug>")
@public
def answer(slug: str) -> Response:
    """The survey: who asks and why, then the questions, in one document."""
    running = _known(slug)
    if not running.takes_answers(moment()):
        return not_open(running, moment())
    stamp = site_texts().stamp
    page = running.page(i18n.current().id, stamp, lambda: rendered(running, running.form(), SLOT))
    body, headers = handout().first(Ready(page, running, stamp), request.environ)
    return Response(body, 200, headers)


@blueprint.post("/<lang:lang>/umfrage/<slug>")
@public
def send(slug: str) -> Response | tuple[str, int]:
    """Take somebody's answers: thanks after the commit, or the same page with what to mend."""
    limits().take("answers", request.remote_addr or "", _per_minute())
    running = _answered(slug)
    asked = running.questionnaire
    posted, photos = taken_in(asked, request.form, request.files)
    code = _code(posted.get("c", "") or request.args.get("c", ""))
    key = proper_key(posted.get("key", ""))
    if "language" in posted:
        slot = hidden_fields(key or str(uuid4()), code, _brought(running, posted))
        html = rendered(running, running.form(posted), slot)
        return Response(html, 200, {"Content-Type": HTML})
    if key is None:
        raise Malformed(N_("The form was not complete. Please open the survey again."))
    today = clock.local_date(moment(), _settings().timezone)
    given = collected(asked, posted)
    checked = check_answers(asked, given, today=today, partial="stop" in posted)
    if checked.problems:
        form = running.form(posted)
        form.tell(checked.problems)
        slot = hidden_fields(key, code, _brought(running, posted))
        return rendered(running, form, slot), 422
    status = "partial" if "stop" in posted else "complete"
    try:
        submission = _submission(running, checked, key=key, code=code, status=status)
        is_new = keeping().keep(replace(submission, photos=photos), at=moment())
    except (SurveyClosed, SurveyPaused):
        shelf().forget()
        return not_open(_known(slug), moment())
    except SurveyFull:
        return not_open(running, moment(), refused=True)
    if is_new:
        minute = moment().replace(second=0, microsecond=0)
        ledger().note("arrival", (running.id, submission.code or "", minute))
    return redirect(url_for("surveys.thanks", slug=slug, c=code or None), 303)


@blueprint.get("/<lang:lang>/umfrage/<slug>/danke")
@public
def thanks(slug: str) -> str:
    """It arrived; when results come; what is going on meanwhile."""
    running = _known(slug)
    origin = queries.origin_of(session(), _code(request.args.get("c", "")))
    district = (
        origin[0] if origin else running.districts[0] if len(running.districts) == 1 else None
    )
    panels = [
        panel
        for gather in seams().panels
        for panel in (gather(session(), district, moment()) if district else ())
        if f"/umfrage/{slug}" not in panel.href
    ]
    return render_template(
        "surveys/thanks.html",
        survey=running.questionnaire,
        voice=voice_of(session(), running.questionnaire, i18n.current().id),
        results=i18n.day(running.results_on) if running.results_on else "",
        panels=panels,
        place=_place(district),
        links=links_of(running, "surveys.thanks"),
    )


@blueprint.get("/<lang:lang>/umfrage/<slug>/datenschutz")
@public
def notice(slug: str) -> str:
    """The privacy notice of this one survey, in the version that answers refer to."""
    running = _known(slug)
    return render_template(
        "surveys/notice.html",
        survey=running.questionnaire,
        number=running.notice_version,
        controller=i18n.phrase(site_texts().get("controller")),
        links=links_of(running, "surveys.notice"),
    )


@blueprint.get("/<lang:lang>/umfrage/<slug>/termin.ics")
@public
def reminder(slug: str) -> Response:
    """The results date as a calendar entry."""
    running = _known(slug)
    if running.results_on is None:
        raise NotFound
    title = i18n.phrase(running.questionnaire.title).text
    where = url_for("dashboards.results", slug=slug, _external=True)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Beteiligung//DE",
        "BEGIN:VEVENT",
        f"UID:{slug}@{request.host}",
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


def _brought(running: Running, posted: Posted) -> str:
    return brought.fields(running.questionnaire, brought.from_form(running.questionnaire, posted))


def _answered(slug: str) -> Running:
    """The survey in the version that was answered: a page may be older than the newest one."""
    running = _known(slug)
    if "photo" in running.questionnaire.kinds:
        request.max_content_length = LARGEST_FILE * PHOTOS_AT_ONCE
    return shelf().earlier(running, request.form.get("version", ""))


def _known(slug: str) -> Running:
    running = shelf().get(slug)
    if running is None:
        raise NotFound
    return running


def _code(raw: str) -> str:
    code = raw.strip().upper()
    return code if len(code) <= LONGEST_CODE and code.isascii() and code.isalnum() else ""


def _submission(
    running: Running, checked: Checked, *, key: str, code: str, status: str
) -> Submission:
    district, channel, code = _origin(running, code)
    return Submission(
        survey_id=running.id,
        version_id=running.version_id,
        notice_version=running.notice_version,
        answers=checked.answers,
        contact=checked.contact,
        key=key,
        language=i18n.current().id,
        channel=channel,
        code=code or None,
        district_id=district,
        status=status,
    )


def _origin(running: Running, code: str) -> tuple[int | None, Channel, str]:
    """The district an answer belongs to, how it came, and its code if that was ever issued."""
    only = running.districts[0] if len(running.districts) == 1 else None
    known = shelf().origin(code) if code else None
    if known is None:
        return only, Channel.WEB, ""
    district = known[0] if known[0] in running.districts else None
    return district, Channel.WEB if known[1] == "web" else Channel.QR, code


def _place(district_id: int | None) -> str:
    return "" if district_id is None else _phrase(queries.place_phrase(session(), district_id))


def _phrase(text: Translated) -> str:
    return i18n.phrase(text).text


def _calendar(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def _per_minute() -> int:
    return _settings().answers_per_minute

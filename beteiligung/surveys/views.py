"""Residents' pages of surveys: read why, answer, be thanked."""

from dataclasses import replace
from datetime import timedelta
from typing import cast
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import clock, i18n
from beteiligung.access import public
from beteiligung.accounts.tokens import digest
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.errors import Malformed, NotFound
from beteiligung.i18n import gettext
from beteiligung.media import pictures
from beteiligung.surveys import brought, queries
from beteiligung.surveys.codes import code_of, grouped
from beteiligung.surveys.forms import proper_key
from beteiligung.surveys.handout import LONGEST_CODE, Handout, Ready, hidden_fields
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.photos import taken_in
from beteiligung.surveys.places import SurveyFull
from beteiligung.surveys.questionnaire import Checked, check_answers, collected
from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.questions.question import Entries
from beteiligung.surveys.ready import SLOT, Running, Shelf
from beteiligung.surveys.receipts import save_answers
from beteiligung.surveys.recording import Submission, SurveyClosed, SurveyPaused
from beteiligung.surveys.rendering import links_of, rendered
from beteiligung.surveys.thanking import thanks_page
from beteiligung.text import N_
from beteiligung.web.hosts import outside
from beteiligung.web.layout import site_texts
from beteiligung.web.ledger import ledger
from beteiligung.web.limits import limits
from beteiligung.web.moment import moment

blueprint = Blueprint("surveys", __name__)

HEADERS = {"Content-Type": "text/html; charset=utf-8"}
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
    running = known(slug)
    if not running.takes_answers(moment()):
        return not_open(running, moment())
    stamp = handout().stamp()
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
        return Response(html, 200, HEADERS)
    if key is None:
        raise Malformed(N_("The form was not complete. Please open the survey again."))
    today = clock.local_date(moment(), _settings().timezone)
    given = collected(asked, posted)
    if "save-here" in posted and asked.gives_receipts:
        return _put_by(running, given | brought.from_form(asked, posted), key=key, code=code)
    checked = check_answers(asked, given, today=today, partial="stop" in posted)
    if checked.problems:
        form = running.form(posted)
        form.tell(checked.problems)
        slot = hidden_fields(key, code, _brought(running, posted))
        return rendered(running, form, slot), 422
    status = "partial" if "stop" in posted else "complete"
    submission = _submission(running, checked, key=key, code=code, status=status)
    if (refused := _keep(running, replace(submission, photos=photos))) is not None:
        return refused
    if asked.gives_receipts:
        # Said in this very answer: an address that carried the code would stand in logs.
        return Response(thanks_page(running, code, receipt=_secret_code(key)), 200, HEADERS)
    return redirect(url_for("surveys.thanks", slug=slug, c=code or None), 303)


@blueprint.get("/<lang:lang>/umfrage/<slug>/danke")
@public
def thanks(slug: str) -> str:
    """It arrived; when results come; what is going on meanwhile."""
    return thanks_page(known(slug), _code(request.args.get("c", "")))


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


def _brought(running: Running, posted: Posted) -> str:
    return brought.fields(running.questionnaire, brought.from_form(running.questionnaire, posted))


def _answered(slug: str) -> Running:
    """The survey in the version that was answered: a page may be older than the newest one."""
    running = known(slug)
    if "photo" in running.questionnaire.kinds:
        request.max_content_length = pictures.LARGEST * PHOTOS_AT_ONCE
    return shelf().earlier(running, request.form.get("version", ""))


def known(slug: str) -> Running:
    """The published survey of this name."""
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
        receipt=digest(_secret_code(key)) if running.questionnaire.gives_receipts else None,
    )


def _origin(running: Running, code: str) -> tuple[int | None, Channel, str]:
    """The district an answer belongs to, how it came, and its code if that was ever issued."""
    only = running.districts[0] if len(running.districts) == 1 else None
    known = shelf().origin(code) if code else None
    if known is None:
        return only, Channel.WEB, ""
    district = known[0] if known[0] in running.districts else None
    return district, Channel.WEB if known[1] == "web" else Channel.QR, code


def _keep(running: Running, submission: Submission) -> Response | None:
    """Keep an answer durably; else the page that says why it is not kept."""
    try:
        is_new = keeping().keep(submission, at=moment())
    except (SurveyClosed, SurveyPaused):
        shelf().forget()
        return not_open(known(running.questionnaire.slug), moment())
    except SurveyFull:
        return not_open(running, moment(), refused=True)
    if is_new:
        minute = moment().replace(second=0, microsecond=0)
        ledger().note("arrival", (running.id, submission.code or "", minute))
        if submission.contact:
            ledger().note("contact", running.id)
    return None


def _put_by(running: Running, given: Entries, *, key: str, code: str) -> Response:
    """Keep what was answered so far on the server, and say the code to go on with: this once."""
    apart = {
        question.id
        for question in running.questionnaire.asking
        if question.identifying or question.kind == "photo"  # a photo is kept with an answer only
    }
    save_answers(
        session(),
        code=_secret_code(key),
        survey_id=running.id,
        version_id=running.version_id,
        key=key,
        language=i18n.current().id,
        origin=code or None,
        answers={
            name: said for name, said in given.items() if name.partition("__")[0] not in apart
        },
        at=moment(),
    )
    html = render_template(
        "surveys/saved.html", survey=running.questionnaire, code=grouped(_secret_code(key))
    )
    return Response(html, 200, HEADERS)


def _secret_code(key: str) -> str:
    return code_of(str(current_app.config["SECRET_KEY"]), key)


def _calendar(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def _per_minute() -> int:
    return _settings().answers_per_minute

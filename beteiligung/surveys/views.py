"""Residents' pages of surveys: read why, answer, be thanked."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import clock, i18n
from beteiligung.abuse.gate import gate
from beteiligung.abuse.marks import Mark
from beteiligung.access import public
from beteiligung.accounts.tokens import digest
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.errors import Malformed, NotFound
from beteiligung.i18n import gettext
from beteiligung.media import pictures
from beteiligung.surveys import brought, intake
from beteiligung.surveys.codes import code_of, grouped
from beteiligung.surveys.forms import proper_key
from beteiligung.surveys.handout import LONGEST_CODE, Handout, Ready
from beteiligung.surveys.intake import Sent, slot_again
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.photos import taken_in
from beteiligung.surveys.places import SurveyFull
from beteiligung.surveys.questionnaire import Checked, check_answers, collected
from beteiligung.surveys.questions.question import Entries
from beteiligung.surveys.ready import SLOT, Running, Shelf
from beteiligung.surveys.receipts import save_answers
from beteiligung.surveys.recording import Submission, SurveyClosed, SurveyPaused
from beteiligung.surveys.rendering import links_of, rendered
from beteiligung.surveys.thanking import thanks_page
from beteiligung.text import N_
from beteiligung.web.layout import site_texts
from beteiligung.web.ledger import ledger
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
    stamp = site_texts().stamp
    page = running.page(i18n.current().id, stamp, lambda: rendered(running, running.form(), SLOT))
    body, headers = handout().first(Ready(page, running, stamp), request.environ)
    return Response(body, 200, headers)


@blueprint.post("/<lang:lang>/umfrage/<slug>")
@public
def send(slug: str) -> Response | tuple[str, int]:
    """Take somebody's answers: thanks after the commit, or the same page with what to mend."""
    running = known(slug)
    pace = gate().arrive(running.id, request.remote_addr or "", _settings().answers_per_minute)
    running = _answered(running)
    asked = running.questionnaire
    posted, photos = taken_in(asked, request.form, request.files)
    code = _code(posted.get("c", "") or request.args.get("c", ""))
    key = proper_key(posted.get("key", ""))
    if "language" in posted:
        html = rendered(running, running.form(posted), _slot(running, posted, key, code))
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
        return rendered(running, form, _slot(running, posted, key, code)), 422
    status = "partial" if "stop" in posted else "complete"
    submission = _submission(running, checked, key=key, code=code, status=status)
    marks = submission.marks | intake.odd(
        posted,
        key,
        secret=_secret(),
        answered=len(checked.answers),
        crowded=pace.crowded,
        at=moment(),
    )
    if (refused := _keep(running, replace(submission, photos=photos, marks=marks))) is not None:
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
    running = known(slug)
    if running.results_on is None:
        raise NotFound
    title = i18n.phrase(running.questionnaire.title).text
    where = url_for("releases.results", slug=slug, _external=True)
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


def _slot(running: Running, posted: Sent, key: str | None, code: str) -> str:
    return slot_again(running, posted, key=key, code=code, secret=_secret(), at=moment())


def _answered(running: Running) -> Running:
    """The survey in the version that was answered: a page may be older than the newest one."""
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
    way = intake.way(running, code, shelf().origin(code) if code else None)
    return Submission(
        survey_id=running.id,
        version_id=running.version_id,
        notice_version=running.notice_version,
        answers=checked.answers,
        contact=checked.contact,
        key=key,
        language=i18n.current().id,
        channel=way.channel,
        code=way.code or None,
        district_id=way.district,
        status=status,
        marks=Mark.CLOSED if way.closed else 0,
        receipt=digest(_secret_code(key)) if running.questionnaire.gives_receipts else None,
    )


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


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()

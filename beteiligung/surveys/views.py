"""Residents' pages of surveys: read why, answer, be thanked."""

from datetime import timedelta
from typing import cast
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
from beteiligung.surveys.codes import code_of, grouped
from beteiligung.surveys.forms import proper_key
from beteiligung.surveys.handout import LONGEST_CODE, Handout, Ready, hidden_fields
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.models import Channel, State
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
from beteiligung.web.limits import limits
from beteiligung.web.moment import moment

blueprint = Blueprint("surveys", __name__)

HTML = "text/html; charset=utf-8"
HEADERS = {"Content-Type": HTML}
VERSION = "as-version"  # no question can be called so


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
    if running.state(moment()) is not State.OPEN:
        return not_open(running)
    stamp = site_texts().stamp
    page = running.page(i18n.current().id, stamp, lambda: rendered(running, running.form(), SLOT))
    body, headers = handout().first(Ready(page, running, stamp), request.environ)
    return Response(body, 200, headers)


@blueprint.post("/<lang:lang>/umfrage/<slug>")
@public
def send(slug: str) -> Response | tuple[str, int]:
    """Take somebody's answers: thanks after the commit, or the same page with what to mend."""
    limits().take("answers", request.remote_addr or "", _per_minute())
    posted = request.form
    running = shelf().as_of(known(slug), posted.get(VERSION, ""))
    code = _code(posted.get("c", "") or request.args.get("c", ""))
    key = proper_key(posted.get("key", ""))
    if "language" in posted:
        slot = slot_of(running, key or str(uuid4()), code)
        html = rendered(running, running.form(posted), slot)
        return Response(html, 200, HEADERS)
    if key is None:
        raise Malformed(N_("The form was not complete. Please open the survey again."))
    today = clock.local_date(moment(), _settings().timezone)
    given = collected(running.questionnaire, posted)
    if "save-here" in posted and running.questionnaire.gives_receipts:
        return _put_by(running, given, key=key, code=code)
    checked = check_answers(running.questionnaire, given, today=today, partial="stop" in posted)
    if checked.problems:
        form = running.form(posted)
        form.tell(checked.problems)
        return rendered(running, form, slot_of(running, key, code)), 422
    status = "partial" if "stop" in posted else "complete"
    try:
        _keep(_submission(running, checked, key=key, code=code, status=status))
    except (SurveyClosed, SurveyPaused):
        shelf().forget()
        return not_open(known(slug))
    if running.questionnaire.gives_receipts:
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


def known(slug: str) -> Running:
    """The published survey of this name."""
    running = shelf().get(slug)
    if running is None:
        raise NotFound
    return running


def not_open(running: Running) -> Response:
    """Why no answers are taken now, and when that changes."""
    state = running.state(moment())
    heading, sentence, status = {
        State.CLOSED: (N_("This survey has ended"), N_("Thank you to all who took part."), 410),
        State.PAUSED: (
            N_("This survey is paused"),
            N_("It will go on soon. Answers on your device are not lost."),
            503,
        ),
    }.get(state, (N_("This survey has not begun yet"), N_("Please come back later."), 404))
    results = i18n.day(running.results_on) if running.results_on else ""
    promise = gettext("The results are shown here from %(day)s on.", day=results)
    closed = state is State.CLOSED
    early = state is State.SCHEDULED
    slug = running.questionnaire.slug
    html = render_template(
        "surveys/ended.html",
        survey=running.questionnaire,
        heading=gettext(heading),
        sentence=f"{gettext(sentence)} {promise if closed else ''}",
        begins=gettext("Begins on %(day)s", day=i18n.day(running.opens_at)) if early else None,
        results_href=url_for("dashboards.results", slug=slug) if closed else None,
        links=links_of(running, "surveys.answer"),
    )
    return Response(html, status, HEADERS)


def _code(raw: str) -> str:
    code = raw.strip().upper()
    return code if len(code) <= LONGEST_CODE and code.isascii() and code.isalnum() else ""


def _keep(submission: Submission) -> None:
    if keeping().keep(submission, at=moment()):
        minute = moment().replace(second=0, microsecond=0)
        ledger().note("arrival", (submission.survey_id, submission.code or "", minute))


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


def _put_by(running: Running, given: Entries, *, key: str, code: str) -> Response:
    """Keep what was answered so far on the server, and say the code to go on with: this once."""
    asks_who = {question.id for question in running.questionnaire.asking if question.identifying}
    save_answers(
        session(),
        code=_secret_code(key),
        survey_id=running.id,
        version_id=running.version_id,
        key=key,
        language=i18n.current().id,
        origin=code or None,
        answers={
            name: answer
            for name, answer in given.items()
            if name.partition("__")[0] not in asks_who
        },
        at=moment(),
    )
    html = render_template(
        "surveys/saved.html", survey=running.questionnaire, code=grouped(_secret_code(key))
    )
    return Response(html, 200, HEADERS)


def slot_of(running: Running, key: str, code: str) -> str:
    """The hidden fields of a page; of an older version they say which one."""
    newest = shelf().get(running.questionnaire.slug)
    if newest is None or newest.version_id == running.version_id:
        return hidden_fields(key, code)
    version = f'<input type="hidden" name="{VERSION}" value="{running.number}">'
    return hidden_fields(key, code) + version


def _secret_code(key: str) -> str:
    return code_of(str(current_app.config["SECRET_KEY"]), key)


def _calendar(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;").replace("\n", " ")


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def _per_minute() -> int:
    return _settings().answers_per_minute

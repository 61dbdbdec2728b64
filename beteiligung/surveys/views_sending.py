"""Taking in what residents send: checked, marked, kept, thanked; or the same page once more."""

from dataclasses import replace
from typing import Any, NamedTuple, cast

from flask import Blueprint, current_app, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import clock, i18n
from beteiligung.abuse import guesses
from beteiligung.abuse import work as proof
from beteiligung.abuse.entry import mark_of
from beteiligung.abuse.gate import Pace, gate
from beteiligung.abuse.marks import Mark
from beteiligung.access import public
from beteiligung.accounts.tokens import digest
from beteiligung.config import Settings
from beteiligung.db import session
from beteiligung.errors import Malformed
from beteiligung.i18n import gettext
from beteiligung.media import pictures
from beteiligung.surveys import brought, intake
from beteiligung.surveys.codes import code_of, grouped, read_code
from beteiligung.surveys.forms import proper_key
from beteiligung.surveys.intake import Sent, slot_again
from beteiligung.surveys.keeping import Keeping
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.photos import Photo, taken_in
from beteiligung.surveys.places import SurveyFull
from beteiligung.surveys.questionnaire import Checked, check_answers, collected
from beteiligung.surveys.questions.question import Entries
from beteiligung.surveys.ready import Running
from beteiligung.surveys.receipts import save_answers
from beteiligung.surveys.recording import CodeUsed, Submission, SurveyClosed, SurveyPaused
from beteiligung.surveys.rendering import Entry, rendered
from beteiligung.surveys.thanking import thanks_page
from beteiligung.surveys.views import HEADERS, known, proper_code, shelf
from beteiligung.text import N_
from beteiligung.web.ledger import ledger
from beteiligung.web.moment import moment

blueprint = Blueprint("sending", __name__)

PHOTOS_AT_ONCE = 3
CHALLENGES, CODES = 120, 60  # a minute from one network: calculations, codes that are typed
NOT_A_CODE = N_("Please check this code: one sign is wrong or missing.")
NO_CODE = N_("Please type the one-time code from your letter or card.")
NOT_NOW = N_(
    "Somebody is trying out very many codes just now, some of them from your connection. So no "
    "code is accepted from here for a while. Your answers are still here: please send them in an "
    "hour, or by another connection. A code that nobody has used stays valid."
)


class Arrived(NamedTuple):
    """What somebody sent to a survey, in the version that was answered."""

    running: Running
    posted: Sent
    photos: list[Photo]
    key: str
    code: str  # of the poster that led here
    pace: Pace

    @property
    def is_partial(self) -> bool:
        """Whether somebody stopped before the end."""
        return "stop" in self.posted


@blueprint.post("/<lang:lang>/umfrage/<slug>")
@public
def send(slug: str) -> Response | tuple[str, int]:
    """Take somebody's answers: thanks after the commit, or the same page with what to mend."""
    with _keeping().reading():
        return _received(known(slug))


def _received(newest: Running) -> Response | tuple[str, int]:
    pace = gate().arrive(newest.id, _address(), _settings().answers_per_minute)
    running = _answered(newest)
    posted, photos = taken_in(running.questionnaire, request.form, request.files)
    code = proper_code(posted.get("c", "") or request.args.get("c", ""))
    key = proper_key(posted.get("key", ""))
    if "language" in posted:
        entry = Entry(posted.get(intake.ENTRY, ""))
        html = rendered(running, running.form(posted), _slot(running, posted, key), entry=entry)
        return Response(html, 200, HEADERS)
    if key is None:
        raise Malformed(N_("The form was not complete. Please open the survey again."))
    arrived = Arrived(running, posted, list(photos), key, code, pace)
    given = collected(running.questionnaire, posted)
    if "save-here" in posted and running.questionnaire.gives_receipts:
        return _put_by(arrived, given | brought.from_form(running.questionnaire, posted))
    return _taken(arrived, given, newest)


@blueprint.get("/<lang:lang>/umfrage/<slug>/aufgabe")
@public
def work(slug: str) -> Response:
    """A calculation for one answer, for scripts; nothing where the survey asks for none."""
    running = known(slug)
    if not running.asks_for_work:
        return Response(status=204)
    gate().take("work", _address(), CHALLENGES)
    return jsonify(proof.challenge(gate(), _secret(), running.id, moment()))


def _taken(arrived: Arrived, given: Entries, newest: Running) -> Response | tuple[str, int]:
    """Check what was given and keep it."""
    running, asked = arrived.running, arrived.running.questionnaire
    today = clock.local_date(moment(), _settings().timezone)
    checked = check_answers(asked, given, today=today, partial=arrived.is_partial)
    # Whether a code is needed says the newest version: an earlier page lets nobody in without.
    entry = _entry(arrived.posted, newest.id) if newest.questionnaire.by_code else None
    if checked.problems or (entry is not None and entry.error):
        return _again(arrived, checked, entry), 422
    try:
        refused = _keep(running, _submission(arrived, checked, newest, entry))
    except CodeUsed as no:
        guesses.count_guess(gate(), newest.id, _address())
        said = Entry(arrived.posted.get(intake.ENTRY, ""), gettext(no.message))
        return _again(arrived, checked, said), 422
    if refused is not None:
        return refused
    if asked.gives_receipts:
        # Said in this very answer: an address that carried the code would stand in logs.
        receipt = _secret_code(arrived.key)
        return Response(thanks_page(running, arrived.code, receipt=receipt), 200, HEADERS)
    return redirect(url_for("surveys.thanks", slug=asked.slug, c=arrived.code or None), 303)


def _again(arrived: Arrived, checked: Checked, entry: Entry | None) -> str:
    """The same page with what to mend, and everything that was typed."""
    form = arrived.running.form(arrived.posted)
    form.tell(checked.problems)
    slot = _slot(arrived.running, arrived.posted, arrived.key)
    return rendered(arrived.running, form, slot, entry=entry)


def _slot(running: Running, posted: Sent, key: str | None) -> str:
    code = proper_code(posted.get("c", "") or request.args.get("c", ""))
    return slot_again(running, posted, key=key, code=code, secret=_secret(), at=moment())


def _answered(running: Running) -> Running:
    """The survey in the version that was answered: a page may be older than the newest one."""
    if "photo" in running.questionnaire.kinds:
        request.max_content_length = pictures.LARGEST * PHOTOS_AT_ONCE
    return shelf().earlier(running, request.form.get("version", ""))


def _entry(posted: Sent, survey: int) -> Entry:
    """The one-time code that was typed; what is wrong with it can be seen without looking it up.

    Of where codes are being tried out, the right ones are told the same as the wrong ones.
    """
    gate().take("entry", _address(), CODES)
    typed = posted.get(intake.ENTRY, "").strip()
    if not typed:
        return Entry("", gettext(NO_CODE))
    if not read_code(typed):
        return Entry(typed, gettext(NOT_A_CODE))
    waits = guesses.must_wait(gate(), survey, _address())
    return Entry(typed, gettext(NOT_NOW) if waits else "")


def _submission(
    arrived: Arrived, checked: Checked, newest: Running, entry: Entry | None
) -> Submission:
    running, key, code = arrived.running, arrived.key, arrived.code
    way = intake.way(running, code, shelf().origin(code) if code else None)
    submission = Submission(
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
        status="partial" if arrived.is_partial else "complete",
        receipt=digest(_secret_code(key)) if running.questionnaire.gives_receipts else None,
        photos=arrived.photos,
        marks=_marks(arrived, newest, len(checked.answers)) | (Mark.CLOSED if way.closed else 0),
    )
    typed = read_code(entry.typed) if entry else None
    return replace(submission, entry=mark_of(_secret(), running.id, typed)) if typed else submission


def _marks(arrived: Arrived, newest: Running, answered: int) -> Mark:
    """What is odd about how this came in."""
    found = intake.odd(
        arrived.posted,
        arrived.key,
        secret=_secret(),
        answered=answered,
        crowded=arrived.pace.crowded,
        at=moment(),
    )
    if newest.asks_for_work:
        solution = arrived.posted.get(intake.WORK, "")
        if not proof.solved(gate(), _secret(), newest.id, solution, moment()):
            found |= Mark.WORKLESS
    if newest.questionnaire.by_code and guesses.is_rush(gate(), newest.id):
        found |= Mark.GUESSING
    return found


def _keep(running: Running, submission: Submission) -> Response | None:
    """Keep an answer durably; else the page that says why it is not kept."""
    try:
        is_new = _keeping().keep(submission, at=moment())
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


def _put_by(arrived: Arrived, given: Entries) -> Response:
    """Keep what was answered so far on the server, and say the code to go on with: this once."""
    running = arrived.running
    apart = {
        question.id
        for question in running.questionnaire.asking
        if question.identifying or question.kind == "photo"  # a photo is kept with an answer only
    }
    kept: dict[str, Any] = {
        name: said for name, said in given.items() if name.partition("__")[0] not in apart
    }
    save_answers(
        session(),
        code=_secret_code(arrived.key),
        survey_id=running.id,
        version_id=running.version_id,
        key=arrived.key,
        language=i18n.current().id,
        origin=arrived.code or None,
        answers=kept,
        at=moment(),
    )
    html = render_template(
        "surveys/saved.html", survey=running.questionnaire, code=grouped(_secret_code(arrived.key))
    )
    return Response(html, 200, HEADERS)


def _address() -> str:
    return request.remote_addr or ""


def _secret_code(key: str) -> str:
    return code_of(str(current_app.config["SECRET_KEY"]), key)


def _keeping() -> Keeping:
    """The running application's answers that are to be kept."""
    return cast("Keeping", current_app.extensions["keeping"])


def _settings() -> Settings:
    return cast("Settings", current_app.extensions["settings"])


def _secret() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()

"""Residents' page of test links: a draft is tried like a real survey; nothing of it is kept."""

from uuid import uuid4

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import clock, db, i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.authoring.preview import running_draft
from beteiligung.authoring.trying import count_try, draft_behind
from beteiligung.i18n import gettext as _
from beteiligung.locales import entries
from beteiligung.surveys.forms import AnswerForm, proper_key
from beteiligung.surveys.handout import hidden_fields
from beteiligung.surveys.questionnaire import check_answers, collected
from beteiligung.surveys.ready import Running
from beteiligung.surveys.rendering import Stage, rendered
from beteiligung.surveys.thanking import thanks_page
from beteiligung.web.moment import moment

blueprint = Blueprint("trials", __name__)

PER_MINUTE = 120  # steps that one network may take: a whole team may try at once
HEADERS = {"Content-Type": "text/html; charset=utf-8"}


@blueprint.get("/<lang:lang>/probe/")
@public
def open_draft() -> str:
    """Where the code is typed; a script takes it from behind the sign "#" of a link."""
    return render_template("authoring/door.html", typed="", error="")


@blueprint.post("/<lang:lang>/probe/")
@public
def go_on() -> Response:
    """Each step of a test; the code travels in the form, so no address ever has it."""
    gate().take("test", request.remote_addr or "", PER_MINUTE)
    posted = request.form
    typed = posted.get("test", "")
    found = draft_behind(db.session(), typed, moment())
    if found is None:
        sentence = _("This test link does not work. Perhaps its time is over.")
        html = render_template("authoring/door.html", typed=typed, error=sentence)
        return Response(html, 422, HEADERS)
    survey, code = found
    running, key = running_draft(survey, moment()), proper_key(posted.get("key", ""))
    if key is None or "language" in posted:
        return _asked(running, running.form(posted if key else None), key, code)
    return _taken(running, key, code)


def _taken(running: Running, key: str, code: str) -> Response:
    posted, timezone = request.form, current_app.extensions["settings"].timezone
    checked = check_answers(
        running.questionnaire,
        collected(running.questionnaire, posted),
        today=clock.local_date(moment(), timezone),
        partial="stop" in posted,
    )
    if checked.problems:
        form = running.form(posted)
        form.tell(checked.problems)
        return _asked(running, form, key, code, status=422)
    count_try(db.session(), code)
    return Response(thanks_page(running, "", stage=_stage()), 200, HEADERS)


def _asked(
    running: Running, form: AnswerForm, key: str | None, code: str, *, status: int = 200
) -> Response:
    slot = hidden_fields(key or str(uuid4()), "")
    slot += f'<input type="hidden" name="test" value="{code}">'
    return Response(rendered(running, form, slot, stage=_stage()), status, HEADERS)


def _stage() -> Stage:
    languages = [(entry, url_for("trials.go_on", lang=entry.id)) for entry in entries(i18n.OFFERED)]
    return Stage(
        i18n.current(),
        _("This is a test."),
        _("You can answer and send as usual. Nothing is counted, no answer is kept."),
        links=languages,
        action=url_for("trials.go_on"),
    )

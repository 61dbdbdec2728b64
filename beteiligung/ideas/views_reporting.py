"""Residents' pages on which an idea is reported, and what was answered stands behind the code."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from flask import Blueprint, current_app, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import Malformed
from beteiligung.ideas import giving, reporting
from beteiligung.ideas.life import standing
from beteiligung.ideas.models import Idea
from beteiligung.ideas.queries import visible_idea
from beteiligung.ideas.reasons import OUTCOMES, WHY
from beteiligung.ideas.report_forms import ReportForm
from beteiligung.ideas.reporting import Reported
from beteiligung.ideas.showing import shown
from beteiligung.ideas.wording import clean
from beteiligung.web.layout import asks_for_another_language
from beteiligung.web.moment import moment
from beteiligung.web.signs import grouped

blueprint = Blueprint("reporting", __name__)

HEADERS = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store"}
A_MINUTE = 10  # reports of one network


@blueprint.get("/<lang:lang>/idee/<reference>/melden")
@public
def report(reference: str) -> Response:
    """Where somebody says what is wrong with an idea."""
    return _form_page(visible_idea(session(), reference), ReportForm(), str(uuid4()))


@blueprint.post("/<lang:lang>/idee/<reference>/melden")
@public
def send(reference: str) -> Response:
    """Keep a report and say the code by which its answer is read."""
    idea, form = visible_idea(session(), reference), ReportForm(request.form)
    key = _proper_key(request.form.get("key", ""))
    if asks_for_another_language():
        return _form_page(idea, form, key)
    gate().take("report", request.remote_addr or "", A_MINUTE)
    if not form.validate():
        return _form_page(idea, form, key, 422)
    said = Reported(
        key=key,
        secret=giving.secret_of(str(current_app.config["SECRET_KEY"]), key),
        reason=form.reason.data,
        words=clean(form.words.data or ""),
        language=i18n.current().id,
    )
    reporting.report_idea(session(), idea, said, at=moment())
    html = render_template(
        "ideas/reported.html", code=grouped(said.secret), idea=idea, board=idea.board
    )
    return Response(html, 200, HEADERS)


def receipt(form: Mapping[str, str]) -> Response | None:
    """What was answered to a report, by its code; none where it is no report's."""
    found = reporting.report_behind(session(), form.get("code", ""))
    if found is None:
        return None
    idea = session().get_one(Idea, found.idea_id)
    html = render_template(
        "ideas/report_answer.html",
        report=found,
        reference=idea.reference,
        board=idea.board,
        why=WHY,
        outcomes=OUTCOMES,
    )
    return Response(html, 200, HEADERS)


def _form_page(idea: Idea, form: ReportForm, key: str, status: int = 200) -> Response:
    html = render_template(
        "ideas/report.html",
        board=idea.board,
        about=tuple(district.id for district in idea.board.districts),
        shown=shown(idea, standing(idea.board, moment())),
        form=form,
        key=key,
        post_to=url_for("reporting.send", reference=idea.reference),
    )
    return Response(html, status, HEADERS)


def _proper_key(raw: str) -> str:
    try:
        return str(UUID(raw))
    except ValueError as error:
        raise Malformed from error

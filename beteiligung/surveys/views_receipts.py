"""Residents' pages behind the code of an answer: what is kept, withdraw it, or go on elsewhere."""

import re

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.abuse.gate import gate
from beteiligung.abuse.stamp import stamped
from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.surveys import brought
from beteiligung.surveys.forms import PREFIX
from beteiligung.surveys.handout import hidden_fields
from beteiligung.surveys.not_open import not_open
from beteiligung.surveys.receipts import Begun, Sent, behind, withdraw_answer
from beteiligung.surveys.rendering import rendered
from beteiligung.surveys.views import HEADERS, known, shelf
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams

blueprint = Blueprint("receipts", __name__)

PER_MINUTE = 20  # codes that one network may try; a code has 55 bits
MISSES_PER_MINUTE = 10  # of them wrong
REFERENCE = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?-\d{4}-\d{5}")  # an idea's number, for everybody
WRONG = N_("There is nothing under this code. Perhaps one sign is wrong?")
PUBLIC = N_(
    "This is the number of an idea, which everybody may know. The secret code stands on the same"
    " receipt: seven groups of four signs."
)
EMPTY = N_("Please type your code.")


@blueprint.get("/<lang:lang>/beleg/")
@public
def door() -> str:
    """Where a code is typed."""
    return _door()


@blueprint.post("/<lang:lang>/beleg/")
@public
def enter() -> Response:
    """What the code stands for: an answer, answers to go on with, an idea, a report about one.

    Every wrong one is answered alike: the same page, after the same looks at the database.
    """
    gate().take("receipt", request.remote_addr or "", PER_MINUTE)
    typed = request.form.get("code", "")
    found = behind(session(), typed)
    if isinstance(found, Begun):
        return _go_on(found)
    if found is None:
        for ask in seams().receipts:
            if (page := ask(request.form)) is not None:
                return page
        gate().take("missed", request.remote_addr or "", MISSES_PER_MINUTE)
        return Response(_door(typed, _(_what_is_wrong(typed))), NotFound.status, HEADERS)
    if "withdraw" in request.form:
        withdraw_answer(session(), typed, at=moment())
        return redirect(url_for("receipts.withdrawn"), 303)
    return Response(_kept(found, typed), 200, HEADERS)


@blueprint.get("/<lang:lang>/beleg/geloescht")
@public
def withdrawn() -> str:
    """The answer is gone."""
    return render_template("surveys/withdrawn.html")


def _what_is_wrong(typed: str) -> str:
    """What may help whoever typed something that leads nowhere; told by its look alone."""
    if not typed.strip():
        return EMPTY
    return PUBLIC if REFERENCE.fullmatch(typed.strip()) else WRONG


def _door(typed: str = "", error: str = "") -> str:
    return render_template("surveys/door.html", typed=typed, error=error)


def _kept(found: Sent, typed: str) -> str:
    document, response = found.version.document, found.response
    ends, months = found.survey.closes_at, int(document.get("retention_months") or 12)
    return render_template(
        "surveys/kept.html",
        survey=found.survey,
        typed=typed,
        sent_on=i18n.day(response.hour),
        number=len(response.answers),
        is_partial=response.status == "partial",
        is_counted=response.set_aside_because is None,
        ends=i18n.day(ends) if ends else "",
        months=months,
        has_contact=any(each.get("identifying") for each in document["questions"]),
    )


def _go_on(found: Begun) -> Response:
    """The survey as it was left: same version, same language, same printed code, same answers."""
    slug, saved = found.survey.slug, found.saved
    now = known(slug)
    if not now.takes_answers(moment()):
        return not_open(now, moment())
    if saved.language != i18n.current().id:  # 307: the same form once more, at that address
        return redirect(url_for("receipts.enter", lang=saved.language), 307)
    running = shelf().earlier(now, str(found.version.number))
    asked = running.questionnaire
    fields = {PREFIX + each.id: saved.answers for each in asked.asking}
    form = running.form(data=fields)
    secret = str(current_app.config["SECRET_KEY"]).encode()
    stamp = stamped(secret, saved.key, None)  # read before, on another device
    more = brought.fields(asked, saved.answers)
    slot = hidden_fields(saved.key, saved.origin or "", more, stamp)
    return Response(rendered(running, form, slot), 200, HEADERS)

"""Staff pages about protection: one-time codes, and the calculation against mass voting."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.abuse import guesses
from beteiligung.abuse.entry import batches_of
from beteiligung.abuse.gate import gate
from beteiligung.access import Asker, Role, staff
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext, phrase
from beteiligung.surveys import entry_codes, queries
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.views import shelf
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("protection", __name__, url_prefix="/verwaltung/umfragen/<slug>/schutz")

TRIED_OUT = N_("“%(survey)s”: somebody is trying out one-time codes.")


@blueprint.get("")
@staff(Role.MANAGER)
def overview(slug: str) -> str:
    """Who can take part, the batches of one-time codes, and the calculation."""
    survey = _found(slug)
    version = queries.newest_version(db.session(), survey)
    published = (version.document.get("access") or "open") if version else None
    return render_template(
        "surveys/manage/protection.html",
        survey=survey,
        drafted=survey.draft.get("access") or "open",
        published=published,
        batches=batches_of(db.session(), survey.id),
        guessed=guesses.guesses(gate(), survey.id) if _is_rush(survey) else 0,
    )


@blueprint.post("/codes/<int:number>/schliessen")
@staff(Role.MANAGER)
def close(slug: str, number: int) -> Response:
    """Close a batch: its unused codes hold no longer."""
    check_token()
    survey = _found(slug)
    left = entry_codes.close_entry_codes(
        db.session(), survey, number, asker=signed_in(), at=moment()
    )
    flash(
        ngettext("%(num)s unused code was deleted.", "%(num)s unused codes were deleted.", left),
        "ok",
    )
    return redirect(url_for("protection.overview", slug=slug), 303)


@blueprint.post("/rechnung")
@staff(Role.MANAGER)
def work(slug: str) -> Response:
    """Turn the calculation on or off."""
    check_token()
    survey = _found(slug)
    wanted = "an" in request.form
    entry_codes.ask_for_work(db.session(), survey, wanted=wanted, asker=signed_in(), at=moment())
    flash(_("The calculation is on.") if wanted else _("The calculation is off."), "ok")
    return redirect(url_for("protection.overview", slug=slug), 303)


def guessing_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Surveys for which somebody is trying out one-time codes just now."""
    if not asker.has(Role.MANAGER):
        return []
    return [
        Due(
            line=_(TRIED_OUT, survey=phrase(survey.named).text),
            href=url_for("protection.overview", slug=survey.slug),
        )
        for survey in queries.surveys_of(session, asker, Role.MANAGER)
        if survey.state(at) is State.OPEN and _is_rush(survey)
    ]


def _is_rush(survey: Survey) -> bool:
    return guesses.is_rush(gate(), survey.id)


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method == "POST":
        shelf().forget()


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)

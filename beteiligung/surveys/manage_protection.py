"""Staff pages about protection: one-time codes, and the calculation against mass voting."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.abuse.entry import batches_of
from beteiligung.access import Role, staff
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.surveys import entry_codes, queries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("protection", __name__, url_prefix="/verwaltung/umfragen/<slug>/schutz")


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


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method == "POST":
        shelf().forget()


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)

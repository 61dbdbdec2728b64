"""Staff pages about protection: one-time codes, and the calculation against mass voting."""

from typing import cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.abuse.entry import FEWEST, MOST, batches_of
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.surveys import entry_codes, queries
from beteiligung.surveys.code_sheets import as_pdf, as_table
from beteiligung.surveys.models import Survey
from beteiligung.surveys.protection_forms import CodesForm
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("protection", __name__, url_prefix="/verwaltung/umfragen/<slug>/schutz")


@blueprint.route("", methods=["GET", "POST"])
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """Who can take part, one-time codes, and the calculation; new codes come as a file."""
    survey, form = _found(slug), CodesForm()
    if checked(form):
        return _made(survey, form)
    return _page(survey, form), form.status


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


def _page(survey: Survey, form: CodesForm) -> str:
    version = queries.newest_version(db.session(), survey)
    published = (version.document.get("access") or "open") if version else None
    return render_template(
        "surveys/manage/protection.html",
        survey=survey,
        form=form,
        fewest=FEWEST,
        most=MOST,
        drafted=survey.draft.get("access") or "open",
        published=published,
        batches=batches_of(db.session(), survey.id),
    )


def _made(survey: Survey, form: CodesForm) -> Response:
    """New codes: the only time that anybody sees them, so they leave as a file at once.

    The file comes first: while it is drawn, nobody else waits for the turn to write.
    """
    codes = entry_codes.fresh_codes(form.number.data)
    address = f"{_base()}/umfrage/{survey.slug}"
    if form.kind.data == "csv":
        answer = _file(as_table(codes, address), "text/csv; charset=utf-8", f"{survey.slug}.csv")
    else:
        pdf = as_pdf(survey, codes, address, form.occasion.data)
        answer = _file(pdf, "application/pdf", f"{survey.slug}.pdf")
    entry_codes.make_entry_codes(
        db.session(),
        survey,
        name=form.occasion.data,
        codes=codes,
        secret=str(current_app.config["SECRET_KEY"]).encode(),
        asker=signed_in(),
        at=moment(),
    )
    return answer


def _file(content: bytes, mimetype: str, name: str) -> Response:
    head = {"Content-Disposition": f'attachment; filename="codes-{name}"'}
    return Response(content, content_type=mimetype, headers=head)


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)


def _base() -> str:
    settings = cast("Settings", current_app.extensions["settings"])
    return (settings.public_url or request.url_root).rstrip("/")

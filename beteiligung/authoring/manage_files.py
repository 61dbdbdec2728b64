"""The draft as a file: changed elsewhere and put in the place of what is here."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import actions
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys.manage import faults_of, survey_page, take_files
from beteiligung.surveys.manage_forms import ReplaceForm
from beteiligung.surveys.standing import Placed
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("survey_files", __name__, url_prefix="/verwaltung/umfragen/<slug>")


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


@blueprint.post("/fragebogen")
@staff(Role.MANAGER)
def replace(slug: str) -> ResponseReturnValue:
    """Put another file in the place of the draft; the one before can be brought back."""
    take_files()
    found, form = survey_to_edit(db.session(), slug, signed_in(), hold=True), ReplaceForm()
    refused: list[Placed] = []
    if checked(form):
        content = form.content()
        try:
            actions.replace_by_file(db.session(), found, content, asker=signed_in(), at=moment())
        except Refusal as refusal:
            form.refuse("file", refusal)
            refused = faults_of(content, refusal)
        else:
            flash(_("The draft is replaced."), "ok")
            return redirect(url_for("survey_desk.survey", slug=slug), 303)
    return survey_page(found, replacing=form, refused=refused), form.status

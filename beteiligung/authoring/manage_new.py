"""The page on which a survey begins empty."""

import re

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import standards
from beteiligung.authoring.forms import StartForm
from beteiligung.authoring.workbench import forget_ready_pages
from beteiligung.districts.queries import districts_of
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.surveys import actions, queries
from beteiligung.surveys.document import DocumentRefused
from beteiligung.surveys.models import Survey
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("editor_new", __name__, url_prefix="/verwaltung/umfragen/neu")

IMPOSSIBLE_SLUG = N_("The short name may have small letters, digits and hyphens.")


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    forget_ready_pages()


@blueprint.route("/leer", methods=["GET", "POST"])
@staff(Role.MANAGER)
def empty() -> ResponseReturnValue:
    """A survey without questions yet: a title and where it is asked are enough to begin."""
    session, asker = db.session(), signed_in()
    form = StartForm(districts_of(session, asker.districts(Role.MANAGER)))
    if checked(form):
        try:
            survey = _begun(form)
        except DocumentRefused:
            form.refuse("slug", Refusal(IMPOSSIBLE_SLUG))
        except Refusal as refusal:
            form.refuse("slug", refusal)
        else:
            flash(_("The survey is here as a draft. Now add the first question."), "ok")
            return redirect(url_for("editor.outline", slug=survey.slug), 303)
    return render_template("authoring/empty.html", form=form), form.status


def _begun(form: StartForm) -> Survey:
    session, districts = db.session(), form.chosen()
    title, source = form.title.data, form.source.data
    slug = form.slug.data or _free_slug(title)
    operator = next((row.operator for row in districts if row.operator), "")
    document = standards.beginning(
        slug,
        title,
        source,
        operator=operator or phrase(districts[0].area.named).text,
        districts=[row.slug for row in districts],
    )
    return actions.create_survey(
        session, document, districts=districts, asker=signed_in(), at=moment()
    )


def _free_slug(title: str) -> str:
    """A short name made from the title that no survey has."""
    words = title if re.search(r"[A-Za-z0-9ÄÖÜäöüß]", title) else "umfrage"
    taken = ["neu"]  # the address of a page of ours
    while queries.survey_at(db.session(), slug_of(words, taken)) is not None:
        taken.append(slug_of(words, taken))
    return slug_of(words, taken)

"""Staff pages about the words of a survey: mend them in each language."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import actions
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.word_forms import words_form
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import NotFound
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID, TIER_1
from beteiligung.surveys.document import LARGEST
from beteiligung.surveys.standing import tongues
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("survey_words", __name__, url_prefix="/verwaltung/umfragen/<slug>")

MOST_FIELDS = 50_000  # 300 questions with 200 answers each would be more than anybody reads


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


@blueprint.route("/texte/<locale>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def texts(slug: str, locale: str) -> ResponseReturnValue:
    """All texts in one language beside those of the language the survey was written in."""
    request.max_content_length = request.max_form_memory_size = 2 * LARGEST
    request.max_form_parts = MOST_FIELDS
    writes = request.method not in SAFE_METHODS
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=writes)
    if locale not in {*TIER_1, survey.source}:
        raise NotFound
    form = words_form(survey.draft, locale)
    if checked(form):
        mended = form.mended()
        if mended:
            actions.mend_text(
                db.session(), survey, mended, locale=locale, asker=signed_in(), at=moment()
            )
        flash(ngettext("%(num)s text is changed.", "%(num)s texts are changed.", len(mended)), "ok")
        return redirect(url_for("survey_words.texts", slug=slug, locale=locale), 303)
    page = render_template(
        "authoring/texts.html",
        survey=survey,
        form=form,
        rows=form.rows(survey.source),
        tongue=BY_ID[locale],
        source=BY_ID[survey.source],
        tongues=tongues(survey.draft, None),
    )
    return page, form.status

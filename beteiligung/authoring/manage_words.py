"""Staff pages about the words of a survey: mend them in each language."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import translating
from beteiligung.authoring.beside import WordsPage, beside
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.word_forms import WordsForm, words_form
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID
from beteiligung.surveys.document import LARGEST
from beteiligung.surveys.models import Survey
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
    """Texts in one language beside those of the source: write them, or find them right."""
    request.max_content_length = request.max_form_memory_size = 2 * LARGEST
    request.max_form_parts = MOST_FIELDS
    writes = request.method not in SAFE_METHODS
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=writes)
    if locale not in BY_ID:
        raise NotFound
    only_open = request.args.get("nur") == "offen"
    page = beside(db.session(), survey, locale, signed_in(), only_open=only_open)
    form = words_form(survey.draft, locale, set(request.form) if writes else page.paths)
    if checked(form):
        try:
            _keep(survey, form, page)
        except Refusal as refusal:
            form.form_errors.append(_(refusal.message, **refusal.values))
        else:
            nur = "offen" if only_open else None
            there = url_for("survey_words.texts", slug=slug, locale=locale, nur=nur)
            return redirect(there, 303)
    html = render_template(
        "authoring/texts.html", survey=survey, form=form, page=page, only_open=only_open
    )
    return html, form.status


def _keep(survey: Survey, form: WordsForm, page: WordsPage) -> None:
    """Keep what was written and what was found right, and say so."""
    locale, mended = page.tongue.id, form.mended()
    right = form.found_right(page.to_review if "all" in request.form else ())
    if mended:
        translating.write_words(
            db.session(),
            survey,
            mended,
            locale=locale,
            machine=form.by_machine(),
            asker=signed_in(),
            at=moment(),
        )
    reviewed = translating.review_words(
        db.session(), survey, right, locale=locale, asker=signed_in(), at=moment()
    )
    if mended or not reviewed:
        flash(ngettext("%(num)s text is changed.", "%(num)s texts are changed.", len(mended)), "ok")
    if reviewed:
        flash(ngettext("%(num)s text is reviewed.", "%(num)s texts are reviewed.", reviewed), "ok")

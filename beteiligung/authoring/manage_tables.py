"""Staff pages for translators' tables: all texts out as CSV, what came back looked at and in."""

import json
from hashlib import sha256

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.states import rows_of
from beteiligung.authoring.translating import take_table
from beteiligung.authoring.word_forms import TableForm
from beteiligung.authoring.word_table import (
    FORMS,
    Comparison,
    NoTable,
    compare,
    decoded,
    read_table,
    written,
)
from beteiligung.db import SAFE_METHODS
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID
from beteiligung.surveys import queries, wording
from beteiligung.surveys.document import LARGEST
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("word_tables", __name__, url_prefix="/verwaltung/umfragen/<slug>/sprachen")

READERS = (Role.MANAGER, Role.VIEWER)


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


@blueprint.get("/tabelle.csv")
@staff(*READERS)
def download(slug: str) -> Response:
    """All texts with their translations as a table, for people who translate elsewhere."""
    survey = queries.survey_of(db.session(), slug, signed_in(), *READERS)
    form = request.args.get("art", "excel")
    asked = [name for name in request.args.getlist("sprache") if name in BY_ID]
    locales = [name for name in asked or wording.begun(survey.draft) if name != survey.source]
    rows = rows_of(db.session(), survey, locales)
    places = {row.path: place_in_words(survey.draft, row.path) for row in rows}
    content = written(rows, survey.source, locales, places, form if form in FORMS else "excel")
    return Response(
        content,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}-texte.csv"'},
    )


@blueprint.route("/einlesen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def take_in(slug: str) -> ResponseReturnValue:
    """Look at what a table would change; only then take it in, all of it at once."""
    request.max_content_length = request.max_form_memory_size = 2 * LARGEST
    writes = request.method not in SAFE_METHODS
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=writes)
    form, found, text = TableForm(), None, ""
    if checked(form):
        try:
            content = form.content()
            found = compare(survey.draft, read_table(content, survey.source))
        except NoTable as refusal:
            form.refuse("file", refusal)
        else:
            if form.table.data and form.seen.data == _mark(survey):
                return _taken(survey, found)
            if form.table.data:
                flash(_("The texts were changed meanwhile. Please look once more."), "warn")
            text = decoded(content)
    page = render_template(
        "authoring/table.html",
        survey=survey,
        form=form,
        found=found,
        text=text,
        seen=_mark(survey),
        places={path: place_in_words(survey.draft, path) for path, _text in _paths(survey)},
        tongues=BY_ID,
    )
    return page, form.status


def _taken(survey: Survey, found: Comparison) -> Response:
    take_table(db.session(), survey, found.changes, asker=signed_in(), at=moment())
    number = len(found.changes)
    flash(ngettext("%(num)s text is changed.", "%(num)s texts are changed.", number), "ok")
    return redirect(url_for("languages.grid", slug=survey.slug), 303)


def _paths(survey: Survey) -> list[tuple[str, object]]:
    return list(wording.texts(survey.draft))


def _mark(survey: Survey) -> str:
    return sha256(json.dumps(survey.draft, sort_keys=True).encode()).hexdigest()[:16]

"""Staff pages about the pictures of a survey: beside questions and answers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import recordings
from beteiligung.i18n import gettext as _
from beteiligung.media.forms import PictureForm
from beteiligung.media.pictures import NoPicture, TooLarge, TooManyPixels
from beteiligung.media.taking import take_large_files
from beteiligung.surveys import queries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.questionnaire import translated
from beteiligung.text import readable
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("pictures", __name__, url_prefix="/verwaltung/umfragen/<slug>/bilder")


@blueprint.get("/")
@staff(Role.MANAGER)
def overview(slug: str) -> ResponseReturnValue:
    """Every question and answer with its picture."""
    return _page(_found(slug), PictureForm())


@blueprint.post("/")
@staff(Role.MANAGER)
def show(slug: str) -> ResponseReturnValue:
    """Put a picture beside a question or an answer."""
    take_large_files()
    survey, form = _found(slug), PictureForm()
    key = str(form.key.data)
    if not checked(form):
        return _page(survey, form)
    try:
        recordings.show_picture(
            db.session(), survey, key, form.content(), asker=signed_in(), at=moment()
        )
    except (NoPicture, TooManyPixels, TooLarge) as refusal:
        form.refuse("file", refusal)
        return _page(survey, form)
    flash(_("The picture is kept."), "ok")
    return _back(slug, key)


@blueprint.post("/entfernen")
@staff(Role.MANAGER)
def remove(slug: str) -> ResponseReturnValue:
    """Take a picture out of the draft."""
    check_token()
    key = request.form.get("key", "")
    recordings.hide_picture(db.session(), _found(slug), key, asker=signed_in(), at=moment())
    flash(_("The picture is no longer used."), "ok")
    return _back(slug, key)


@blueprint.post("/beschreiben")
@staff(Role.MANAGER)
def describe(slug: str) -> ResponseReturnValue:
    """Say what a question's picture shows."""
    check_token()
    key, words = request.form.get("key", ""), readable(request.form.get("words", ""))[:300]
    recordings.describe_picture(
        db.session(), _found(slug), key, words, asker=signed_in(), at=moment()
    )
    flash(_("The description is kept."), "ok")
    return _back(slug, key)


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)


def _back(slug: str, key: str) -> Response:
    return redirect(url_for("pictures.overview", slug=slug, _anchor=f"row-{key}"), 303)


def _page(survey: Survey, form: PictureForm) -> ResponseReturnValue:
    draft = survey.draft
    rows = [
        (
            place,
            place_in_words(draft, place.path),
            translated(place.text, survey.source),
            _shows(draft, place, survey.source),
        )
        for place in recordings.places(draft)
    ]
    page = render_template("authoring/pictures.html", survey=survey, rows=rows, form=form)
    return page, form.status


def _shows(draft: recordings.Document, place: recordings.Place, source: str) -> str:
    """What a question's picture shows, in the survey's own language."""
    if not place.holder:
        return ""
    question = draft["questions"][int(place.path.rpartition(".")[2])]
    return translated(question.get("image_text"), source).texts.get(source, "")

"""Staff pages on which a draft is commented: a note below each question, and the list of all."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.authoring import notes
from beteiligung.authoring.manage_preview import LOOKERS, looked_at
from beteiligung.authoring.preview import running_draft
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID
from beteiligung.surveys import queries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.rendering import Stage, rendered
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("notes", __name__, url_prefix="/verwaltung/umfragen/<slug>")


@blueprint.get("/vorschau/<locale>/notizen")
@staff(*LOOKERS)
def write(slug: str, locale: str) -> str:
    """The whole draft in one language, with room for a note below each question."""
    survey, _tongue = looked_at(slug, locale)
    return _page(survey, locale)


@blueprint.post("/vorschau/<locale>/notizen")
@staff(*LOOKERS)
def note(slug: str, locale: str) -> ResponseReturnValue:
    """Keep a note, and go back to the question it is about."""
    check_token()
    survey, _tongue = looked_at(slug, locale)
    question, words = request.form.get("question", ""), request.form.get("words", "")
    try:
        notes.note_down(
            db.session(),
            survey,
            words,
            question=question,
            locale=locale,
            asker=signed_in(),
            at=moment(),
        )
    except (notes.NoteEmpty, notes.NoteTooLong) as refusal:
        return _page(survey, locale, at=question, typed=words, refusal=refusal), 422
    there = url_for("notes.write", slug=slug, locale=locale)
    return redirect(f"{there}#{_anchor(question)}", 303)


@blueprint.get("/notizen")
@staff(*LOOKERS)
def overview(slug: str) -> str:
    """Every note on a survey: where, in which language, by whom, settled or not."""
    survey = queries.survey_of(db.session(), slug, signed_in(), *LOOKERS)
    mine = signed_in().districts(Role.MANAGER)
    writes = mine is None or any(district.id in mine for district in survey.districts)
    rows = [
        (comment, _place(survey, comment.question), BY_ID[comment.locale])
        for comment in notes.notes_on(db.session(), survey)
    ]
    return render_template("authoring/notes.html", survey=survey, rows=rows, may_write=writes)


@blueprint.post("/notizen/<int:number>")
@staff(Role.MANAGER)
def settle(slug: str, number: int) -> Response:
    """A note is dealt with, or taken up again."""
    check_token()
    survey = queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)
    done = "reopen" not in request.form
    notes.settle_note(db.session(), survey, number, done=done, asker=signed_in(), at=moment())
    flash(_("The note is settled.") if done else _("The note is open again."), "ok")
    return redirect(url_for("notes.overview", slug=slug), 303)


def beside(session: Session, slug: str, _at: datetime) -> list[Due]:
    """What a survey's own page says about notes."""
    survey = queries.survey_at(session, slug)
    number = notes.open_notes(session, survey.id) if survey else 0
    line = ngettext("%(num)s open note", "%(num)s open notes", number)
    return [Due(line, url_for("notes.overview", slug=slug))]


def _page(
    survey: Survey,
    locale: str,
    *,
    at: str | None = None,
    typed: str = "",
    refusal: Refusal | None = None,
) -> str:
    running, slug = running_draft(survey, moment()), survey.slug
    below = {
        "kept": notes.notes_on(db.session(), survey),
        "action": url_for("notes.note", slug=slug, locale=locale),
        "anchor": _anchor,
        "at": at,
        "typed": typed,
        "error": _(refusal.message) if refusal else "",
        "label": _("Your note"),
        "button": _("Keep the note"),
        "settled": _("Settled"),
    }
    stage = Stage(
        i18n.current(),
        _("Preview with notes"),
        _("What is unclear, wrong or badly translated? Write it below the question."),
        back=(_("Back to the preview"), url_for("preview.page", slug=slug, locale=locale)),
        scripted=False,
        below=("authoring/note.html", below),
    )
    with i18n.speaking(locale):
        return rendered(running, running.form(), "", stage=stage)


def _anchor(question: str) -> str:
    return f"note--{question}"


def _place(survey: Survey, question: str) -> str:
    at = [place for place, each in enumerate(survey.draft["questions"]) if each["id"] == question]
    if at:
        return place_in_words(survey.draft, f"questions.{at[0]}")
    return question or _("The survey as a whole")

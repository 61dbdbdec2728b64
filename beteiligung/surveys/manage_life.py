"""Staff pages about a survey's life: other days, places, copies and waves, the archive."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys import actions, lifecycle, places, queries
from beteiligung.surveys.document import DocumentRefused
from beteiligung.surveys.life_forms import CopyForm, places_form
from beteiligung.surveys.manage import publish_form, settings
from beteiligung.surveys.models import Survey
from beteiligung.surveys.standing import answer_names
from beteiligung.surveys.views import shelf
from beteiligung.surveys.waves import waves_of
from beteiligung.surveys.wording import source_words
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("survey_life", __name__, url_prefix="/verwaltung/umfragen/<slug>")

NOT_A_SLUG = N_("The short name may have small letters, digits and hyphens.")


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


# ---- days and places -----------------------------------------------------------------------------


@blueprint.route("/zeitraum", methods=["GET", "POST"])
@staff(Role.MANAGER)
def days(slug: str) -> ResponseReturnValue:
    """Let a published survey run on other days, without publishing its draft."""
    survey = _found(slug)
    form = publish_form(survey)
    if checked(form):
        opens_at, closes_at = form.period()
        try:
            lifecycle.move_survey(
                db.session(),
                survey,
                opens_at=opens_at,
                closes_at=closes_at,
                asker=signed_in(),
                at=moment(),
                timezone=settings().timezone,
            )
        except Refusal as refusal:
            form.refuse("closes_at", refusal)
        else:
            flash(_("Saved."), "ok")
            return _back(survey)
    return render_template("surveys/manage/days.html", survey=survey, form=form), form.status


@blueprint.route("/plaetze", methods=["GET", "POST"])
@staff(Role.MANAGER)
def room(slug: str) -> ResponseReturnValue:
    """How many answers are hoped for, and how many are taken."""
    survey, session = _found(slug), db.session()
    version = queries.newest_version(session, survey)
    document = version.document if version else survey.draft
    limits = places.limits_of(session, survey.id)
    form = places_form(limits, answer_names(document), survey.target)
    if checked(form):
        places.set_places(
            session,
            survey,
            form.wishes(),
            target=form["target"].data,
            asker=signed_in(),
            at=moment(),
        )
        flash(_("Saved."), "ok")
        return redirect(url_for("survey_life.room", slug=slug), 303)
    page = render_template(
        "surveys/manage/places.html",
        survey=survey,
        form=form,
        limits={f"limit_{limit.id}": limit for limit in limits},
        overall=next((limit for limit in limits if not limit.question), None),
    )
    return page, form.status


# ---- copies, waves, the archive ------------------------------------------------------------------


@blueprint.route("/kopie", methods=["GET", "POST"])
@staff(Role.MANAGER)
def copy(slug: str) -> ResponseReturnValue:
    """A new draft with the same questions."""
    survey = _found(slug)
    title = _("%(title)s (copy)", title=source_words(survey.draft.get("title"), survey.draft))
    return _copied(survey, title, as_wave=False)


@blueprint.route("/welle", methods=["GET", "POST"])
@staff(Role.MANAGER)
def wave(slug: str) -> ResponseReturnValue:
    """A new draft that asks the same again, to be compared."""
    survey = _found(slug)
    number = len(waves_of(db.session(), survey)) + 1
    title = _(
        "%(title)s, wave %(number)s",
        title=source_words(waves_of(db.session(), survey)[0].title, survey.draft),
        number=number,
    )
    return _copied(survey, title, as_wave=True)


def _copied(survey: Survey, title: str, *, as_wave: bool) -> ResponseReturnValue:
    session = db.session()
    form = CopyForm(data={"title": title, "slug": lifecycle.next_slug(session, survey)})
    if checked(form):
        try:
            made = lifecycle.copy_survey(
                session,
                survey,
                slug=form.slug.data,
                title=form.title.data,
                asker=signed_in(),
                at=moment(),
                as_wave=as_wave,
            )
        except DocumentRefused:
            form.refuse("slug", Refusal(NOT_A_SLUG))
        except actions.SlugTaken as refusal:
            form.refuse("slug", refusal)
        else:
            for take in seams().copied:
                take(session, survey.id, made.id)
            flash(_("The new survey is here as a draft."), "ok")
            return _back(made)
    page = render_template("surveys/manage/copy.html", survey=survey, form=form, as_wave=as_wave)
    return page, form.status


@blueprint.post("/archivieren")
@staff(Role.MANAGER)
def archive(slug: str) -> Response:
    """Put a survey away that nobody works with any more."""
    survey = _pressed(slug)
    lifecycle.archive_survey(db.session(), survey, asker=signed_in(), at=moment())
    flash(_("The survey is in the archive. Its results stay where they are."), "ok")
    return _back(survey)


@blueprint.post("/wiederherstellen")
@staff(Role.MANAGER)
def restore(slug: str) -> Response:
    """Take a survey out of the archive."""
    survey = _pressed(slug)
    lifecycle.restore_survey(db.session(), survey, asker=signed_in(), at=moment())
    flash(_("The survey is back among the others."), "ok")
    return _back(survey)


def _found(slug: str) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER)


def _pressed(slug: str) -> Survey:
    check_token()
    return _found(slug)


def _back(survey: Survey) -> Response:
    return redirect(url_for("survey_desk.survey", slug=survey.slug), 303)

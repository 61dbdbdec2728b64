"""Staff pages about the changes of a published survey: what they are, and who agrees to them."""

from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.db import SAFE_METHODS
from beteiligung.i18n import gettext as _
from beteiligung.i18n import phrase
from beteiligung.surveys import actions, changes, queries
from beteiligung.surveys.document import check
from beteiligung.surveys.life_forms import ReasonForm
from beteiligung.surveys.manage import READERS, languages_settled, may_write, settings
from beteiligung.surveys.manage_forms import ChangesForm
from beteiligung.surveys.models import Survey
from beteiligung.surveys.step_words import in_words
from beteiligung.surveys.touched import touched
from beteiligung.surveys.views import shelf
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.required import require_duties
from beteiligung.web.seams import Due, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

ASKED = N_("“%(survey)s”: a colleague asks you to agree to a change.")

blueprint = Blueprint(
    "survey_changes", __name__, url_prefix="/verwaltung/umfragen/<slug>/aenderungen"
)


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


@blueprint.get("/")
@staff(*READERS)
def difference(slug: str) -> ResponseReturnValue:
    """What publishing the draft would change for people and for answers already given."""
    survey = _found(slug)
    return _page(survey) if _is_comparable(survey) else _back(survey)


@blueprint.post("/")
@staff(Role.MANAGER)
def publish(slug: str) -> ResponseReturnValue:
    """Publish the draft in the place of what people see now."""
    survey = _found(slug, Role.MANAGER)
    if not _is_comparable(survey):
        return _back(survey)
    form = _changes_form(survey)
    if not checked(form) or not languages_settled(survey, form):
        return _page(survey, publishing=form), form.status
    require_duties(db.session(), settings())
    try:
        actions.publish_changes(
            db.session(),
            survey,
            asker=signed_in(),
            at=moment(),
            timezone=settings().timezone,
            sure=form.sure.data,
        )
    except changes.NotSure as refusal:
        form.refuse("sure", refusal)
        return _page(survey, publishing=form), 422
    flash(_("The changes are published."), "ok")
    return _back(survey)


@blueprint.post("/anfragen")
@staff(Role.MANAGER)
def ask(slug: str) -> ResponseReturnValue:
    """Ask a second person to agree to the draft as it stands now."""
    survey, form = _found(slug, Role.MANAGER), ReasonForm()
    if not checked(form):
        return _page(survey, asking=form), form.status
    changes.ask_for_change(db.session(), survey, form.reason.data, asker=signed_in(), at=moment())
    flash(_("A second person can agree now. It stands on their first page."), "ok")
    return _to_difference(survey)


@blueprint.post("/zustimmen")
@staff(Role.MANAGER)
def agree(slug: str) -> Response:
    """Agree to what a colleague has asked for."""
    survey, digest = _pressed(slug), request.form.get("digest", "")
    changes.approve_change(db.session(), survey, digest, asker=signed_in(), at=moment())
    flash(_("You have agreed. The change can be published now."), "ok")
    return _to_difference(survey)


@blueprint.post("/ablehnen")
@staff(Role.MANAGER)
def decline(slug: str) -> Response:
    """Take back what one has asked for, or say no to a colleague."""
    survey, digest = _pressed(slug), request.form.get("digest", "")
    changes.drop_change(db.session(), survey, digest, asker=signed_in(), at=moment())
    flash(_("The request is gone. The draft stays as it is."), "ok")
    return _to_difference(survey)


def changes_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The changes to which a colleague has asked this person to agree."""
    del at
    return [
        Due(
            line=_(ASKED, survey=phrase(survey.named).text),
            href=url_for("survey_changes.difference", slug=survey.slug),
        )
        for survey in changes.waiting_changes(session, asker)
    ]


def _changes_form(survey: Survey) -> ChangesForm:
    return ChangesForm(seams().offers(db.session(), survey))


def _is_comparable(survey: Survey) -> bool:
    """Whether something is published, and the draft could be: else there is no comparing."""
    published = queries.newest_version(db.session(), survey) is not None
    return published and not any(finding.error for finding in check(survey.draft))


def _page(
    survey: Survey, *, publishing: ChangesForm | None = None, asking: ReasonForm | None = None
) -> str:
    session = db.session()
    found = changes.pending(session, survey, moment())
    counts = touched(session, survey, found.steps)
    versions = queries.versions_of(session, survey)
    return render_template(
        "surveys/manage/difference.html",
        survey=survey,
        found=found,
        groups=in_words(survey.draft, versions, found.steps, counts),
        may_write=may_write(survey),
        is_own=found.change is not None and found.change.asked_by == signed_in().id,
        publishing=publishing or _changes_form(survey),
        asking=asking or ReasonForm(),
    )


def _found(slug: str, *roles: Role) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), *(roles or READERS))


def _pressed(slug: str) -> Survey:
    check_token()
    return _found(slug, Role.MANAGER)


def _back(survey: Survey) -> Response:
    return redirect(url_for("survey_desk.survey", slug=survey.slug), 303)


def _to_difference(survey: Survey) -> Response:
    return redirect(url_for("survey_changes.difference", slug=survey.slug), 303)

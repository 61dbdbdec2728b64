"""Staff pages about surveys: all of them, a new one from a file, publish, pause, close."""

import json
from datetime import datetime, time, timedelta
from functools import partial
from typing import cast
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.db import SAFE_METHODS
from beteiligung.districts.queries import districts_of
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys import actions, hearing, queries, wording
from beteiligung.surveys.document import LARGEST, DocumentRefused, parse
from beteiligung.surveys.manage_forms import LanguagesForm, PublishForm, ReplaceForm, UploadForm
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.pointing import spot
from beteiligung.surveys.shape import Finding
from beteiligung.surveys.standing import SPOKEN, Placed, placed, standing
from beteiligung.surveys.step_words import WEIGHTS
from beteiligung.surveys.views import shelf
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.required import require_duties
from beteiligung.web.seams import seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("survey_desk", __name__, url_prefix="/verwaltung/umfragen")

READERS = (Role.MANAGER, Role.VIEWER)
RUNS_FOR = timedelta(days=28)  # what the form suggests
# A state in a word and the kind of its tag.
STATES = {
    State.DRAFT: (N_("Draft"), ""),
    State.SCHEDULED: (N_("Scheduled"), ""),
    State.OPEN: (N_("Running"), "act"),
    State.PAUSED: (N_("Paused"), "warn"),
    State.CLOSED: (N_("Ended"), "ok"),
}


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    if request.method not in SAFE_METHODS:
        shelf().forget()


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """The surveys of somebody's districts, newest first."""
    session, asker = db.session(), signed_in()
    archive = "archiv" in request.args
    answers = queries.answers_by_survey(session, asker.districts())
    found = queries.surveys_of(session, asker, *READERS)
    rows = [
        (survey, survey.state(moment()), answers.get(survey.id, 0))
        for survey in found
        if (survey.archived_at is not None) is archive
    ]
    return render_template(
        "surveys/manage/overview.html",
        rows=rows,
        states=STATES,
        archive=archive,
        archived=sum(survey.archived_at is not None for survey in found),
        may_write=asker.has(Role.MANAGER),
    )


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """A new survey from a file; what is wrong with it is said item by item."""
    take_files()
    session, asker = db.session(), signed_in()
    form = UploadForm(districts_of(session, asker.districts(Role.MANAGER)))
    refused: list[Placed] = []
    if checked(form):
        content = form.content()
        try:
            survey = actions.import_survey(
                session,
                content,
                districts=form.chosen(),
                allowed=asker.districts(Role.MANAGER),
                asker=asker,
                at=moment(),
            )
        except actions.DistrictMissing as refusal:
            form.refuse("districts", refusal)
        except Refusal as refusal:
            form.refuse("file", refusal)
            refused = faults_of(content, refusal)
        else:
            flash(_("The survey is here as a draft."), "ok")
            return _back(survey)
    return render_template("surveys/manage/new.html", form=form, refused=refused), form.status


@blueprint.get("/<slug>/")
@staff(*READERS)
def survey(slug: str) -> str:
    """One survey: where it is in its life, what is published, what comes next."""
    return survey_page(_found(slug))


@blueprint.get("/<slug>/fragebogen.json")
@staff(*READERS)
def download(slug: str) -> Response:
    """The draft as a file, to be changed elsewhere and brought back."""
    draft = json.dumps(_found(slug).draft, ensure_ascii=False, indent=1) + "\n"
    return Response(
        draft,
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{slug}.json"'},
    )


@blueprint.post("/<slug>/veroeffentlichen")
@staff(Role.MANAGER)
def publish(slug: str) -> ResponseReturnValue:
    """Let people answer from one moment to another, in the languages that are finished."""
    found = _found(slug, Role.MANAGER)
    if found.opens_at is not None or found.archived_at is not None:
        raise actions.NotNow  # changes of a published survey have a page of their own
    form = publish_form(found)
    if not checked(form) or not languages_settled(found, form):
        return survey_page(found, publishing=form), form.status
    opens_at, closes_at = form.period()
    try:
        require_duties(db.session(), settings())
        actions.publish_survey(
            db.session(),
            found,
            opens_at=opens_at,
            closes_at=closes_at,
            asker=signed_in(),
            at=moment(),
            timezone=settings().timezone,
        )
    except Refusal as refusal:
        form.refuse("closes_at", refusal)
        return survey_page(found, publishing=form), 422
    flash(_("The survey is published."), "ok")
    return _back(found)


@blueprint.post("/<slug>/pausieren")
@staff(Role.MANAGER)
def pause(slug: str) -> ResponseReturnValue:
    """Take no answers for a while."""
    found = _pressed(slug)
    actions.pause_survey(db.session(), found, asker=signed_in(), at=moment())
    flash(_("The survey is paused."), "ok")
    return _back(found)


@blueprint.post("/<slug>/fortsetzen")
@staff(Role.MANAGER)
def resume(slug: str) -> ResponseReturnValue:
    """Take answers again."""
    found = _pressed(slug)
    actions.resume_survey(db.session(), found, asker=signed_in(), at=moment())
    flash(_("The survey takes answers again."), "ok")
    return _back(found)


@blueprint.post("/<slug>/beenden")
@staff(Role.MANAGER)
def close(slug: str) -> ResponseReturnValue:
    """End it now."""
    found = _pressed(slug)
    actions.close_survey(
        db.session(), found, asker=signed_in(), at=moment(), timezone=settings().timezone
    )
    flash(_("The survey has ended."), "ok")
    return _back(found)


def _found(slug: str, *roles: Role) -> Survey:
    return queries.survey_of(db.session(), slug, signed_in(), *(roles or READERS))


def _pressed(slug: str) -> Survey:
    check_token()
    return _found(slug, Role.MANAGER)


def _back(survey: Survey) -> Response:
    return redirect(url_for("survey_desk.survey", slug=survey.slug), 303)


def survey_page(
    survey: Survey,
    *,
    publishing: PublishForm | None = None,
    replacing: ReplaceForm | None = None,
    refused: list[Placed] | None = None,
) -> str:
    """The page of one survey, with a form that was sent and is to be mended."""
    writes = may_write(survey)
    link = partial(mending_place, survey) if writes else None
    return render_template(
        "surveys/manage/survey.html",
        survey=survey,
        now=standing(db.session(), survey, signed_in(), settings(), at=moment(), link=link),
        states=STATES,
        weights={weight.name.lower(): said for weight, said in WEIGHTS.items()},
        may_write=writes,
        publishing=publishing or publish_form(survey),
        replacing=replacing or ReplaceForm(),
        refused=refused or [],
        beside=[
            thing for ask in seams().beside for thing in ask(db.session(), survey.slug, moment())
        ]
        if writes
        else [],
    )


def may_write(survey: Survey) -> bool:
    """Whether whoever is signed in manages this survey, and does not only look at it."""
    mine = signed_in().districts(Role.MANAGER)
    return mine is None or any(district.id in mine for district in survey.districts)


def mending_place(survey: Survey, finding: Finding) -> str:
    """The page on which something is mended: the editor's, or that of recordings and pictures."""
    where, locale = finding.where, str(finding.values.get("locale") or "")
    if where == SPOKEN:
        return url_for("spoken_words.overview", locale=locale)
    if finding.message == hearing.UNSPOKEN:
        row = f"row-{wording.keys(survey.draft)[where]}"
        return url_for("recordings.overview", slug=survey.slug, locale=locale, _anchor=row)
    if finding.message == hearing.UNSEEN:
        return url_for("pictures.overview", slug=survey.slug)
    place, editor = spot(survey.draft, where), seams().draft_place
    return editor(survey.slug, place.question, place.part) if editor else ""


def publish_form(survey: Survey) -> PublishForm:
    """The form with the days on which a survey runs, or could run."""
    zone = ZoneInfo(settings().timezone)
    opens = survey.opens_at or moment()
    evening = datetime.combine((moment() + RUNS_FOR).astimezone(zone), time(20), zone)
    offers = seams().offers(db.session(), survey)
    return PublishForm(opens, survey.closes_at or evening, zone.key, offers)


def languages_settled(survey: Survey, form: LanguagesForm) -> bool:
    """Whether the survey can be published in the languages that were ticked; says why not."""
    try:
        seams().settle_languages(
            db.session(),
            survey,
            form.offered.data if isinstance(form, PublishForm) else None,
            form.signed.data,
            asker=signed_in(),
            at=moment(),
        )
    except Refusal as refusal:
        form.refuse("offered", refusal)
        return False
    return True


def faults_of(content: bytes, refusal: Refusal) -> list[Placed]:
    """What is to be mended in a file that was refused, item by item."""
    if not isinstance(refusal, DocumentRefused):
        return []
    return placed(parse(content), refusal.findings)


def take_files() -> None:
    """Let files in that are larger than forms; far larger ones are cut off before being read."""
    request.max_content_length = 2 * LARGEST


def settings() -> Settings:
    """The settings of the running installation."""
    return cast("Settings", current_app.extensions["settings"])

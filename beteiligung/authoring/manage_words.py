"""Staff pages about the words of a survey: mend them in each language, see them as residents do."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.authoring import actions
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.word_forms import words_form
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID, TIER_1, entries
from beteiligung.surveys import queries, wording
from beteiligung.surveys.document import LARGEST, check
from beteiligung.surveys.forms import answer_form
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.ready import Running
from beteiligung.surveys.rendering import Preview, rendered
from beteiligung.surveys.standing import tongues
from beteiligung.surveys.views import shelf
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("survey_words", __name__, url_prefix="/verwaltung/umfragen/<slug>")

MOST_FIELDS = 50_000  # 300 questions with 200 answers each would be more than anybody reads
SOON = timedelta(days=28)  # what a preview says about days that are not settled yet


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


@blueprint.get("/vorschau/<locale>")
@staff(Role.MANAGER, Role.VIEWER)
def preview(slug: str, locale: str) -> ResponseReturnValue:
    """The draft as residents would see it; nothing can be sent from here."""
    survey = queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER, Role.VIEWER)
    if locale not in {*TIER_1, *wording.languages(survey.draft)}:
        raise NotFound
    if any(finding.error for finding in check(survey.draft)):
        flash(_("There is no preview yet: please mend first what is listed here."), "warn")
        return redirect(url_for("survey_desk.survey", slug=slug), 303)
    running = _as_if_running(survey)
    links = [
        (entry, url_for("survey_words.preview", slug=slug, locale=entry.id))
        for entry in entries(running.locales)
    ]
    above = Preview(
        i18n.current(),
        _("This is a preview"),
        _("You see the draft, all questions on one page. Nothing can be sent, nothing is counted."),
        _("Back to the survey"),
        url_for("survey_desk.survey", slug=slug),
        links,
    )
    with i18n.speaking(locale):
        return rendered(running, running.form(), "", preview=above)


def _as_if_running(survey: Survey) -> Running:
    questionnaire, at = read(survey.draft), moment()
    closes_at = survey.closes_at or at + SOON
    promised = timedelta(days=questionnaire.results_promised_within_days)
    return Running(
        id=survey.id,
        version_id=0,
        number=0,
        notice_version=0,
        locales=tuple(wording.languages(survey.draft)),
        questionnaire=questionnaire,
        form=answer_form(questionnaire),
        districts=(),
        opens_at=at,
        closes_at=closes_at,
        paused_at=None,
        results_on=survey.results_on or (closes_at + promised).date(),
        changed_at=at,
    )

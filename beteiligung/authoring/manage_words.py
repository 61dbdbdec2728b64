"""Staff pages about the words of a survey: mend them in each language, see them as residents do."""

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db, i18n
from beteiligung.access import Role, staff
from beteiligung.authoring import translating
from beteiligung.authoring.beside import WordsPage, beside
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.word_forms import WordsForm, words_form
from beteiligung.db import SAFE_METHODS
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID, entries
from beteiligung.surveys import queries, wording
from beteiligung.surveys.document import LARGEST, check
from beteiligung.surveys.forms import answer_form
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.ready import Running
from beteiligung.surveys.rendering import Preview, rendered
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


@blueprint.get("/vorschau/<locale>")
@staff(Role.MANAGER, Role.VIEWER)
def preview(slug: str, locale: str) -> ResponseReturnValue:
    """The draft as residents would see it; nothing can be sent from here."""
    survey = queries.survey_of(db.session(), slug, signed_in(), Role.MANAGER, Role.VIEWER)
    if locale not in BY_ID:
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
        locales=tuple(wording.finished(survey.draft)),
        questionnaire=questionnaire,
        form=answer_form(questionnaire),
        districts=(),
        opens_at=at,
        closes_at=closes_at,
        paused_at=None,
        results_on=survey.results_on or (closes_at + promised).date(),
        changed_at=at,
    )

"""Staff pages of the item bank: questions for a draft, and new surveys from a template."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring.actions import change_draft
from beteiligung.authoring.bank import Item, all_into, bank, from_template, item_of, template_of
from beteiligung.authoring.bank_forms import END, AddForm, SearchForm, TemplateForm, kind_name
from beteiligung.authoring.bank_standing import taken_from_bank, unreviewed, uses
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.db import SAFE_METHODS
from beteiligung.districts.queries import districts_of
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.locales import BY_ID, SOURCE, TIER_1, entries
from beteiligung.surveys.actions import SlugTaken, create_survey
from beteiligung.surveys.document import DocumentRefused
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("survey_bank", __name__, url_prefix="/verwaltung/umfragen")


@blueprint.get("/neu/vorlagen")
@staff(Role.MANAGER)
def templates() -> str:
    """The templates a survey can begin with."""
    return render_template("authoring/templates.html", templates=bank().templates.values())


@blueprint.route("/neu/vorlagen/<template_id>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def template(template_id: str) -> ResponseReturnValue:
    """One template: what it contains, and a draft made of it."""
    found, asker = template_of(template_id), signed_in()
    mine = districts_of(db.session(), asker.districts(Role.MANAGER))
    form = TemplateForm(mine, f"{found.id}-{moment().year}")
    if checked(form):
        try:
            survey = _made(template_id, form)
        except (SlugTaken, DocumentRefused) as refusal:
            form.refuse("slug", _plain(refusal))
        else:
            flash(_("The survey is here as a draft, in six languages."), "ok")
            return redirect(url_for("survey_desk.survey", slug=survey.slug), 303)
    page = render_template(
        "authoring/template.html",
        template=found,
        form=form,
        german=BY_ID[SOURCE],
        kind_name=kind_name,
    )
    return page, form.status


@blueprint.route("/<slug>/fragensammlung", methods=["GET", "POST"])
@staff(Role.MANAGER)
def add(slug: str) -> ResponseReturnValue:
    """Questions of the bank for a draft: looked for, ticked, added at a chosen place."""
    writes = request.method not in SAFE_METHODS
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=writes)
    search = SearchForm(request.args, bank().topics)
    form = AddForm(survey.draft, bank(), request.args.get("nach", ""))
    if checked(form):
        try:
            return _added(survey, form, search)
        except DocumentRefused as refusal:
            form.refuse("items", _plain(refusal))
    return _page(survey, form, search), form.status


@blueprint.get("/<slug>/fragensammlung/<item_id>")
@staff(Role.MANAGER)
def item(slug: str, item_id: str) -> str:
    """One question of the bank in all its languages."""
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=False)
    found, form = item_of(item_id), AddForm(survey.draft, bank(), "")
    return render_template(
        "authoring/item.html", item=found, form=form, **_standing(survey, [found])
    )


def _page(survey: Survey, form: AddForm, search: SearchForm) -> str:
    found = search.found()
    shown = [item for _topic, items in found for item in items]
    return render_template(
        "authoring/bank.html",
        form=form,
        search=search,
        found=found,
        german=BY_ID[SOURCE],
        **_standing(survey, shown),
    )


def _standing(survey: Survey, items: Sequence[Item]) -> dict[str, Any]:
    """What the pages of the bank say about a survey, and about these questions."""
    session = db.session()
    return {
        "survey": survey,
        "version": newest_version(session, survey),
        "here": taken_from_bank(survey.draft),
        "uses": uses(session, signed_in()),
        "unreviewed": unreviewed(session, items),
        "tongues": entries(TIER_1),
        "kind_name": kind_name,
    }


def _added(survey: Survey, form: AddForm, search: SearchForm) -> Response:
    session, version = db.session(), newest_version(db.session(), survey)
    chosen, place = form.items.data, form.place()
    published = version.document if version else None
    document = all_into(survey.draft, chosen, after=place, published=published)
    change_draft(
        session,
        survey,
        document,
        what=N_("Questions were added from the item bank"),
        place=chosen[0] if len(chosen) == 1 else "",
        asker=signed_in(),
        at=moment(),
    )
    flash(ngettext("%(num)s question is added.", "%(num)s questions are added.", len(chosen)), "ok")
    # Who goes on adding goes on behind what she has just added.
    ids = ["", *(question["id"] for question in document["questions"])]
    last = END if place is None else ids[ids.index(place) + len(chosen)]
    to = url_for("survey_bank.add", slug=survey.slug, **search.address(), nach=last)
    return redirect(to, 303)


def _made(template_id: str, form: TemplateForm) -> Survey:
    where = form.chosen()
    document = from_template(
        template_id,
        slug=form.slug.data,
        operator=form.operator.data,
        districts=[district.slug for district in where],
    )
    return create_survey(db.session(), document, districts=where, asker=signed_in(), at=moment())


def _plain(refusal: Refusal) -> Refusal:
    """What is wrong with a document, said beside a field: its first finding."""
    if isinstance(refusal, DocumentRefused) and refusal.findings:
        first = refusal.findings[0]
        return Refusal(first.message, **first.values)
    return refusal

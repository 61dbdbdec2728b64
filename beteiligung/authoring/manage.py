"""The editor's pages around a whole draft: its outline, the order of questions, its history."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring import actions, order, queries
from beteiligung.authoring.forms import WhereForm
from beteiligung.authoring.labels import manners
from beteiligung.authoring.models import DraftStep
from beteiligung.authoring.outline import outline as glance
from beteiligung.authoring.outline import outline_side
from beteiligung.authoring.parts import position
from beteiligung.authoring.workbench import forget_ready_pages, in_hand, locked, outline_of
from beteiligung.districts.queries import districts_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import newest_version
from beteiligung.text import N_
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import StaffForm, check_token, checked

blueprint = Blueprint("editor", __name__, url_prefix="/verwaltung/umfragen/<slug>/fragebogen")

DONE = {  # what a button of the outline does, for the history
    "up": N_("A question was moved"),
    "down": N_("A question was moved"),
    "place": N_("A question was moved"),
    "copy": N_("A question was duplicated"),
    "delete": N_("A question was deleted"),
}
ADDED = N_("A question was added")


class MeanwhileChanged(Refusal):
    """Somebody else changed the draft before this button was pressed."""

    default = N_(
        "Somebody else has changed the draft meanwhile. Please look at it first, then press again."
    )


@blueprint.teardown_request
def show_residents(_error: BaseException | None) -> None:
    """After a write is settled, this worker's residents see it at once."""
    forget_ready_pages()


@blueprint.get("/")
@staff(Role.MANAGER)
def outline(slug: str) -> str:
    """The draft at a glance: questions in order, what is to be mended where, how long it takes."""
    survey, session = in_hand(slug), db.session()
    return render_template(
        "authoring/outline.html",
        survey=survey,
        now=glance(survey.draft),
        version=newest_version(session, survey),
        last=queries.last_step(session, survey),
        next=queries.next_step(session, survey),
    )


@blueprint.post("/ordnen")
@staff(Role.MANAGER)
def arrange(slug: str) -> ResponseReturnValue:
    """Move, duplicate or delete a question; each can be undone, so nobody is asked twice."""
    check_token()
    survey = in_hand(slug)
    way, _colon, name = request.form.get("do", "").partition(":")
    if way == "place" and not name:
        name = _moved_by_typing(survey.draft)
    if position(survey.draft, name) is None:
        raise NotFound
    document, name = _arranged(survey, way, name)
    _change(survey, document, DONE[way], name)
    return redirect(outline_of(slug) + ("" if way == "delete" else f"#q-{name}"), 303)


@blueprint.route("/neue-frage", methods=["GET", "POST"])
@staff(Role.MANAGER)
def add(slug: str) -> ResponseReturnValue:
    """Choose a way of asking, each with a sentence and an example, and begin a question."""
    survey, form = in_hand(slug), StaffForm()
    after = request.values.get("nach", "")
    if checked(form):
        after = after if position(survey.draft, after) is not None else ""
        published = locked(survey)
        document, name = order.with_new_question(
            survey.draft, request.form.get("kind", ""), after, published
        )
        _change(survey, document, ADDED, name)
        return redirect(url_for("editor_parts.question", slug=slug, name=name), 303)
    questions = outline_side(survey.draft)
    page = render_template(
        "authoring/add.html", survey=survey, manners=manners(), after=after, questions=questions
    )
    return page, form.status


@blueprint.post("/rueckgaengig")
@staff(Role.MANAGER)
def undo(slug: str) -> ResponseReturnValue:
    """Take the last change back."""
    check_token()
    survey = in_hand(slug)
    _same_step(queries.last_step(db.session(), survey))
    step = actions.undo_change(db.session(), survey, asker=signed_in(), at=moment())
    flash(_("Taken back: %(what)s", what=_(step.what)), "ok")
    return _back(survey, step)


@blueprint.post("/wiederholen")
@staff(Role.MANAGER)
def redo(slug: str) -> ResponseReturnValue:
    """Do again what was taken back last."""
    check_token()
    survey = in_hand(slug)
    _same_step(queries.next_step(db.session(), survey))
    step = actions.redo_change(db.session(), survey, asker=signed_in(), at=moment())
    flash(_("Done again: %(what)s", what=_(step.what)), "ok")
    return _back(survey, step)


@blueprint.route("/stadtteile", methods=["GET", "POST"])
@staff(Role.MANAGER)
def where(slug: str) -> ResponseReturnValue:
    """In which districts a survey is asked, until it begins."""
    survey, asker = in_hand(slug), signed_in()
    allowed = asker.districts(Role.MANAGER)
    form = WhereForm(districts_of(db.session(), allowed), survey.districts)
    if checked(form):
        try:
            actions.ask_in(
                db.session(), survey, form.chosen(), allowed=allowed, asker=asker, at=moment()
            )
        except Refusal as refusal:
            form.refuse("districts", refusal)
        else:
            flash(_("Saved."), "ok")
            return redirect(outline_of(slug), 303)
    return render_template("authoring/where.html", survey=survey, form=form), form.status


@blueprint.get("/verlauf")
@staff(Role.MANAGER)
def history(slug: str) -> str:
    """Who changed what when; every earlier state can be brought back."""
    survey = in_hand(slug)
    steps = queries.steps_of(db.session(), survey)
    numbers = {name: number for name, number, _words in outline_side(survey.draft)}
    return render_template("authoring/history.html", survey=survey, steps=steps, numbers=numbers)


@blueprint.post("/verlauf")
@staff(Role.MANAGER)
def bring_back(slug: str) -> ResponseReturnValue:
    """Make the draft what it was before a change; that can be undone, too."""
    check_token()
    survey = in_hand(slug)
    number = request.form.get("step", 0, type=int)
    actions.bring_back(db.session(), survey, number, asker=signed_in(), at=moment())
    flash(_("The earlier state is back."), "ok")
    return redirect(outline_of(slug), 303)


def _arranged(survey: Survey, way: str, name: str) -> tuple[dict[str, Any], str]:
    document = survey.draft
    match way:
        case "up" | "down":
            return order.shifted(document, name, -1 if way == "up" else 1), name
        case "place":
            to = request.form.get(f"place.{name}", 1, type=int)
            return order.moved(document, name, to - 1), name
        case "copy":
            return order.with_copy(document, name, locked(survey))
        case "delete":
            return order.without(document, name), name
    raise NotFound


def _moved_by_typing(document: Mapping[str, Any]) -> str:
    """The question whose place was typed anew, where Enter was pressed instead of a button."""
    for at, asked in enumerate(document["questions"]):
        typed = request.form.get(f"place.{asked.get('id')}", at + 1, type=int)
        if typed != at + 1:
            return str(asked.get("id"))
    raise NotFound


def _change(survey: Survey, document: Mapping[str, Any], what: str, place: str) -> None:
    actions.change_draft(
        db.session(), survey, document, what=what, place=place, asker=signed_in(), at=moment()
    )


def _same_step(step: DraftStep | None) -> None:
    seen = request.form.get("step", type=int)
    if step is not None and seen is not None and step.number != seen:
        raise MeanwhileChanged


def _back(survey: Survey, step: DraftStep) -> ResponseReturnValue:
    """To the question that was changed, if that is where the button was, else to the outline."""
    here = request.form.get("from", "")
    if here and here == step.place and position(survey.draft, here) is not None:
        return redirect(url_for("editor_parts.question", slug=survey.slug, name=here), 303)
    return redirect(outline_of(survey.slug), 303)

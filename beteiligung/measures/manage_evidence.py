"""Staff pages about what a measure rests on: results that are frozen beside it, and ideas."""

from collections.abc import Sequence

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.i18n import gettext, phrase
from beteiligung.measures import evidence
from beteiligung.measures.kinds import Kind
from beteiligung.measures.manage import measure_here, saved
from beteiligung.measures.models import Measure
from beteiligung.measures.part_forms import FiguresForm, IdeaForm
from beteiligung.web.moment import moment
from beteiligung.web.seams import ShownIdea, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("measure_evidence", __name__, url_prefix="/verwaltung/massnahmen/<reference>")


@blueprint.route("/ergebnisse", methods=["GET", "POST"])
@staff(Role.MANAGER)
def figures(reference: str) -> ResponseReturnValue:
    """Choose a survey, then its figures; those of a release are public, live ones never."""
    found, session, asker = measure_here(reference), db.session(), signed_in()
    sources = seams().sources(session, asker)
    slug = request.args.get("umfrage", "")
    offered = (
        seams().figures(session, asker, slug, moment())
        if slug in {source.slug for source in sources}
        else []
    )
    form = FiguresForm()
    if checked(form):
        try:
            chosen = form.figures.data or []
            evidence.add_figures(session, found, offered, chosen, asker=asker, at=moment())
        except (evidence.NothingChosen, evidence.Gone) as refusal:
            form.refuse("figures", refusal)
        else:
            return saved(found)
    page = render_template(
        "measures/manage/figures.html",
        measure=found,
        form=form,
        sources=sources,
        slug=slug,
        released=[figure for figure in offered if figure.number is not None],
        live=[figure for figure in offered if figure.number is None],
        there={figure.key for figure in found.figures},
    )
    return page, form.status


@blueprint.post("/ergebnisse/<int:number>/entfernen")
@staff(Role.MANAGER)
def remove_figure(reference: str, number: int) -> Response:
    """Take a figure away from a measure."""
    check_token()
    found = measure_here(reference)
    evidence.remove_figure(db.session(), found, number, asker=signed_in(), at=moment())
    return saved(found)


@blueprint.route("/ideen", methods=["GET", "POST"])
@staff(Role.MANAGER)
def ideas(reference: str) -> ResponseReturnValue:
    """Ideas of somebody's boards, and what becomes of one by this measure."""
    found, session, asker = measure_here(reference), db.session(), signed_in()
    words = request.args.get("q", "").strip()[:200]
    form = IdeaForm(request.args.get("idee", ""))
    if checked(form):
        try:
            _take(form, found)
        except evidence.NoIdea as refusal:
            form.refuse("reference", refusal)
        except evidence.WhyMissing as refusal:
            form.reason.form["de"].errors = [gettext(refusal.message)]
        else:
            typed = (form.reference.data or "").upper()
            for line in already_decided(seams().shown_ideas(session, [typed])):
                flash(line, "warn")
            return saved(found)
    page = render_template(
        "measures/manage/ideas.html",
        measure=found,
        form=form,
        words=words,
        offered=seams().offered_ideas(session, asker, words),
        there={taken.reference for taken in found.ideas},
    )
    return page, form.status


@blueprint.post("/ideen/<idea>/entfernen")
@staff(Role.MANAGER)
def remove_idea(reference: str, idea: str) -> Response:
    """Say no more that a measure has to do with an idea."""
    check_token()
    found = measure_here(reference)
    evidence.release_idea(db.session(), found, idea, asker=signed_in(), at=moment())
    return saved(found)


def already_decided(ideas: Sequence[ShownIdea]) -> list[str]:
    """Of ideas that a measure takes up: which stand on their board as decided already."""
    return [
        gettext(
            "%(idea)s stands on its board as “%(status)s”. Does that still hold? "
            "Else give the idea another status there.",
            idea=idea.reference,
            status=phrase(idea.stands).text,
        )
        for idea in ideas
        if idea.stands is not None
    ]


def _take(form: IdeaForm, found: Measure) -> None:
    """Link the idea of this number, if it is on somebody's boards and everybody can read it."""
    session, asker = db.session(), signed_in()
    typed = (form.reference.data or "").upper()
    known = seams().offered_ideas(session, asker, typed)
    if typed not in {idea.reference for idea in known}:
        raise evidence.NoIdea
    kind = Kind(form.kind.data)
    evidence.take_idea(session, found, typed, kind, form.reason.data, asker=asker, at=moment())

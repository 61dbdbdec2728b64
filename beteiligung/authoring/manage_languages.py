"""Staff pages about a survey's languages: which text is how far in which language."""

from collections.abc import Iterable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.authoring.offering import choose_languages, offers
from beteiligung.authoring.queries import survey_to_edit
from beteiligung.authoring.states import OPEN, Mark, Row, language_states, rows_of
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, entries
from beteiligung.surveys import queries
from beteiligung.surveys.manage import may_write
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import place_in_words
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("languages", __name__, url_prefix="/verwaltung/umfragen/<slug>/sprachen")

READERS = (Role.MANAGER, Role.VIEWER)
FILTERS = {"offen": OPEN, **{mark.value: (mark,) for mark in Mark}}
AT_FIRST = 3  # languages beside the source: more do not fit beside each other


@blueprint.get("", strict_slashes=False)
@staff(*READERS)
def grid(slug: str) -> str:
    """Every text beside its translations, with the state of each; filtered as somebody asks."""
    session = db.session()
    survey = queries.survey_of(session, slug, signed_in(), *READERS)
    states = language_states(session, survey, BY_ID)
    begun = [state.entry.id for state in states if state.begun or state.entry.tier == 1]
    asked = [name for name in request.args.getlist("sprache") if name in BY_ID]
    chosen = [name for name in asked if name != survey.source] or begun[:AT_FIRST]
    wanted = request.args.get("nur", "")
    rows = rows_of(session, survey, chosen)
    shown = [row for row in rows if _is_wanted(row, FILTERS.get(wanted))]
    return render_template(
        "authoring/languages.html",
        survey=survey,
        source=BY_ID[survey.source],
        tongues=[state for state in states if state.entry.id in {*begun, *chosen}],
        more=[state.entry for state in states if state.entry.id not in {*begun, *chosen}],
        chosen=entries(chosen),
        wanted=wanted,
        groups=list(_grouped(survey, shown)),
        texts=len(rows),
        offers=offers(session, survey),
        may_write=may_write(survey),
    )


@blueprint.post("/angebot")
@staff(Role.MANAGER)
def choose(slug: str) -> ResponseReturnValue:
    """Choose in which finished languages the survey is offered, from its next publication on."""
    check_token()
    survey = survey_to_edit(db.session(), slug, signed_in(), hold=True)
    choose_languages(
        db.session(), survey, request.form.getlist("offered"), asker=signed_in(), at=moment()
    )
    flash(_("Saved."), "ok")
    return redirect(url_for("languages.grid", slug=slug), 303)


def _is_wanted(row: Row, marks: Iterable[Mark] | None) -> bool:
    return marks is None or any(cell.mark in marks for cell in row.cells.values())


def _grouped(survey: Survey, rows: Iterable[Row]) -> Iterable[tuple[str, list[tuple[str, Row]]]]:
    """The rows under the question (or scale) that they belong to, each with its place in words."""
    group: list[tuple[str, Row]] = []
    before = ""
    for row in rows:
        head, *way = row.path.split(".")
        where = ".".join((head, way[0])) if way else ""
        if group and where != before:
            yield _title(survey, before), group
            group = []
        before = where
        group.append((place_in_words(survey.draft, row.path), row))
    if group:
        yield _title(survey, before), group


def _title(survey: Survey, where: str) -> str:
    return place_in_words(survey.draft, where) if where else ""

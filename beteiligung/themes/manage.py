"""Staff pages of themes: what was said side by side, a measure of it, and how it is sorted."""

from datetime import date

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.clock import local_date
from beteiligung.districts.models import District
from beteiligung.districts.queries import districts_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.ideas.queries import idea_at
from beteiligung.measures import evidence
from beteiligung.measures.manage_evidence import already_decided
from beteiligung.measures.models import Measure
from beteiligung.measures.queries import Wish, measure_of, measures_of
from beteiligung.text import N_
from beteiligung.themes import actions, given, queries
from beteiligung.themes.forms import MakeForm
from beteiligung.themes.offers import offered, offered_topics, survey_named
from beteiligung.themes.sorting import field_of, known_fields
from beteiligung.web.moment import moment
from beteiligung.web.seams import ShownIdea, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("district_themes", __name__, url_prefix="/verwaltung/themen")

IDEAS = "ideen"  # the part of what can be sorted that is no survey


class NoSuchField(Refusal):
    """A field of action that nobody has named."""

    default = N_("Please choose a field of action from the list.")


@blueprint.get("/")
@staff(Role.MANAGER)
def overview() -> str:
    """What people said in a district, theme by theme; or one theme with everything of it."""
    session, district, at = db.session(), _district(), moment()
    areas = queries.areas_in(session, district.id)
    area = next((row for row in areas if str(row.id) == request.args.get("gebiet")), None)
    found = queries.found_in(session, signed_in(), district, area, _today())
    only = request.args.get("thema")
    return render_template(
        "themes/overview.html",
        district=district,
        districts=_mine(),
        areas=areas,
        area=area,
        themes=queries.themes(session, found, district, area, at=at, only=only),
        only=only,
        taken=queries.taken(found.measures),
    )


@blueprint.route("/massnahme", methods=["GET", "POST"])
@staff(Role.MANAGER)
def make() -> ResponseReturnValue:
    """A measure of what was ticked: a new one, or one that is there already."""
    session, asker, district = db.session(), signed_in(), _district()
    measures = measures_of(session, asker, Role.MANAGER, wish=Wish(district=district.id))
    wanted = request.args.get("feld", "")
    fields = known_fields(session, [wanted, *(each.topic for each in measures)])
    ticked = {"figures": request.args.getlist("zahl"), "ideas": request.args.getlist("idee")}
    form = MakeForm(measures, fields, {**ticked, "field": wanted})
    keys, references = list(form.figures.data or ()), list(form.ideas.data or ())
    figures = offered(session, asker, keys, request.args.get("frage", ""), moment())
    figures += offered_topics(session, district.area_id, keys, _today())
    ideas = given.of_references(session, references, district.id, moment())
    if checked(form):
        try:
            made = _make(form, district, form.chosen(figures), [each.idea for each in ideas])
        except (evidence.NothingChosen, evidence.Gone) as refusal:
            form.refuse("figures", refusal)
        except evidence.NoIdea as refusal:
            form.refuse("ideas", refusal)
        else:
            chosen = form.chosen(figures)
            return _to(made, chosen, [each.idea for each in ideas])
    page = render_template(
        "themes/make.html",
        form=form,
        district=district,
        ideas=[each.idea for each in ideas],
        released=[figure for figure in figures if figure.number is not None],
        live=[figure for figure in figures if figure.number is None],
    )
    return page, form.status


@blueprint.route("/zuordnung", methods=["GET", "POST"])
@staff(Role.MANAGER)
def sorting() -> ResponseReturnValue:
    """To which field of action a question, its rows, a category or a topic belongs."""
    session, district = db.session(), _district()
    found = queries.found_in(session, signed_in(), district, None, _today())
    parts = _parts(found)
    part = request.args.get("teil", IDEAS)
    if part not in parts:
        raise NotFound
    mine = [each for each in queries.subjects(found) if _part_of(each.key) == part]
    now = {each.key: field_of(each, found.by_hand) for each in mine}
    fields = known_fields(session, [*now.values(), *(one.topic for one in found.measures)])
    if request.method == "POST":
        check_token()
        sent = {each.key: request.form[each.key] for each in mine if each.key in request.form}
        if not set(sent.values()) <= {"", *fields}:
            raise NoSuchField
        actions.sort_subjects(session, district, mine, sent, asker=signed_in(), at=moment())
        flash(_("Saved."), "ok")
        address = url_for("district_themes.sorting", stadtteil=district.slug, teil=part)
        return redirect(address, 303)
    return render_template(
        "themes/sorting.html",
        district=district,
        parts=parts,
        part=part,
        subjects=mine,
        now=now,
        fields=fields,
    )


def _make(
    form: MakeForm, district: District, chosen: actions.Chosen, ideas: list[ShownIdea]
) -> Measure:
    session, asker, at = db.session(), signed_in(), moment()
    if not set(chosen.ideas) <= {idea.reference for idea in ideas}:
        raise evidence.NoIdea
    if not chosen.figures and not chosen.ideas:
        raise evidence.NothingChosen
    if form.into.data:
        measure = measure_of(session, form.into.data, asker, Role.MANAGER)
        actions.add_to_measure(session, measure, chosen, asker=asker, at=at)
        return measure
    return actions.make_measure(
        session,
        district,
        form.title.data or "",
        form.field.data,
        chosen,
        asker=asker,
        at=at,
        today=_today(),
    )


def _to(measure: Measure, chosen: actions.Chosen, ideas: list[ShownIdea]) -> Response:
    """To the measure, with a word about what it rests on now."""
    results = ngettext("%(num)s result", "%(num)s results", len(set(chosen.figures)))
    number = ngettext("%(num)s idea", "%(num)s ideas", len(set(chosen.ideas)))
    said = _(
        "%(measure)s rests on what you ticked: %(results)s, %(ideas)s.",
        measure=measure.reference,
        results=results,
        ideas=number,
    )
    flash(said, "ok")
    taken = [each for each in ideas if each.reference in chosen.ideas]
    for line in already_decided(taken):
        flash(line, "warn")
    return redirect(url_for("measure_desk.measure", reference=measure.reference), 303)


def _mine() -> list[District]:
    return districts_of(db.session(), signed_in().districts(Role.MANAGER))


def _district() -> District:
    """The district that is asked for; else that of the idea or question; else the first."""
    mine, slug = _mine(), request.args.get("stadtteil", "")
    if slug:
        found = next((row for row in mine if row.slug == slug), None)
    else:
        there = _where()
        found = next((row for row in mine if row.id in there), mine[0] if mine else None)
    if found is None:
        raise NotFound
    return found


def _where() -> set[int]:
    """The districts of what a measure is to be made of."""
    session = db.session()
    if question := request.args.get("frage", ""):
        survey = survey_named(session, signed_in(), question)
        return {row.id for row in survey.districts} if survey else set()
    idea = idea_at(session, request.args.get("idee", ""))
    return {row.id for row in idea.board.districts} if idea else set()


def _parts(found: queries.Found) -> dict[str, object]:
    """What can be sorted, in parts: ideas and talks, then each survey with its title."""
    titles = {_part_of(each.subject.key): each.figure.title for each in reversed(found.results)}
    return {IDEAS: None, **titles}


def _part_of(key: str) -> str:
    start = key.partition("/")[0]
    return IDEAS if start in {"ideas", "talks"} else start


def _today() -> date:
    return local_date(moment(), current_app.extensions["settings"].timezone)

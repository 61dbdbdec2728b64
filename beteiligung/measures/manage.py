"""Staff pages about measures: all of them, a new one, one, its path, shown or not, the table."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Asker, Role, staff
from beteiligung.clock import local_date
from beteiligung.districts.models import Place
from beteiligung.districts.queries import areas, districts_of, places_of
from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.measures import actions, facts, history, queries, table
from beteiligung.measures.forms import Ground, MeasureForm, StatusForm
from beteiligung.measures.kinds import KINDS
from beteiligung.measures.models import Goal, Measure
from beteiligung.measures.parts import AMOUNTS, share, sourced
from beteiligung.measures.path import TAGS, WORDS, Status
from beteiligung.measures.showing import PRIORITIES
from beteiligung.measures.waves import not_taken
from beteiligung.web import spreadsheets, workbooks
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, seams, signed_in
from beteiligung.web.staff_form import check_token, checked

blueprint = Blueprint("measure_desk", __name__, url_prefix="/verwaltung/massnahmen")

READERS = (Role.MANAGER, Role.VIEWER)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Beside which field a refusal stands.
BESIDE: dict[type[Refusal], str] = {
    actions.DistrictMissing: "districts",
    actions.PlanEnded: "goal",
    actions.GoesRound: "replaced_by",
}


@blueprint.get("/")
@staff(*READERS)
def overview() -> str:
    """The measures of somebody's districts, as wished."""
    session, asker = db.session(), signed_in()
    districts = districts_of(session, asker.districts(*READERS))
    return render_template(
        "measures/manage/overview.html",
        measures=_wished(asker),
        wish=request.args,
        districts=districts,
        words=WORDS,
        tags=TAGS,
        late=lambda measure: queries.is_late(measure, today()),
        may_write=asker.has(Role.MANAGER),
        is_filtered=any(request.args.values()),
    )


@blueprint.get("/tabelle.csv")
@staff(*READERS)
def as_csv() -> Response:
    """The same measures as a table; ``?excel`` as Excel likes it here."""
    excel = "excel" in request.args
    rows = list(table.rows(_wished(signed_in()), comma=excel))
    body = b"".join(spreadsheets.pieces([rows], excel=excel))
    return _file(body, "text/csv; charset=utf-8", "massnahmen.csv")


@blueprint.get("/tabelle.xlsx")
@staff(*READERS)
def as_xlsx() -> Response:
    """The same measures as an Excel workbook."""
    rows = table.rows(_wished(signed_in()))
    return _file(workbooks.workbook([(_("Measures"), rows)]), XLSX, "massnahmen.xlsx")


@blueprint.route("/neu", methods=["GET", "POST"])
@staff(Role.MANAGER)
def new() -> ResponseReturnValue:
    """A new measure, which only staff see at first."""
    form = MeasureForm(_ground(signed_in()))

    def make() -> Measure:
        draft = form.draft(_goal(form))
        return actions.create_measure(
            db.session(), draft, asker=signed_in(), at=moment(), today=today()
        )

    made = _tried(form, make)
    if made is not None:
        flash(_("The measure is here. Only staff see it."), "ok")
        return back_to(made)
    return render_template("measures/manage/new.html", form=form), form.status


@blueprint.get("/<reference>/")
@staff(*READERS)
def measure(reference: str) -> str:
    """One measure: everything that is known of it, and what can be done."""
    found = measure_here(reference, *READERS)
    ideas = seams().shown_ideas(db.session(), [taken.reference for taken in found.ideas])
    mine = signed_in().districts(Role.MANAGER)
    return render_template(
        "measures/manage/measure.html",
        measure=found,
        words=WORDS,
        tags=TAGS,
        kinds=KINDS,
        period=facts.period(found),
        costs=facts.costs(found),
        number_of=facts.number_of,
        priorities=PRIORITIES,
        amounts=AMOUNTS,
        total=lambda amount: sourced(found, amount),
        lacking=facts.lacking(found),
        share=lambda line: share(found, line),
        shown={idea.reference: idea for idea in ideas},
        followed={(each.figure or "").partition("/")[2] for each in found.indicators},
        iso=date.fromisoformat,
        newer=lambda indicator: not_taken(
            indicator, seams().wave_figures(db.session(), indicator.figure or "")
        ),
        again=lambda indicator: seams().first_wave(
            db.session(), (indicator.figure or "").partition("/")[0]
        ),
        events=history.events(db.session(), found),
        changes=history.changes,
        deeds=history.DEEDS,
        labels=history.FIELDS,
        late=queries.is_late(found, today()),
        ended=found.goal is not None and not found.goal.plan.holds_on(today()),
        may_write=mine is None or not mine.isdisjoint(row.id for row in found.districts),
    )


@blueprint.route("/<reference>/bearbeiten", methods=["GET", "POST"])
@staff(Role.MANAGER)
def edit(reference: str) -> ResponseReturnValue:
    """The words of a measure, and where it belongs."""
    found = measure_here(reference)
    form = MeasureForm(_ground(signed_in(), found), found)

    def change() -> Measure:
        draft = form.draft(_goal(form))
        actions.change_measure(
            db.session(), found, draft, asker=signed_in(), at=moment(), today=today()
        )
        return found

    if _tried(form, change) is not None:
        return saved(found)
    return render_template("measures/manage/edit.html", measure=found, form=form), form.status


@blueprint.route("/<reference>/status", methods=["GET", "POST"])
@staff(Role.MANAGER)
def status(reference: str) -> ResponseReturnValue:
    """Move a measure on, back, or aside, with a reason where people are owed one."""
    found = measure_here(reference)
    form = StatusForm(found)
    if checked(form):
        try:
            actions.set_measure_status(
                db.session(),
                found,
                Status(form.becomes.data),
                form.reason.data,
                asker=signed_in(),
                at=moment(),
            )
        except actions.ReasonMissing as refusal:
            form.reason.form["de"].errors = [_(refusal.message)]
        except actions.NoSuchPath as refusal:
            said = {name: _(str(word)) for name, word in refusal.values.items()}
            form.refuse("becomes", actions.NoSuchPath(refusal.message, **said))
        else:
            return saved(found)
    page = render_template("measures/manage/status.html", measure=found, form=form, words=WORDS)
    return page, form.status


@blueprint.post("/<reference>/zeigen")
@staff(Role.MANAGER)
def show(reference: str) -> Response:
    """Let everybody see a measure."""
    return _step(reference, actions.show_measure)


@blueprint.post("/<reference>/verbergen")
@staff(Role.MANAGER)
def hide(reference: str) -> Response:
    """Show a measure to staff only again."""
    return _step(reference, actions.hide_measure)


def measures_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Measures whose next step should have been done, for those who can do something about it."""
    timezone = current_app.extensions["settings"].timezone
    late = queries.overdue(session, asker, local_date(at, timezone))
    if not late:
        return []
    line = ngettext(
        "The next step of %(num)s measure is overdue.",
        "The next steps of %(num)s measures are overdue.",
        len(late),
    )
    return [Due(line, url_for("measure_desk.overview", faellig="1"), Urgency.LATE)]


def measure_here(reference: str, *roles: Role) -> Measure:
    """The measure, if whoever is signed in works with it; managers by default."""
    return queries.measure_of(db.session(), reference, signed_in(), *(roles or (Role.MANAGER,)))


def back_to(measure: Measure) -> Response:
    """Back to the page of a measure."""
    return redirect(url_for("measure_desk.measure", reference=measure.reference), 303)


def saved(measure: Measure) -> Response:
    """Back to the page of a measure, with a word."""
    flash(_("Saved."), "ok")
    return back_to(measure)


def today() -> date:
    """The calendar day where the districts lie."""
    return local_date(moment(), current_app.extensions["settings"].timezone)


def _wished(asker: Asker) -> list[Measure]:
    wanted = request.args
    allowed = districts_of(db.session(), asker.districts(*READERS))
    chosen = next((row.id for row in allowed if row.slug == wanted.get("stadtteil")), None)
    wish = queries.Wish(
        status=wanted.get("stand", ""),
        district=chosen,
        words=wanted.get("q", "").strip()[:200],
        late_on=today() if wanted.get("faellig") else None,
    )
    return queries.measures_of(db.session(), asker, *READERS, wish=wish)


def _ground(asker: Asker, measure: Measure | None = None) -> Ground:
    session = db.session()
    mine = districts_of(session, asker.districts(Role.MANAGER))
    places: list[Place] = [place for row in mine for place in places_of(session, row)]
    goals: list[Goal] = queries.goals_on(session, today())
    if measure is not None and measure.goal is not None and measure.goal not in goals:
        goals = [measure.goal, *goals]
    if measure is not None and measure.place is not None and measure.place not in places:
        places = [measure.place, *places]
    others = queries.measures_of(session, asker, Role.MANAGER)
    if measure is not None and measure.replaced_by is not None:
        others = [*others, *({measure.replaced_by} - {*others})]
    return Ground(
        mine, areas(session), places, goals, [each for each in others if each is not measure]
    )


def _goal(form: MeasureForm) -> Goal | None:
    """The goal that was chosen, also of a plan that has ended meanwhile: that is refused later."""
    typed = form.goal.data or ""
    return db.session().get(Goal, int(typed)) if typed.isascii() and typed.isdigit() else None


def _tried(form: MeasureForm, deed: Callable[[], Measure]) -> Measure | None:
    """What was made of a form that is right; none where it was not sent, or is refused."""
    if not checked(form):
        return None
    try:
        return deed()
    except tuple(BESIDE) as refusal:
        form.refuse(BESIDE[type(refusal)], refusal)
    except actions.WrongOrder as refusal:
        years = (form.begins.data, form.ends.data)
        wrong = None not in years and years[0] > years[1]
        form.refuse("ends" if wrong else "cost_high", refusal)
    return None


def _step(reference: str, step: Callable[..., Any]) -> Response:
    check_token()
    found = measure_here(reference)
    step(db.session(), found, asker=signed_in(), at=moment())
    return saved(found)


def _file(body: bytes, kind: str, name: str) -> Response:
    response = Response(body, 200, {"Cache-Control": "no-store"}, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

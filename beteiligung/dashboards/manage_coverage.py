"""Staff pages about who is still missing: for managers and pilots, and what belongs together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import Asker, Role, staff
from beteiligung.dashboards import actions
from beteiligung.dashboards.channels import channel
from beteiligung.dashboards.coverage import compared
from beteiligung.dashboards.coverage_figures import (
    CoverageFigure,
    Listed,
    coverage_figure,
    listed,
    variable_words,
)
from beteiligung.dashboards.filters import of_values
from beteiligung.dashboards.forms import language, match_form
from beteiligung.dashboards.looking import carried
from beteiligung.dashboards.matching import Match, by_hand, comparable, fitting, matches
from beteiligung.dashboards.reached import Reached, reached
from beteiligung.dashboards.whereabouts import of_area
from beteiligung.districts.models import Area, District
from beteiligung.districts.population import newest, people_of, variables_in
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.qrcodes.queries import CodeRow, code_rows
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.growing import unpacked
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import survey_of, surveys_of
from beteiligung.surveys.variables import Asked
from beteiligung.web.moment import moment
from beteiligung.web.seams import Due, Urgency, signed_in
from beteiligung.web.staff_form import check_token, checked

if TYPE_CHECKING:
    from beteiligung.surveys.growing import Rows

PLACE = "/verwaltung/umfragen/<slug>/ergebnisse/wer-fehlt"
blueprint = Blueprint("coverage", __name__, url_prefix=PLACE)
LOOKERS = (Role.MANAGER, Role.VIEWER, Role.PILOT)


@dataclass(frozen=True, slots=True)
class Part:
    """A district, or an area in it: its residents beside its answers.

    ``may_bring`` says whether this person may bring figures of residents in.
    """

    district: District
    area: Area
    figures: tuple[CoverageFigure, ...]
    may_bring: bool

    @property
    def own(self) -> bool:
        """Whether it is the whole district, and not an area in it."""
        return self.area.id == self.district.area.id


@blueprint.get("")
@staff(*LOOKERS)
def missing(slug: str) -> str:
    """Who answered against who lives there, and who is still missing."""
    survey, parts, come = _seen(slug)
    lists: tuple[Listed, ...] = listed(come, language, channel) if come.total else ()
    return render_template(
        "dashboards/missing.html",
        survey=survey,
        parts=parts,
        lists=lists,
        total=come.total,
        may_match=any(part.may_bring for part in parts),
        address=carried(),
        applied={"stadtteil", *(["gebiet"] if any(not part.own for part in parts) else [])},
    )


@blueprint.get("/karte")
@staff(*LOOKERS)
def card(slug: str) -> str:
    """A page to print and take along: whom pilots should still ask."""
    survey, parts, come = _seen(slug)
    return render_template(
        "dashboards/missing_card.html",
        survey=survey,
        parts=parts,
        lists=listed(come, language, channel) if come.total else (),
        total=come.total,
        at=moment(),
        codes=_codes(survey, parts),
        address=carried(),
    )


@blueprint.route("/zuordnung/<variable>", methods=["GET", "POST"])
@staff(Role.MANAGER)
def match(slug: str, variable: str) -> ResponseReturnValue:
    """Which answers belong to which residents, where their codes differ."""
    session = db.session()
    survey = survey_of(session, slug, signed_in(), Role.MANAGER)
    found = columns(session, survey)
    categories = _categories(session, survey, found.asked).get(variable)
    if categories is None:
        raise NotFound
    kept = by_hand(session, survey)
    now = matches(kept, found.asked, {variable: categories})[variable]
    offered = comparable(found.asked)
    asked = _question(offered, now)
    form = match_form(asked, categories, _kept(now, asked)) if asked else None
    if form is not None and asked is not None and checked(form):
        answers = dict(zip(categories, form.chosen(), strict=True))
        _keep(survey, variable, asked.question.id, answers)
        return redirect(url_for("coverage.missing", slug=slug), 303)
    return render_template(
        "dashboards/match.html",
        survey=survey,
        variable=variable_words(variable),
        name=variable,
        offered=offered,
        asked=asked,
        form=form,
        by_hand=now.by_hand,
    ), form.status if form else 200


@blueprint.post("/zuordnung/<variable>/zuruecksetzen")
@staff(Role.MANAGER)
def forget_match(slug: str, variable: str) -> ResponseReturnValue:
    """Equal codes decide again."""
    check_token()
    session, asker = db.session(), signed_in()
    survey = survey_of(session, slug, asker, Role.MANAGER)
    actions.match_by_codes(session, survey, variable, asker=asker, at=moment())
    flash(_("Equal codes belong together again."), "ok")
    return redirect(url_for("coverage.missing", slug=slug), 303)


def coverage_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """For pilots: whom to ask still, of each survey that is open in their districts."""
    if asker.admin or not asker.has(Role.PILOT):
        return []
    return [
        Due(
            line=_("Who is still missing: %(survey)s", survey=i18n.phrase(survey.named).text),
            href=url_for("coverage.missing", slug=survey.slug),
            urgency=Urgency.POSSIBLE,
        )
        for survey in surveys_of(session, asker, Role.PILOT)
        if survey.state(at) is State.OPEN
    ]


def _seen(slug: str) -> tuple[Survey, list[Part], Reached]:
    """A survey in the districts of whoever asks."""
    session, asker = db.session(), signed_in()
    survey = survey_of(session, slug, asker, *LOOKERS)
    allowed, managed = asker.districts(*LOOKERS), asker.districts(Role.MANAGER)
    districts = [one for one in survey.districts if allowed is None or one.id in allowed]
    wanted = request.args.getlist("stadtteil")  # the filter of the results page, kept in addresses
    districts = [one for one in districts if one.slug in wanted] or districts
    found = columns(session, survey)
    parts = []
    for district, area in _areas(session, asker, districts):
        chosen = _answered(session, found, districts, (district, area))
        figures = tuple(map(coverage_figure, compared(session, survey, found, area, chosen)))
        may_bring = managed is None or district.id in managed
        parts.append(Part(district, area, figures, may_bring))
    ids = frozenset(district.id for district in districts)
    return survey, parts, reached(session, survey, found, ids)


def _areas(
    session: Session, asker: Asker, districts: list[District]
) -> Iterator[tuple[District, Area]]:
    """Each district as a whole; then the area of the address, if its residents are known.

    Pilots see districts only: with an area beside its district, groups could be subtracted.
    """
    yield from ((district, district.area) for district in districts)
    looker = asker.districts(Role.MANAGER, Role.VIEWER)
    seen = [each for each in districts if looker is None or each.id in looker]
    around = [(each, area) for each in seen for area in each.area.overlaps]
    wanted = [pair for pair in around if str(pair[1].id) == request.args.get("gebiet")]
    if wanted and people_of(session, [wanted[0][1].id])[wanted[0][1].id]:
        yield wanted[0]


def _answered(
    session: Session, found: Columns, districts: list[District], part: tuple[District, Area]
) -> "Rows":
    """Whose answers belong to a district, or to an area in some of these districts."""
    district, area = part
    if area.id == district.area.id:
        return unpacked(of_values(found.district, [district.id]), found.size)
    here = of_values(found.district, [each.id for each in districts])
    return unpacked(here & of_area(session, found, area.id), found.size)


def _codes(survey: Survey, parts: list[Part]) -> list[CodeRow]:
    """The codes that lead to the survey from places of these districts, by place."""
    districts = frozenset(part.district.id for part in parts)
    path, today = f"umfrage/{survey.slug}", moment().date()
    rows = code_rows(db.session(), today=today, districts=districts, path=path)
    return [row for row in rows if row.place]


def _categories(session: Session, survey: Survey, asked: Sequence[Asked]) -> dict[str, list[str]]:
    """The categories of each variable that is known of any of the survey's districts.

    First those that are used, then those of newer figures that wait to be matched.
    """
    tables = people_of(session, [district.area.id for district in survey.districts])
    found: dict[str, dict[str, None]] = {}
    kept = by_hand(session, survey)
    for known in tables.values():
        for variable in variables_in(known):
            fit = fitting(kept, asked, known)
            for table in (newest(fit, variable), newest(known, variable)):
                counts = table.counts if table else ()
                found.setdefault(variable, {}).update((code, None) for (code,) in counts)
    return {variable: list(codes) for variable, codes in found.items()}


def _question(offered: list[Asked], now: Match) -> Asked | None:
    """The question that is being matched: as chosen on the page, else as it is kept."""
    wanted = request.values.get("frage") or (now.asked.question.id if now.asked else "")
    return next((each for each in offered if each.question.id == wanted), None)


def _kept(now: Match, asked: Asked | None) -> Mapping[str, Any]:
    """Which answers belong to each category so far, if the question is the same."""
    if now.asked is None or asked is None or now.asked.question.id != asked.question.id:
        return {}
    return {name: group.answers for group in now.groups for name in group.categories}


def _keep(survey: Survey, variable: str, question: str, answers: Mapping[str, list[str]]) -> None:
    actions.match_margins(
        db.session(), survey, variable, question, answers, asker=signed_in(), at=moment()
    )
    flash(_("Saved."), "ok")

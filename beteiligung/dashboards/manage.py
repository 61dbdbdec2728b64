"""Staff pages about results: the live dashboard of a survey."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as cookie
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.config import Settings
from beteiligung.dashboards import actions, queries
from beteiligung.dashboards.charts import figure_json
from beteiligung.dashboards.figures import figure
from beteiligung.dashboards.forms import FilterForm, PurposeForm, channel, language
from beteiligung.dashboards.overview import overview
from beteiligung.dashboards.queries import Results, Selection, TooFewTogether
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.dashboards.standing import standing
from beteiligung.errors import NotFound, Refusal
from beteiligung.i18n import gettext as _
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of, versions_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import checked

blueprint = Blueprint("live", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse")
LOOKERS = (Role.MANAGER, Role.VIEWER)
KEPT = "small_groups"  # in the cookie: until when, by survey


@dataclass(frozen=True, slots=True)
class Looked:
    """A survey as somebody looks at it: what is chosen, and whether small groups are open."""

    survey: Survey
    form: FilterForm
    selection: Selection
    open_until: datetime | None

    @property
    def open_(self) -> bool:
        """Whether this person wrote a purpose for seeing small groups."""
        return self.open_until is not None


@blueprint.route("", methods=["GET", "POST"])
@staff(*LOOKERS)
def results(slug: str) -> ResponseReturnValue:
    """Live results of a survey; a written purpose opens its small groups for a while."""
    looked = _looked(slug)
    purpose = PurposeForm()
    if checked(purpose):
        _open_small_groups(looked.survey, purpose.purpose.data)
        flash(_("Small groups are open. Please handle them with care."), "ok")
        return redirect(url_for("live.results", slug=slug, **looked.form.address()), 303)
    refusal = None
    found = None
    if looked.form.validate():
        try:
            found = _results(looked)
        except TooFewTogether as no:
            refusal = no
    page = _page(looked, found, purpose, refusal)
    return page, purpose.status if found is not None else Refusal.status


@blueprint.get("/bild/<question>.json")
@staff(*LOOKERS)
def chart(slug: str, question: str) -> ResponseReturnValue:
    """One question's figure for the chart library, made when somebody asks for it."""
    looked = _looked(slug)
    if not looked.form.validate():
        raise NotFound
    found = queries.result_of(db.session(), looked.survey, looked.selection, question)
    if found is None or _too_small(looked, found[0]):
        raise NotFound
    return jsonify(figure_json(figure(found[1], open_=looked.open_)))


@blueprint.get("/foto/<name>")
@staff(*LOOKERS)
def photo(slug: str, name: str) -> ResponseReturnValue:
    """A photo that somebody sent, for those who may see the answers it came with."""
    asker, session = signed_in(), db.session()
    survey = survey_of(session, slug, asker, *LOOKERS)
    found = queries.photo(session, survey, name, asker.districts(*LOOKERS))
    return Response(found.content, 200, {"Content-Type": found.mime})


def _looked(slug: str) -> Looked:
    asker, session = signed_in(), db.session()
    survey = survey_of(session, slug, asker, *LOOKERS)
    allowed = asker.districts(*LOOKERS)
    districts = [d for d in survey.districts if allowed is None or d.id in allowed]
    offered = queries.choices(session, survey, allowed)
    form = FilterForm(request.args, districts=districts, offered=offered)
    return Looked(survey, form, form.selection(allowed), open_until(survey))


def _results(looked: Looked) -> Results:
    timezone = cast("Settings", current_app.extensions["settings"]).timezone
    return queries.results(
        db.session(), looked.survey, looked.selection, at=moment(), timezone=timezone
    )


def _page(
    looked: Looked, found: Results | None, purpose: PurposeForm, refusal: Refusal | None
) -> str:
    too_small = found is not None and _too_small(looked, found.total)
    seen = None
    if found is not None and found.total and not too_small:
        seen = overview(found, open_=looked.open_, language=language, channel=channel)
    return render_template(
        "dashboards/results.html",
        survey=looked.survey,
        standing=standing(looked.survey, moment()),
        filter=looked.form,
        address=looked.form.address(),
        narrow=looked.selection.narrow,
        overview=seen,
        versions=len(versions_of(db.session(), looked.survey)),
        too_small=too_small,
        purpose=purpose,
        open_until=looked.open_until,
        may_download=_may_download(looked.survey),
        refusal=_(refusal.message, **refusal.values) if refusal else None,
    )


def _too_small(looked: Looked, total: int) -> bool:
    """Whether the chosen people are a small group themselves."""
    return looked.selection.narrow and 0 < total < FEWEST and not looked.open_


def _may_download(survey: Survey) -> bool:
    """Whether this person manages one of the survey's districts."""
    allowed = signed_in().districts(Role.MANAGER)
    return allowed is None or any(district.id in allowed for district in survey.districts)


def _open_small_groups(survey: Survey, purpose: str) -> None:
    until = actions.look_at_small_groups(
        db.session(), survey, purpose, asker=signed_in(), at=moment()
    )
    cookie[KEPT] = {**cookie.get(KEPT, {}), survey.slug: until.isoformat()}


def open_until(survey: Survey) -> datetime | None:
    """Until when small groups of this survey are open in this browser's session."""
    kept = cookie.get(KEPT, {}).get(survey.slug)
    until = datetime.fromisoformat(kept) if kept else None
    return until if until is not None and until > moment() else None

"""Staff pages about results: the live dashboard of a survey."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from beteiligung import db
from beteiligung.access import staff
from beteiligung.dashboards import comparing, looking, photos, queries
from beteiligung.dashboards.channels import channel
from beteiligung.dashboards.charts import figure_json
from beteiligung.dashboards.figures import figure
from beteiligung.dashboards.forms import language
from beteiligung.dashboards.looking import LOOKERS, Looked, look, timezone
from beteiligung.dashboards.overview import overview
from beteiligung.dashboards.split_figures import group_words, split_figure
from beteiligung.dashboards.split_forms import SplitForm
from beteiligung.dashboards.turnout import turnout
from beteiligung.dashboards.turnout_words import ways_in
from beteiligung.dashboards.weighted import SWITCH, Weighing, weighing
from beteiligung.errors import NotFound
from beteiligung.surveys.queries import survey_of, versions_of
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint("live", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse")


@blueprint.record
def _carry(state: BlueprintSetupState) -> None:
    """Let every page around results know the filter in its own address."""
    state.app.jinja_env.globals["carried"] = looking.carried


@blueprint.route("", methods=["GET", "POST"])
@staff(*LOOKERS)
def results(slug: str) -> ResponseReturnValue:
    """Live results of a survey; a written purpose opens its small groups for a while."""
    looked = look(slug)
    return looking.page(looked, "dashboards/results.html", lambda: _overview(looked))


@blueprint.route("/aufteilen", methods=["GET", "POST"])
@staff(*LOOKERS)
def split(slug: str) -> ResponseReturnValue:
    """Questions group by group: by another question, by district, language or channel."""
    looked = look(slug)
    form = SplitForm(
        request.args, looked.offered.asked, several_districts=len(looked.form.districts) > 1
    )
    right = form.validate()
    return looking.page(
        looked,
        "dashboards/split.html",
        lambda: _split(looked, form),
        own=form.address(),
        right=right,
        split=form,
    )


@blueprint.route("/ruecklauf", methods=["GET", "POST"])
@staff(*LOOKERS)
def came_in(slug: str) -> ResponseReturnValue:
    """How answers came in: by day, place, code, language and channel, and where people stopped."""
    looked = look(slug)
    return looking.page(looked, "dashboards/turnout.html", lambda: _turnout(looked))


@blueprint.get("/bild/<question>.json")
@staff(*LOOKERS)
def chart(slug: str, question: str) -> ResponseReturnValue:
    """One question's figure for the chart library, made when somebody asks for it."""
    looked = look(slug)
    if not looked.form.validate():
        raise NotFound
    found = queries.result_of(
        db.session(), looked.survey, looked.selection, question, timezone=timezone()
    )
    if found is None or looked.too_small(found[0]):
        raise NotFound
    return jsonify(figure_json(figure(found[1], open_=looked.open_)))


@blueprint.get("/foto/<name>")
@staff(*LOOKERS)
def photo(slug: str, name: str) -> ResponseReturnValue:
    """A photo that somebody sent, for those who may see the answers it came with."""
    asker, session = signed_in(), db.session()
    survey = survey_of(session, slug, asker, *LOOKERS)
    found = photos.photo(session, survey, name, asker.districts(*LOOKERS))
    return Response(found.content, 200, {"Content-Type": found.mime})


def _weights(looked: Looked) -> Weighing | None:
    """The weights, or why there are none; nothing where nobody asked for them."""
    if not looked.kept:
        return None
    return weighing(db.session(), looked.survey, looked.selection, timezone=timezone())


def _overview(looked: Looked) -> Mapping[str, Any]:
    asked = (db.session(), looked.survey, looked.selection)
    weights = _weights(looked)
    array = weights.array if weights else None
    found = queries.results(*asked, at=moment(), timezone=timezone(), weights=array)
    return {
        "weighted": weights.part(found.questions, open_=looked.open_) if weights else None,
        "switch": SWITCH,
        "overview": overview(found, open_=looked.open_, language=language, channel=channel),
        "versions": len(versions_of(db.session(), looked.survey)),
    }


def _split(looked: Looked, form: SplitForm) -> Mapping[str, Any]:
    weights = _weights(looked)
    found = comparing.compared(
        db.session(),
        looked.survey,
        looked.selection,
        form.by,
        timezone=timezone(),
        only=form.only,
        joined=form.joined,
        weights=weights.array if weights else None,
    )
    said = group_words(form.by)
    return {
        "figures": [split_figure(each, said, open_=looked.open_) for each in found],
        "weighted": weights.told() if weights else None,
        "switch": SWITCH,
    }


def _turnout(looked: Looked) -> Mapping[str, Any]:
    session, survey = db.session(), looked.survey
    found = queries.arrived(session, survey, looked.selection, at=moment(), timezone=timezone())
    came = turnout(session, survey, looked.selection, timezone=timezone())
    return {"ways": ways_in(found, came, open_=looked.open_)}

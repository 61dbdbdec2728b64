"""Staff pages about indicators that surveys ask again: begun with a figure, carried on by waves."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.measures import waves
from beteiligung.measures.manage import measure_here, saved
from beteiligung.measures.manage_parts import indicator_in
from beteiligung.web.moment import moment
from beteiligung.web.seams import seams, signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("measure_waves", __name__, url_prefix="/verwaltung/massnahmen/<reference>")


@blueprint.post("/ergebnisse/<int:number>/indikator")
@staff(Role.MANAGER)
def begin(reference: str, number: int) -> Response:
    """Make an indicator of a figure that stands beside the measure."""
    check_token()
    found, session = measure_here(reference), db.session()
    figure = next((each for each in found.figures if each.id == number), None)
    if figure is None:
        raise NotFound
    first = seams().first_wave(session, figure.survey)
    waves.begin_indicator(session, found, figure, first, asker=signed_in(), at=moment())
    return saved(found)


@blueprint.post("/indikator/<number>/welle")
@staff(Role.MANAGER)
def carry_on(reference: str, number: str) -> Response:
    """Take the figure of a wave's release over into an indicator."""
    check_token()
    found, session = measure_here(reference), db.session()
    indicator = indicator_in(found, number)
    offered = seams().wave_figures(session, indicator.figure or "")
    release = request.form.get("release", "")
    waves.take_value(session, found, indicator, offered, release, asker=signed_in(), at=moment())
    return saved(found)

"""Staff pages about waves: the same questions over time, with what offices count beside them."""

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from beteiligung import db, i18n
from beteiligung.access import staff
from beteiligung.dashboards.looking import LOOKERS, carried, open_until
from beteiligung.dashboards.over_time import Compared, Wave, compared, waves
from beteiligung.dashboards.series import refused, series, total_words, wave_labels
from beteiligung.dashboards.small_groups import FEWEST
from beteiligung.districts.indicators import indicators_of
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_of
from beteiligung.web.lines import line
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in

blueprint = Blueprint("waves", __name__, url_prefix="/verwaltung/umfragen/<slug>/ergebnisse/wellen")
PAIR = 2  # waves that one needs to compare anything


@blueprint.get("", endpoint="compared")
@staff(*LOOKERS)
def over_time(slug: str) -> str:
    """A survey beside its other waves: what is alike side by side, the rest with the reason."""
    session, asker = db.session(), signed_in()
    survey = survey_of(session, slug, asker, *LOOKERS)
    allowed = asker.districts(*LOOKERS)
    own = [d for d in survey.districts if allowed is None or d.id in allowed]
    chosen = _chosen(own)
    shown = chosen or own
    found = waves(session, survey, frozenset(d.id for d in shown) if chosen else allowed)
    labels = wave_labels(found)
    every, alike, others = _sorted(found, survey)
    open_ = open_until(survey) is not None
    return render_template(
        "dashboards/waves.html",
        survey=survey,
        districts=[(d.slug, i18n.phrase(d.area.named).text) for d in own],
        district=chosen[0].slug if chosen else "",
        waves=[
            (wave.survey, labels[wave.survey.id], total_words(wave, open_=open_), wave in every)
            for wave in found
        ],
        too_few=[labels[wave.survey.id] for wave in found if wave not in every],
        at=moment(),
        series=[(series(each, labels, open_=open_), refused(each, labels)) for each in alike],
        refused=[refused(each, labels) for each in others],
        indicators=_indicators(session, shown),
        several_areas=len(shown) > 1,
        only=shown[0] if chosen or (allowed is not None and len(allowed) == 1) else None,
        open_=open_,
        address=carried(),
    )


def _chosen(own: list[District]) -> list[District]:
    """The one district that is asked for; none means all of the asker's."""
    wanted = request.args.get("stadtteil", "")
    found = [district for district in own if district.slug == wanted]
    if wanted and not found:
        raise NotFound
    return found


def _sorted(found: list[Wave], survey: Survey) -> tuple[list[Wave], list[Compared], list[Compared]]:
    """The waves with enough answers; the questions to be compared, and those that cannot be."""
    open_ = open_until(survey) is not None
    enough = [wave for wave in found if wave.total >= (1 if open_ else FEWEST)]
    if len(enough) < PAIR or survey.id not in {wave.survey.id for wave in enough}:
        return enough, [], []
    every = compared(enough, survey)
    return (
        enough,
        [each for each in every if each.comparable],
        sorted((each for each in every if not each.comparable), key=lambda each: each.absent),
    )


def _indicators(session: Session, districts: list[District]) -> list[tuple[object, object]]:
    areas = [district.area_id for district in districts]
    return [(one, line(one.values)) for one in indicators_of(session, areas)]

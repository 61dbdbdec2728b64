"""Figures of a question over the releases of all its waves, for indicators of measures."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.i18n import ngettext
from beteiligung.measures.models import Indicator, Measure
from beteiligung.measures.waves import not_taken
from beteiligung.releases.queries import latest
from beteiligung.releases.released import Asked, Released, read
from beteiligung.releases.tokens import Unfilled, figure
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at
from beteiligung.surveys.waves import waves_of
from beteiligung.web.seams import Due, Urgency, WaveFigure


def first_wave(session: Session, slug: str) -> str:
    """The short name of the first wave of a survey; "" where it is gone."""
    survey = survey_at(session, slug)
    return "" if survey is None else survey.wave_of or survey.slug


def wave_figures(session: Session, named: str) -> list[WaveFigure]:
    """What the newest release of each wave says to a figure: ``<first wave>/<token>``."""
    first, _, token = named.partition("/")
    survey = survey_at(session, first) if token else None
    if survey is None:
        return []
    found = [(wave, latest(session, wave)) for wave in waves_of(session, survey)]
    released = [(wave, read(release.document)) for wave, release in found if release]
    return list(_figures(released, token))


def waves_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """Measures of a manager for whose indicators a newer wave has a figure."""
    if not asker.has(Role.MANAGER):
        return []
    del at
    allowed = asker.districts(Role.MANAGER)
    waiting = [
        measure
        for measure, indicator in _followed(session)
        if (allowed is None or not allowed.isdisjoint(row.id for row in measure.districts))
        and not_taken(indicator, wave_figures(session, indicator.figure or ""))
    ]
    if not waiting:
        return []
    line = ngettext(
        "%(num)s indicator of a measure has a new figure from a release.",
        "%(num)s indicators of measures have new figures from releases.",
        len(waiting),
    )
    href = url_for("measure_desk.measure", reference=waiting[0].reference)
    return [Due(line, href, Urgency.POSSIBLE)]


def _followed(session: Session) -> list[tuple[Measure, Indicator]]:
    """The indicators that began with a figure of a release, with their measures."""
    pairs = select(Measure, Indicator).join(Measure.indicators)
    found = session.execute(pairs.where(Indicator.figure.is_not(None)).order_by(Indicator.id))
    return [(measure, indicator) for measure, indicator in found]


def _figures(released: list[tuple[Survey, Released]], token: str) -> Iterator[WaveFigure]:
    """One for each wave that has the question; the first one says how it is asked."""
    question = token.partition(":")[0].partition(".")[0]
    asked = [each.by_id[question] for _, each in released if question in each.by_id]
    for wave, one in released:
        try:
            said = figure(token, one)
        except Unfilled:
            continue
        if said.share is None:
            continue
        yield WaveFigure(
            release=f"{wave.slug}/{one.number}",
            survey=wave.slug,
            title=one.title,
            day=one.day,
            percent=round(100 * said.share),
            base=_base(one, token),
            is_comparable=_alike(asked[0], one.by_id[question]),
        )


def _base(one: Released, token: str) -> int | None:
    question, _, item = token.partition(":")[0].partition(".")
    tables = one.tallies_of(question)
    return next(table.base for table in tables if table.item == (item or None))


def _alike(one: Asked, other: Asked) -> bool:
    """Whether two waves ask so that their figures can stand side by side."""
    return (one.kind, one.scale, one.max, [each.code for each in one.answers]) == (
        other.kind,
        other.scale,
        other.max,
        [each.code for each in other.answers],
    )

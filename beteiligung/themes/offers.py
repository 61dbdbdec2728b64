"""What a measure can be made of: the figures and ideas that were ticked, or those of a question."""

from collections.abc import Iterable
from datetime import date, datetime

from flask import current_app
from sqlalchemy.orm import Session

from beteiligung.access import Asker, Role
from beteiligung.home.evidence import LIVE, live_figures, released_figures
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import surveys_of
from beteiligung.themes.heard import TALKS, talked
from beteiligung.web.seams import Figure


def offered(
    session: Session, asker: Asker, keys: Iterable[str], question: str, at: datetime
) -> list[Figure]:
    """The figures of these keys, and every figure of a question: ``<survey>/<its id>``.

    Figures as they stand now are computed only where one is asked for.
    """
    keys = [key for key in keys if "/" in key]
    slug, _, id_ = question.partition("/")
    live = {key.partition("/")[0] for key in keys if key.split("/")[1] == LIVE}
    named = {key.partition("/")[0] for key in keys}
    found: list[Figure] = []
    for survey in surveys_of(session, asker, Role.MANAGER):
        if survey.slug == slug or survey.slug in named:
            found += released_figures(session, survey)
        if (survey.slug == slug or survey.slug in live) and survey.opens_at is not None:
            found += _live(session, survey, asker, at)
    wanted = set(keys)
    return [each for each in found if each.key in wanted or _is_of(each, slug, id_)]


def offered_topics(
    session: Session, area_id: int, keys: Iterable[str], today: date
) -> list[Figure]:
    """The topics of talks with these keys, as they stand today."""
    wanted = {key for key in keys if key.startswith(f"{TALKS}/")}
    found = talked(session, area_id, today) if wanted else []
    return [figure for figure in found if figure.key in wanted]


def survey_named(session: Session, asker: Asker, question: str) -> Survey | None:
    """The survey of a manager that a question belongs to."""
    slug = question.partition("/")[0]
    mine = surveys_of(session, asker, Role.MANAGER)
    return next((survey for survey in mine if survey.slug == slug), None)


def _live(session: Session, survey: Survey, asker: Asker, at: datetime) -> list[Figure]:
    timezone = current_app.extensions["settings"].timezone
    return list(live_figures(session, survey, asker, at, timezone=timezone))


def _is_of(figure: Figure, slug: str, id_: str) -> bool:
    """Whether a figure is one of a question."""
    if not id_ or figure.survey != slug:
        return False
    own = figure.key.split("/", 2 if figure.number is not None else 3)[-1]
    return own.startswith((f"{id_}:", f"{id_}."))

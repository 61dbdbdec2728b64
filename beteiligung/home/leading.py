"""Where a printed code leads in each part of its life: survey, results, ideas, what comes next."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.ideas.life import standing
from beteiligung.ideas.queries import board_at
from beteiligung.measures.queries import is_told
from beteiligung.qrcodes.subjects import IDEAS, RESULTS, SURVEY
from beteiligung.releases.queries import published
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import survey_at, surveys_in
from beteiligung.surveys.waves import waves_of
from beteiligung.web.seams import seams

# So long a poster that said "the same code shows the results" does nothing else.
RESULTS_LAST = timedelta(days=90)
DISTRICT = ""  # the page of the district, which shows all of that


def destination(session: Session, path: str, district: int, at: datetime) -> str:
    """Where a code that was printed for a path, and hangs in a district, leads today.

    Of a survey: to it until it ends, then to its results or their day, at once to its next wave;
    when the results have been out for a while, to the measures of the area, or to what is asked
    there next. What is gone leads to the district's page: a printed code never leads to nothing.
    """
    kind, _, slug = path.partition("/")
    if kind == IDEAS.folder:
        board = board_at(session, slug)
        return path if board is not None and standing(board, at).is_public else DISTRICT
    if kind not in {SURVEY.folder, RESULTS.folder}:
        return path
    survey = survey_at(session, slug)
    if survey is None or survey.opens_at is None:
        return DISTRICT
    if kind == RESULTS.folder:
        return path
    if survey.state(at) is not State.CLOSED:
        return path
    return _afterwards(session, survey, district, at)


def _afterwards(session: Session, survey: Survey, district: int, at: datetime) -> str:
    results = RESULTS.path(survey.slug)
    asked = surveys_in(session, district, at, State.OPEN)
    waves = {wave.id for wave in waves_of(session, survey)}
    for later in asked:
        if later.id in waves and later.id != survey.id:
            return SURVEY.path(later.slug)
    out = [release.published_at for release in published(session, survey) if release.published_at]
    if not out or at - out[0] < RESULTS_LAST:
        return results
    if is_told(session, district):
        return _measures(session, district)
    if _became(session, district, at) or len(asked) > 1:
        return DISTRICT
    return SURVEY.path(asked[0].slug) if asked else results


def _measures(session: Session, district: int) -> str:
    """The page on which a district tells what it did with what was said."""
    return f"massnahmen/{session.get_one(District, district).slug}"


def _became(session: Session, district: int, at: datetime) -> bool:
    """Whether anybody knows of something that came of what was said in a district."""
    panels = (panel for ask in seams().panels for panel in ask(session, district, at))
    return any(panel.stage == "became" for panel in panels)

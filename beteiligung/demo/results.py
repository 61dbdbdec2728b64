"""The results of the earlier survey, made as staff make them: computed, concluded, signed."""

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.demo.asking import BEFORE, RUNS, Calendar
from beteiligung.demo.content import content
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.surveys.models import Survey

AFTER = 18  # days from the end of the survey to its results
AGE = "q11_alter"


def release_before(session: Session, survey: Survey, asker: Asker, calendar: Calendar) -> None:
    """Publish what the earlier survey has found, by age, with a conclusion in every language."""
    at = calendar.on(RUNS[BEFORE][1] + AFTER, 10)
    plan = {"order": [], "omitted": {}, "by": [AGE]}
    release = compute_release(
        session, survey, plan=plan, asker=asker, at=at, timezone=calendar.timezone
    )
    release.conclusion = dict(content()["conclusions"][BEFORE])
    publish_release(session, release, asker=asker, at=at)

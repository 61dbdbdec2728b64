"""Results made as staff make them: those of the earlier survey are out, the others prepared."""

from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts.queries import asker_of, staff_by_email
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.demo.asking import BEFORE, MAIN, RUNS, Calendar
from beteiligung.demo.content import conclusions, content
from beteiligung.errors import NotFound
from beteiligung.releases.actions import compute_release, publish_release
from beteiligung.releases.planning import plan_of
from beteiligung.releases.preparing import write_conclusion
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at

AFTER = 18  # days from the end of the survey to its results
AGE = "q11_alter"
WRITER = "leitung-sonnenberg@demo.example"


def release_before(session: Session, survey: Survey, asker: Asker, calendar: Calendar) -> None:
    """Publish what the earlier survey has found, by age, with a conclusion in every language."""
    at = calendar.on(RUNS[BEFORE][1] + AFTER, 10)
    plan = {"order": [], "omitted": {}, "by": [AGE]}
    release = compute_release(
        session, survey, plan=plan, asker=asker, at=at, timezone=calendar.timezone
    )
    release.conclusion = dict(content()["conclusions"][BEFORE])
    publish_release(session, release, asker=asker, at=at)


def prepare_main(store: Store, settings: Settings, *, at: datetime) -> None:
    """Compute the figures of the running survey, and draft its conclusion in two languages.

    So whoever tries the demonstration finds a release that only has to be read and signed.
    """
    with store.writing() as session:
        survey, writer = survey_at(session, MAIN), staff_by_email(session, WRITER)
        if survey is None or writer is None:
            raise NotFound
        asker, plan = asker_of(writer), plan_of(session, survey).written()
        compute_release(session, survey, plan=plan, asker=asker, at=at, timezone=settings.timezone)
        for locale, text in conclusions()[MAIN].items():
            write_conclusion(session, survey, locale, text, asker=asker, at=at)

"""What staff do about results: write down why they look at small groups."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.surveys.models import Survey

OPEN_FOR = timedelta(hours=8)  # a working day; signing out ends it sooner


def look_at_small_groups(
    session: Session, survey: Survey, purpose: str, *, asker: Asker, at: datetime
) -> datetime:
    """Open a survey's small groups to this person for a written purpose; until when.

    The purpose is kept with who and when, so that the district can answer for every look.
    """
    audit.note(
        session,
        asker,
        "looked_at_small_groups",
        f"survey:{survey.slug}",
        at=at,
        purpose=purpose,
    )
    return at + OPEN_FOR


def export_answers(
    session: Session, survey: Survey, purpose: str, *, asker: Asker | None, at: datetime, what: str
) -> None:
    """Write down that a survey's answers left as a file, and for which purpose.

    ``what`` is the name of the file. Nobody signed in means the command line.
    """
    audit.note(
        session,
        asker,
        "export_answers",
        f"survey:{survey.slug}",
        at=at,
        purpose=purpose,
        file=what,
    )

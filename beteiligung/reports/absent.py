"""Who is missing behind a measure: a release beside the residents, in the language of a page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.i18n import gettext
from beteiligung.releases.models import Release
from beteiligung.releases.released import read_whole
from beteiligung.reports.missing import Gap, compared
from beteiligung.surveys.models import Survey
from beteiligung.web.seams import Missing

MOST = 3  # groups beside a measure: the farthest


def absent(session: Session, survey: str, number: int) -> Missing | None:
    """Who is missing in a release that everybody may see; none where there is no such release."""
    found = session.execute(
        select(Survey, Release.document)
        .join(Release, Release.survey_id == Survey.id)
        .where(Survey.slug == survey, Release.number == number, Release.published_at.is_not(None))
    ).first()
    if found is None:
        return None
    asked, released = found[0], read_whole(found[1])
    beside = compared(session, asked, released)
    return Missing(
        released.title,
        [_line(gap) for gap in beside.gaps[:MOST]],
        gettext("No group answered clearly less often than it lives here.")
        if beside.is_known
        else gettext("This is not known. There are no figures of the offices to compare with."),
    )


def _line(gap: Gap) -> str:
    return gettext(
        "%(people)s: %(answered)s of the answers, %(lives)s of the people who live here",
        people=gap.people,
        answered=i18n.percent(gap.answered),
        lives=i18n.percent(gap.lives),
    )

"""What reminds staff of deletion: answers that go soon, and a night in which nothing went."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.access import Asker, Role
from beteiligung.i18n import gettext as _
from beteiligung.privacy import queries
from beteiligung.surveys.models import Survey
from beteiligung.surveys.periods import answers_ends
from beteiligung.surveys.queries import surveys_of
from beteiligung.web.seams import Due, Urgency

SOON = timedelta(days=30)
DAY = timedelta(days=1)


def retention_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """The surveys of a manager whose answers go soon; for administrators: what should be gone."""
    return [*_unswept(session, asker, at), *_going(session, asker, at)]


def _unswept(session: Session, asker: Asker, at: datetime) -> Iterator[Due]:
    last = queries.last_deletion(session)
    if asker.admin and last is not None and queries.is_late(last, at):
        line = _("Nothing was deleted since %(day)s, though it is promised.", day=i18n.day(last))
        yield Due(line, url_for("privacy.deletions"), Urgency.LATE)


def _going(session: Session, asker: Asker, at: datetime) -> Iterator[Due]:
    if not asker.has(Role.MANAGER):
        return
    surveys = {survey.id: survey for survey in surveys_of(session, asker, Role.MANAGER)}
    for number, end in answers_ends(session, surveys).items():
        if DAY < end - at + DAY <= SOON:
            yield _line(surveys[number], end)


def _line(survey: Survey, end: datetime) -> Due:
    line = _(
        "“%(survey)s”: its answers are deleted on %(day)s. Download before what is still needed.",
        survey=i18n.phrase(survey.named).text,
        day=i18n.day(end),
    )
    return Due(line, url_for("exports.download", slug=survey.slug), Urgency.SOON)

"""What reminds staff of results: a promised day comes near, has passed, or the next is possible."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask import url_for
from sqlalchemy.orm import Session

from beteiligung import clock, i18n
from beteiligung.access import Asker, Role
from beteiligung.disclosure.differences import FEWEST_NEW
from beteiligung.i18n import gettext as _
from beteiligung.i18n import ngettext
from beteiligung.releases import queries
from beteiligung.releases.actions import APART
from beteiligung.releases.models import Release
from beteiligung.releases.progress import progress
from beteiligung.releases.signing import may_sign
from beteiligung.surveys.manage import settings
from beteiligung.surveys.models import State, Survey
from beteiligung.surveys.queries import answers_by_version, survey_at, surveys_of
from beteiligung.web.seams import Due, Urgency

SOON = timedelta(days=7)
Line = tuple[str, Urgency]


def results_due(session: Session, asker: Asker, at: datetime) -> list[Due]:
    """What this person's surveys wait for: results that were promised, or that can come again."""
    surveys = surveys_of(session, asker, Role.MANAGER) if asker.has(Role.MANAGER) else []
    return [
        Due(line, url_for("release_desk.overview", slug=survey.slug), urgency)
        for survey in surveys
        if survey.archived_at is None and survey.state(at) not in {State.DRAFT, State.SCHEDULED}
        for line, urgency in (
            *_lines(session, survey, at),
            *_unsigned(session, survey, asker, at),
        )
    ]


def beside(session: Session, slug: str, at: datetime) -> list[Due]:
    """The way to the results, on the page of a survey that people can or could answer."""
    survey = survey_at(session, slug)
    if survey is None or survey.state(at) in {State.DRAFT, State.SCHEDULED}:
        return []
    return [Due(_("Publish results"), url_for("release_desk.overview", slug=slug))]


def _lines(session: Session, survey: Survey, at: datetime) -> Iterator[Line]:
    last = queries.latest(session, survey, figures=False)
    promised = _promised(survey, last, at)
    if promised is not None:
        yield promised
    elif last is not None and last.published_at is not None:
        new = sum(answers_by_version(session, survey, None).values()) - last.answers
        if at >= last.published_at + APART and new >= FEWEST_NEW:
            line = ngettext(
                "“%(survey)s”: %(num)s new answer since the last result: the next is possible.",
                "“%(survey)s”: %(num)s new answers since the last result: the next is possible.",
                new,
                survey=i18n.phrase(survey.named).text,
            )
            yield line, Urgency.POSSIBLE


def _unsigned(session: Session, survey: Survey, asker: Asker, at: datetime) -> Iterator[Line]:
    """A result that only waits for the name of somebody who may sign."""
    if not may_sign(survey, asker) or not queries.is_prepared(session, survey):
        return
    if not progress(session, survey, at).obstacles:
        name = i18n.phrase(survey.named).text
        yield _("“%(survey)s”: a result is ready to be signed.", survey=name), Urgency.NOW


def _promised(survey: Survey, last: Release | None, at: datetime) -> Line | None:
    """The promise that is not kept yet: a release of all answers, after the end."""
    if survey.results_on is None or (last is not None and _of_all(survey, last)):
        return None
    left = survey.results_on - clock.local_date(at, settings().timezone)
    said = {"survey": i18n.phrase(survey.named).text, "day": i18n.day(survey.results_on)}
    if left < timedelta():
        line = _(
            "“%(survey)s”: results were promised for %(day)s and are late. Everybody can see that.",
            **said,
        )
        return line, Urgency.LATE
    if left <= SOON:
        return _("“%(survey)s”: results are promised for %(day)s.", **said), Urgency.SOON
    return None


def _of_all(survey: Survey, release: Release) -> bool:
    """Whether a release was computed after the last answer could come in."""
    return survey.closes_at is None or release.computed_at >= survey.closes_at

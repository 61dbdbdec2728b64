"""How long answers and contact details are kept: by what their survey promised, one day for all."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from beteiligung.surveys import queries
from beteiligung.surveys.models import Survey, SurveyVersion

MONTHS = 12  # where a questionnaire names no number
MONTH = timedelta(days=30.4375)  # a twelfth of a mean year: nobody was promised a weekday
DAY = timedelta(days=1)


def months_of(document: Mapping[str, Any]) -> int:
    """For how many months after the end of a survey its answers are kept."""
    return int(document.get("retention_months") or MONTHS)


def answers_end(session: Session, survey: Survey) -> datetime | None:
    """When the answers of a survey are deleted; none while it has no end.

    Of several versions the shortest promise holds, so that it is kept to everybody.
    """
    promised = [months_of(version.document) for version in queries.versions_of(session, survey)]
    if not promised or survey.closes_at is None:
        return None
    return survey.closes_at + min(promised) * MONTH


def answers_ends(session: Session, surveys: Mapping[int, Survey]) -> dict[int, datetime]:
    """When the answers of these surveys (by number) are deleted, of those that have an end.

    The same as `answers_end`, by one question to the database, which reads no questionnaire.
    """
    months = SurveyVersion.document["retention_months"].as_integer()
    rows = session.execute(
        select(SurveyVersion.survey_id, func.min(func.coalesce(func.nullif(months, 0), MONTHS)))
        .where(SurveyVersion.survey_id.in_(surveys))
        .group_by(SurveyVersion.survey_id)
    )
    ends = {row[0]: (surveys[row[0]].closes_at, int(row[1])) for row in rows}
    return {number: end + least * MONTH for number, (end, least) in ends.items() if end}


def contacts_end(session: Session, survey: Survey, at: datetime) -> date:
    """The day on which the contact details of a survey go: the same for everybody.

    A day of one's own would tell when somebody answered, and so which answer is hers.
    """
    end = answers_end(session, survey)
    return ((at + MONTHS * MONTH if end is None else end) + DAY).date()

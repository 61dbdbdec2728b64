"""What operators bring in and take out by file: surveys, answers, codes, outlines, people."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts import actions as accounts
from beteiligung.accounts import queries as staff
from beteiligung.accounts import second_step
from beteiligung.config import Settings
from beteiligung.districts import queries as districts
from beteiligung.districts.margin_file import BadMargins, NoMargins
from beteiligung.districts.margins import Apart, WouldReplace, import_margins
from beteiligung.districts.models import District
from beteiligung.districts.outlines import ALWAYS, Days, import_outlines
from beteiligung.errors import NotFound, OperatorError
from beteiligung.surveys import document as documents
from beteiligung.surveys import queries as surveys
from beteiligung.surveys.actions import create_survey, publish_survey
from beteiligung.surveys.document import Finding
from beteiligung.surveys.models import Survey
from beteiligung.web.required import require_duties


def invite(session: Session, email: str, role: Role, slug: str | None, *, at: datetime) -> str:
    """Let somebody become staff: the path of a one-time link."""
    district = _district(session, slug) if slug else None
    return accounts.invite(session, None, email, role, district, at=at)


def reset_factor(session: Session, email: str, *, at: datetime) -> None:
    """Take away the second step of somebody who has lost it; `OperatorError` if nobody is known."""
    found = staff.staff_by_email(session, email)
    if found is None:
        message = f"Nobody has an account with {email}."
        raise OperatorError(message)
    second_step.take_away(session, None, found, at=at)


def line(finding: Finding) -> str:
    """A finding about a questionnaire, for whoever reads a terminal."""
    words = finding.message % finding.values if finding.values else finding.message
    return f"{'mend' if finding.error else 'note'}  {finding.where}: {words}"


def check_survey(file: Path) -> list[Finding]:
    """What keeps a questionnaire file from being published, and what is worth knowing."""
    return documents.check(documents.parse(file.read_bytes()))


def import_survey(
    session: Session,
    file: Path,
    slugs: Sequence[str],
    *,
    settings: Settings,
    days: int | None,
    at: datetime,
) -> tuple[Survey, list[Finding]]:
    """Make a survey from a file, and open it for some ``days`` if asked to.

    It is asked in the districts named, else in those the file names. Returns what is worth
    knowing about it; refused with findings if it is to be opened and an error stands, and while
    the website of an installation in production does not say who asks.
    """
    content = documents.parse(file.read_bytes())
    found = [_district(session, slug) for slug in slugs]
    found = found or surveys.districts_meant(session, content)
    survey = create_survey(session, content, districts=found, asker=None, at=at)
    if days is not None:
        require_duties(session, settings)
        publish_survey(
            session,
            survey,
            opens_at=at,
            closes_at=at + timedelta(days=days),
            asker=None,
            at=at,
            timezone=settings.timezone,
        )
    return survey, documents.check(content)


def document(session: Session, slug: str) -> dict[str, Any]:
    """A survey's questionnaire as it was last published, else its draft, to be imported again."""
    survey = survey_named(session, slug)
    version = surveys.newest_version(session, survey)
    content = version.document if version else survey.draft
    return {name: value for name, value in content.items() if name != "rules"}


def survey_named(session: Session, slug: str) -> Survey:
    """The survey of a short name, or an `OperatorError`."""
    survey = surveys.survey_at(session, slug)
    if survey is None:
        message = f"There is no survey {slug}."
        raise OperatorError(message)
    return survey


def import_areas(
    session: Session, file: Path, days: Days = ALWAYS, *, source: str, licence: str, at: datetime
) -> list[str]:
    """Take over the outlines of areas from a GeoJSON file; their names."""
    try:
        content = json.loads(file.read_bytes())
    except ValueError as error:
        message = f"{file} is no GeoJSON: {error}."
        raise OperatorError(message) from error
    if not isinstance(content, dict):
        message = f"{file} is no GeoJSON."
        raise OperatorError(message)
    return import_outlines(session, None, content, days, source=source, licence=licence, at=at)


def take_margins(
    session: Session, file: Path, *, replace: bool, at: datetime
) -> tuple[int, list[str]]:
    """Take over figures of residents from a .csv file: how many, and the numbers of their areas."""
    try:
        lines = import_margins(session, None, file.read_bytes(), replace=replace, at=at)
    except (NoMargins, WouldReplace, Apart) as refusal:
        message = f"{file}: {refusal}"
        raise OperatorError(message) from refusal
    except BadMargins as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{file}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal
    return len(lines), sorted({line.area.code for line in lines})


def _district(session: Session, slug: str) -> District:
    try:
        return districts.district_by_slug(session, slug)
    except NotFound as error:
        message = f"There is no district {slug}."
        raise OperatorError(message) from error

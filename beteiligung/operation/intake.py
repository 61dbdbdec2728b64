"""What operators bring in and take out by file: surveys, answers, codes, outlines, people."""

import csv
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import SystemRandom
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.access import Role
from beteiligung.accounts import actions as accounts
from beteiligung.accounts import queries as staff
from beteiligung.accounts import second_step
from beteiligung.config import Settings
from beteiligung.districts import actions as places
from beteiligung.districts import queries as districts
from beteiligung.districts.margin_file import BadMargins, NoMargins
from beteiligung.districts.margins import import_margins
from beteiligung.districts.models import District
from beteiligung.districts.outlines import import_outlines
from beteiligung.districts.slugs import slug_of
from beteiligung.errors import NotFound, OperatorError
from beteiligung.qrcodes.actions import MEDIA, Wish, create_codes_for_survey
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys import document as documents
from beteiligung.surveys import queries as surveys
from beteiligung.surveys.actions import create_survey, publish_survey
from beteiligung.surveys.document import Finding
from beteiligung.surveys.duties import require_duties
from beteiligung.surveys.models import Survey


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


def create_codes(session: Session, slug: str, file: Path, *, at: datetime) -> list[QRCode]:
    """Codes that lead to a survey, one a line of a .csv file with a head line.

    Columns: district and name of the place; address and medium (poster unless told) if wanted. A
    place that is not there yet is made; a code that is there already stays the same.
    """
    survey_named(session, slug)
    wishes = []
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        if not {"district", "name"} <= set(rows.fieldnames or ()):
            message = f"{file} needs the columns district and name in its first line."
            raise OperatorError(message)
        for row in rows:
            try:
                wishes.append(_wish(session, row, at))
            except OperatorError as error:
                message = f"{file}, line {rows.line_num}: {error}"
                raise OperatorError(message) from error
    return create_codes_for_survey(session, None, wishes, slug=slug, at=at, rng=SystemRandom())


def import_areas(
    session: Session, file: Path, *, source: str, licence: str, at: datetime
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
    return import_outlines(session, None, content, source=source, licence=licence, at=at)


def take_margins(session: Session, file: Path, *, at: datetime) -> tuple[int, list[str]]:
    """Take over figures of residents from a .csv file: how many, and the numbers of their areas."""
    try:
        lines = import_margins(session, None, file.read_bytes(), at=at)
    except NoMargins as refusal:
        message = f"{file}: {refusal}"
        raise OperatorError(message) from refusal
    except BadMargins as refusal:
        wrong = [f"line {each.number}: {each.message % each.values}" for each in refusal.faults]
        message = "\n".join([f"{file}: nothing was taken over.", *wrong])
        raise OperatorError(message) from refusal
    return len(lines), sorted({line.area.code for line in lines})


def _wish(session: Session, row: dict[str, str], at: datetime) -> Wish:
    district = _district(session, (row["district"] or "").strip())
    name = (row["name"] or "").strip()
    medium = (row.get("medium") or "poster").strip()
    if not name or medium not in MEDIA:
        message = f"a place needs a name and one of these media: {', '.join(MEDIA)}."
        raise OperatorError(message)
    known = {place.slug: place for place in districts.places_of(session, district)}
    place = known.get(slug_of(name)) or places.create_place(
        session, None, district, name=name, address=(row.get("address") or "").strip(), at=at
    )
    return Wish(district, place, medium)


def _district(session: Session, slug: str) -> District:
    try:
        return districts.district_by_slug(session, slug)
    except NotFound as error:
        message = f"There is no district {slug}."
        raise OperatorError(message) from error

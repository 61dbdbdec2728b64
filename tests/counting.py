"""Surveys with answers for tests that count: put into the tables as intake would leave them."""

import copy
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.districts.models import District, Place
from beteiligung.qrcodes.models import QRCode
from beteiligung.surveys.models import Response, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import check_answers, read

OPENED = datetime(2026, 11, 2, 8, tzinfo=UTC)


def changed(document: Mapping[str, Any], question: str, **values: Any) -> dict[str, Any]:
    """The document with one question changed."""
    other = copy.deepcopy(dict(document))
    for raw in other["questions"]:
        if raw["id"] == question:
            raw.update(values)
    return other


def code_at(session: Session, place: Place, code: str) -> QRCode:
    """A printed code that hangs at a place."""
    made = QRCode(
        code=code,
        path="",
        district_id=place.district_id,
        place_id=place.id,
        medium="poster",
        created_at=OPENED,
    )
    session.add(made)
    session.flush()
    return made


def survey(
    session: Session, *documents: Mapping[str, Any], districts: Iterable[District] = ()
) -> Survey:
    """An open survey with one version for each document."""
    first = documents[0]
    made = Survey(
        slug=first["slug"],
        draft=dict(documents[-1]),
        title=first["title"],
        opens_at=OPENED,
        results_on=date(2026, 12, 20),
        created_at=OPENED,
        changed_at=OPENED,
    )
    made.districts = [session.merge(each) for each in districts]
    for document in documents:
        publish(made, document)
    session.add(made)
    session.flush()
    return made


def publish(survey: Survey, document: Mapping[str, Any]) -> None:
    """Another version of a survey."""
    number = len(survey.versions) + 1
    survey.versions.append(
        SurveyVersion(
            number=number,
            document=dict(document),
            content_hash=str(number),
            locales=["de", "ar"],
            published_at=OPENED,
        )
    )


@dataclass(frozen=True)
class Given:
    """What one person gave, and how it reached us."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
    district: int | None = None
    language: str = "de"
    channel: str = "qr"
    code: str | None = None
    hour: datetime = OPENED
    kind: str = "real"
    set_aside_because: str | None = None


def answer(session: Session, to: Survey, *given: Given) -> list[Response]:
    """Keep these answers as they are kept after the check: hidden ones are gone."""
    questionnaires = {version.number: read(version.document) for version in to.versions}
    ids = {version.number: version.id for version in to.versions}
    rows = []
    for each in given:
        checked = check_answers(
            questionnaires[each.version], each.answers, today=each.hour.date(), partial=True
        )
        assert not checked.problems, checked.problems
        rows.append(
            Response(
                key=str(uuid.uuid4()),
                survey_id=to.id,
                version_id=ids[each.version],
                district_id=each.district,
                language=each.language,
                channel=each.channel,
                code=each.code,
                kind=each.kind,
                hour=each.hour,
                notice_version=1,
                answers=dict(checked.answers),
                set_aside_because=each.set_aside_because,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def the_place(session: Session, name: str) -> Place:
    """The place of this name."""
    return session.query(Place).filter_by(name=name).one()

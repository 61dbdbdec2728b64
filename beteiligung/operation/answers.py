"""Answers that were given elsewhere, brought in from a file: each checked, each counted once."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards.export_jsonl import key_in_files
from beteiligung.db import Store
from beteiligung.errors import OperatorError
from beteiligung.locales import BY_ID
from beteiligung.operation.intake import survey_named
from beteiligung.surveys import queries
from beteiligung.surveys.models import Channel, Response, Survey, SurveyVersion
from beteiligung.surveys.questionnaire import Questionnaire, check_answers, read
from beteiligung.surveys.recording import Submission
from beteiligung.surveys.recording_many import record_many

BATCH = 500  # lines in one transaction: residents' own answers get their turn in between


@dataclass(slots=True)
class Imported:
    """What became of the lines of a file."""

    kept: int = 0
    known: int = 0  # the same answer was here already
    refused: list[str] = field(default_factory=list)  # line number and reason


class Unreadable(ValueError):
    """A line that is no answer; the words say why."""


def import_responses(store: Store, slug: str, file: Path, *, at: datetime) -> Imported:
    """Take over the answers of a .jsonl file into a published survey, each with its own key.

    A line is ``{"key", "version", "language", "channel", "code", "district", "at", "status",
    "answers"}``; key, language and answers must be there. Without a version that the survey has,
    answers are checked by the newest. The district counts where no known code tells it. A wrong
    line is refused with a reason and stops no other.
    """
    result = Imported()
    taken_out = _taken_out(store, slug)
    for lines in _batches(file):
        with store.writing() as session:
            _take(session, _target(survey_named(session, slug), taken_out), lines, result, at)
    return result


def _taken_out(store: Store, slug: str) -> frozenset[str]:
    """The keys that the survey's own answers have in files: bringing those in counts nobody twice.

    Read once, before the first line.
    """
    with store.reading() as session:
        survey = survey_named(session, slug)
        keys = session.scalars(select(Response.key).where(Response.survey_id == survey.id))
        return frozenset(key_in_files(survey.id, key) for key in keys)


def _take(
    session: Session,
    target: "_Target",
    lines: Sequence[tuple[int, str]],
    result: Imported,
    at: datetime,
) -> None:
    found: dict[str, tuple[Submission, datetime]] = {}
    for number, text in lines:
        try:
            submission, when = _submission(session, target, _read(text, at))
            if submission.key in target.taken_out or _is_known(session, submission, found):
                result.known += 1
            else:
                found[submission.key] = (submission, when)
        except Unreadable as error:
            result.refused.append(f"line {number}: {error}")
    result.kept += record_many(session, found.values())


@dataclass(frozen=True, slots=True)
class _Target:
    """Where answers are to go: the survey's versions by number, its districts by short name."""

    versions: Mapping[int, tuple[SurveyVersion, Questionnaire]]
    districts: Mapping[str, int]
    taken_out: frozenset[str]  # keys in files of answers that are here

    def version(self, number: int | None) -> tuple[SurveyVersion, Questionnaire]:
        return self.versions.get(number or 0) or self.versions[max(self.versions)]


def _target(survey: Survey, taken_out: frozenset[str]) -> _Target:
    if not survey.versions:
        message = f"{survey.slug} is not published."
        raise OperatorError(message)
    return _Target(
        {each.number: (each, read(each.document)) for each in survey.versions},
        {district.slug: district.id for district in survey.districts},
        taken_out,
    )


def _is_known(
    session: Session, submission: Submission, found: Mapping[str, tuple[Submission, datetime]]
) -> bool:
    """Whether this very answer is here, in the database or further up in the file."""
    if submission.key in found:
        earlier = found[submission.key][0].answers
    else:
        row = session.scalar(select(Response.answers).where(Response.key == submission.key))
        if row is None:
            return False
        earlier = row
    if earlier != submission.answers:
        raise Unreadable("its key is here with other answers")
    return True


@dataclass(frozen=True, slots=True)
class _Line:
    key: str
    language: str
    channel: Channel
    code: str | None
    at: datetime
    answers: Mapping[str, Any]
    version: int | None
    district: str
    partial: bool


def _read(text: str, now: datetime) -> _Line:
    try:
        content = json.loads(text)
        key = str(UUID(str(content["key"])))
        language, answers = str(content["language"]), content["answers"]
        channel = Channel(content.get("channel") or "import")
        at = datetime.fromisoformat(content["at"]) if content.get("at") else now
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable("key, language and answers must be there") from error
    except ValueError as error:
        raise Unreadable(str(error)) from error
    if language not in BY_ID or not isinstance(answers, dict):
        raise Unreadable("the language is unknown, or the answers are no object")
    if content.get("set_aside"):
        raise Unreadable("it is not counted: " + str(content["set_aside"]))
    return _Line(
        key=key,
        language=language,
        channel=channel,
        code=content.get("code") or None,
        at=at if at.tzinfo else at.replace(tzinfo=UTC),
        answers=answers,
        version=content["version"] if isinstance(content.get("version"), int) else None,
        district=str(content.get("district") or ""),
        partial=content.get("status") == "partial",
    )


def _submission(session: Session, target: _Target, line: _Line) -> tuple[Submission, datetime]:
    version, questionnaire = target.version(line.version)
    today = line.at.date()
    checked = check_answers(questionnaire, line.answers, today=today, partial=line.partial)
    unknown = line.answers.keys() - _names(questionnaire)
    if unknown:
        message = f"there is no question {', '.join(sorted(unknown))}"
        raise Unreadable(message)
    if checked.problems:
        problem = next(iter(checked.problems.values()))
        words = problem.message % problem.values if problem.values else problem.message
        message = f"{problem.where}: {words}"
        raise Unreadable(message)
    origin = queries.origin_of(session, line.code) if line.code else None
    submission = Submission(
        survey_id=version.survey_id,
        version_id=version.id,
        notice_version=version.notice_version,
        answers=checked.answers,
        contact=checked.contact or None,
        key=line.key,
        language=line.language,
        channel=line.channel,
        code=line.code,
        district_id=origin.district if origin else target.districts.get(line.district),
        status="partial" if line.partial else "complete",
    )
    return submission, line.at


def _names(questionnaire: Questionnaire) -> frozenset[str]:
    """The names under which answers may stand."""
    return frozenset(
        name
        for question in questionnaire.kept
        for name in (
            question.id,
            question.point_name,
            *(question.text_name(option) for option in question.options),
        )
    )


def _batches(file: Path) -> Iterator[list[tuple[int, str]]]:
    lines: list[tuple[int, str]] = []
    with file.open(encoding="utf-8") as handle:
        for number, text in enumerate(handle, start=1):
            if text.strip():
                lines.append((number, text))
            if len(lines) == BATCH:
                yield lines
                lines = []
    yield lines

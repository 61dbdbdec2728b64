"""What staff do for a release before it is published: plan it, write about it, read it twice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.db import insert_into
from beteiligung.errors import NotFound, Refusal
from beteiligung.releases import conclusion_check, queries
from beteiligung.releases.models import Preparation, Release
from beteiligung.releases.planning import Line, Plan, plan_of
from beteiligung.releases.released import read
from beteiligung.surveys.models import Survey
from beteiligung.text import N_


class OwnWords(Refusal):
    """Somebody reads her own conclusion as the second person."""

    default = N_("You wrote this text. Somebody else has to read it.")


class NothingWritten(Refusal):
    """There is no text to be read."""

    default = N_("There is no text in this language yet.")


# ---- the plan ------------------------------------------------------------------------------------


def move_question(
    session: Session, survey: Survey, name: str, by: int, *, asker: Asker, at: datetime
) -> None:
    """Let a question stand one place higher (-1) or lower (1) in the release."""
    plan = _plan(session, survey, at)
    lines = list(plan.lines)
    place = lines.index(_line(plan, name))
    to = min(max(place + by, 0), len(lines) - 1)
    lines.insert(to, lines.pop(place))
    _keep(session, survey, replace(plan, lines=tuple(lines)), at)
    audit.note(session, asker, "move_in_release", _of(survey), at=at, question=name, to=to + 1)


def omit_question(
    session: Session,
    survey: Survey,
    name: str,
    reasons: Mapping[str, str],
    *,
    asker: Asker,
    at: datetime,
) -> None:
    """Leave a question out for a reason that everybody reads, by language; none takes it in."""
    plan = _plan(session, survey, at)
    line = _line(plan, name)
    lines = [replace(each, reasons=dict(reasons)) if each is line else each for each in plan.lines]
    _keep(session, survey, replace(plan, lines=tuple(lines)), at)
    action = "omit_from_release" if reasons else "take_into_release"
    audit.note(session, asker, action, _of(survey), at=at, question=name, **reasons)


def split_questions(
    session: Session, survey: Survey, by: Iterable[str], *, asker: Asker, at: datetime
) -> None:
    """Split every question by these ones."""
    plan = _plan(session, survey, at)
    chosen = set(by)
    plan = replace(plan, by=tuple(name for name in plan.possible if name in chosen))
    _keep(session, survey, plan, at)
    audit.note(session, asker, "split_release", _of(survey), at=at, by=list(plan.by))


# ---- conclusions ---------------------------------------------------------------------------------


def write_conclusion(
    session: Session, survey: Survey, locale: str, text: str, *, asker: Asker, at: datetime
) -> None:
    """Keep a conclusion in one language; what was read before must be read again."""
    found = _held(session, survey, at)
    written = {"text": text, "by": asker.id, "who": asker.name, "read_by": None, "read_who": ""}
    kept = {name: value for name, value in found.conclusions.items() if name != locale}
    found.conclusions = {**kept, locale: written} if text else kept
    found.changed_at = at
    carry_over(session, survey)
    audit.note(session, asker, "write_conclusion", _of(survey), at=at, locale=locale)


def read_conclusion(
    session: Session, survey: Survey, locale: str, *, asker: Asker, at: datetime
) -> None:
    """Say as a second person that a conclusion is right."""
    found = _held(session, survey, at)
    written = found.conclusions.get(locale)
    if not written:
        raise NothingWritten
    if written["by"] == asker.id:
        raise OwnWords
    read_ = {**written, "read_by": asker.id, "read_who": asker.name}
    found.conclusions = {**found.conclusions, locale: read_}
    audit.note(session, asker, "read_conclusion", _of(survey), at=at, locale=locale)


def carry_over(session: Session, survey: Survey) -> None:
    """Put the conclusions that can be filled into the release that is being prepared."""
    release, found = queries.prepared(session, survey), session.get(Preparation, survey.id)
    if release is not None and found is not None:
        release.conclusion = fitting(release, found.conclusions)


def fitting(release: Release, conclusions: Mapping[str, Any]) -> dict[str, str]:
    """The conclusions that can be filled from a release, by language."""
    figures = read(release.document)
    return {
        locale: written["text"]
        for locale, written in conclusions.items()
        if not conclusion_check.faults(written["text"], figures, locale)
    }


# ---- after publishing ----------------------------------------------------------------------------


def begin_next(session: Session, survey: Survey, *, at: datetime) -> None:
    """After a release: its plan and words are where the next one begins, unread once more."""
    found = _held(session, survey, at)
    found.conclusions = {
        locale: {**written, "read_by": None, "read_who": ""}
        for locale, written in found.conclusions.items()
    }
    found.changed_at = at


def _plan(session: Session, survey: Survey, at: datetime) -> Plan:
    _held(session, survey, at)
    return plan_of(session, survey)


def _line(plan: Plan, name: str) -> Line:
    found = plan.line(name)
    if found is None:
        raise NotFound
    return found


def _keep(session: Session, survey: Survey, plan: Plan, at: datetime) -> None:
    found = _held(session, survey, at)
    found.plan, found.changed_at = plan.written(), at


def _held(session: Session, survey: Survey, at: datetime) -> Preparation:
    """The preparation, held until the transaction ends, so that no two write it at once."""
    empty = {"survey_id": survey.id, "plan": {}, "conclusions": {}, "changed_at": at}
    session.execute(insert_into(session, Preparation).values(empty).on_conflict_do_nothing())
    return session.get_one(Preparation, survey.id, with_for_update=True, populate_existing=True)


def _of(survey: Survey) -> str:
    return f"survey:{survey.slug}"

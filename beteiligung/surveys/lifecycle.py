"""What staff do with a survey beside writing it: other days, a copy, a new wave, the archive."""

import copy
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.surveys import queries, waves
from beteiligung.surveys.actions import NotNow, create_survey, must_follow, promise_results
from beteiligung.surveys.models import State, Survey
from beteiligung.text import N_

_NUMBER = re.compile(r"-(\d{1,3})\Z")
LONGEST_SLUG = 80


def move_survey(
    session: Session,
    survey: Survey,
    *,
    opens_at: datetime,
    closes_at: datetime,
    asker: Asker | None,
    at: datetime,
    timezone: str = "Europe/Berlin",
) -> None:
    """Give a published survey other days; one that has ended runs again until its new end.

    The draft is not published with it. The results date follows the new end.
    """
    version = queries.newest_version(session, survey)
    if version is None or survey.archived_at is not None:
        raise NotNow
    must_follow(opens_at, closes_at, at)
    survey.opens_at, survey.closes_at, survey.changed_at = opens_at, closes_at, at
    promise_results(survey, version.document, timezone)
    audit.note(session, asker, "move_survey", f"survey:{survey.slug}", at=at)


def archive_survey(session: Session, survey: Survey, *, asker: Asker | None, at: datetime) -> None:
    """Put away a survey that has ended, or a draft; residents still find its results."""
    if survey.state(at) not in {State.DRAFT, State.CLOSED}:
        raise NotNow(N_("Only drafts and surveys that have ended can be put into the archive."))
    survey.archived_at = survey.changed_at = at
    audit.note(session, asker, "archive_survey", f"survey:{survey.slug}", at=at)


def restore_survey(session: Session, survey: Survey, *, asker: Asker | None, at: datetime) -> None:
    """Take a survey out of the archive."""
    survey.archived_at, survey.changed_at = None, at
    audit.note(session, asker, "restore_survey", f"survey:{survey.slug}", at=at)


def copy_survey(
    session: Session,
    survey: Survey,
    *,
    slug: str,
    title: str,
    asker: Asker | None,
    at: datetime,
    as_wave: bool = False,
) -> Survey:
    """A new draft with the same questions, translations and recordings, and no answers.

    ``title`` is in the language it was written in. ``as_wave`` says that it asks the same
    indicators again, so that its figures can be compared with those of the waves before.
    """
    document = copy.deepcopy(dict(survey.draft))
    document["slug"] = slug
    document["title"] = _titled(document, title)
    made = create_survey(session, document, districts=survey.districts, asker=asker, at=at)
    if as_wave:
        made.wave_of = survey.wave_of or survey.slug
        made.target = survey.target
    audit.note(
        session,
        asker,
        "begin_wave" if as_wave else "copy_survey",
        f"survey:{slug}",
        at=at,
        copied=survey.slug,
    )
    return made


def next_slug(session: Session, survey: Survey) -> str:
    """A short name that is free: that of the first wave with the next number behind it."""
    known = waves.waves_of(session, survey)
    stem = _NUMBER.sub("", known[0].slug)[: LONGEST_SLUG - 4]
    number = len(known) + 1
    while queries.survey_at(session, f"{stem}-{number}") is not None:
        number += 1
    return f"{stem}-{number}"


def _titled(document: Mapping[str, Any], title: str) -> dict[str, str]:
    source = str(document.get("source") or "de")
    before = document.get("title") or {}
    words = dict(before) if isinstance(before, Mapping) else {source: str(before)}
    return {**words, source: title}

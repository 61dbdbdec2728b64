"""Whence each translation comes: kept right whenever a draft changes, whoever changes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.authoring.models import Translation
from beteiligung.surveys import wording
from beteiligung.surveys.actions import FOLLOWERS
from beteiligung.surveys.models import Survey

MACHINE = "machine (browser)"  # who wrote what a browser translated by itself


@dataclass(frozen=True, slots=True)
class Said:
    """A text of a questionnaire: its source, and its words in each other language."""

    path: str
    source: str
    others: Mapping[str, str]


def follow_drafts() -> None:
    """Be told of every change of a draft from now on."""
    if follow not in FOLLOWERS:
        FOLLOWERS.append(follow)


def follow(
    session: Session,
    survey: Survey,
    before: Mapping[str, Any],
    asker: Asker | None,
    at: datetime,
) -> None:
    """Note what a change of the draft means for its translations.

    New words were made from the source as it stands now. Words that stayed while the source
    changed keep the source they were made from: so people see that they are outdated.
    """
    then, now, known = said(before), said(survey.draft), origins(session, survey)
    renamed = _renamed(then, now)
    for key, text in now.items():
        was = then.get(renamed.get(key, key), Said("", text.source, {}))
        for locale, words in text.others.items():
            row = known.get((key, locale))
            if key in renamed:
                row = _moved(session, known.get((renamed[key], locale)), key)
            if row is not None and row.words == words:
                continue  # untouched, or taken out and put back
            new = was.others.get(locale) != words
            if new or was.source != text.source:
                session.merge(
                    Translation(
                        survey_id=survey.id,
                        key=key,
                        locale=locale,
                        source_words=text.source if new else was.source,
                        words=words,
                        staff_id=asker.id if asker and new else None,
                        who=asker.name if asker and new else "",
                        at=at,
                    )
                )
    session.flush()


def said(document: Mapping[str, Any]) -> dict[str, Said]:
    """The texts of a questionnaire by their key, in reading order."""
    source = str(document.get("source") or "de")
    keys = wording.keys(document)
    found = {}
    for path, text in wording.texts(document):
        words = text if isinstance(text, Mapping) else {source: text}
        others = {
            locale: str(word).strip()
            for locale, word in words.items()
            if locale != source and str(word).strip()
        }
        found[keys[path]] = Said(path, str(words.get(source) or "").strip(), others)
    return found


def origins(session: Session, survey: Survey) -> dict[tuple[str, str], Translation]:
    """What is known about the translations of a survey, by key and locale."""
    rows = session.scalars(select(Translation).where(Translation.survey_id == survey.id))
    return {(row.key, row.locale): row for row in rows}


def _renamed(then: Mapping[str, Said], now: Mapping[str, Said]) -> dict[str, str]:
    """The new key of a text and its old one, where a question or an answer has got another name."""
    gone = {
        (text.source, *text.others.items()): key for key, text in then.items() if key not in now
    }
    found = {}
    for key, text in now.items():
        if key not in then and (old := gone.get((text.source, *text.others.items()))):
            found[key] = old
    return found


def _moved(session: Session, row: Translation | None, key: str) -> Translation | None:
    """The same origin under another key."""
    if row is None:
        return None
    return session.merge(
        Translation(
            survey_id=row.survey_id,
            key=key,
            locale=row.locale,
            source_words=row.source_words,
            words=row.words,
            staff_id=row.staff_id,
            who=row.who,
            at=row.at,
        )
    )

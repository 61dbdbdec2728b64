"""Blackening what is about a person: out of sight at once; managers keep it for 30 days."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.errors import Refusal
from beteiligung.ideas.models import Idea, IdeaSetAside
from beteiligung.ideas.moderating import look_again
from beteiligung.ideas.records import Redaction
from beteiligung.text import N_

MASK = "[…]"
KEPT = timedelta(days=30)
STREET, HINT = "street", "hint"  # in the place of a language: no text, but where it is
SHORTEST = 2  # signs: a single letter would blacken every word


class NotThere(Refusal):
    """Only words that stand in an idea can be blackened in it."""

    default = N_("“%(words)s” does not stand in this idea.")


def redact_idea(
    session: Session, asker: Asker, idea: Idea, words: Sequence[str], *, at: datetime
) -> None:
    """Blacken words of an idea wherever they stand, also in its translations and its place.

    What it said before is kept for managers for 30 days, so that a mistake can be mended.
    """
    patterns = [_pattern(each) for each in words]
    before = _parts(idea)
    for each, pattern in zip(words, patterns, strict=True):
        if len(each.strip()) < SHORTEST or not any(map(pattern.search, before.values())):
            raise NotThere(words=each)
    after = {part: _masked(text, patterns) for part, text in before.items()}
    for part, text in before.items():
        if after[part] != text:
            session.add(_kept(idea, part, text, asker, at))
    _write(idea, after)
    audit.note(session, asker, "redact_idea", f"idea:{idea.reference}", at=at, words=len(patterns))
    session.flush()


def restore_idea(session: Session, asker: Asker, idea: Idea, *, at: datetime) -> None:
    """Let an idea say again what it said before anything of it was blackened.

    If that may be about a person, it waits for a look again: nobody else sees it by this alone.
    """
    parts = _parts(idea)
    for kept in reversed(redactions(session, idea)):  # so that the oldest has the last word
        if kept.language in parts:
            parts[kept.language] = kept.original
        session.delete(kept)
    _write(idea, parts)
    look_again(session, asker, idea, at=at)
    audit.note(session, asker, "restore_idea", f"idea:{idea.reference}", at=at)
    session.flush()


def redactions(session: Session, idea: Idea) -> list[Redaction]:
    """What an idea said before, the oldest first; nothing once the 30 days are over."""
    wanted = select(Redaction).where(Redaction.idea_id == idea.id)
    return list(session.scalars(wanted.order_by(Redaction.id)))


def forget_originals(session: Session, *, at: datetime) -> dict[str, int]:
    """Delete what was blackened, and forms that came twice with other words, after their days."""
    return {
        "idea_redaction": _gone(session, Redaction, at),
        "idea_set_aside": _gone(session, IdeaSetAside, at),
    }


def _gone(session: Session, table: type[Redaction | IdeaSetAside], at: datetime) -> int:
    old = delete(table).where(table.delete_on <= at.date())
    return session.connection().execute(old).rowcount


def _parts(idea: Idea) -> dict[str, str]:
    """Everything that an idea says, by its language or its place."""
    translated = {each.language: each.text for each in idea.translations}
    return {**translated, idea.language: idea.text, STREET: idea.street, HINT: idea.hint}


def _write(idea: Idea, parts: dict[str, str]) -> None:
    for each in idea.translations:
        each.text = parts[each.language]
    idea.text, idea.street, idea.hint = parts[idea.language], parts[STREET], parts[HINT]
    idea.folded = idea.findable


def _kept(idea: Idea, part: str, text: str, asker: Asker, at: datetime) -> Redaction:
    until = (at + KEPT).date()
    return Redaction(
        idea_id=idea.id, language=part, original=text, who=asker.name, at=at, delete_on=until
    )


def _masked(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(MASK, text)
    return text


def _pattern(words: str) -> re.Pattern[str]:
    """These words, with whatever space stands between them, in whatever case."""
    plain = unicodedata.normalize("NFC", words).split()
    return re.compile(r"\s+".join(map(re.escape, plain)), re.IGNORECASE)

"""What nobody is to read in a text: hidden with a reason, shown again, told what it means."""

import re
import unicodedata
from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung import audit
from beteiligung.access import Asker
from beteiligung.dashboards.models import TextNote
from beteiligung.errors import Refusal
from beteiligung.surveys.models import Survey
from beteiligung.text import N_

MASK = "[…]"  # stands where words are hidden
LETTERS = r"[\w\u0300-\u036f\u0610-\u061a\u064b-\u065f]*"  # vowel signs belong to their word


class NotInText(Refusal):
    """Only words that stand in a text can be hidden in it."""

    default = N_("“%(words)s” does not stand in this text.")


def note_for(response_id: int, text: str, note: TextNote | None = None) -> TextNote:
    """The note on a text, or a fresh one that says nothing yet."""
    return note or TextNote(
        response_id=response_id, text=text, hidden=[], whole=False, reason="", meaning=""
    )


def notes_on(session: Session, name: str, ids: Collection[int]) -> dict[int, TextNote]:
    """The notes on texts of one name in these answers, by the answer's id."""
    wanted = select(TextNote).where(TextNote.text == name, TextNote.response_id.in_(ids))
    return {note.response_id: note for note in session.scalars(wanted)}


def as_shown(text: str, note: TextNote | None) -> str | None:
    """A text as anybody may read it; none where all of it is hidden."""
    plain = unicodedata.normalize("NFC", text).strip()
    if note is None:
        return plain
    return None if note.whole else _masked(plain, note.hidden)


def hide_words(
    session: Session,
    survey: Survey,
    note: TextNote,
    text: str,
    words: Iterable[str],
    *,
    reason: str,
    asker: Asker,
    at: datetime,
) -> None:
    """Hide words of a text, such as a name, wherever they stand in it; the answer keeps them.

    Upper and lower case are the same, and part of a word hides all of it: of a name mistyped
    nothing stays to guess by. Refuses words that the text does not have.
    """
    wanted = [one for one in (unicodedata.normalize("NFC", word).strip() for word in words) if one]
    written = "" if note.whole else unicodedata.normalize("NFC", text)
    for word in wanted:
        if not _pattern(word).search(written):
            raise NotInText(words=word)
    note.hidden = list(dict.fromkeys([*note.hidden, *wanted]))
    _settle(session, note, reason, asker, at)
    audit.note(
        session,
        asker,
        "hide_words",
        _subject(survey),
        at=at,
        question=note.text,
        words=len(wanted),
        reason=reason,
    )


def hide_text(
    session: Session, survey: Survey, note: TextNote, *, reason: str, asker: Asker, at: datetime
) -> None:
    """Hide a whole text; the answer keeps it, and it can be shown again."""
    note.whole = True
    _settle(session, note, reason, asker, at)
    audit.note(
        session, asker, "hide_text", _subject(survey), at=at, question=note.text, reason=reason
    )


def show_again(
    session: Session, survey: Survey, note: TextNote, *, asker: Asker, at: datetime
) -> None:
    """Show a text as it was written."""
    note.whole, note.hidden = False, []
    _settle(session, note, "", asker, at)
    audit.note(session, asker, "show_text", _subject(survey), at=at, question=note.text)


def translate_text(
    session: Session, survey: Survey, note: TextNote, meaning: str, *, asker: Asker, at: datetime
) -> None:
    """Write down in German what a text means, for colleagues; a working translation by hand."""
    if note.meaning == meaning:
        return
    note.meaning = meaning
    _settle(session, note, note.reason, asker, at)
    audit.note(session, asker, "translate_text", _subject(survey), at=at, question=note.text)


def _settle(session: Session, note: TextNote, reason: str, asker: Asker, at: datetime) -> None:
    note.reason, note.who, note.at = reason, asker.name, at
    session.add(note)


def _masked(text: str, hidden: Iterable[str]) -> str:
    for words in sorted(hidden, key=len, reverse=True):  # "Anna Berg" before "Anna"
        text = _pattern(words).sub(MASK, text)
    return text


def _pattern(words: str) -> re.Pattern[str]:
    """These words, with whatever space stands between them, in whatever case, to their ends."""
    before, after = (LETTERS if re.match(r"\w", end) else "" for end in (words[0], words[-1]))
    inner = r"\s+".join(map(re.escape, words.split()))
    return re.compile(before + inner + after, re.IGNORECASE)


def _subject(survey: Survey) -> str:
    return f"survey:{survey.slug}"

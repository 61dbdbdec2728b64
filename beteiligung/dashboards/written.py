"""Everything that people wrote to a question, in an order that says nothing about who or when."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.dashboards.models import TextNote, Theme, ThemeMark
from beteiligung.dashboards.moderation import as_shown
from beteiligung.errors import NotFound
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.settled import counted
from beteiligung.surveys.variables import Asked, asked_questions

Allowed = frozenset[int] | None  # ids of the asker's districts; none means all
REFERENCE = 24  # letters that stand for a text in addresses and forms


@dataclass(frozen=True, slots=True)
class Spot:
    """Where people write: a question, or the line beside one of its options."""

    name: str  # under which answers keep it
    asked: Asked
    option: Option | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What one person wrote, as it may be read; ``reference`` tells nothing about the answer."""

    reference: str
    response_id: int
    language: str  # of the questionnaire it was written in
    words: str | None  # none where all of it is hidden
    note: TextNote | None
    themes: tuple[int, ...]  # ids

    @property
    def masked(self) -> bool:
        """Whether anything of it is hidden."""
        return self.note is not None and (self.note.whole or bool(self.note.hidden))

    @property
    def meaning(self) -> str:
        """What a colleague wrote down that it means."""
        return self.note.meaning if self.note else ""


def spots(survey: Survey) -> tuple[Spot, ...]:
    """Where people write in a survey, in the newest version's order."""
    versions = sorted(survey.versions, key=lambda version: version.number)
    found = []
    for asked in asked_questions([read(version.document) for version in versions]):
        if asked.figures is Figures.WORDS:
            found.append(Spot(asked.question.id, asked))
        found += [Spot(asked.question.text_name(option), asked, option) for option in asked.lines]
    return tuple(found)


def texts(session: Session, survey: Survey, name: str, allowed: Allowed) -> list[Text]:
    """Every counted text of one name in these districts; its place follows from no time."""
    words = Response.answers[name].as_string()
    wanted = counted(survey.id, Response.id, Response.key, Response.language, words.label("words"))
    wanted = wanted.where(words.is_not(None), words != "")
    if allowed is not None:
        wanted = wanted.where(Response.district_id.in_(allowed))
    rows = session.execute(wanted).all()
    notes = _notes_of(session, survey, name)
    themes = _themes_of(session, survey, name)
    found = [
        Text(
            reference=reference(name, row.key),
            response_id=row.id,
            language=row.language,
            words=as_shown(row.words, notes.get(row.id)),
            note=notes.get(row.id),
            themes=tuple(themes.get(row.id, ())),
        )
        for row in rows
    ]
    return sorted(found, key=lambda text: text.reference)


def original(session: Session, text: Text, name: str) -> str:
    """A text as it was written, to look for words in it; never shown."""
    answers = session.get_one(Response, text.response_id).answers
    return str(answers[name])


def text_of(found: Iterable[Text], wanted: str) -> Text:
    """The text of a reference; `NotFound` if it is not among these."""
    for text in found:
        if text.reference == wanted:
            return text
    raise NotFound


def matching(found: Iterable[Text], wanted: str) -> list[Text]:
    """Texts in which this stands, also inside words, as they are read or as somebody put them.

    Upper and lower case, accents and vowel signs make no difference, in any script.
    """
    folded = _folded(wanted)
    return [
        text
        for text in found
        if folded in _folded(text.words or "") or (text.words and folded in _folded(text.meaning))
    ]


def reference(name: str, key: str) -> str:
    """What stands for a text; another one for each question, so that nobody can join them."""
    return sha256(f"text {name} {key}".encode()).hexdigest()[:REFERENCE]


def _notes_of(session: Session, survey: Survey, name: str) -> Mapping[int, TextNote]:
    wanted = select(TextNote).join(Response, Response.id == TextNote.response_id)
    wanted = wanted.where(Response.survey_id == survey.id, TextNote.text == name)
    return {note.response_id: note for note in session.scalars(wanted)}


def _themes_of(session: Session, survey: Survey, name: str) -> dict[int, list[int]]:
    wanted = select(ThemeMark.response_id, ThemeMark.theme_id).join(Theme)
    wanted = wanted.where(Theme.survey_id == survey.id, ThemeMark.text == name)
    found: dict[int, list[int]] = {}
    for row in session.execute(wanted.order_by(ThemeMark.theme_id)):
        found.setdefault(row.response_id, []).append(row.theme_id)
    return found


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    bare = (sign for sign in unicodedata.normalize("NFKD", apart) if not _is_mark(sign))
    return " ".join("".join(bare).split())


def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) == "Mn" or sign == "\N{ARABIC TATWEEL}"


def chosen(found: Sequence[Text], references: Iterable[str]) -> list[Text]:
    """The texts that somebody ticked; what is gone by now is left out."""
    wanted = frozenset(references)
    return [text for text in found if text.reference in wanted]

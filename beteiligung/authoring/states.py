"""How far a survey's translations are: each text in each language, and each language as a whole."""

import enum
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.authoring.models import Review, Translation
from beteiligung.authoring.origins import MACHINE, Said, origins, said
from beteiligung.authoring.pairs import pair_of
from beteiligung.locales import TIER_1, LocaleEntry, entries
from beteiligung.surveys import wording
from beteiligung.surveys.models import Survey

AT_ONCE = 1000  # values in one question to the database


class Mark(enum.StrEnum):
    """How far one text is in one language."""

    MISSING = "missing"  # no words
    OUTDATED = "outdated"  # the source was changed since
    DRAFT = "draft"  # written, read by nobody else
    REVIEWED = "reviewed"  # a second person has read it beside its source


OPEN = (Mark.MISSING, Mark.OUTDATED, Mark.DRAFT)


@dataclass(frozen=True, slots=True)
class Cell:
    """One text in one language."""

    entry: LocaleEntry
    words: str
    mark: Mark
    then: str = ""  # the source from which an outdated text was made
    who: str = ""
    staff_id: int | None = None

    @property
    def machine(self) -> bool:
        """Whether a browser has written it, and nobody has mended or reviewed it since."""
        return self.who == MACHINE and self.mark is not Mark.REVIEWED


@dataclass(frozen=True, slots=True)
class Row:
    """One text in its source language, with its translations by locale."""

    key: str
    path: str
    source: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class LanguageState:
    """How far a survey is in one language."""

    entry: LocaleEntry
    texts: int
    by_mark: Mapping[Mark, int]

    @property
    def finished(self) -> bool:
        """Whether every text is there, so that it could be published."""
        return self.texts > 0 and not self.by_mark[Mark.MISSING]

    @property
    def begun(self) -> bool:
        """Whether any text is there."""
        return self.by_mark[Mark.MISSING] < self.texts

    @property
    def unreviewed(self) -> int:
        """How many texts are there which no second person has read as they are."""
        return self.by_mark[Mark.DRAFT] + self.by_mark[Mark.OUTDATED]


def rows_of(session: Session, survey: Survey, locales: Collection[str]) -> list[Row]:
    """Every text of the draft in reading order, with its state in these languages."""
    texts, known = said(survey.draft), origins(session, survey)
    wanted = entries([locale for locale in locales if locale != survey.source])
    reviewed = reviews(session, _pairs(texts.values(), wanted))
    return [
        Row(
            key,
            text.path,
            text.source,
            {
                entry.id: _cell(text, entry, known.get((key, entry.id)), reviewed)
                for entry in wanted
            },
        )
        for key, text in texts.items()
    ]


def language_states(
    session: Session, survey: Survey, locales: Collection[str] | None = None
) -> list[LanguageState]:
    """How far each language is but the source; without ``locales``: the usual and the begun ones.

    This is what publishing asks: `LanguageState.finished` may be offered, `unreviewed` must be
    signed off.
    """
    asked = [*TIER_1, *wording.begun(survey.draft)] if locales is None else list(locales)
    rows = rows_of(session, survey, asked)
    return [
        LanguageState(entry, len(rows), Counter(row.cells[entry.id].mark for row in rows))
        for entry in entries(asked)
        if entry.id != survey.source
    ]


def reviews(session: Session, pairs: Iterable[str]) -> dict[str, Review]:
    """Which of these translations somebody has reviewed."""
    found: dict[str, Review] = {}
    for some in _in_parts(list(pairs)):
        rows = session.scalars(select(Review).where(Review.pair.in_(some)))
        found.update({row.pair: row for row in rows})
    return found


def _cell(
    text: Said, entry: LocaleEntry, origin: Translation | None, reviewed: Mapping[str, Review]
) -> Cell:
    words = text.others.get(entry.id, "")
    if not words:
        return Cell(entry, "", Mark.MISSING)
    known = origin if origin is not None and origin.words == words else None
    who, staff_id = (known.who, known.staff_id) if known else ("", None)
    if pair_of(text.source, entry.id, words) in reviewed:
        return Cell(entry, words, Mark.REVIEWED, "", who, staff_id)
    if known and known.source_words != text.source:
        return Cell(entry, words, Mark.OUTDATED, known.source_words, who, staff_id)
    return Cell(entry, words, Mark.DRAFT, "", who, staff_id)


def _pairs(texts: Iterable[Said], wanted: Iterable[LocaleEntry]) -> set[str]:
    locales = [entry.id for entry in wanted]
    return {
        pair_of(text.source, locale, text.others[locale])
        for text in texts
        for locale in locales
        if locale in text.others
    }


def _in_parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(values), AT_ONCE):
        yield values[first : first + AT_ONCE]

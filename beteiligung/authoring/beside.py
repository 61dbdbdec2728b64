"""A draft's texts in one language beside their source: what one page shows of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.authoring.differences import Piece, differences
from beteiligung.authoring.hints import Hint, hints
from beteiligung.authoring.states import OPEN, Cell, LanguageState, Mark, language_states, rows_of
from beteiligung.authoring.translating import others_who_could
from beteiligung.locales import BY_ID, LocaleEntry
from beteiligung.surveys.models import Survey


@dataclass(frozen=True, slots=True)
class Beside:
    """One text: its source, its translation, and what to look at."""

    source: str
    cell: Cell | None  # none where the source itself is written
    changed: list[Piece]  # how the source changed since an outdated text was made
    hints: list[Hint]
    own: bool  # written by the very person who looks at it
    may_review: bool

    @property
    def waits(self) -> bool:
        """Whether it waits for somebody to find it right."""
        return self.cell is not None and self.cell.mark in {Mark.DRAFT, Mark.OUTDATED}


@dataclass(frozen=True, slots=True)
class WordsPage:
    """The texts of one language by path, and how far the languages are."""

    tongue: LocaleEntry
    source: LocaleEntry
    lines: Mapping[str, Beside]
    languages: list[LanguageState]
    only_open: bool

    @property
    def paths(self) -> list[str]:
        """The texts that are shown."""
        if not self.only_open:
            return list(self.lines)
        return [path for path, line in self.lines.items() if line.cell and line.cell.mark in OPEN]

    @property
    def to_review(self) -> list[str]:
        """The texts that wait for this person's eyes."""
        return [path for path, line in self.lines.items() if line.waits and line.may_review]


def beside(
    session: Session, survey: Survey, locale: str, asker: Asker, *, only_open: bool = False
) -> WordsPage:
    """A draft's texts in one language as this person sees them."""
    alone = not others_who_could(session, survey, asker)
    lines = {}
    for row in rows_of(session, survey, [locale]):
        cell = row.cells.get(locale)
        own = cell is not None and cell.staff_id == asker.id
        lines[row.path] = Beside(
            row.source,
            cell,
            differences(cell.then, row.source) if cell and cell.then else [],
            hints(row.path, locale, row.source, cell.words) if cell else [],
            own,
            not own or alone,
        )
    return WordsPage(
        BY_ID[locale],
        BY_ID[survey.source],
        lines,
        language_states(session, survey),
        only_open and locale != survey.source,
    )

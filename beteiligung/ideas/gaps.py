"""What keeps a board from being published, and which of its words are missing in a language."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beteiligung.ideas.models import Board
from beteiligung.locales import chain
from beteiligung.text import N_, Translated


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing."""

    message: str  # message id
    locale: str = ""  # in this language
    name: str = ""  # of the topic or status


def gaps(board: Board, locales: Sequence[str] = ()) -> list[Gap]:
    """What is missing for a board to be published in these languages, in the order of its pages."""
    found = [] if board.phases else [Gap(N_("The days on which people may take part are missing."))]
    if not any(status.is_final for status in board.statuses):
        found.append(Gap(N_("A board needs at least one final status.")))
    if board.source not in locales:
        found.append(Gap(N_("German is missing among the languages.")))
    return found + [gap for locale in locales for gap in missing_words(board, locale)]


def missing_words(board: Board, locale: str) -> list[Gap]:
    """Which words of a board are missing in a language; easy German may do with German."""
    return [
        Gap(message, locale, name)
        for message, name, text in _texts(board)
        if not any(text.texts.get(each, "").strip() for each in chain(locale))
    ]


def complete(board: Board, offered: Sequence[str]) -> list[str]:
    """The languages of a list in which no word of a board is missing."""
    return [locale for locale in offered if not missing_words(board, locale)]


def _texts(board: Board) -> Iterator[tuple[str, str, Translated]]:
    yield N_("The question is missing."), "", board.named
    yield N_("The introduction is missing."), "", board.introduced
    for category in board.categories:
        yield N_("The name of a topic is missing:"), category.label.get("de", ""), category.named
    for status in board.statuses:
        yield N_("The name of a status is missing:"), status.label.get("de", ""), status.named

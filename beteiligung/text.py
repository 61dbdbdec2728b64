"""One text in several languages, and the mark for texts of the interface."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's extractor looks for
    """Mark an English message id for the catalogues without translating it here."""
    return message


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text together with the locale id it is written in."""

    text: str
    locale: str


@dataclass(frozen=True, slots=True)
class Translated:
    """What staff wrote, by locale id, with the language it was first written in."""

    texts: Mapping[str, str]
    source: str = "de"

    def pick(self, chain: Sequence[str]) -> Phrase:
        """The text in the first locale of the chain that has one, else in its source language.

        The phrase says in which locale it is, so that a page can mark a fallback honestly. A text
        without any words is an empty phrase in the first locale asked for.
        """
        for locale in (*chain, self.source, *self.texts):
            text = self.texts.get(locale, "")
            if text.strip():
                return Phrase(text, locale)
        return Phrase("", chain[0] if chain else self.source)

    def missing(self, locales: Sequence[str]) -> list[str]:
        """The locales of the list in which nothing is written yet."""
        return [locale for locale in locales if not self.texts.get(locale, "").strip()]

"""One text in several languages, the mark for texts of the interface, and what no page may hold."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

# Control characters and code points that stand for none: no page may hold them.
_NO_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)


def readable(text: str) -> str:
    """The text with plain line ends, without characters that are none."""
    return _NO_CHARACTERS.sub("", text.replace("\r\n", "\n"))


def is_readable(text: str) -> bool:
    """Whether `readable` leaves the text as it is."""
    return _NO_CHARACTERS.search(text) is None


def N_(message: str) -> str:  # noqa: N802 - the name that gettext's extractor looks for
    """Mark an English message id for the catalogues without translating it here."""
    return message


class Phrase(NamedTuple):
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

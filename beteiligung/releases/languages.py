"""Words of the interface that a release brings along: frozen in every language that has them."""

from collections.abc import Callable, Mapping
from functools import cache

from beteiligung.i18n import words_in
from beteiligung.locales import BY_ID

ENGLISH = "en"


def in_all(message: str) -> Mapping[str, str]:
    """A text in all languages in which it is translated, by locale id."""
    said = {locale: _words(locale)(message) for locale in BY_ID}
    return {
        locale: words for locale, words in said.items() if locale == ENGLISH or words != message
    } or {ENGLISH: message}


@cache
def _words(locale: str) -> Callable[[str], str]:
    return words_in(locale)


def signs(text: str) -> Mapping[str, str]:
    """Numbers and signs that every language reads alike, from left to right."""
    return {
        entry.id: f"\u2066{text}\u2069" if entry.direction == "rtl" else text
        for entry in BY_ID.values()
    }

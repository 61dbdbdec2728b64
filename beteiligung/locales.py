"""The table of languages: one row per language, one column per place that names it differently."""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple


class LocaleEntry(NamedTuple):
    """A language as addresses, catalogues, browsers and people name it."""

    id: str  # in addresses and in the database
    babel: str  # the name of its catalogue
    html_lang: str
    name: str  # in its own words
    direction: Literal["ltr", "rtl"] = "ltr"
    tier: Literal[1, 2] = 1  # 2: residents' pages only, not reviewed, offered where wanted
    aliases: tuple[str, ...] = ()


# Order: German first, then as on every chooser and poster. Source: domain notes 3.2.
TABLE: tuple[LocaleEntry, ...] = (
    LocaleEntry("de", "de", "de", "Deutsch"),
    LocaleEntry(
        "de-leicht",
        "de@leicht",
        "de",
        "Leicht verständlich",
        aliases=("de-simple", "de-x-leicht", "de-x-simple"),
    ),
    LocaleEntry("en", "en", "en", "English"),
    LocaleEntry("ar", "ar", "ar", "العربية", "rtl"),
    LocaleEntry("uk", "uk", "uk", "українська"),
    LocaleEntry("ru", "ru", "ru", "русский"),
    LocaleEntry("fa", "fa", "fa", "فارسی / دری", "rtl", 2, ("prs",)),
    LocaleEntry("tr", "tr", "tr", "Türkçe", "ltr", 2),
    LocaleEntry("vi", "vi", "vi", "Tiếng Việt", "ltr", 2),
    LocaleEntry("pl", "pl", "pl", "polski", "ltr", 2),
    LocaleEntry("ro", "ro", "ro", "română", "ltr", 2),
    LocaleEntry("cs", "cs", "cs", "čeština", "ltr", 2),
    LocaleEntry("ku", "ku", "kmr", "Kurdî (Kurmancî)", "ltr", 2, ("kmr", "ku-latn")),
    LocaleEntry("es", "es", "es", "español", "ltr", 2),
    LocaleEntry("fr", "fr", "fr", "français", "ltr", 2),
    LocaleEntry("ti", "ti", "ti", "ትግርኛ", "ltr", 2),
)
BY_ID = {entry.id: entry for entry in TABLE}
TIER_1: tuple[str, ...] = tuple(entry.id for entry in TABLE if entry.tier == 1)
TIER_2: tuple[str, ...] = tuple(entry.id for entry in TABLE if entry.tier != 1)
SOURCE = "de"

# Readers of these are never sent silently to Arabic or English: they get the chooser.
NEVER_GUESSED = frozenset({"ckb", "ps", "ti"})

_NAMES = {
    name.lower(): entry.id
    for entry in TABLE
    for name in (entry.id, entry.html_lang, *entry.aliases)
    if not (entry.id == "de-leicht" and name == entry.html_lang)
}
_WEIGHT = re.compile(r";\s*q=([0-9.]+)")


def chain(locale: str) -> tuple[str, ...]:
    """The locales in which a text may be shown to a reader of this one, best first.

    Easy German may fall back to German; every other language only to the text's own source.
    """
    return (locale, "de") if locale == "de-leicht" else (locale,)


def known(tag: str) -> str | None:
    """The locale id that a language tag means, with truncation (``ar-SY`` is ``ar``), or none."""
    parts = tag.strip().lower().replace("_", "-").split("-")
    while parts:
        found = _NAMES.get("-".join(parts))
        if found:
            return found
        parts.pop()
    return None


def preferred(accept_language: str) -> list[str]:
    """The tags of an Accept-Language header, most wanted first; nonsense is left out."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language[:500].split(",")):
        tag = part.split(";")[0].strip()
        weight = _weight(part)
        if tag and tag != "*" and weight > 0:
            wanted.append((-weight, place, tag))
    return [tag for _, _, tag in sorted(wanted)]


def lookup(accept_language: str, offered: Iterable[str]) -> str | None:
    """The offered locale that a browser's header asks for, or none: then people choose.

    Ordered lookup with truncation (RFC 4647 section 3.4): the first wish that can be met wins,
    even if a later one would match more exactly, so that ``uk-UA,ru;q=0.9`` is Ukrainian.
    """
    available = frozenset(offered)
    for tag in preferred(accept_language):
        found = known(tag)
        if found in available:
            return found
        if tag.lower().split("-")[0] in NEVER_GUESSED:
            return None
    return None


def entries(ids: Sequence[str]) -> list[LocaleEntry]:
    """The rows of these ids in the table's order; unknown ids are left out."""
    wanted = frozenset(ids)
    return [entry for entry in TABLE if entry.id in wanted]


def _weight(part: str) -> float:
    match = _WEIGHT.search(part)
    if not match:
        return 1.0
    try:
        return float(match.group(1))
    except ValueError:
        return 0.0

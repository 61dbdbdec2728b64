"""Choosing a language and its direction; the only module that knows Flask-Babel."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date as babel_date
from babel.dates import get_datetime_format
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent
from babel.support import NullTranslations, Translations
from flask import Flask, current_app, g, has_request_context, request
from flask_babel import Babel, force_locale
from flask_babel import format_date as _format_date
from flask_babel import format_datetime as _format_datetime
from flask_babel import gettext as _gettext
from flask_babel import ngettext as _ngettext
from werkzeug.routing import BaseConverter

from beteiligung.locales import (
    BY_ID,
    SOURCE,
    TIER_1,
    TIER_2,
    LocaleEntry,
    chain,
    entries,
    lookup,
)
from beteiligung.text import Phrase, Translated

CATALOGUES = Path(__file__).parent / "translations"
OFFERED = TIER_1  # languages of the interface, on every page


class LocaleConverter(BaseConverter):
    """The language at the head of an address; anything else there is another page."""

    regex = "(?:" + "|".join(sorted(BY_ID, key=len, reverse=True)) + ")"
    part_isolating = True


def attach(app: Flask, timezone: str) -> None:
    """Give the application its languages."""
    app.url_map.converters["lang"] = LocaleConverter
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    app.config["BABEL_DEFAULT_TIMEZONE"] = timezone
    Babel(app, locale_selector=lambda: current().babel)

    @app.url_value_preprocessor
    def pull(_endpoint: str | None, values: dict[str, object] | None) -> None:
        if values and "lang" in values:
            g.locale = BY_ID[cast("str", values.pop("lang"))]

    @app.url_defaults
    def push(endpoint: str, values: dict[str, object]) -> None:
        if "lang" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang"):
            values["lang"] = current().id


def offer_more(app: Flask, chosen: Callable[[], Iterable[str]]) -> None:
    """Let the operator offer more languages than the usual ones; ``chosen`` tells which."""
    app.extensions["more_languages"] = chosen


def offered(*more: str) -> tuple[str, ...]:
    """The languages that pages offer here: the usual ones, the operator's, and ``more``."""
    chosen = set(current_app.extensions["more_languages"]()) & set(TIER_2)
    return tuple(entry.id for entry in entries((*OFFERED, *chosen, *more)))


def current() -> LocaleEntry:
    """The language of this page: its address, else what the browser asks for, else German."""
    found = g.get("locale")
    if found is None:
        found = g.locale = BY_ID[_asked_for() or SOURCE]
    return cast("LocaleEntry", found)


def _asked_for() -> str | None:
    """The language at the beginning of an address that leads nowhere, or the browser's."""
    if not has_request_context():
        return None
    first = request.path.split("/")[1]
    header = request.headers.get("Accept-Language", "")
    return first if first in BY_ID else lookup(header, offered())


def use(locale: str) -> None:
    """Settle the language of this page, where the address does not say it."""
    g.locale = BY_ID[locale]


@contextmanager
def speaking(locale: str) -> Iterator[None]:
    """Say what follows in another language than the page's."""
    before = current()
    g.locale = BY_ID[locale]
    try:
        with force_locale(BY_ID[locale].babel):
            yield
    finally:
        g.locale = before


def words_in(locale: str) -> Callable[[str], str]:
    """The interface's texts in a language, for files: no page needs to be under way."""
    return Translations.load(CATALOGUES, [BY_ID[locale].babel]).gettext


@dataclass(frozen=True, slots=True)
class Speech:
    """The interface's words in one language, for prints and files: no page needs to be under way.

    What it says has the names by which the catalogues' collector finds texts.
    """

    entry: LocaleEntry
    catalogue: Translations | NullTranslations
    timezone: str

    def gettext(self, message: str, /, **values: object) -> str:
        """The text for an English message id."""
        said = str(self.catalogue.gettext(message))
        return said % values if values else said

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """The text for a number of things; the number itself is ``%(num)s``."""
        return str(self.catalogue.ngettext(one, many, n)) % {"num": n}

    def day(self, value: date) -> str:
        """A calendar day in words (Western digits, Gregorian)."""
        local = value.astimezone(ZoneInfo(self.timezone)) if isinstance(value, datetime) else value
        return str(babel_date(local, "long", locale=_formatting(self.entry.id)))


@lru_cache(maxsize=len(BY_ID) * 2)
def speech(locale: str, timezone: str) -> Speech:
    """The interface's words in a language."""
    entry = BY_ID[locale]
    return Speech(entry, Translations.load(CATALOGUES, [entry.babel]), timezone)


def gettext(message: str, /, **values: object) -> str:
    """The interface's text for an English message id, in the page's language; days in its words."""
    days = {name: day(value) for name, value in values.items() if isinstance(value, date)}
    return str(_gettext(message, **{**values, **days}))


def ngettext(one: str, many: str, n: int, /, **values: object) -> str:
    """The interface's text for a number of things; the number itself is ``%(num)s``."""
    return str(_ngettext(one, many, n, **values))


def phrase(text: Translated) -> Phrase:
    """What staff wrote, in the page's language or its honest fallback."""
    return text.pick(chain(current().id))


def day(value: date, form: str = "long") -> str:
    """A calendar day in words of the page's language (Western digits, Gregorian)."""
    noon = datetime.combine(value, time(12)) if not isinstance(value, datetime) else value
    return str(_format_date(noon, form, rebase=isinstance(value, datetime)))


def months() -> list[str]:
    """The names of the months, as they stand alone."""
    return [day(date(2026, month, 1), "LLLL") for month in range(1, 13)]


def moment_text(value: datetime) -> str:
    """A moment in the district's time zone: the day as everywhere, then hour and minute."""
    joined = str(get_datetime_format("medium", locale=_formatting()))
    return joined.format(time_text(value), day(value))


def time_text(value: datetime) -> str:
    """Hour and minute of a moment in the district's time zone."""
    return str(_format_datetime(value, "HH:mm"))


def language_name(code: str) -> str:
    """What a language is called in the page's language, also one that has no catalogue here."""
    return str(Locale.parse(_formatting()).languages.get(code, code))


def other_language(html_lang: str) -> str:
    """What the language of some words is called, where it is not the page's; else nothing."""
    code = html_lang.partition("-")[0]
    return "" if code == current().html_lang.partition("-")[0] else language_name(code)


def number(value: float, locale: str | None = None) -> str:
    """A number as the page's language (or another one) writes it."""
    return _number(value, _formatting(locale))


def money(cents: int, locale: str | None = None) -> str:
    """An amount of euros to the cent, as the page's language (or another one) writes it."""
    amount = Decimal(cents) / 100
    return format_currency(amount, "EUR", locale=_formatting(locale))


def listed(words: list[str]) -> str:
    """Several words as the page's language lists them: "a, b and c"."""
    return format_list(words, locale=_formatting())


def percent(share: float, locale: str | None = None) -> str:
    """A share (0 to 1) as whole per cent; its sign stands behind the number in every direction."""
    entry = BY_ID[locale] if locale else current()
    said = _percent(share, _formatting(locale))
    # Between Arabic words a sign would move before its number, and stands there without a space.
    return f"\u2066{said.replace(' ', '')}\u2069" if entry.direction == "rtl" else said


# A page of figures says hundreds of numbers, most of them small and often the same.
@lru_cache(maxsize=4096)
def _number(value: float, locale: str) -> str:
    return format_decimal(value, locale=locale)


@lru_cache(maxsize=4096)
def _percent(share: float, locale: str) -> str:
    return format_percent(share, format="#,##0 %", locale=locale)


def _formatting(locale: str | None = None) -> str:
    entry = BY_ID[locale] if locale else current()
    return entry.babel.partition("@")[0]

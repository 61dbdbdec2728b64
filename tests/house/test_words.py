"""The words of the interface: all collected, all translated, placeholders and markup kept."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask

from beteiligung import i18n
from beteiligung.locales import BY_ID, TIER_1, TIER_2
from tests.house.sources import ROOT
from translations import update
from translations.update import said

SOURCES = ROOT / "translations"
OWN_WORDS = [BY_ID[locale].babel for locale in TIER_1 if locale not in {"en", "de-leicht"}]
WITH_A_FORM_FOR_NONE = 6  # plural forms: Arabic
SHIPPED = sorted(path.parent.parent.name for path in SOURCES.glob("*/LC_MESSAGES/*.po"))

_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%(?!\()\S")
_TAG = re.compile(r"</?[a-z]+[^>]*>")


@cache
def collected() -> Catalog:
    """All texts of the sources, looked for once: it takes as long as a hundred pages."""
    return update.collected()


@cache
def catalogue(locale: str) -> Catalog:
    with Path(SOURCES, locale, "LC_MESSAGES", "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def ids(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def translated(locale: str) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """Each message's English forms beside what stands in its place."""
    for message in catalogue(locale):
        if message.id and message.string:
            strings = message.string
            yield ids(message), [strings] if isinstance(strings, str) else list(strings)


def test_every_text_is_collected():
    said_in_code = {ids(message) for message in collected() if message.id}
    with (SOURCES / "messages.pot").open("rb") as file:
        listed = {ids(message) for message in read_po(file) if message.id}
    assert said_in_code == listed, "run make translations"


@pytest.mark.parametrize("locale", OWN_WORDS)
def test_every_text_is_translated(locale: str):
    missing = [item.id for item in catalogue(locale) if item.id and not said(item.string)]
    assert not missing, f"{len(missing)} missing"


@pytest.mark.parametrize("locale", SHIPPED)
def test_translations_have_the_same_placeholders(locale: str):
    faults = []
    for english, strings in translated(locale):
        known = {name for text in english for name in _PLACEHOLDER.findall(text)}
        for place, text in enumerate(strings):
            found = set(_PLACEHOLDER.findall(text))
            # A form for one or two may say so in words; a form for none may say less.
            of_none = place == 0 and len(strings) == WITH_A_FORM_FOR_NONE
            complete = of_none or known - found <= ({"%(num)s"} if len(strings) > 1 else set())
            if text and (found - known or not complete):
                faults.append((english[0], text))
    assert not faults


@pytest.mark.parametrize("locale", SHIPPED)
def test_translations_have_the_same_markup(locale: str):
    faults = [
        (english[0], text)
        for english, strings in translated(locale)
        for text in filter(None, strings)
        if sorted(_TAG.findall(text)) != sorted(_TAG.findall(english[-1]))
    ]
    assert not faults


def test_arabic_counts_as_arabic_does():
    """From 11 to 99 the counted thing stands in the accusative, from 100 on it does not."""
    with Path(ROOT, "beteiligung/translations/ar/LC_MESSAGES/messages.mo").open("rb") as file:
        words = GNUTranslations(file)
    said = [words.ngettext("%(num)s question", "%(num)s questions", n) for n in (3, 12, 99, 100)]
    assert said == ["%(num)s أسئلة", "%(num)s سؤالاً", "%(num)s سؤالاً", "%(num)s سؤال"]


def test_message_ids_put_no_preposition_before_a_place():
    words = "in|at|on|from|to|for|of|near"
    place = re.compile(rf"\b(?:{words}) %\((?:place|area|district)\)s", re.IGNORECASE)
    assert not [text for message in collected() for text in ids(message) if place.search(text)]


# What residents read; staff pages may fall back to German.
_RESIDENTS = re.compile(
    r"/templates/(?:(?:surveys|ideas|measures|funds|subscriptions)/(?!manage)|reports/kept|home/(?:start|district|languages)|site/|duties/(?:accessibility|easy|film|notice_shown)\.|errors/|qrcodes/(?:type|closed|check_word|real)"
    r"|layout/(?:public|base)|releases/(?:awaited|results|figure|files|questionnaire|data)\."
    r"|components/(?:attention|counting|languages|display|option|progress|figure|error_summary))"
    r"|beteiligung/(?:releases/(?:conclusions|views|page|prints|cards|subjects|documents)"
    r"|dashboards/(?:sentences|tables|figures)|qrcodes/(?:printing|views_real)|prints/(?:wording|outcome_words|measure_sheet|said_did)"
    r"|ideas/(?:views\w*|reasons|report_forms|cards|forms|showing|giving|supporting|following)"
    r"|measures/(?:views|cards|feed|showing|path|kinds|facts|trend)|funds/(?:views|cards|kinds)|reports/(?:views|dates|became)|subscriptions/"
    r"|surveys/(?:views\w*|cards|recording|forms|questions|not_open|places|receipts|rendering)|media/(?:phrases|sounds)|duties/(?:standing|statement)|errors|web/(?:frame|origin|site_forms|staff_form))"
)


@pytest.mark.parametrize("locale", ["de@leicht", *(BY_ID[locale].babel for locale in TIER_2)])
def test_residents_read_everything_in(locale: str):
    own = {ids(message): message.string for message in catalogue(locale) if message.id}
    missing = [
        message.id
        for message in collected()
        if message.id
        and any(_RESIDENTS.search(f"/{place}") for place, _ in message.locations)
        and not said(own[ids(message)])
    ]
    assert not missing, f"{len(missing)} missing"


def test_days_and_moments_are_said_in_one_form_everywhere(app: Flask):
    """A day is "27. November 2026" on every page, a moment that with hour and minute."""
    of_its_own = re.compile(r"""\b(?:moment_text\([^()]*, |day\([^()]*, )["'](?!L)""")
    pages = (ROOT / "beteiligung/web/templates").rglob("*.html")
    assert not [page.name for page in pages if of_its_own.search(page.read_text("utf-8"))]
    at = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)
    with app.test_request_context(), i18n.speaking("de"):
        assert i18n.moment_text(at) == "27. November 2026, 15:05"
        assert i18n.gettext("Result %(number)s of %(day)s", number=1, day=at.date()).endswith(
            "27. November 2026"
        )

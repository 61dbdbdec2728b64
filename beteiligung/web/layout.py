"""What every template may use: language, site, addresses of assets, honest fallbacks."""

import json
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, cast

from flask import Flask, current_app, request, url_for
from markupsafe import Markup, escape
from sqlalchemy.exc import SQLAlchemyError

from beteiligung import i18n
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.locales import BY_ID, LocaleEntry, entries
from beteiligung.text import Phrase, Translated
from beteiligung.web import hosts, prose
from beteiligung.web.models import SiteText

STATIC = Path(__file__).parent / "static"
LANGUAGES = "languages"  # key of the site text that lists what an admin offers besides, by id
PAGE_LANGUAGE = "page-language"  # a button of a form: the same page in another language


class Site(NamedTuple):
    """The installation as a page shows it."""

    name: str
    byline: str  # who asks, in one line
    demo: bool


class SiteTexts:
    """The admin's texts, read from the database at most once a second per worker."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._read_at = float("-inf")
        self._texts: dict[str, Translated] = {}
        self._stamp = 0

    @property
    def stamp(self) -> int:
        """Rises when a text has changed."""
        self._read()
        return self._stamp

    def get(self, key: str) -> Translated:
        """A text by its key; empty where the admin has written none."""
        self._read()
        return self._texts.get(key, Translated({}))

    def _read(self) -> None:
        now = time.monotonic()
        if now - self._read_at < 1:
            return
        self._read_at = now
        try:
            with self._store.reading() as session:
                texts = {row.key: Translated(row.texts) for row in session.query(SiteText)}
        except SQLAlchemyError:
            return  # the page that says so still needs a name: the last texts known will do
        self._stamp += texts != self._texts
        self._texts = texts

    def forget(self) -> None:
        """Read anew at the next page: somebody has just changed a text."""
        self._read_at = float("-inf")


def site_texts() -> SiteTexts:
    """The running application's texts."""
    return cast("SiteTexts", current_app.extensions["site_texts"])


def attach(app: Flask, settings: Settings) -> None:
    """Give templates their vocabulary."""
    i18n.offer_more(app, lambda: site_texts().get(LANGUAGES).texts)
    app.extensions["assets"] = _manifest()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        called=called,
        day=i18n.day,
        moment_text=i18n.moment_text,
        time_text=i18n.time_text,
        money=i18n.money,
        number=i18n.number,
        percent=i18n.percent,
        say=say,
        say_named=say_named,
        quote=quote,
        words=words,
        paragraphs=paragraphs,
        only_in=only_in,
        links=language_links,
        months=i18n.months,
        picture=picture,
    )

    @app.context_processor
    def vocabulary() -> dict[str, Any]:
        locale = i18n.current()
        return {
            "locale": locale,
            "language_links": language_links(i18n.offered(locale.id)),
            "site": Site(settings.name, _byline(), bool(site_texts().get("demo").texts)),
        }


def asset(name: str) -> str:
    """The address of a built file by its logical name, such as ``residents.css``."""
    built = current_app.extensions["assets"].get(name, name)
    return url_for("static", filename=built)


def called(endpoint: str) -> str:
    """The address of a page as people type it."""
    return hosts.outside(endpoint).partition("://")[2]


def picture(digest: str) -> str:
    """The address of a picture of a questionnaire."""
    return url_for("media.picture", digest=digest)


def say(text: Translated | Phrase) -> Markup:
    """Staff's or residents' words; marked with their own language where it is not the page's."""
    found = text if isinstance(text, Phrase) else i18n.phrase(text)
    lines = [_in_order(found.locale, line) for line in found.text.split("\n")]
    return _marked(found.locale, Markup("<br>").join(lines), "span")


def say_named(text: Translated) -> Markup:
    """The same, and for the eye which language that is."""
    found = i18n.phrase(text)
    own = BY_ID.get(found.locale)
    return say(found) + (_named(own) if own is not None and found.text else Markup())


def quote(said: str, lang: str) -> Markup:
    """What somebody wrote in a language (as pages call it), named where it is not the page's."""
    own = next((entry for entry in BY_ID.values() if entry.html_lang == lang), None)
    if own is None:
        return Markup('<bdi lang="{}">{}</bdi>').format(lang, said)
    mark = Markup('<bdi lang="{}" dir="{}">{}</bdi>')
    return mark.format(own.html_lang, own.direction, said) + _named(own)


def _named(own: LocaleEntry) -> Markup:
    """A language in words, where it is not the page's."""
    name = i18n.other_language(own.html_lang)
    mark = Markup(' <span class="small muted">({})</span>')
    return mark.format(name) if name else Markup()


def words(text: Translated) -> Markup:
    """Staff's words on one line, with emphasis; marked where they are in another language."""
    found = i18n.phrase(text)
    return _marked(found.locale, prose.line(found.text), "span")


def paragraphs(text: Translated) -> Markup:
    """Staff's words as paragraphs; marked where they are in another language."""
    found = i18n.phrase(text)
    return _marked(found.locale, prose.block(found.text), "div")


def only_in(*texts: Translated | Phrase) -> LocaleEntry | None:
    """The language in which some of these texts stand for want of the page's; none: all have it."""
    said = [each if isinstance(each, Phrase) else i18n.phrase(each) for each in texts]
    found = [BY_ID.get(each.locale) for each in said if each.text]
    own = i18n.current().html_lang
    return next((each for each in found if each is not None and each.html_lang != own), None)


def asks_for_another_language() -> bool:
    """Whether a form came for the sake of the menu of languages: nothing is sent, all is kept."""
    return PAGE_LANGUAGE in request.form


def language_links(offered: Iterable[str]) -> list[tuple[LocaleEntry, str]]:
    """The same page in each of these languages; for addresses without one, the first page."""
    rows = entries(list(offered))
    values: dict[str, Any] = dict(request.view_args or {})
    endpoint = request.endpoint
    if endpoint is None or not current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        endpoint, values = "home.start", {}
    else:
        asked = request.args.to_dict(flat=False)  # every language that somebody reads
        values = {name: asked[name] for name in asked if name[:1] != "_"} | values
    return [(row, url_for(endpoint, **{**values, "lang": row.id})) for row in rows]


def _marked(locale: str, html: Markup, tag: str) -> Markup:
    own = BY_ID.get(locale)
    if own is None or own.html_lang == i18n.current().html_lang or not html:
        return html
    mark = Markup('<{0} lang="{1}" dir="{2}">{3}</{0}>')
    return mark.format(tag, own.html_lang, own.direction, html)


def _in_order(locale: str, line: str) -> Markup:
    """A line of somebody's words; among Arabic ones a German address keeps its number in front."""
    own = BY_ID.get(locale)
    if own is None or own.direction == "ltr":
        return escape(line)
    letters = {unicodedata.bidirectional(sign) for sign in line}
    is_foreign = "L" in letters and not letters & {"R", "AL"}
    return Markup('<bdi dir="ltr">{}</bdi>').format(line) if is_foreign else escape(line)


def _byline() -> str:
    return i18n.phrase(site_texts().get("byline")).text


def _manifest() -> dict[str, str]:
    path = STATIC / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

"""P22: before the first answer a device holds nothing of ours and talks to nobody else."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import ThreadedWSGIServer

from beteiligung.access import audience_of
from beteiligung.app import STAFFS
from beteiligung.db import Store
from beteiligung.surveys.models import Survey
from tests.browser.answering import Filling
from tests.browser.conftest import PHONE, chromium
from tests.browser.serving import Quiet, in_one_piece
from tests.builders import a_district, a_survey
from tests.proofs import rig
from tests.proofs.proof import Proof

LANGUAGES = ("de", "ar")
SLUG = "auf-dem-telefon"
# All that a page can leave on a device, as the page itself can count it.
LEFT = """async () => [
  localStorage.length + sessionStorage.length,
  (await caches.keys()).length,
  (await indexedDB.databases()).length,
  (await navigator.serviceWorker.getRegistrations()).length,
]"""


class Watched:
    """A device, and what it was made to keep and to ask for."""

    def __init__(self, browser: Browser, home: str) -> None:
        self.home = home
        self.strangers: list[str] = []
        device: dict[str, Any] = {**PHONE, "base_url": home, "locale": "de-DE"}
        self.context: BrowserContext = browser.new_context(**device)
        self.context.on("request", lambda request: self._asked(request.url))
        self.page: Page = self.context.new_page()

    def kept(self) -> list[int]:
        """Cookies, entries of storage, caches, databases, workers."""
        stored: list[int] = self.page.evaluate(LEFT)
        return [len(self.context.cookies()), *stored]

    def _asked(self, url: str) -> None:
        if not url.startswith((self.home, "data:", "blob:")):
            self.strangers.append(url)


def prove() -> Iterator[Proof]:
    """Open every public page on fresh devices, then answer one question and take it back."""
    with rig.folder() as data, rig.database("SQLite", data) as url, rig.platform(url, data) as app:
        slug = fill(app.extensions["store"])
        with served(app) as home, sync_playwright() as playwright:
            browser = chromium(playwright)
            yield from followed(browser, home, addresses(app, slug))
            browser.close()


def fill(store: Store) -> str:
    """A district with a survey and a code; the name of the survey."""
    with store.writing() as session:
        district = a_district(session, places=("Lessingplatz",), at=rig.now())
        survey: Survey = a_survey(session, district, document="on_the_phone", at=rig.now())

        return survey.slug


def addresses(app: Flask, slug: str, languages: Sequence[str] = LANGUAGES) -> list[str]:
    """Every page for residents that there is, in these languages; files are no pages."""
    values = {"slug": slug, "district": "sonnenberg", "code": "AAAAA", "number": 1}
    client = app.test_client()
    found = []
    for rule in app.url_map.iter_rules():
        audience = audience_of(app.view_functions[rule.endpoint])
        if audience is None or not audience.is_public or "GET" not in (rule.methods or ()):
            continue
        for language in languages if "lang" in rule.arguments else languages[:1]:
            wanted = {name: values.get(name, "x") for name in rule.arguments} | {"lang": language}
            built = rule.build({name: wanted[name] for name in rule.arguments})
            if built is None or STAFFS.match(built[1]):  # staff sign in with a cookie
                continue
            answer = client.get(built[1], follow_redirects=True)
            if answer.mimetype == "text/html":
                found.append(built[1])
    return sorted(set(found))


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The platform on a port; its address."""
    server = ThreadedWSGIServer("127.0.0.1", 0, in_one_piece(app), Quiet)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def followed(browser: Browser, home: str, pages: Sequence[str]) -> Iterator[Proof]:
    """What devices keep of all pages, and of one answer."""
    device = Watched(browser, home)
    left: dict[str, Any] = {}
    for address in pages:
        device.page.goto(address)
        if any(kept := device.kept()):
            left[address] = kept
    yield Proof(
        "P22 before the first answer",
        f"0 cookies, 0 stored, 0 requests elsewhere on {len(pages)} pages"
        if not left and not device.strangers
        else f"{left} {device.strangers}",
        not left and not device.strangers,
    )
    filling = Filling(device.page, SLUG).start().choose("ja")
    one = device.kept()
    filling.do("delete").do("forget")
    none = device.kept()
    yield Proof(
        "P22 after it: one draft, removable",
        f"cookies {one[0]}, stored {one[1]}; after the button {sum(none)}",
        one == [0, 1, 0, 0, 0] and not any(none) and not device.strangers,
    )
    filling.start().choose("ja")
    while not filling.finish.is_visible():
        filling.choose("kurz") if filling.question == "dauer" else None
        filling.next()
    filling.next().thanked()
    sent = device.kept()
    yield Proof("P22 after sending", f"{sum(sent)} left on the device", not any(sent))
    device.context.close()

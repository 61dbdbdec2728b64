"""Real devices in front of a real server, with a second critic: axe, console, foreign hosts."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)
from sqlalchemy import func, select
from werkzeug.serving import make_server

from beteiligung.db import Store
from beteiligung.web.models import PolicyReport
from tests.browser.serving import Office, Quiet, in_one_piece

SCREENSHOTS = Path(__file__).parents[2] / "build" / "screenshots"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NARROW = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
TABLET = {"viewport": {"width": 800, "height": 1280}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1280, "height": 900}}
LANGUAGE = {"de": "de-DE", "de-leicht": "de-DE", "en": "en-GB", "ar": "ar-SY", "uk": "uk-UA"}
WANTED = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")

# How long a browser may take under load, in milliseconds; nothing that is in order waits so long.
LONGEST = 30_000
expect.set_options(timeout=LONGEST / 2)

Opener = Callable[..., Page]


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """In the browser the database makes no difference: SQLite."""
    path = tmp_path / "beteiligung.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the platform of this test is served."""
    server = make_server("127.0.0.1", 0, in_one_piece(app), threaded=True, request_handler=Quiet)
    server.daemon_threads = True  # type: ignore[attr-defined]  # of the threaded kind
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    """The platform in front of a tablet, as long as it is switched on."""
    office = Office(app)
    yield office
    office.stop()


def program() -> str:
    """Where Debian's Chromium is."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        pytest.fail("Chromium is missing: make test fetches it")
    return found


def chromium(playwright: Playwright, *more: str) -> Browser:
    """Debian's Chromium, without a screen; ``more`` are switches of its own."""
    return playwright.chromium.launch(
        executable_path=program(),
        args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *more],
    )


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """What drives browsers: one in each process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, without a screen."""
    browser = chromium(playwright)
    yield browser
    browser.close()


@pytest.fixture
def people(browser: Browser, app: Flask, address: str) -> Iterator["People"]:
    """Opens devices; each must have had a quiet console, no third party, and nothing refused."""
    people = People(browser, address)
    yield people
    people.leave()
    ledger = app.extensions["ledger"]
    ledger.flush()
    store: Store = app.extensions["store"]
    with store.reading() as session:
        refused = session.scalar(select(func.sum(PolicyReport.n))) or 0
    assert refused == people.refusals, "the browser refused something of ours"


@pytest.fixture
def phone(people: "People") -> Page:
    """A resident's phone that speaks German."""
    return people.open(PHONE)


@pytest.fixture
def desk(people: "People") -> Page:
    """A computer in the district office."""
    return people.open(DESK)


class People:
    """The devices of one test. Addresses in ``goto`` may leave the server's name away."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.faults: list[str] = []
        self.expected: list[re.Pattern[str]] = []
        self.refusals = 0  # of the content policy, which a test provokes

    def open(self, device: dict[str, Any], language: str = "de", **options: Any) -> Page:
        """A page on a device of its own (``java_script_enabled=False`` for one without scripts)."""
        context = self.browser.new_context(
            base_url=self.address,
            locale=LANGUAGE.get(language, language),
            timezone_id="Europe/Berlin",
            **{**device, **options},
        )
        context.set_default_timeout(LONGEST)
        context.on("request", self._stranger)
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", lambda line: self._heard(line.type, line.text))
        self.contexts.append(context)
        return context.new_page()

    def expect(self, pattern: str) -> None:
        """Say which console error belongs to this test (a cut network, a refused form)."""
        self.expected.append(re.compile(pattern))

    def leave(self) -> None:
        """Close all devices and complain about what was seen."""
        for context in self.contexts:
            context.close()
        faults = [
            fault
            for fault in self.faults
            if not any(pattern.search(fault) for pattern in self.expected)
        ]
        assert not faults, "in the browser:\n- " + "\n- ".join(faults)

    def _stranger(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.faults.append(f"a request to a third party: {request.url}")

    def _heard(self, kind: str, text: str) -> None:
        if kind == "error":
            self.faults.append(text)


@pytest.fixture(scope="session")
def axe() -> Callable[..., None]:
    """Let axe look at a page as it stands; any finding fails the test.

    Contrast takes it four times as long as everything else together. Colours are the same in every
    language and width: unless a test wants it otherwise they are looked at from left to right only,
    and everywhere by the proof P27.
    """
    engine = Axe()

    def look(page: Page, *, colours: bool | None = None) -> None:
        if colours is None:
            colours = page.evaluate("document.documentElement.dir !== 'rtl'")
        # Of what is in order only the rules come back, not every place; none needs the styles'
        # sources.
        options: dict[str, Any] = {
            "runOnly": list(WANTED),
            "resultTypes": ["violations"],
            "preload": False,
            "rules": {"color-contrast": {"enabled": colours}},
        }
        found = engine.run(page, options=options)
        assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"

    return look


@pytest.fixture(scope="session")
def screenshot() -> Callable[..., Path]:
    """Keep a picture of a page in build/screenshots/<name>.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)

    def take(page: Page, name: str, *, whole: bool = True) -> Path:
        path = SCREENSHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=whole)
        return path

    return take


def fits(page: Page) -> bool:
    """Whether nothing sticks out sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth")
    seen: int = page.evaluate("document.documentElement.clientWidth")
    return wide <= seen

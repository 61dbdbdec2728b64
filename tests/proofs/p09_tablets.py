"""P9, P10, P11: tablets in a real browser: killed, updated, stolen; the server is really away."""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from playwright.sync_api import Error, Page, sync_playwright
from sqlalchemy import select

from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Response
from tests.browser.serving import Office, Spoil
from tests.browser.tablets import (
    UNSEALED,
    Device,
    answered,
    document,
    expected,
    occurrences,
    opened,
    set_out,
    waiting,
)
from tests.builders import a_district, a_survey
from tests.proofs.proof import Proof
from tests.proofs.rig import database, folder, platform

INTERVIEWS, BETWEEN_KILLS, STOLEN = 200, 10, 50
LOSSY = 0.3
SLOW = 8.0  # seconds
PATIENCE = 60  # quarters of a second
LANGUAGES = ("Deutsch", "العربية")
# A clock that is wrong by ten years, as of a tablet whose battery was empty.
WRONG = """
const Real = Date, off = 10 * 365 * 864e5;
globalThis.Date = class extends Real {
  constructor(...given) { if (given.length) super(...given); else super(Real.now() - off); }
  static now() { return Real.now() - off; }
};
"""
SPOILED = ("fails", "comes truncated", "comes too slowly")


def arrive() -> Iterator[Proof]:
    """P9: two hundred interviews without a network; the browser is killed between every ten."""
    with district() as (app, code), sync_playwright() as play, a_profile() as profile:
        office = Office(app)
        device = Device(play, profile, office.address)
        page = set_out(device, office, code)
        for number in range(INTERVIEWS):
            if number % BETWEEN_KILLS == 0 and number:
                device.kill()
                # Every third time somebody has a weak network, every second time a wrong clock.
                device.script = WRONG if number // BETWEEN_KILLS % 2 else ""
                page = _again(office, device, online=number // BETWEEN_KILLS % 3 == 0)
            _one(page, number)
        device.kill()
        page = _again(office, device, online=True)
        office.lossy = 0.0
        page.evaluate("dispatchEvent(new Event('online'))")
        waiting(page, 0)
        device.stop()
        office.stop()
        found = _arrived(app)
    words = sorted(found)
    wanted = sorted(f"Antwort {number}" for number in range(INTERVIEWS))
    faults = f"; {device.faults[0]}" if device.faults else ""
    yield Proof(
        f"P9 {INTERVIEWS} interviews offline, browser killed after {BETWEEN_KILLS} each, two tabs, "
        f"clock wrong by ten years, {LOSSY:.0%} of receipts lost",
        f"{len(set(words) & set(wanted))} of {INTERVIEWS} arrived, {len(words)} rows{faults}",
        words == wanted and not device.faults,
    )


def update() -> Iterator[Proof]:
    """P10: a new version of which something is missing changes nothing; a whole one is taken."""
    with district() as (app, code), sync_playwright() as play, a_profile() as profile:
        office = Office(app)
        device = Device(play, profile, office.address)
        page = set_out(device, office, code)
        office.lossy = 1.0  # no receipt comes back: what waits has to stay
        _one(page, 0)
        starts = []
        for number in range(len(SPOILED)):
            office.spoils = _spoiled(number)
            office.start()
            page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
            page.wait_for_timeout(1500)
            office.stop()
            device.kill()
            page = device.start()
            starts.append(_pin(page))
            waiting(page, 1)
        office.spoils = _spoiled(len(SPOILED))  # at last one that is whole
        office.start()
        with suppress(Error):  # the app begins anew as soon as the whole version is there
            page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
        taken = _taken(page, f"shell-{len(SPOILED)}")
        office.stop()
        device.kill()
        starts.append(_pin(device.start()))
    faults = f"; {device.faults[0]}" if device.faults else ""
    yield Proof(
        f"P10 updates of which one file {', '.join(SPOILED)}, then a whole one, an answer waiting",
        f"{sum(starts)} of {len(starts)} starts without a network, the answer still there; "
        f"the whole one was {'' if taken else 'not '}taken{faults}",
        all(starts) and taken and not device.faults,
    )


def stolen() -> Iterator[Proof]:
    """P11: what lies on the disk after fifty interviews; and the same search without sealing."""
    words = [f"Kennwort{number:02d}Waldmeister" for number in range(STOLEN)]
    found = {}
    for script in ("", UNSEALED):
        with district() as (app, code), sync_playwright() as play, a_profile() as profile:
            office = Office(app)
            device = Device(play, profile, office.address, script)
            page = set_out(device, office, code)
            for word in words:
                answered(page, "Deutsch", word)
                page.locator("[data-do=following]").click()
            device.kill()
            found[script] = len(occurrences(device, words))
    sealed, unsealed = found[""], found[UNSEALED]
    yield Proof(
        f"P11 planted answers on the disk of a tablet after {STOLEN} interviews",
        f"{sealed} found; with sealing off the same search finds {unsealed} of {STOLEN}",
        sealed == 0 and unsealed == STOLEN,
    )


def _one(page: Page, number: int) -> None:
    answered(page, LANGUAGES[number % len(LANGUAGES)], f"Antwort {number}")
    page.locator("[data-do=following]").click()


def _again(office: Office, device: Device, *, online: bool) -> Page:
    """Switch the tablet on once more, with a second tab of the app beside it."""
    office.stop()
    office.lossy = LOSSY
    if online:
        office.start()
    page = device.start()
    assert device.context is not None
    device.context.new_page().goto(f"{office.address}/tablet/")
    page.bring_to_front()
    opened(page)
    return page


def _pin(page: Page) -> bool:
    """Whether the app stands there and asks for the PIN."""
    page.locator("[data-view=pin]").wait_for()
    return page.locator("[data-view=pin]").is_visible()


def _taken(page: Page, beginning: str) -> bool:
    """Whether the app comes to run in a version of which the name begins so, and in no other."""
    for _ in range(PATIENCE):
        page.wait_for_timeout(250)
        names: list[str] = []
        with suppress(Error):  # just then the app began anew
            names = page.evaluate("caches.keys()")
        shells = [name for name in names if name.startswith("shell-")]
        if len(shells) == 1 and shells[0].startswith(beginning):
            return True
    return False


def _spoiled(number: int) -> Spoil:
    """A server that offers a new version of the app, of which one file is not in order."""

    def spoil(path: str, body: list[bytes]) -> list[bytes]:
        content = b"".join(body)
        if path.endswith("/dienst.js"):
            return [content.replace(b'{"name": "', b'{"name": "%d' % number)]
        if number < len(SPOILED) and "/tablet." in path and path.endswith(".js"):
            return SPOILING[SPOILED[number]](content)
        return body

    return spoil


def _fails(content: bytes) -> list[bytes]:
    del content
    raise ConnectionAbortedError


def _slow(content: bytes) -> list[bytes]:
    time.sleep(SLOW)
    return [content]


SPOILING: Mapping[str, Callable[[bytes], list[bytes]]] = {
    SPOILED[0]: _fails,
    SPOILED[1]: lambda content: [content[: len(content) // 2]],
    SPOILED[2]: _slow,
}


def _arrived(app: Flask) -> list[str]:
    store: Store = app.extensions["store"]
    with store.reading() as session:
        return [row.answers["wort"] for row in session.scalars(select(Response))]


@contextmanager
def district() -> Iterator[tuple[Flask, str]]:
    """A district that asks, and the code of its tablet."""
    now = datetime.now(UTC)
    with folder() as data, database("SQLite", data) as url, platform(url, data) as app:
        store: Store = app.extensions["store"]
        with store.writing() as session:
            district: District = a_district(session, places=("Lessingplatz",), at=now)
            a_survey(session, district, document=document(), days=400, at=now)
            code = expected(session, district, at=now)
        yield app, code


@contextmanager
def a_profile() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tablet-", ignore_cleanup_errors=True) as path:
        yield Path(path)

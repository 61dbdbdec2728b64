"""What a pilot waits for: the app without a network, the next question, sealing, sending it all.

In Chromium, as slow as a cheap tablet where that is said: the processor six times slower.
"""

import json
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import datetime
from http.client import HTTPConnection
from statistics import median
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, Frame, Page, expect, sync_playwright
from sqlalchemy import select

from benchmarks import phone
from benchmarks.figure import Figure, at_most
from benchmarks.installation import Installation
from benchmarks.servers import serving
from benchmarks.thin_line import Line, line
from beteiligung import clock
from beteiligung.access import Asker
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.actions import expect_tablet
from tests.browser.tablets import begun
from tests.fieldwork.parcels import interview, sealed

PIN = "2580"
SLOWER = 6
SIZE_GOAL, START_GOAL, TAP_GOAL, SEALING_GOAL, SENDING_GOAL = 150.0, 1000.0, 100.0, 5.0, 10.0
STARTS, SEALINGS = 5, 20
WAITING, THIN = 1000, 1_000_000.0  # answers; bits a second
PATIENCE = 120.0  # seconds
LOOK = 150  # milliseconds: nobody taps before the question can be seen
SOMEBODY = Asker(id=1, name="Leitung", admin=True)
# How long each sealing takes, from the words to what can be written. Its key is agreed upon before,
# while a question is being answered: nobody waits for that.
WATCH = """
globalThis.sealings = [];
const { subtle } = crypto, { encrypt } = subtle;
let begun = 0;
globalThis.CompressionStream = class extends CompressionStream {
  constructor(way) {
    if (way === "deflate-raw") begun = performance.now();
    super(way);
  }
};
subtle.encrypt = async (options, ...more) => {
  const found = await encrypt.call(subtle, options, ...more);
  if (options.additionalData) sealings.push(performance.now() - begun);
  return found;
};
"""
# From the tap to the next question on the screen.
TAP = """
async () => {
  const next = [...document.querySelectorAll("[data-next]")].find((it) => it.offsetParent);
  if (!next) return null;
  const begun = performance.now();
  next.click();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - begun;
}
"""
FILL = """
(parcels) => new Promise((done, failed) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const change = asked.result.transaction("queue", "readwrite");
    for (const { epk, iv, ct, ...more } of parcels) {
      const buffers = [epk, iv, ct].map((bytes) => new Uint8Array(bytes).buffer);
      const [point, start, text] = buffers;
      const at = new Date().toISOString();
      change.objectStore("queue").put({ ...more, epk: point, iv: start, ct: text, at, aside: "" });
    }
    change.oncomplete = done;
    change.onabort = failed;
  };
})
"""
LEFT = """
() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const counted = asked.result.transaction("queue").objectStore("queue").count();
    counted.onsuccess = () => done(counted.result);
  };
})
"""


def measure(fresh: Installation) -> Iterator[Figure]:
    """A tablet from its coupling to an empty queue."""
    code = _expected(fresh)
    with serving("platform", fresh.folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with line(server.port) as way:
            base = f"http://127.0.0.1:{way.port}"
            yield at_most("tablet: the app", _size(way.port) / 1000, "KB", SIZE_GOAL)
            context = browser.new_context(locale="de", has_touch=True)
            context.add_init_script(WATCH)
            page = _coupled(context, base, code)
            yield from _interviews(page)
            key = page.evaluate(KEY)
            before = len(fresh.stored())
            yield at_most(
                f"tablet: {WAITING} answers over 1 Mbit/s",
                _sending(page, way, key),
                "s",
                SENDING_GOAL,
            )
            came = len(fresh.stored()) - before
            yield at_most("tablet: of these did not arrive", WAITING - came, "", 0)
        starts = [_start(context, base) for _ in range(STARTS)]
        yield at_most("tablet: start without a network", median(starts), "ms", START_GOAL)
        browser.close()


KEY = """
() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const read = asked.result.transaction("settings").objectStore("settings").get("key");
    read.onsuccess = () => done(read.result);
  };
})
"""


def _expected(fresh: Installation) -> str:
    """The code of a new tablet."""
    store = Store(Settings(data_dir=fresh.folder).database)
    try:
        with store.writing() as session:
            district = session.scalars(select(District).order_by(District.id)).first()
            if district is None:
                message = "the demonstration has no district"
                raise LookupError(message)
            at = clock.now()
            return expect_tablet(session, SOMEBODY, district, name="T", role="Wer", at=at)[1]
    finally:
        store.dispose()


def _size(port: int) -> int:
    """Bytes over the wire of all that the app needs to start without a network."""
    worker = _fetched(port, "/tablet/dienst.js").decode()
    _begin, _, rest = worker.partition("self.SHELL=")
    shell, _end = json.JSONDecoder().raw_decode(rest)
    return sum(len(_fetched(port, each["address"], "gzip")) for each in shell["files"])


def _fetched(port: int, path: str, encoding: str = "identity") -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Accept-Encoding": encoding})
    found = connection.getresponse().read()
    connection.close()
    return found


def _coupled(context: BrowserContext, base: str, code: str) -> Page:
    page = context.new_page()
    page.goto(f"{base}/tablet/")
    page.locator("#couple-code").fill(code)
    page.locator("[data-view=couple] button").click()
    page.locator("#new-pin").fill(PIN)
    page.locator("#same-pin").fill(PIN)
    page.locator("[data-view=newpin] button").click()
    expect(page.locator("[data-ready-list] li").first).to_be_visible(timeout=30_000)
    page.locator("[data-view=ready] [data-do=day]").click()
    return page


def _interviews(page: Page) -> Iterator[Figure]:
    """One interview at a slow tablet, then some more for the sealing."""
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    taps: list[float] = []
    for _ in range(SEALINGS):
        taps += _answered(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    taps.sort()
    most = taps[int(len(taps) * 0.95)]
    yield at_most(f"tablet: next question, {SLOWER} x slower, 95 of 100", most, "ms", TAP_GOAL)
    sealings: list[float] = page.evaluate("sealings")
    name = f"tablet: sealing, {SLOWER} x slower"
    yield at_most(name, median(sealings), "ms", SEALING_GOAL)


def _answered(page: Page) -> list[float]:
    frame = begun(page, "العربية")
    inside: Frame = page.frames[-1]
    taps = []
    page.wait_for_timeout(LOOK)
    while (took := inside.evaluate(TAP)) is not None:
        taps.append(float(took))
        page.wait_for_timeout(LOOK)
        if frame.locator("[data-thanks]").is_visible():
            break
    page.locator("[data-do=following]").click()
    return taps


def _sending(page: Page, way: Line, key: dict[str, str]) -> float:
    """Seconds from the button until nothing waits."""
    at = clock.now()
    parcels = [_parcel(key, at) for _ in range(WAITING)]
    way.bits = THIN  # before they are there: the app sends by itself
    page.evaluate(FILL, parcels)
    began = time.monotonic()
    page.evaluate("dispatchEvent(new Event('online'))")
    while page.evaluate(LEFT) and time.monotonic() - began < PATIENCE:
        time.sleep(0.05)
    way.bits = None
    return time.monotonic() - began


def _parcel(key: dict[str, str], at: datetime) -> dict[str, Any]:
    form = {name: given for name, given in phone.ANSWERS.items() if isinstance(given, str)}
    content = interview(phone.SURVEY, at, "ar", **form)
    parcel = sealed(key, str(uuid4()), content)
    raw = {name: list(urlsafe_b64decode(parcel[name] + "==")) for name in ("epk", "iv", "ct")}
    return {**parcel, **raw}


def _start(context: BrowserContext, base: str) -> float:
    """Milliseconds from opening the app until it asks for the PIN; nobody answers."""
    page = context.new_page()
    began = time.monotonic()
    page.goto(f"{base}/tablet/", wait_until="commit")
    page.locator("[data-view=pin]").wait_for()
    took = (time.monotonic() - began) * 1000
    page.close()
    return took

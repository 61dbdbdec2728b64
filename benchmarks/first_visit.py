"""What a first visit brings over the wire, as Chromium counts it, in each language."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, CDPSession, sync_playwright

from benchmarks import phone
from benchmarks.figure import Figure, at_most
from benchmarks.installation import Installation
from benchmarks.servers import serving
from beteiligung.locales import BY_ID, TIER_1

SHOWN_GOAL, ALL_GOAL, REQUESTS_GOAL = 14_000, 30_000, 4
KB = 1000


@dataclass(slots=True)
class Piece:
    """One thing fetched: what it is, from where, and its bytes on the wire, headers included."""

    kind: str
    url: str
    bytes: int = 0


def measure(installation: Installation) -> Iterator[Figure]:
    """Bytes and requests of the heaviest language, after the printed code has led there."""
    with serving("platform", installation.folder) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        base = f"http://127.0.0.1:{server.port}"
        path = f"/umfrage/{phone.SURVEY}?c={installation.code}"
        visits = [_visit(browser, f"{base}/{locale}{path}", locale) for locale in TIER_1]
        browser.close()
    shown = max(_bytes(visit, "Document", "Stylesheet") for visit in visits)
    yield at_most("first visit: page and style", shown / KB, "KB", SHOWN_GOAL / KB)
    yield at_most("first visit: with scripts", max(map(_bytes, visits)) / KB, "KB", ALL_GOAL / KB)
    yield at_most("first visit: requests", max(map(len, visits)), "", REQUESTS_GOAL)
    pieces = [piece for visit in visits for piece in visit]
    foreign = {piece.url for piece in pieces if urlsplit(piece.url).netloc != urlsplit(base).netloc}
    yield at_most("first visit: from third parties", len(foreign), "", 0)
    yield at_most("first visit: fonts", sum(piece.kind == "Font" for piece in pieces), "", 0)


def _visit(browser: Browser, url: str, locale: str) -> list[Piece]:
    page = browser.new_page(locale=BY_ID[locale].html_lang)
    log = page.context.new_cdp_session(page)
    pieces = _listen(log)
    page.goto(url, wait_until="networkidle")
    page.close()
    return list(pieces.values())


def _listen(log: CDPSession) -> dict[str, Piece]:
    pieces: dict[str, Piece] = {}

    def asked(event: dict[str, Any]) -> None:
        address = event["request"]["url"]
        if not address.startswith("data:"):
            pieces[event["requestId"]] = Piece(event["type"], address)

    def came(event: dict[str, Any]) -> None:
        if event["requestId"] in pieces:
            pieces[event["requestId"]].bytes = int(event["encodedDataLength"])

    log.on("Network.requestWillBeSent", asked)
    log.on("Network.loadingFinished", came)
    log.send("Network.enable")
    return pieces


def _bytes(visit: list[Piece], *kinds: str) -> int:
    return sum(piece.bytes for piece in visit if not kinds or piece.kind in kinds)

"""A tablet in front of a real server: a browser with a profile of its own, that can be killed."""

import os
import signal
import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, FrameLocator, Page, Playwright, expect
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.districts.models import District
from beteiligung.fieldwork.actions import expect_tablet
from tests.browser.conftest import LONGEST, program
from tests.browser.serving import Office

# Whether everything that the office takes has been taken; what it set aside stays.
NOTHING_WAITS = """() => new Promise((done) => {
  const asked = indexedDB.open("tablet");
  asked.onsuccess = () => {
    const read = asked.result.transaction("queue").objectStore("queue").getAll();
    read.onsuccess = () => {
      asked.result.close();
      done(read.result.every(({ aside }) => aside));
    };
  };
})"""
SIZE = {"width": 768, "height": 1024}
PIN = "2580"
SLUG = "im-regen"
SOMEBODY = Asker(id=1, name="Leitung", admin=True)
# What a tablet would do with answers if it did not seal them: to try whether a search finds them.
UNSEALED = """
delete globalThis.CompressionStream;
const real = crypto.subtle.encrypt;
crypto.subtle.encrypt = async (options, key, data) => new Uint8Array(data).slice().buffer;
"""


def document() -> dict[str, Any]:
    """A survey in German and Arabic, of a choice and a text."""
    both = {"de": "Frage", "ar": "سؤال"}
    return {
        "slug": SLUG,
        "title": {"de": "Kurz gefragt", "ar": "سؤال قصير"},
        "intro": {"de": "Zwei Fragen.", "ar": "سؤالان."},
        "purpose": {"de": "Um es zu wissen.", "ar": "لنعرف ذلك."},
        "privacy_short": {
            "de": "Verantwortlich: {operator}. Mehr: {privacy_link}",
            "ar": "المسؤول: {operator}. المزيد: {privacy_link}",
        },
        "legal_basis": "anonymous participation",
        "anonymity": "anonymous",
        "retention_months": 12,
        "results_promised_within_days": 28,
        "operator": "Beispielträger",
        "districts": ["sonnenberg"],
        "questions": [
            {
                "id": "weg",
                "kind": "single",
                "text": both,
                "options": [
                    {"code": "fuss", "label": {"de": "zu Fuß", "ar": "سيراً"}},
                    {"code": "rad", "label": {"de": "mit dem Rad", "ar": "بالدراجة"}},
                ],
            },
            {"id": "wort", "kind": "text", "text": both, "max_chars": 400},
        ],
    }


class Device:
    """A tablet: its browser's profile stays, whatever happens to the browser."""

    def __init__(
        self,
        playwright: Playwright,
        profile: Path,
        address: str,
        script: str = "",
        args: Sequence[str] = (),
    ) -> None:
        self.args = args  # of the browser
        self.playwright = playwright
        self.profile = profile
        self.address = address
        self.script = script
        self.context: BrowserContext | None = None
        self.faults: list[str] = []  # of its scripts

    def start(self, language: str = "de") -> Page:
        """Switch it on and open the app from its home screen."""
        self.context = self.playwright.chromium.launch_persistent_context(
            str(self.profile),
            executable_path=program(),
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", *self.args],
            viewport={"width": SIZE["width"], "height": SIZE["height"]},
            locale=language,
            timezone_id="Europe/Berlin",
            has_touch=True,
        )
        self.context.set_default_timeout(LONGEST)
        if self.script:
            self.context.add_init_script(self.script)
        page = self.context.pages[0]
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{self.address}/tablet/")
        return page

    def kill(self) -> None:
        """It falls into the water: no program gets to say goodbye."""
        for pid in self._pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with suppress(Exception):
            assert self.context is not None
            self.context.close()
        until = time.monotonic() + 10
        while self._pids() and time.monotonic() < until:
            time.sleep(0.02)
        for left in self.profile.glob("Singleton*"):
            left.unlink()

    def stop(self) -> None:
        """Switch it off in peace: everything is written to the disk."""
        assert self.context is not None
        self.context.close()

    def _pids(self) -> list[int]:
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with suppress(OSError):
                    if str(self.profile) in (entry / "cmdline").read_text(errors="replace"):
                        found.append(int(entry.name))
        return found

    def files(self) -> Iterator[bytes]:
        """Everything that lies on its disk."""
        for path in self.profile.rglob("*"):
            if path.is_file():
                with suppress(OSError):
                    yield path.read_bytes()


def all_sent(page: Page) -> None:
    """Wait until nothing waits on a tablet; the line above its page may say so a moment early."""
    until = time.monotonic() + LONGEST / 1000
    while not page.evaluate(NOTHING_WAITS):  # `wait_for_function` takes any promise for a yes
        assert time.monotonic() < until, "something still waits on the tablet"
        page.wait_for_timeout(50)


def occurrences(device: Device, words: list[str]) -> set[str]:
    """Which of these words lie on the disk of a tablet: as UTF-8, UTF-16 or base64."""
    found = set()
    forms = {word: [*_forms(word)] for word in words}
    for content in device.files():
        found |= {word for word, wanted in forms.items() if any(it in content for it in wanted)}
    return found


def _forms(word: str) -> Iterator[bytes]:
    plain = word.encode()
    yield plain
    yield word.encode("utf-16-le")
    for shift in range(3):  # base64 of a text that begins anywhere
        middle = b64encode(b"\0" * shift + plain)[4 if shift else 0 : -4]
        yield middle
        yield middle.replace(b"+", b"-").replace(b"/", b"_")


def expected(
    session: Session, here: District, *, at: datetime, name: str = "1", role: str = "P"
) -> str:
    """The office expects a tablet: the code that it shows."""
    _tablet, code = expect_tablet(session, SOMEBODY, here, name=name, role=role, at=at)
    return code


def chosen(page: Page, pin: str) -> None:
    """Choose a PIN, and wait until all is on the tablet."""
    for name in ("new-pin", "same-pin"):
        page.locator(f"#{name}").fill(pin)
    page.locator("[data-view=newpin] button").click()
    expect(page.locator("[data-ready]")).to_contain_text("2", timeout=LONGEST)


def coupled(page: Page, code: str) -> None:
    """Type the code of the office, choose a PIN, and wait until all is on the tablet."""
    page.locator("#couple-code").fill(code)
    page.locator("[data-view=couple] button").click()
    chosen(page, PIN)


def ready(device: Device, office: Office, code: str) -> Page:
    """Switch the office and a new tablet on, and couple them: all is on the tablet."""
    office.start()
    page = device.start()
    coupled(page, code)
    return page


def set_out(device: Device, office: Office, code: str) -> Page:
    """A new tablet is ready, the office is out of reach, and the day begins."""
    page = ready(device, office, code)
    office.stop()
    page.locator("[data-view=ready] [data-do=day]").click()
    return page


def opened(page: Page, pin: str = PIN) -> None:
    """Type the PIN."""
    page.locator("#open-pin").fill(pin)
    page.locator("[data-form=pin] button").click()


def begun(page: Page, language: str, mode: str = "reads") -> FrameLocator:
    """Begin an interview in a language: from the day's page, or for the next person.

    ``mode`` says who holds the tablet; nothing, where that is chosen already.
    """
    either = page.locator("[data-view=day]:visible, [data-view=languages]:visible")
    expect(either).to_have_count(1)
    if page.locator("[data-view=day]").is_visible():
        page.locator("[data-surveys] .tile").first.click()
    if mode:
        page.locator(f"label:has([name=holds][value={mode}])").click()
    page.locator("[data-languages] button", has_text=language).click()
    frame = page.frame_locator("iframe")
    frame.locator("[data-begin]").click()
    return frame


def waiting(page: Page, number: int) -> None:
    """See that so many answers wait."""
    expect(page.locator("[data-state-line]").first).to_contain_text(f": {number} ")


def answered(page: Page, language: str, word: str, mode: str = "reads") -> None:
    """One person answers to the end."""
    frame = begun(page, language, mode)
    frame.locator("label:has(input[value=rad])").click()
    frame.locator("[data-next]").click()
    frame.locator("textarea").fill(word)
    frame.locator("[data-next]").click()
    frame.locator("[data-next]").click()
    expect(frame.locator("[data-thanks]")).to_be_visible()

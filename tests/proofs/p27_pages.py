"""P27: every page for everybody: axe, narrow and wide, light and contrast, keyboard, valid HTML."""

import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from beteiligung.app import create_app
from beteiligung.config import Settings
from tests.browser.conftest import PROGRAMS, WANTED, chromium, fits
from tests.browser.every_page import pages
from tests.proofs import rig
from tests.proofs.p13_scanners import PATIENCE, TOOLS, demonstration
from tests.proofs.proof import NOT_MEASURED, Proof

LANGUAGES = ("de", "ar")
WIDTHS = (320, 1280)
LOOKS = ("no-preference", "more")  # contrast
MOST_STEPS = 60  # of the Tab key on one page
PASSWORD = "of this proof only, and long"
ADMIN = "admin@demo.example"
VNU, LIGHTHOUSE = "vnu-jar@26.9.27", "lighthouse@12.8.2"
# Whether what has the focus can be seen: it, or a part of it, lies on top in its own middle.
COVERED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getBoundingClientRect();
  if (!box.width || !box.height) return null;
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const fine = top && (it.contains(top) || top.contains(it)
    || top.closest('label')?.control === it);
  return fine ? '' : it.outerHTML.slice(0, 80);
}"""


def prove() -> Iterator[Proof]:
    """Look at all pages of the demonstration, full and with errors; valid; and by Lighthouse."""
    with demonstration({"BETEILIGUNG_DEMO_PASSWORD": PASSWORD}) as base, sync_playwright() as play:
        browser = chromium(play)
        found: dict[str, Counter[str]] = {"axe": Counter(), "edge": Counter(), "covered": Counter()}
        looked = 0
        for language in LANGUAGES:
            for width in WIDTHS:
                for look in LOOKS:
                    looked += _round(browser, base, (language, width, look), found)
        about = f"{looked} looks: de, ar x 320, 1280 x light, contrast, with errors too"
        yield _figure("P27 axe findings", found["axe"], about)
        yield _figure("P27 pages that run over the edge", found["edge"], about)
        yield _figure(
            "P27 what has the focus but is covered at 400 %", found["covered"], "320 x 256"
        )
        browser.close()
        yield _valid(base)
        yield _lighthouse(base)


def _figure(promise: str, found: Mapping[str, int], about: str) -> Proof:
    worst = "; ".join(list(found)[:4])
    return Proof(promise, f"{len(found)} ({about}) {worst}".strip(), not found)


def _round(
    browser: Browser, base: str, how: tuple[str, int, str], found: dict[str, Counter[str]]
) -> int:
    language, width, look = how
    height = 256 if width == min(WIDTHS) else 900  # 1280 x 1024 at 400 %
    context = browser.new_context(
        base_url=base, viewport={"width": width, "height": height}, locale=language
    )
    page = context.new_page()
    page.emulate_media(contrast=look)  # type: ignore[arg-type]  # of two words
    looked = 0
    for public in (True, False):
        if not public:
            _sign_in(page, language)
        for address in pages(_addresses(), public=public, language=language):
            page.goto(address)
            looked += _look(page, address, how, found)
            if look == LOOKS[0] and _sent_empty(page):
                looked += _look(page, f"{address} sent empty", how, found)
    context.close()
    return looked


def _look(
    page: Page, address: str, how: tuple[str, int, str], found: dict[str, Counter[str]]
) -> int:
    result = Axe().run(page, options={"runOnly": list(WANTED)})
    for one in result.response["violations"]:
        found["axe"][f"{one['id']} at {address} {how}"] += len(one["nodes"])
    if not fits(page):
        found["edge"][f"{address} {how}"] += 1
    if how[1] == min(WIDTHS) and how[2] == LOOKS[0]:
        for covered in _covered(page):
            found["covered"][f"{address}: {covered}"] += 1
    return 1


def _covered(page: Page) -> Iterator[str]:
    """What somebody comes to with the Tab key and cannot see."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        covered = page.evaluate(COVERED)
        if covered is None:
            return
        if covered:
            yield covered


def _sent_empty(page: Page) -> bool:
    """Send the page's form with nothing in it; whether it came back with what is to be mended."""
    form = page.query_selector("main form[method=post]:has(input[required], textarea[required])")
    if form is None:
        return False
    with page.expect_navigation():
        form.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    return page.query_selector("[aria-invalid=true]") is not None


def _sign_in(page: Page, language: str) -> None:
    page.goto(f"/anmelden?sprache={language}")
    page.fill("[name=email]", ADMIN)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/verwaltung/**")


def _addresses() -> Any:
    with tempfile.TemporaryDirectory() as folder:
        return create_app(Settings(data_dir=Path(folder), secret_key=rig.SECRET))


def _valid(base: str) -> Proof:
    """The W3C's validator at every public page, as a browser without scripts gets it."""
    promise = "P27 valid HTML of public pages"
    jar = _package(VNU, "vnu-jar/build/dist/vnu.jar")
    if jar is None or shutil.which("java") is None:
        return Proof(promise, f"{NOT_MEASURED}: {VNU} or Java is not here", met=False)
    with tempfile.TemporaryDirectory() as folder:
        for number, address in enumerate(
            path for one in LANGUAGES for path in pages(_addresses(), public=True, language=one)
        ):
            Path(folder, f"{number}.html").write_bytes(_fetched(base + address))
        done = subprocess.run(
            ["/usr/bin/env", "java", "-jar", jar, "--format", "json", "--errors-only", folder],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        looked = len(list(Path(folder).iterdir()))
    said = json.loads(done.stderr or '{"messages": []}')["messages"]
    return _figure(promise, Counter(one["message"] for one in said), f"{looked} pages")


def _fetched(address: str) -> bytes:
    """A page, whatever its status."""
    split = urlsplit(address)
    with closing(HTTPConnection(split.netloc, timeout=PATIENCE)) as connection:
        connection.request("GET", split.path)
        return connection.getresponse().read()


def _lighthouse(base: str) -> Proof:
    promise = "P27 Lighthouse, accessibility and best practices"
    program = _package(LIGHTHOUSE, "lighthouse/cli/index.js")
    browser = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None or browser is None:
        return Proof(promise, f"{NOT_MEASURED}: {LIGHTHOUSE} is not here", met=False)
    low, looked = [], 0
    for path in pages(_addresses(), public=True, language="de"):
        done = subprocess.run(
            ["/usr/bin/env", "node", program, base + path, "--quiet", "--output=json",
             "--only-categories=accessibility,best-practices",
             "--chrome-flags=--headless --no-sandbox --disable-gpu"],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
            env={"CHROME_PATH": browser, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        )  # fmt: skip
        try:
            said = json.loads(done.stdout)["categories"]
        except (ValueError, KeyError):
            low.append(f"{path}: no answer")
            continue
        looked += 1
        low += [
            f"{path} {name} {one['score']:.0%}" for name, one in said.items() if one["score"] < 1
        ]
    return Proof(
        promise, f"{len(low)} below 100 at {looked} pages {'; '.join(low[:4])}".strip(), not low
    )


def _package(wanted: str, file: str) -> str | None:
    """A file of a package of npm, fetched into build/tools if it is not there yet."""
    folder = TOOLS / wanted.partition("@")[0]
    path = folder / "node_modules" / file
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                "/usr/bin/env",
                "npm",
                "install",
                "--prefix",
                folder,
                "--no-save",
                "--ignore-scripts",
                wanted,
            ],
            capture_output=True,
            check=False,
        )
    return str(path) if path.exists() else None

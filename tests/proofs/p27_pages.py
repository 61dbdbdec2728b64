"""P27: every page for everybody: axe, narrow and wide, light and contrast, full, empty, in error.

A round is one part of the pages in one language; what it has seen is written down page by page, so
that a run that was stopped goes on where it was. The figure names each state of the program in
which pages were looked at; once all rounds are done, the next proof begins afresh.
"""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, sync_playwright

from beteiligung.access import Role
from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from tests.browser.conftest import WANTED, chromium, fits
from tests.browser.every_page import SLUG, pages
from tests.builders import PASSWORD, a_district, a_person, a_survey, on_the_shelf
from tests.proofs import rig
from tests.proofs.p13_scanners import demonstration
from tests.proofs.proof import Proof, commit
from tests.proofs.served import Served

LANGUAGES = ("de", "ar")
WIDTHS = (1280, 320)
LOOKS = ("no-preference", "more")  # contrast
MOST_STEPS = 60  # of the Tab key on one page
ADMIN = "admin@demo.example"
ROUNDS = rig.BUILD / "p27"  # where rounds write down what they have seen
STATES = ("full", "empty")
AT_ONCE = 2  # rounds beside each other
# Whether what has the focus can be seen: it, or a part of it, lies on top in the middle of its
# first line. The middle of a link over two lines may be that of another.
COVERED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  const box = it.getClientRects()[0] ?? it.getBoundingClientRect();
  if (!box.width || !box.height) return null;
  const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.y + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const fine = top && (it.contains(top) || top.contains(it)
    || top.closest('label')?.control === it);
  return fine ? '' : it.outerHTML.slice(0, 80);
}"""


@dataclass(slots=True)
class Seen:
    """What a round has found so far, and at which addresses it has been."""

    done: list[str] = field(default_factory=list)
    states: list[str] = field(default_factory=list)  # of the program, meanwhile
    looks: int = 0
    errors: int = 0  # of these looks, at forms that were sent empty
    axe: dict[str, int] = field(default_factory=dict)
    edge: list[str] = field(default_factory=list)
    covered: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Round:
    """A part of the pages in one language, at an installation."""

    base: str
    state: str
    public: bool
    language: str
    program: str  # its state

    @property
    def file(self) -> Path:
        """Where it writes down what it has seen."""
        name = f"{self.state}-{'residents' if self.public else 'staff'}-{self.language}.json"
        return ROUNDS / name

    def seen(self) -> Seen:
        """What it had seen when it was stopped."""
        return Seen(**json.loads(self.file.read_text())) if self.file.exists() else Seen()


def pages_looked_at() -> Iterator[Proof]:
    """Look at all pages: of the demonstration, and of an installation that has just begun."""
    ROUNDS.mkdir(parents=True, exist_ok=True)
    with demonstration({"BETEILIGUNG_DEMO_PASSWORD": PASSWORD}) as full, begun() as empty:
        bases = dict(zip(STATES, (full, empty), strict=True))
        rounds = [
            Round(bases[state], state, public, language, commit())
            for state in STATES
            for public in (True, False)
            for language in LANGUAGES
        ]
        with ProcessPoolExecutor(AT_ONCE, get_context("spawn")) as pool:
            seen = [*pool.map(look_around, rounds)]
    looks, errors = sum(one.looks for one in seen), sum(one.errors for one in seen)
    about = f"{looks} looks at {sum(len(one.done) for one in seen)} pages: de, ar x 320, 1280 x "
    about += f"light, contrast; full, empty, and {errors} at errors; "
    about += f"program at {', '.join(sorted({state for one in seen for state in one.states}))}"
    yield figure("P27 axe findings", Counter(key for one in seen for key in one.axe), about)
    edge = Counter(line for one in seen for line in one.edge)
    yield figure("P27 pages that run over the edge", edge, about)
    covered = Counter(line for one in seen for line in one.covered)
    yield figure("P27 what has the focus but is covered at 400 %", covered, "320 x 256")
    for one in rounds:
        one.file.unlink()


def figure(promise: str, found: Mapping[str, int], about: str) -> Proof:
    """How many findings there are, and the first of them."""
    worst = "; ".join(list(found)[:4])
    return Proof(promise, f"{len(found)} ({about}) {worst}".strip(), not found)


@contextmanager
def begun() -> Iterator[str]:
    """An installation that has just begun: a district, and a survey that nobody has answered."""
    with rig.folder() as data, rig.database("SQLite", data) as url:
        store, at = Store(url), rig.now()
        with store.writing() as session:
            district = a_district(session, places=("Markt",), at=at)
            a_survey(session, district, document={**on_the_shelf("single"), "slug": SLUG}, at=at)
            a_person(session, Role.ADMIN, email=ADMIN, at=at)
        store.dispose()
        served = Served(url, data, workers=1, secret=rig.SECRET)
        served.start()
        try:
            yield f"http://127.0.0.1:{served.port}"
        finally:
            served.stop()


def look_around(own: Round) -> Seen:
    """Look at every page of a round that it has not seen yet."""
    seen, engine = own.seen(), Axe()
    with sync_playwright() as play:
        browser = chromium(play)
        context = browser.new_context(base_url=own.base, locale=own.language)
        page = context.new_page()
        if not own.public:
            _sign_in(page, own.language)
        for address in pages(addresses(), public=own.public, language=own.language):
            if address not in seen.done:
                _look_at(page, address, own, seen, engine)
                seen.done.append(address)
                seen.states = sorted({*seen.states, own.program})
                own.file.write_text(json.dumps(asdict(seen), ensure_ascii=False))
        browser.close()
    return seen


def _look_at(page: Page, address: str, own: Round, seen: Seen, engine: Axe) -> None:
    page.set_viewport_size({"width": max(WIDTHS), "height": 900})
    answer = page.goto(address)
    if own.state == "empty" and (answer is None or not answer.ok):
        return  # what is not there yet reads as at every other such address
    _looks(page, f"{address} {own.state}", seen, engine)
    if _sent_empty(page):
        before = seen.looks
        _looks(page, f"{address} sent empty", seen, engine)
        seen.errors += seen.looks - before


def _looks(page: Page, what: str, seen: Seen, engine: Axe) -> None:
    page.evaluate(engine.axe_script)
    options = json.dumps({"runOnly": list(WANTED), "resultTypes": ["violations"]})
    for width in WIDTHS:
        height = 256 if width == min(WIDTHS) else 900  # 1280 x 1024 at 400 %
        page.set_viewport_size({"width": width, "height": height})
        for look in LOOKS:
            page.emulate_media(contrast=look)  # type: ignore[arg-type]  # of two words
            seen.looks += 1
            for one in page.evaluate(f"axe.run({options}).then(({{ violations }}) => violations)"):
                nodes = "; ".join(str(node["target"]) for node in one["nodes"][:2])
                seen.axe[f"{one['id']} at {what} {width} {look}: {nodes}"] = len(one["nodes"])
            if not fits(page):
                seen.edge.append(f"{what} {width} {look}")
    page.emulate_media(contrast=LOOKS[0])  # type: ignore[arg-type]
    seen.covered += [f"{what}: {covered}" for covered in _covered(page)]


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


def addresses() -> Flask:
    """An application that is only asked for its addresses."""
    with tempfile.TemporaryDirectory() as data:
        return create_app(Settings(data_dir=Path(data), secret_key=rig.SECRET))

"""P27: every page as the W3C's validator reads it, and public pages as Lighthouse judges them."""

import json
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from tests.browser.conftest import PROGRAMS
from tests.browser.every_page import pages
from tests.builders import PASSWORD
from tests.proofs.p13_forms import Visit
from tests.proofs.p13_scanners import TOOLS, demonstration
from tests.proofs.p27_pages import ADMIN, LANGUAGES, ROUNDS, addresses, begun, figure
from tests.proofs.proof import NOT_MEASURED, Proof, commit

PATIENCE = 300.0  # seconds
VNU, LIGHTHOUSE = "vnu-jar@26.9.27", "lighthouse@12.8.2"
LEADS_ON = range(300, 400)  # what leads on is no page
CATEGORIES = "accessibility,best-practices"


def valid() -> Iterator[Proof]:
    """The W3C's validator, once, at every page as a browser without scripts gets it."""
    promise = "P27 errors in HTML"
    jar = _package(VNU, "vnu-jar/build/dist/vnu.jar")
    if jar is None or shutil.which("java") is None:
        yield Proof(promise, f"{NOT_MEASURED}: {VNU} or Java is not here", met=False)
        return
    with tempfile.TemporaryDirectory() as saved:
        with demonstration({"BETEILIGUNG_DEMO_PASSWORD": PASSWORD}) as full, begun() as empty:
            names = _saved(full, Path(saved), "full") | _saved(empty, Path(saved), "empty")
        done = subprocess.run(
            ["/usr/bin/env", "java", "-jar", jar, "--format", "json", "--errors-only", saved],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    if not done.stderr.strip().startswith("{"):
        yield Proof(promise, f"{NOT_MEASURED}: the validator said nothing", met=False)
        return
    found = Counter(
        f"{names[Path(one['url']).name]}: {one['message']}"
        for one in json.loads(done.stderr)["messages"]
    )
    yield figure(promise, found, f"{len(names)} pages, de and ar, full and empty")


def _saved(base: str, into: Path, state: str) -> dict[str, str]:
    """Save every page of an installation; which file is which page."""
    names: dict[str, str] = {}
    visit = Visit(base)
    for public in (True, False):
        if not public:
            visit.sign_in(ADMIN, PASSWORD)
        for language in LANGUAGES:
            for address in pages(addresses(), public=public, language=language):
                name = f"{state}{len(names)}.html"
                status, text = visit.ask("GET", address)
                if text and status not in LEADS_ON:
                    into.joinpath(name).write_text(text, encoding="utf-8")
                    names[name] = f"{address} {state}"
    return names


def lighthouse() -> Iterator[Proof]:
    """Lighthouse at every public page; what it said is kept page by page.

    It refuses to judge an answer that is a refusal itself, as of a link that has been used up: such
    addresses are named.
    """
    promise = "P27 Lighthouse, accessibility and best practices"
    program = _package(LIGHTHOUSE, "lighthouse/cli/index.js")
    browser = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None or browser is None:
        yield Proof(promise, f"{NOT_MEASURED}: {LIGHTHOUSE} is not here", met=False)
        return
    ROUNDS.mkdir(parents=True, exist_ok=True)
    file = ROUNDS / f"lighthouse-{commit()}.json"
    said: dict[str, dict[str, float] | None] = json.loads(file.read_text()) if file.exists() else {}
    refusals = []
    with demonstration({"BETEILIGUNG_DEMO_PASSWORD": PASSWORD}) as base:
        visit = Visit(base)
        for path in pages(addresses(), public=True, language="de"):
            if visit.ask("GET", path)[0] >= HTTPStatus.BAD_REQUEST:
                refusals.append(path)
                said.pop(path, None)
            elif said.get(path) is None:
                said[path] = _scores(program, browser, base + path)
                file.write_text(json.dumps(said))
    low = [f"{path}: no answer" for path, scores in said.items() if scores is None]
    low += [
        f"{path} {name} {score:.0%}"
        for path, scores in said.items()
        for name, score in (scores or {}).items()
        if score < 1
    ]
    about = f"{len(low)} below 100 at {len(said)} pages {'; '.join(low[:4])}".strip()
    about += f"; refusals, not judged: {', '.join(refusals)}" if refusals else ""
    yield Proof(promise, about, bool(said) and not low)


def _scores(program: str, browser: str, address: str) -> dict[str, float] | None:
    """How Lighthouse judges a page; None if it does not come to an end."""
    command = ["/usr/bin/env", "node", program, address, "--quiet", "--output=json"]
    command += [f"--only-categories={CATEGORIES}"]
    command += ["--chrome-flags=--headless --no-sandbox --disable-gpu --disable-dev-shm-usage"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False,
            env={"CHROME_PATH": browser, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        )  # fmt: skip
        categories = json.loads(done.stdout)["categories"]
    except (ValueError, KeyError, subprocess.TimeoutExpired):
        return None
    return {name: float(one["score"] or 0) for name, one in categories.items()}


def _package(wanted: str, file: str) -> str | None:
    """A file of a package of npm, fetched into build/tools if it is not there yet."""
    into = TOOLS / wanted.partition("@")[0]
    path = into / "node_modules" / file
    if not path.exists():
        into.mkdir(parents=True, exist_ok=True)
        install = ["npm", "install", "--prefix", str(into), "--no-save", "--ignore-scripts", wanted]
        subprocess.run(["/usr/bin/env", *install], capture_output=True, check=False)
    return str(path) if path.exists() else None

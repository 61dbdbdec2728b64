"""P13: naughty texts through every field of everybody, then scanners at the demonstration.

The scanners are other people's programs: each is fetched into an environment of its own under
build/tools; where that is not possible, its figure is not measured. They only ever see loopback.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from beteiligung.app import create_app
from beteiligung.config import Settings
from tests.browser.every_page import pages
from tests.conftest import NOW
from tests.house.town import PEOPLE, build
from tests.house.walking import Walk
from tests.proofs import rig
from tests.proofs.interfaces import described
from tests.proofs.p13_forms import Form, Visit, as_log, forms
from tests.proofs.p13_tokens import harmless, refuses_others, without_token
from tests.proofs.proof import NOT_MEASURED, Proof, commit
from tests.proofs.served import Served

TOOLS = rig.BUILD / "tools"
SLUG = "stadtteilbefragung-2026"
PATIENCE = 300.0  # seconds
FORM_PATIENCE = 240.0
LONG_PATIENCE = 2400.0  # for the few largest forms, tried again one after the other
AT_ONCE = 2  # scanners beside each other
ADMIN, PASSWORD = "admin@demo.example", "of this proof only, and long"
ROUNDS = 3
# All modules but those that look for other people's programs, or ask a service for news.
MODULES = (
    "backup", "cookieflags", "crlf", "csp", "csrf", "exec", "file", "htaccess", "http_headers",
    "ldap", "log4shell", "methods", "permanentxss", "redirect", "shellshock", "spring4shell",
    "sql", "ssrf", "timesql", "upload", "xss", "xxe",
)  # fmt: skip
WAPITI, SQLMAP, SCHEMATHESIS = "wapiti3==3.2.3", "sqlmap==1.10.10", "schemathesis==4.32.5"
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)
USUAL = ("--batch", "--technique", "BEU", "--flush-session", "--ignore-code", "*",
         "--disable-coloring", "--threads", "4", "--timeout", "20")  # fmt: skip
FOUND = re.compile(r"is vulnerable|identified the following injection point")
ENDED = "[*] ending @"  # sqlmap's last line
# What sqlmap tries: every parameter that an address or a form of ours takes.
TRIED = (
    ("/q/7F3K2*", ""),
    (f"/de/umfrage/{SLUG}?c=1*", ""),
    (f"/de/umfrage/{SLUG}*", ""),
    (f"/de/ergebnisse/{SLUG}*", ""),
    ("/de/sonnenberg*/", ""),
    ("/medien/bild/abc*", ""),
    ("/anmelden?weiter=x*&sprache=de*", "email=a*&password=b*&csrf_token=c*"),
    ("/de/barrierefreiheit", "message=a*&page=b*&reply_to=c*"),
    ("/de/beleg/", "code=a*"),
    ("/de/probe/", "code=a*"),
    (f"/de/umfrage/{SLUG}", "key=7d8f5a3e-4f1c-4c0e-9a52-1f6f0c3f2a11*&c=a*&q01_bezug=wohnt*"),
    ("/einladung/abc*", ""),
    ("/passwort/neu/abc*", ""),
)


def typed() -> Iterator[Proof]:
    """Every form of every person, with fitting and with forged choices, some rounds."""
    faults, sent = [], 0
    with rig.folder() as data, rig.database("SQLite", data) as url:
        settings = Settings(database_url=url, data_dir=data, secret_key=rig.SECRET)
        app = create_app(settings, now=lambda: NOW)
        town = build(app, NOW)
        for number in range(ROUNDS):
            for person in PEOPLE:
                for forged in (False, True):
                    walk = Walk(town, person, begin=number * 31)
                    walk.through(forged=forged)
                    sent += sum(walk.sent.values())
                    faults += walk.faults
        app.extensions["ledger"].close()
        app.extensions["store"].dispose()
    about = f"{len(faults)} faults in {sent} forms of {len(PEOPLE)} people {'; '.join(faults[:3])}"
    yield Proof("P13 naughty texts in every field", about.strip(), not faults)


@contextmanager
def demonstration(more: Mapping[str, str] = MappingProxyType({})) -> Iterator[str]:
    """The demonstration, served as an operator serves it; ``more`` are settings."""
    with rig.folder() as data:
        url = f"sqlite:///{data / 'beteiligung.sqlite3'}"
        served = Served(url, data, workers=2, secret=rig.SECRET)
        environ = {
            **os.environ,
            "BETEILIGUNG_DATABASE_URL": url,
            "BETEILIGUNG_DATA_DIR": str(data),
            **more,
        }
        command = [sys.executable, "-m", "beteiligung.cli"]
        for word in ("upgrade", "demo"):
            subprocess.run([*command, word], env=environ, check=True, stdout=subprocess.DEVNULL)
        served.start()
        try:
            yield f"http://127.0.0.1:{served.port}"
        finally:
            served.stop()


def wapiti() -> Iterator[Proof]:
    """Each module of wapiti by itself at the pages it finds; medium is its second level."""
    promise = "P13 wapiti, module by module"
    program = tool("wapiti", WAPITI)
    if program is None:
        yield Proof(promise, f"{NOT_MEASURED}: {WAPITI} cannot be fetched here", met=False)
        return
    with (
        scanned() as base,
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(AT_ONCE) as runs,
    ):
        reports = list(runs.map(lambda name: _module(program, base, folder, name), MODULES))
        guarded = {path for path in without_token(reports) if refuses_others(base, path)}
    ended = [found for found in reports if found is not None]
    late = [name for name, found in zip(MODULES, reports, strict=True) if found is None]
    pages_seen = max((found["infos"].get("crawled_pages_nbr", 0) for found in ended), default=0)
    kinds, bad = Counter[str](), 0
    for found in ended:
        for kind, each in found["vulnerabilities"].items():
            kinds.update(f"{kind} (level {one['level']})" for one in each)
            bad += sum(one["level"] >= 2 and not harmless(one, guarded) for one in each)
    words = ", ".join(f"{name} {n}" for name, n in kinds.items()) or "none"
    figure = f"{bad} of medium or above at up to {pages_seen} pages, "
    figure += f"{len(ended)} of {len(MODULES)} modules ended (all findings: {words})"
    if guarded:
        figure += f"; {len(guarded)} forms of people without a session need no token, and refuse "
        figure += f"what another website sends: {' '.join(sorted(guarded))}"
    figure += "".join(f"; not {name}" for name in late)
    yield Proof(promise, figure, bad == 0 and not late and pages_seen > 1)


@contextmanager
def scanned() -> Iterator[str]:
    """The demonstration with an administrator who can sign in."""
    with demonstration({"BETEILIGUNG_DEMO_PASSWORD": PASSWORD}) as base:
        yield base


def _module(program: str, base: str, folder: str, name: str) -> dict[str, Any] | None:
    """What one module finds, with a look around of its own; None if it does not come to its end."""
    report, store = Path(folder, f"{name}.json"), Path(folder, name)
    store.mkdir()
    limits = ["--max-links-per-page", "20", "--max-files-per-dir", "4", "--depth", "2"]
    limits += ["--max-scan-time", "20", "--max-attack-time", "20", "--scope", "domain"]
    _run(
        [program, "-u", f"{base}/de/", "-s", f"{base}/anmelden", "-m", name, *limits,
         "-f", "json", "-o", str(report), "--flush-session", "--no-bugreport",
         "--store-session", str(store), "--verify-ssl", "0"],
        patience=75,
    )  # fmt: skip
    found: dict[str, Any] | None = json.loads(report.read_text()) if report.exists() else None
    return found


def sqlmap() -> Iterator[Proof]:
    """Every parameter that an address or a form of residents takes, one after the other."""
    promise = "P13 sqlmap, every parameter"
    program = tool("sqlmap", SQLMAP)
    if program is None:
        yield Proof(promise, f"{NOT_MEASURED}: {SQLMAP} cannot be fetched here", met=False)
        return
    with (
        scanned() as base,
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(AT_ONCE) as runs,
    ):

        def scan(number: int) -> str:
            path, form = TRIED[number]
            sent = ["--data", form] if form else []
            return _run(
                [program, "-u", base + path, *sent, "--level", "1", "--risk", "2",
                 "--headers", "Sec-Fetch-Site: same-origin", *USUAL,
                 "--output-dir", str(Path(folder, str(number)))],
            )  # fmt: skip

        said = list(runs.map(scan, range(len(TRIED))))
    ended = [number for number, text in enumerate(said) if ENDED in text]
    found = [TRIED[number][0] for number, text in enumerate(said) if FOUND.search(text)]
    tried = sum("".join(TRIED[number]).count("*") for number in ended)
    every = sum("".join(each).count("*") for each in TRIED)
    figure = f"{len(found)} findings; {tried} of {every} parameters tried to the end at level 1, "
    figure += f"risk 2: yes or no, errors, unions {found or ''}"
    yield Proof(promise, figure.strip(), not found and tried == every)


def sqlmap_forms() -> Iterator[Proof]:
    """Every field of every form that residents and an administrator are shown."""
    promise = "P13 sqlmap, every field of every form, signed in"
    program = tool("sqlmap", SQLMAP)
    if program is None:
        yield Proof(promise, f"{NOT_MEASURED}: {SQLMAP} cannot be fetched here", met=False)
        return
    with (
        scanned() as base,
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(AT_ONCE) as runs,
    ):
        visit = Visit(base)
        visit.sign_in(ADMIN, PASSWORD)
        app = create_app(Settings(data_dir=Path(folder), secret_key=rig.SECRET))
        seen = [path for own in (True, False) for path in pages(app, public=own, language="de")]
        found = forms(visit, seen)

        def scan(form: Form) -> tuple[int, int]:
            return _tried(program, folder, visit, form, FORM_PATIENCE)

        came = list(runs.map(scan, found))
        for at, form in enumerate(found):
            if not came[at][0]:
                came[at] = _tried(program, folder, visit, form, LONG_PATIENCE)
    tried, hits = sum(did for did, _ in came), sum(hit for _, hit in came)
    fields = sum(len(form.fields) for form in found)
    figure = f"{hits} findings; {tried} of {len(found)} forms with {fields} fields tried to the end"
    late = [form.path for form, (did, _) in zip(found, came, strict=True) if not did]
    figure += "".join(f"; not {path}" for path in late)
    yield Proof(promise, figure, hits == 0 and tried >= len(found) > 0)


def _tried(program: str, folder: str, visit: Visit, form: Form, patience: float) -> tuple[int, int]:
    """Whether one form was tried to the end, and findings; kept, so that a stop costs one form."""
    outline = (form.method, form.path, [name for name, _ in form.fields])
    name = hashlib.sha256(repr(outline).encode()).hexdigest()[:16]
    kept = rig.BUILD / "p13" / commit() / f"{name}.json"
    if kept.exists():
        did, hit = json.loads(kept.read_text())
        return did, hit
    log = Path(folder, f"{name}.log")
    log.write_text(as_log(visit, [form]), encoding="utf-8")
    text = _run(
        [program, "-l", str(log), "--smart", "--level", "1", "--risk", "1", "--skip-waf",
         *USUAL, "--skip", "csrf_token", "--output-dir", str(Path(folder, name))],
        patience=patience,
    )  # fmt: skip
    did, hit = int(ENDED in text and "[INFO] testing URL" in text), len(FOUND.findall(text))
    if did:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps((did, hit)))
    return did, hit


def schemathesis() -> Iterator[Proof]:
    """Made-up requests at each address that answers with JSON, held against its description."""
    promise = "P13 schemathesis at the JSON interfaces"
    program = tool("schemathesis", SCHEMATHESIS)
    if program is None:
        yield Proof(promise, f"{NOT_MEASURED}: {SCHEMATHESIS} cannot be fetched here", met=False)
        return
    with scanned() as base, tempfile.TemporaryDirectory() as folder:
        schema = Path(folder, "interfaces.json")
        schema.write_text(json.dumps(described(base)))
        said = _run(
            [program, "run", str(schema), "--url", base, "--checks",
             ",".join(CHECKS), "--max-examples", "60", "--seed", "13", "--no-color",
             "--phases", "examples,coverage,fuzzing"]
        )  # fmt: skip
    cases = re.search(r"(\d[\d,]*) generated", said)
    failed = re.findall(r"^- (.+)$", said, re.MULTILINE)
    passed = cases is not None and not failed and "No issues found" in said
    words = f"{len(failed)} findings in {cases[1] if cases else '?'} cases {'; '.join(failed[:3])}"
    yield Proof(promise, words.strip(), passed)


def tool(name: str, wanted: str) -> str | None:
    """A program in an environment of its own, fetched if it is not there yet."""
    program = TOOLS / name / "bin" / name
    if not program.exists():
        python = TOOLS / name / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", str(TOOLS / name)], check=False)
        subprocess.run([python, "-m", "pip", "install", "--quiet", wanted], check=False)
    return str(program) if program.exists() else None


def _run(command: Sequence[str], *, patience: float = PATIENCE) -> str:
    """What a program says, if it comes to its end in time."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as late:
        return (late.stdout or b"").decode(errors="replace")
    return done.stdout + done.stderr

"""The app itself as tablets keep it: its files with their checksums, and a name for all."""

import json
from collections.abc import Iterator
from hashlib import sha256

from flask import current_app, render_template, url_for

from beteiligung import i18n
from beteiligung.fieldwork.contacts import OUTCOMES
from beteiligung.fieldwork.devices import DEVICES
from beteiligung.fieldwork.trials import CHECKS, REMEDIES
from beteiligung.locales import TABLE, TIER_1, entries
from beteiligung.web.files import STATIC
from beteiligung.web.layout import asset

# The languages in which pilots read the app; people answer in all that a survey has.
SPOKEN = tuple(locale for locale in TIER_1 if locale != "de-leicht")
WORKER = "tablet-worker.js"
FILES = (
    "tablet.js",
    "tablet.css",
    "interview.js",
    "residents.css",
    "rare.css",
    "rare.js",
    "reading.css",
    "reading.js",
    "mark.svg",
)


def page() -> str:
    """The app in the page's language; nothing in it depends on who asks."""
    return render_template(
        "fieldwork/app.html",
        outcomes=OUTCOMES,
        tongues=entries(SPOKEN),
        devices=DEVICES,
        languages=TABLE,
        checks=CHECKS,
        remedies=REMEDIES,
    )


def worker() -> str:
    """The script that makes the app start without a network, with the list of what it keeps."""
    files = [{"address": address, "sha256": digest} for address, digest in _files()]
    own = _content(WORKER).decode()
    whole = sha256((json.dumps(files) + own).encode()).hexdigest()
    return f"self.SHELL={json.dumps({'name': whole[:16], 'files': files})};\n{own}"


def _files() -> Iterator[tuple[str, str]]:
    for locale in SPOKEN:
        with i18n.speaking(locale):
            yield url_for("tablet.app", lang=locale), sha256(page().encode()).hexdigest()
    for name in FILES:
        yield asset(name), sha256(_content(name)).hexdigest()


def _content(name: str) -> bytes:
    built: str = current_app.extensions["assets"].get(name, name)
    return (STATIC / built).read_bytes()

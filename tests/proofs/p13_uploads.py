"""P13: hostile files through every field that takes one, by everybody who has such a field."""

import io
import json
import time
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from struct import pack
from tempfile import gettempdir
from typing import Any
from xml.etree.ElementTree import Element
from zlib import compress, crc32

from sqlalchemy import select

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.media.models import Medium
from tests.conftest import NOW
from tests.house.town import PEOPLE, build
from tests.house.walking import Walk
from tests.page import Page
from tests.proofs import rig
from tests.proofs.proof import Proof

LONGEST = 10.0  # seconds that one file may take on a busy machine
# What is kept of what people bring: pictures and sound made anew, never pages or drawings.
KEPT = ("image/webp", "image/jpeg", "image/png", "audio/", "video/")
NAMES = (
    "../../../../tmp/hinaus.json",
    "..\\..\\hinaus.csv",
    "<img src=x onerror=alert(1)>.png",
    "=cmd|'/c calc'!A1.csv",
    "bild\r\nSet-Cookie: x=1.jpg",
    "\u202egnp.exe",
    ".htaccess",
    "con.mp3",
    f"{'lang' * 90}.json",
    "{{7*7}}.webm",
    "' or 1=1 --.xlsx",
    "",
)


def _png(wide: int, high: int) -> bytes:
    """A picture that says it is so large, and holds next to nothing."""

    def piece(kind: bytes, content: bytes) -> bytes:
        return pack(">I", len(content)) + kind + content + pack(">I", crc32(kind + content))

    head = piece(b"IHDR", pack(">IIBBBBB", wide, high, 8, 2, 0, 0, 0))
    rows = piece(b"IDAT", compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + rows + piece(b"IEND", b"")


def _packed(name: str, size: int) -> bytes:
    """A small parcel with something very large in it."""
    parcel = io.BytesIO()
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, b"\0" * size)
        file.writestr("../../hinaus.txt", b"outside")
    return parcel.getvalue()


ENTITY = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
CONTENTS = (
    b"",
    b"\0" * 1000,
    b"\xff\xfe\xfd" * 300,
    _png(60_000, 60_000),
    _png(1, 1)[:40],
    b"\xff\xd8\xff\xe0" + b"\0" * 200,
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    ENTITY + b"<svg><text>&e;</text></svg>",
    b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)",
    b"<!doctype html><script>alert(document.domain)</script>",
    b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj",
    b"MZ" + b"\x90" * 200,
    b"[" * 100_000,
    b'{"slug": "../hinaus", "title": {"de": "{{7*7}}<script>alert(1)</script>"}}',
    b'{"questions": [{"id": "a", "options": 1e999}], "slug": null}',
    json.dumps({"slug": "x" * 5000, "questions": [{}] * 500}).encode(),
    b"a;b\n=HYPERLINK(1);@x\n" * 2000,
    "name;ort\nnull\0;\u202e\n".encode("utf-16"),
    _packed("xl/worksheets/sheet1.xml", 30_000_000),
    b"WEBVTT\n\n00:00.000 --> 99:99.999\n<script>alert(1)</script>",
    b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0",
)


class Uploading(Walk):
    """One person's way through all forms that take a file, with each of the files."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.number = 0
        self.files = 0
        self.forms: set[str] = set()

    def bring(self) -> None:
        """Send every file through every form that takes one."""
        for address in self.addresses():
            for page, form, button in self._forms(self.read(address)):
                if _takes_files(page, form):
                    for _ in CONTENTS:
                        self._bring(page, form, button)

    def _bring(self, page: Page, form: Element, button: Element | None) -> None:
        self.number += 1
        for sent in self._filled(page, form, button, forged=False):
            began = time.monotonic()
            self._send(sent)
            took = time.monotonic() - began
            self.files += 1
            self.forms.add(f"{self.person} {sent.address}")
            if took > LONGEST:
                self.faults.append(f"{sent}: took {took:.0f} s")

    def _values(self, page: Page, control: Element, *, forged: bool) -> list[Any]:
        if control.get("type") != "file":
            return super()._values(page, control, forged=forged)
        content = CONTENTS[self.number % len(CONTENTS)]
        return [(io.BytesIO(content), NAMES[self.number % len(NAMES)])]


def _takes_files(page: Page, form: Element) -> bool:
    return any(
        item.get("type") == "file" and page.form_of(item) is form
        for item in page.root.iter("input")
    )


def uploads() -> Iterator[Proof]:
    """Every hostile file through every such field; what was kept of them; what else there is."""
    with rig.folder() as data, rig.database("SQLite", data) as url:
        own = data / "own"
        own.mkdir()
        app = create_app(
            Settings(database_url=url, data_dir=own, secret_key=rig.SECRET, photos=True),
            now=lambda: NOW,
        )
        town = build(app, NOW)
        store: Store = app.extensions["store"]
        before = _media(store)
        walks = [Uploading(town, person) for person in PEOPLE]
        for walk in walks:
            walk.bring()
        kept = _media(store) - before
        outside = [path for path in _outside(data, own) if path.exists()]
        app.extensions["ledger"].close()
        store.dispose()
    faults = [*chain(*(walk.faults for walk in walks)), *map(str, outside)]
    faults += [f"kept as {mime}" for _, mime in kept if not mime.startswith(KEPT)]
    files, forms = sum(walk.files for walk in walks), len(set().union(*(w.forms for w in walks)))
    figure = f"{len(faults)} faults: {files} files through {forms} forms of {len(PEOPLE)} people, "
    figure += f"{len(kept)} kept as pictures {'; '.join(faults[:3])}"
    yield Proof("P13 hostile files", figure.strip(), not faults and forms > 0)


def _media(store: Store) -> set[tuple[str, str]]:
    with store.reading() as session:
        return {
            (row.digest, row.mime) for row in session.execute(select(Medium.digest, Medium.mime))
        }


def _outside(data: Path, own: Path) -> Iterator[Path]:
    """Where a name that leads out of a folder would have led."""
    for folder in (Path(gettempdir()), data, own, data.parent, Path("/")):
        yield from (folder / f"hinaus.{ending}" for ending in ("json", "csv", "txt"))

"""P18 once more, by somebody outside: real public files of invented surveys, and leaky releases."""

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from beteiligung.app import create_app
from beteiligung.config import Settings
from beteiligung.db import Store
from beteiligung.releases import open_data, prints
from beteiligung.releases.models import Release
from beteiligung.releases.page import page
from beteiligung.releases.released import Released, read
from tests.proofs.leaks import Leak, leaks, tight
from tests.proofs.outsider import findings
from tests.proofs.outsider_pdf import in_words_alone, numbers_read
from tests.proofs.people import BEGAN, document, platform, releases, sketch
from tests.proofs.proof import Proof

SURVEYS = 50
AFTERWARDS = BEGAN + timedelta(days=300)
LANGUAGE = "en"  # whose sentences the outsider reads
SHEETS = {"zeitung.pdf": ("page", "a4"), "plakat-a4.pdf": ("poster", "a4")}
Files = dict[str, bytes]


def prove() -> Iterator[Proof]:
    """Every survey through the front door, then everything that is leaky on purpose."""
    found: list[str] = []
    files = read_off = 0
    for seed in range(SURVEYS):
        with platform() as store, tempfile.TemporaryDirectory() as folder:
            loaded = [*_public_files(store, seed, Path(folder))]
            files += sum(map(len, loaded))
            read_off += sum(numbers_read(each[name]) for each in loaded for name in SHEETS)
            found += [f"survey {seed}: {line}" for line in findings(loaded)]
    about = f"of {files} public files, with {read_off} numbers and bars on sheets of paper"
    said = f"{len(found)} ({about})" + "".join(f"; {each}" for each in found[:3])
    yield Proof(
        "P18 an outsider finds out, from public files", said, not found and read_off > files
    )
    yield from _leaky()


def _leaky() -> Iterator[Proof]:
    leaky = leaks()
    missed = [leak.name for leak in leaky if not findings(_as_files(leak))]
    caught = f"{len(leaky) - len(missed)} of {len(leaky)}" + "".join(f"; not {n}" for n in missed)
    yield Proof("P18 leaky releases that the outsider catches", caught, not missed)
    blamed = findings(_as_files(tight()))
    yield Proof(
        "P18 the outsider does not blame a tight release", str(blamed or "right"), not blamed
    )
    yield from _on_paper(leaky)


def _on_paper(leaky: Sequence[Leak]) -> Iterator[Proof]:
    """What sheets of paper give away: to their readers, and to those who lay files beside them."""
    told = [leak.name for leak in leaky if _read_by_a_reader(leak)]
    said = f"{len(told)} of {len(leaky)}: " + "; ".join(told)
    yield Proof("P18 leaky releases caught by the words of a sheet alone", said, bool(told))
    blamed = _read_by_a_reader(tight())
    said = str(blamed or "nothing")
    yield Proof("P18 the sheet of a tight release gives away", said, not blamed)
    early = findings([_early_sheet()])
    yield Proof(
        "P18 a sheet that was printed before numbers were hidden is caught",
        "; ".join(early),
        bool(early),
    )


def _read_by_a_reader(leak: Leak) -> list[str]:
    files = _as_files(leak)
    return [line for each in files for name in SHEETS for line in in_words_alone(each[name])]


def _early_sheet() -> Files:
    """The files of a tight release, and beside them a sheet with the numbers it hides."""
    document = dict(tight().documents[0])
    (files,) = _as_files(Leak("tight", [document]))
    weg = next(each for each in document["tables"] if each["key"] == "weg")
    hidden = {**weg, "cells": [["ja", 75, "shown"], ["nein", None, "few"], ["egal", None, "few"]]}
    tables = [hidden if each is weg else each for each in document["tables"]]
    (tighter,) = _as_files(Leak("tighter", [{**document, "tables": tables}]))
    return {**tighter, **{name: files[name] for name in SHEETS}}


def _public_files(store: Store, seed: int, folder: Path) -> Iterator[Files]:
    settings = Settings(
        database_url=str(store.url), data_dir=folder, secret_key="of this proof only"
    )
    app = create_app(settings, now=lambda: AFTERWARDS)
    client = app.test_client()
    slug = document(seed)["slug"]
    published = [release for release, _ in releases(store, sketch(seed))]
    for release in published:
        yield _files(client, slug, release)
    app.extensions["ledger"].close()
    app.extensions["store"].dispose()


def _files(client: FlaskClient, slug: str, release: Release) -> Files:
    here = f"/{LANGUAGE}/ergebnisse/{slug}/{release.number}"
    files = {"results.csv": f"{here}.csv", "results.json": f"{here}.json", "page.html": here}
    files |= {name: f"{here}/{name}" for name in SHEETS}
    for question in read(release.document).asked:
        files[f"bild/{question.id}.svg"] = f"{here}/bild/{question.id}.svg"
    loaded = {name: client.get(path) for name, path in files.items()}
    kept = {name: got.data for name, got in loaded.items() if got.status_code == 200}
    return {**kept, "questionnaire.json": json.dumps({"dauer": ["bezug", ["wohnt"]]}).encode()}


def _as_files(leak: Leak) -> list[Files]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            database_url="sqlite://", data_dir=Path(folder), secret_key="of a proof"
        )
        with create_app(settings).test_request_context(f"/{LANGUAGE}/"):
            return [_printed(document) for document in leak.documents]


def _printed(found: Mapping[str, Any]) -> Files:
    released = read(found)
    return {
        "results.csv": open_data.results_csv(released),
        "results.json": open_data.everything(released, publisher="", address=""),
        "questionnaire.json": json.dumps(found.get("filters", {})).encode(),
        **dict(_sheets(released)),
    }


def _sheets(released: Released) -> Iterator[tuple[str, bytes]]:
    told = page(released)
    words = dict.fromkeys(("name", "by", "title", "result", "address"), "Leck")
    more = {"conclusion": [], "code": prints.code("https://leck.example")}
    for name, (kind, paper) in SHEETS.items():
        yield name, prints.printed(kind, paper, told, {**words, **more}).body

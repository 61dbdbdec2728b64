"""The parcel: what is built into the wheel, and that it runs where nothing else is."""

import gzip
import hashlib
import json
import os
import re
import socket
import subprocess
import sys
import zipfile
from pathlib import Path

import plotly
import pytest
from babel.messages.pofile import read_po

import hatch_build
from tests.house.sources import PACKAGE, ROOT

STATIC = PACKAGE / "web" / "static"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_brings_catalogues_assets_templates_and_migrations(wheel: Path):
    inside = {path.relative_to(wheel).as_posix() for path in wheel.rglob("*")}
    assert "beteiligung/web/static/manifest.json" in inside
    assert "beteiligung/web/templates/layout/base.html" in inside
    assert any(re.search(r"migrations/versions/m0001\w*\.py$", name) for name in inside)
    for locale in ("de", "de@leicht", "ar", "uk", "ru"):
        assert f"beteiligung/translations/{locale}/LC_MESSAGES/messages.mo" in inside


def test_migrations_run_from_the_wheel_in_a_process_of_their_own(wheel: Path, tmp_path: Path):
    program = (
        "import beteiligung; from beteiligung.db import Store;"
        "from beteiligung.migrations.run import current, head, upgrade;"
        "store = Store('sqlite:///fresh.sqlite3'); upgrade(store); assert current(store) == head();"
        "store.dispose(); print(beteiligung.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(wheel)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert Path(done.stdout.strip()).is_relative_to(wheel)


def test_the_manifest_names_files_by_their_content_beside_compressed_ones():
    manifest = json.loads((STATIC / "manifest.json").read_text())
    assert {"residents.css", "staff.css", "plotly.js", "plotly.css"} <= set(manifest)
    for hashed in manifest.values():
        content = (STATIC / hashed).read_bytes()
        assert hashlib.sha256(content).hexdigest()[:12] in hashed
        assert gzip.decompress((STATIC / f"{hashed}.gz").read_bytes()) == content


def test_browser_and_server_use_the_same_plotly():
    server = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    with server.open(encoding="utf-8") as file:
        version = re.search(r"plotly\.js v([0-9.]+)", file.read(500))
    assert version is not None
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert wanted["plotly.js-basic-dist-min"] == version[1]


def test_the_chart_library_comes_without_styles_of_its_own():
    manifest = json.loads((STATIC / "manifest.json").read_text())
    script = (STATIC / manifest["plotly.js"]).read_text(encoding="utf-8")
    styles = (STATIC / manifest["plotly.css"]).read_text(encoding="utf-8")
    assert "if(!document.getElementById(" not in script
    assert ".js-plotly-plot .plotly .modebar-btn{" in styles


def test_easy_german_borrows_from_german_what_it_does_not_say(tmp_path: Path):
    own, german = tmp_path / "leicht.po", tmp_path / "de.po"
    own.write_text('msgid "a"\nmsgstr "eins"\n\nmsgid "b"\nmsgstr ""\n')
    german.write_text('msgid "a"\nmsgstr "uno"\n\nmsgid "b"\nmsgstr "zwei"\n')
    merged = hatch_build.merged([own, german])
    assert [merged[text].string for text in ("a", "b")] == ["eins", "zwei"]


def test_a_second_build_does_nothing(monkeypatch: pytest.MonkeyPatch):
    hatch_build.build(ROOT)
    monkeypatch.setattr(hatch_build, "build_assets", pytest.fail)
    hatch_build.build(ROOT)


LOCKS = ("package-lock.json", *(f"requirements{kind}.lock" for kind in ("", "-build", "-dev")))


@pytest.mark.parametrize("name", LOCKS)
def test_locks_hold_names_versions_and_checksums_but_no_addresses(name: str):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert "sha512-" in text or "--hash=sha256:" in text


def test_the_lock_keeps_the_orm_at_its_present_line():
    assert re.search(r"^sqlalchemy==2\.1\.", (ROOT / "requirements.lock").read_text(), re.MULTILINE)


def test_catalogues_can_be_read():
    for path in (ROOT / "translations").glob("*/LC_MESSAGES/*.po"):
        with path.open("rb") as file:
            assert read_po(file, locale=path.parent.parent.name, abort_invalid=True)


def test_tests_reach_no_network():
    with socket.socket() as outside, pytest.raises(AssertionError, match="wanted to reach"):
        outside.connect(("192.0.2.1", 80))

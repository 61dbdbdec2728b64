"""One proved figure: which promise it belongs to, what came out, and whether that is enough."""

import fcntl
import hashlib
import json
import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
REPORT = ROOT / "build" / "proofs.json"
NOT_MEASURED = "not measured"  # a figure that begins so was not taken, and counts as not met
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proof:
    """What a long proof came to."""

    promise: str  # such as P18, with what it is about
    figure: str
    met: bool

    def __str__(self) -> str:
        return f"{self.verdict:<12}  {self.promise}: {self.figure}"

    @property
    def verdict(self) -> str:
        """In a word or two."""
        if self.figure.startswith(NOT_MEASURED):
            return "NOT MEASURED"
        return "met" if self.met else "NOT MET"


def record(proof: Proof, seconds: float, part: str = "") -> Record:
    """A figure with where, when and from which state of the program it was taken."""
    found = {
        "promise": proof.promise,
        "part": part,
        "figure": proof.figure,
        "met": proof.verdict == "met",
        "seconds": round(seconds, 1),
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": machine(),
        "commit": commit(),
    }
    return {**found, "seal": seal(found)}


def seal(found: Mapping[str, Any]) -> str:
    """A mark that no longer fits when somebody mends a figure by hand."""
    said = {name: value for name, value in found.items() if name != "seal"}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@cache
def machine() -> str:
    """On what the figures were taken: no name, only what matters for them."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


@cache
def commit() -> str:
    """The state of the program; + behind it: with changes that are not committed."""
    short = _git("rev-parse", "--short=10", "HEAD")
    return f"{short}+" if short and _git("status", "--porcelain", "--", "beteiligung") else short


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["/usr/bin/env", "git", *arguments],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return ""  # a parcel without its history
    return done.stdout.strip()


def keep(
    promise: str, records: Sequence[Record], parts: Sequence[str] = (), path: Path = REPORT
) -> None:
    """Write what a promise, or these parts of it, came to; what the others came to before stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # a long proof may end while others are taken
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
        kept = [
            each
            for each in before
            if number(each) != promise or (parts and each.get("part") not in parts)
        ]
        found = sorted([*kept, *records], key=lambda each: place(number(each)))
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def number(found: Record) -> str:
    """The promise that a figure belongs to, such as P18."""
    name: str = found["promise"].partition(" ")[0]
    return name


def place(promise: str) -> tuple[int, str]:
    """Where a promise stands among all: P2 before P11, P11 before P11b."""
    digits = promise[1:].rstrip("abcdefgh")
    return int(digits), promise

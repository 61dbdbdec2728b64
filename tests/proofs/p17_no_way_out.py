"""P17: the tests where there is no network but the machine itself; known parts, pinned by hash.

Each folder of tests is one run; what it came to is kept beside the state of the program, so that a
proof that was stopped goes on where it was.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.proofs import rig
from tests.proofs.proof import NOT_MEASURED, ROOT, Proof, commit

# All but what needs programs of its own on the way: browsers have their own watch over requests.
FOLDERS = tuple(
    sorted(
        path.name
        for path in (ROOT / "tests").iterdir()
        if path.is_dir() and any(path.glob("test_*.py")) and path.name not in {"browser", "proofs"}
    )
)
PATIENCE = 900.0  # seconds, of one folder
INSIDE = 'ip link set lo up 2>/dev/null || true; exec "$@"'
# Root stays who it is: a made-up one could not start the database server as its owner.
WHO = () if os.geteuid() == 0 else ("--map-root-user",)
ALONE = ("unshare", "--net", *WHO, "sh", "-c", INSIDE, "sh")
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
# A connection beyond this machine; the address is for documentation, nobody has it.
REACHES = """
import socket, sys
try:
    socket.create_connection(("192.0.2.1", 9), 2)
except TimeoutError:
    sys.exit(0)  # it left
except OSError as error:
    sys.exit(1 if error.errno == 101 else 0)
"""


def without_a_network() -> Iterator[Proof]:
    """Run the tests in a network of their own, without any route."""
    promise = "P17 tests without a way out"
    if shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], check=False).returncode:
        yield Proof(promise, f"{NOT_MEASURED}: no network can be taken away here", met=False)
        return
    if subprocess.run([*ALONE, sys.executable, "-c", REACHES], check=False).returncode == 0:
        yield Proof(promise, f"{NOT_MEASURED}: there is a way out in spite of it", met=False)
        return
    passed, failed, late = 0, 0, []
    for folder in FOLDERS:
        came = _folder(folder)
        if came is None:
            late.append(folder)
            continue
        passed, failed = passed + came[0], failed + came[1]
    figure = f"{failed} of {passed + failed} failed, in {len(FOLDERS) - len(late)} folders"
    figure += "".join(f"; {name} did not come to its end" for name in late)
    yield Proof(promise, figure, passed > 0 == failed and not late)


def _folder(name: str) -> tuple[int, int] | None:
    """How many tests of a folder passed and failed there; None if they did not end."""
    kept = rig.BUILD / "p17" / commit() / f"{name}.json"
    if kept.exists():
        before: list[int] = json.loads(kept.read_text())
        return before[0], before[1]
    pytest = [sys.executable, "-m", "pytest", "-q", "-n2", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*ALONE, *pytest, f"tests/{name}", "-k", "sqlite or not postgresql"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    counted = {word: int(n) for n, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
    found = counted.get("passed", 0), counted.get("failed", 0) + counted.get("error", 0)
    if found[1]:
        names = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE)
        sys.stderr.write("\n".join([*names, ""]))
    if any(found):
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    return found if any(found) else None


def pinned() -> Iterator[Proof]:
    """Every part in every lock has the hash of what may be installed."""
    parts, bare = 0, []
    for lock in LOCKS:
        text = Path(ROOT, lock).read_text(encoding="utf-8").replace("\\\n", " ")
        for line in filter(lambda line: re.match(r"[a-z0-9]", line), text.splitlines()):
            parts += 1
            if "==" not in line or "--hash=sha256:" not in line:
                bare.append(line.split()[0])
    figure = f"{parts - len(bare)} of {parts} in {len(LOCKS)} locks {' '.join(bare[:3])}"
    yield Proof("P17 parts pinned by version and hash", figure.strip(), not bare and parts > 0)


def known_weaknesses() -> Iterator[Proof]:
    """What is not looked at here."""
    words = f"{NOT_MEASURED}: known weaknesses of dependencies are asked of a service, not here"
    yield Proof("P17 known weaknesses of what we use", words, met=False)

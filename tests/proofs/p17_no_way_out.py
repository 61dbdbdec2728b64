"""P17: a large part of the tests where there is no network but the machine itself."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

from tests.proofs import rig
from tests.proofs.proof import NOT_MEASURED, Proof

FOLDERS = ("accounts", "authoring", "dashboards", "districts", "home", "media", "operation",
           "qrcodes", "releases", "surveys", "web")  # fmt: skip
PATIENCE = 1_500.0  # seconds
INSIDE = 'ip link set lo up 2>/dev/null || true; exec "$@"'


def prove() -> Iterator[Proof]:
    """Run them in a network of their own, without any route; and say what is not looked at here."""
    yield _without_a_network()
    words = f"{NOT_MEASURED}: known weaknesses of dependencies are asked of a service, not here"
    yield Proof("P17 known weaknesses of what we use", words, met=False)


def _without_a_network() -> Proof:
    promise = "P17 tests without a way out"
    alone = ["unshare", "--net", "--map-root-user", "sh", "-c", INSIDE, "sh"]
    if shutil.which("unshare") is None or subprocess.run([*alone, "true"], check=False).returncode:
        return Proof(promise, f"{NOT_MEASURED}: no network can be taken away here", met=False)
    if subprocess.run([*alone, sys.executable, "-c", REACHES], check=False).returncode == 0:
        return Proof(promise, f"{NOT_MEASURED}: there is a way out in spite of it", met=False)
    tests = [f"tests/{folder}" for folder in FOLDERS]
    pytest = [sys.executable, "-m", "pytest", "-q", "-n2", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            [*alone, *pytest, "-k", "sqlite or not postgresql"],
            cwd=rig.BUILD.parent,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Proof(promise, f"{NOT_MEASURED}: it did not come to its end", met=False)
    counted = re.search(r"(?:(\d+) failed, )?(\d+) passed", done.stdout)
    passed, failed = (int(counted[2]), int(counted[1] or 0)) if counted else (0, 0)
    return Proof(promise, f"{failed} of {passed + failed} failed", passed > 0 == failed)


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

"""P7, P8, P11b, P11c, P15, P27: promises that tests show whole, if all of them pass."""

import re
import subprocess
import sys
from collections.abc import Iterator

from tests.proofs.proof import NOT_MEASURED, ROOT, Proof

PATIENCE = 1_500.0  # seconds
SHOWN = {
    "P7": ("upgrades, with data, up and down", ("tests/migrations",)),
    "P8": ("conditions that doctor names", ("tests/upkeep/test_doctor.py",)),
    "P11b": ("what waits, is set aside, or comes in a file", ("tests/fieldwork/test_desk.py",)),
    "P11c": (
        "wrong clocks, older versions, late arrivals",
        ("tests/fieldwork/test_intake.py", "-k", "clock or older or after_the_end or paused"),
    ),
    "P15": (
        "sessions that end",
        ("tests/accounts/test_sessions.py", "tests/accounts/test_signing_in.py"),
    ),
    "P27": (
        "journeys by keyboard alone, and of what is covered at 400 %",
        ("tests/browser", "-k", "keyboard or four_times or without_a_mouse"),
    ),
    "P27 ideas": (
        "every page around ideas, de, ar x 320, 1280, with work on it and in error, by axe",
        ("tests/browser/every_idea_page.py",),
    ),
}


def upgrades() -> Iterator[Proof]:
    """P7."""
    yield _passed("P7")


def storage() -> Iterator[Proof]:
    """P8."""
    yield _passed("P8")


def queues() -> Iterator[Proof]:
    """P11b."""
    yield _passed("P11b")


def clocks() -> Iterator[Proof]:
    """P11c."""
    yield _passed("P11c")


def sessions() -> Iterator[Proof]:
    """P15."""
    yield _passed("P15")


def keyboard() -> Iterator[Proof]:
    """P27, in a browser only: there the database makes no difference."""
    yield _passed("P27", "in a browser")


def ideas() -> Iterator[Proof]:
    """P27, of pages that the demonstration has no work for."""
    yield _passed("P27 ideas", "in a browser")


def _passed(number: str, where: str = "SQLite and PostgreSQL") -> Proof:
    words, files = SHOWN[number]
    promise = f"{number.partition(' ')[0]} tests of {words}, {where}"
    command = [sys.executable, "-m", "pytest", "-q", "-n1", "-p", "no:cacheprovider", *files]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return Proof(promise, f"{NOT_MEASURED}: they did not come to their end", met=False)
    failed = re.search(r"(\d+) failed", done.stdout)
    passed = re.search(r"(\d+) passed", done.stdout)
    skipped = re.search(r"(\d+) skipped", done.stdout)
    counted = [int(each[1]) if each else 0 for each in (passed, failed, skipped)]
    figure = "{} passed, {} failed, {} left out".format(*counted)
    names = re.findall(r"^FAILED \S+::(\S+)", done.stdout, re.MULTILINE)
    figure += "".join(f"; {name}" for name in names[:3])
    return Proof(promise, figure, done.returncode == 0 and counted[0] > 0 and not counted[2])

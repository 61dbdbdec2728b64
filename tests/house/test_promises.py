"""Every promise has its line, its command, and a figure that nobody typed."""

import importlib
import json
import re
import subprocess
import sys

from tests.house.sources import ROOT
from tests.proofs.__main__ import PROOFS
from tests.proofs.promises import PROMISES

PAGE = ROOT / "docs" / "promises.md"
THREATS = ROOT / "docs" / "threat-model.md"


def test_every_promise_has_its_line_and_its_command():
    text = PAGE.read_text(encoding="utf-8")
    assert {f"P{n}" for n in range(1, 32)} <= PROMISES.keys()
    for number, promise in PROMISES.items():
        (line,) = [line for line in text.splitlines() if line.startswith(f"| {number} |")]
        assert promise.words in line
        command = "not built yet" if promise.later else f"`make proofs ONLY={number}`"
        assert command in line


def test_the_threat_model_names_promises_and_tests_that_there_are():
    text = THREATS.read_text(encoding="utf-8")
    named = set(re.findall(r"\bP\d+[a-c]?\b", text))
    assert named >= {"P3", "P12", "P18", "P20"}
    assert named <= PROMISES.keys()
    assert not [name for name in named if PROMISES[name].later]
    places = re.findall(r"`(tests/[\w/.]+)`", text)
    assert not [place for place in places if not (ROOT / place).exists()]
    assert text.count("\n## ") - 1 == text.count("**Guards:**")  # but for what no part protects


def test_what_is_proved_is_promised_and_built():
    assert not [name for name in PROOFS if name not in PROMISES or PROMISES[name].later]


def test_the_figures_are_those_that_were_taken():
    check = [sys.executable, "-m", "docs.promises", "--check"]
    done = subprocess.run(check, check=False, capture_output=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()


def test_a_figure_mended_by_hand_is_noticed():
    promises = importlib.import_module("docs.promises")
    found = json.loads((ROOT / "docs" / "promises.json").read_text(encoding="utf-8"))
    assert found
    assert promises.mended(found) == []
    assert promises.mended([{**found[0], "figure": "0 of a million"}]) == [found[0]["promise"]]
    assert promises.page(found) != promises.page([{**found[0], "met": not found[0]["met"]}])

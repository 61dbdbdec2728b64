"""The budgets of the house: short functions, small modules, few exceptions."""

import ast
import re
import subprocess
from pathlib import Path

from tests.house.sources import ROOT, files, functions, modules, place, tree

FUNCTION_LINES = 40
MODULE_LINES = 300
POSITIONAL = 5
METHODS = 12
ROOT_ENTRIES = 18
SUPPRESSIONS = 20

_SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b")
_REASONED = re.compile(r"#\s*(?:noqa: [A-Z0-9, ]+|type: ignore\[[a-z,-]+\])\s*(?:-|#)\s*\w+")


def written() -> list[Path]:
    """All modules but the numbered migrations, which are lists of tables."""
    return [path for path in modules() if path.parent.name != "versions"]


def test_no_function_is_longer_than_forty_lines():
    long = [
        f"{place(path)}: {item.name} has {length} lines"
        for path in written()
        for item in functions(path)
        if (length := (item.end_lineno or 0) - item.lineno + 1) > FUNCTION_LINES
    ]
    assert not long


def test_no_module_is_longer_than_three_hundred_lines():
    lengths = {place(path): len(path.read_text().splitlines()) for path in written()}
    assert not {name: length for name, length in lengths.items() if length > MODULE_LINES}


def test_no_function_takes_more_than_five_arguments_by_position():
    many = [
        f"{place(path)}: {item.name}"
        for path in written()
        for item in functions(path)
        if len([arg for arg in item.args.posonlyargs + item.args.args if arg.arg != "self"])
        > POSITIONAL
    ]
    assert not many


def test_no_class_has_more_than_twelve_methods():
    large = [
        f"{place(path)}: {item.name}"
        for path in written()
        for item in ast.walk(tree(path))
        if isinstance(item, ast.ClassDef)
        if sum(isinstance(part, ast.FunctionDef) for part in item.body) > METHODS
    ]
    assert not large


def test_exceptions_from_the_rules_are_few_and_give_their_reason():
    found = [
        (f"{place(path)}:{number}", line)
        for path in written()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if _SUPPRESSION.search(line)
    ]
    assert not [where for where, line in found if not _REASONED.search(line)]
    assert len(found) <= SUPPRESSIONS, [where for where, _ in found]


def test_nothing_is_left_to_do_later():
    later = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
    own = files(".py", ".html", ".js", ".css")
    assert not [place(path) for path in own if later.search(path.read_text(encoding="utf-8"))]


def test_the_root_stays_easy_to_survey():
    if not (ROOT / ".git").exists():
        return
    git = ["/usr/bin/env", "git", "ls-files"]
    listed = subprocess.run(git, cwd=ROOT, check=True, capture_output=True, text=True)
    entries = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert len({name for name in entries if not name.startswith(".")}) <= ROOT_ENTRIES

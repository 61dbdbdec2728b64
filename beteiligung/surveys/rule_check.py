"""Answers that rules ask for, though no question has them."""

from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.rules import Rule, RuleError, compile_rule
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

COMPARING = frozenset({"=", "!="})
CHOSEN = frozenset({"single", "multiple", "scale", "smiley", "matrix"})  # answered by codes


def unknown_answers(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Rules that compare a question with an option that it does not have."""
    questions = document["questions"]
    by_id = {str(question.get("id")): question for question in reversed(questions)}
    for at, question in enumerate(questions):
        for name, literal in compared(_rule(question)):
            asked = by_id.get(name.partition(".")[0]) or {}
            known = options_of(asked, document) if asked.get("kind") in CHOSEN else {}
            if known and not _is_known(literal, known):
                message = N_("The rule asks whether “%(name)s” is “%(code)s”: no such answer.")
                values = {"name": name, "code": _written(literal)}
                yield Finding(f"questions.{at}.show_if", message, values)


def rule_text(question: Mapping[str, Any]) -> str:
    """The rule of a question as it is written; empty without one."""
    return str(question.get("show_if") or "").strip()


def compared(rule: Rule) -> Iterator[tuple[str, str | float]]:
    """Every question that a rule compares with a fixed answer, and that answer."""
    layer = [rule]
    while layer:
        for node in layer:
            if isinstance(node, list) and (node[0] in COMPARING or node[0] == "selected"):
                named = [part for part in node[1:] if isinstance(part, list) and part[0] == "ref"]
                fixed = [part for part in node[1:] if isinstance(part, str | float)]
                yield from ((str(part[1]), value) for part in named for value in fixed)
        layer = [part for node in layer if isinstance(node, list) for part in node[1:]]


def _rule(question: Mapping[str, Any]) -> Rule:
    try:
        return compile_rule(rule_text(question)) if rule_text(question) else ""
    except RuleError:  # said already, where rules are read
        return ""


def _is_known(literal: str | float, known: Mapping[str, Any]) -> bool:
    if isinstance(literal, str):
        return all(code in known for code in literal.split())
    return any(code.isdigit() and float(code) == literal for code in known)


def _written(literal: str | float) -> str:
    return literal if isinstance(literal, str) else f"{literal:g}"

"""Answers that rules name: whether they can be given at all."""

from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.rules import Rule, RuleError, compile_rule
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

COMPARING = frozenset({"=", "!="})
CHOSEN = frozenset({"single", "multiple", "scale", "smiley", "matrix"})  # answered by codes


def rule_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Rules of a well-formed document that ask for an answer that cannot be given."""
    questions = document["questions"]
    places = {str(question.get("id")): at for at, question in reversed(list(enumerate(questions)))}
    for at, question in enumerate(questions):
        try:
            rule = compile_rule(rule_text(question)) if rule_text(question) else ""
        except RuleError:
            continue  # said already, see references.lost
        yield from _codes(document, places, f"questions.{at}.show_if", rule)


def rule_text(question: Mapping[str, Any]) -> str:
    """The rule of a question as it is written; empty without one."""
    return str(question.get("show_if") or "").strip()


def _codes(
    document: Mapping[str, Any], places: Mapping[str, int], where: str, rule: Rule
) -> Iterator[Finding]:
    for name, literal in compared(rule):
        asked = name.partition(".")[0]
        if asked not in places:
            continue
        question = document["questions"][places[asked]]
        known = options_of(question, document) if question.get("kind") in CHOSEN else {}
        if known and not _is_known(literal, known):
            yield Finding(
                where,
                N_("The rule asks whether “%(name)s” is “%(code)s”, but there is no such answer."),
                {"name": name, "code": _written(literal)},
            )


def compared(rule: Rule) -> Iterator[tuple[str, str | float]]:
    """Every question that a rule compares with a fixed answer, and that answer."""
    layer = [rule]
    while layer:
        parts = [part for node in layer if isinstance(node, list) for part in node[1:]]
        for node in layer:
            if isinstance(node, list) and (node[0] in COMPARING or node[0] == "selected"):
                names = [
                    part[1] for part in node[1:] if isinstance(part, list) and part[0] == "ref"
                ]
                fixed = [part for part in node[1:] if isinstance(part, str | float)]
                yield from ((str(name), value) for name in names for value in fixed)
        layer = parts


def _is_known(literal: str | float, known: Mapping[str, Any]) -> bool:
    if isinstance(literal, str):
        return all(code in known for code in literal.split())
    return any(code.isdigit() and float(code) == literal for code in known)


def _written(literal: str | float) -> str:
    return literal if isinstance(literal, str) else f"{literal:g}"

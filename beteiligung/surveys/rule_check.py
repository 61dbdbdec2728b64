"""What is wrong with the rules of a questionnaire: names, order, circles, answers there are not."""

from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.rules import Rule, RuleError, compile_rule, references
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

COMPARING = frozenset({"=", "!="})


def rule_findings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Everything that is wrong with the rules of a well-formed document."""
    questions = document["questions"]
    places = {str(question.get("id")): at for at, question in reversed(list(enumerate(questions)))}
    looks_at: dict[str, set[str]] = {}
    compiled: dict[int, Rule] = {}
    for at, question in enumerate(questions):
        text = rule_text(question)
        if not text:
            continue
        try:
            compiled[at] = compile_rule(text)
        except RuleError as error:
            yield Finding(f"questions.{at}.show_if", error.message, error.values)
            continue
        names = {name.partition(".")[0] for name in references(compiled[at])}
        looks_at[str(question.get("id"))] = names
    for at, rule in compiled.items():
        for name in sorted(references(rule)):
            yield from _reference(document, places, looks_at, at, name)
        yield from _codes(document, places, f"questions.{at}.show_if", rule)


def rule_text(question: Mapping[str, Any]) -> str:
    """The rule of a question as it is written; empty without one."""
    return str(question.get("show_if") or "").strip()


def _reference(
    document: Mapping[str, Any],
    places: Mapping[str, int],
    looks_at: Mapping[str, set[str]],
    at: int,
    name: str,
) -> Iterator[Finding]:
    where = f"questions.{at}.show_if"
    asked, _, row = name.partition(".")
    if asked not in places or (row and row not in _rows(document, places[asked])):
        message = N_("The rule asks for “%(name)s”, which does not exist.")
        yield Finding(where, message, {"name": name})
    elif places[asked] >= at:
        own = str(document["questions"][at].get("id"))
        circle = _circle(looks_at, own, asked)
        if circle:
            yield Finding(
                where,
                N_("The rules go round in a circle: %(names)s."),
                {"names": " → ".join(circle)},
            )
        else:
            yield Finding(
                where,
                N_("The rule asks for “%(name)s”, which does not come before this question."),
                {"name": name},
            )


def _rows(document: Mapping[str, Any], at: int) -> set[str]:
    return {str(item.get("code")) for item in document["questions"][at].get("items") or ()}


def _circle(looks_at: Mapping[str, set[str]], own: str, first: str) -> list[str]:
    """The way from a question over another one's rule back to itself, if there is one."""
    ways = [[own, first]]
    seen = {first}
    while ways:
        way = ways.pop()
        if way[-1] == own:
            return way
        for name in sorted(looks_at.get(way[-1], set())):
            if name == own or name not in seen:
                seen.add(name)
                ways.append([*way, name])
    return []


# ---- answers that rules name ---------------------------------------------------------------------


def _codes(
    document: Mapping[str, Any], places: Mapping[str, int], where: str, rule: Rule
) -> Iterator[Finding]:
    for name, literal in compared(rule):
        asked = name.partition(".")[0]
        if asked not in places:
            continue
        known = options_of(document["questions"][places[asked]], document)
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

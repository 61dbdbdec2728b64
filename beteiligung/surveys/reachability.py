"""Questions that nobody will ever see: rules that no answers can fulfil."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.rule_check import rule_text
from beteiligung.surveys.rules import Answer, Rule, compile_rule, holds, references
from beteiligung.surveys.shape import Finding
from beteiligung.text import N_

TRIES = 2000  # answers tried for one rule; a rule that needs more is taken as reachable
ANY_DAY = date(2000, 1, 1)  # rules that look at today are not examined
JOINING = frozenset({"and", "or", "not"})
TESTING = frozenset({"=", "!=", "<", "<=", ">", ">=", "selected"})
CHOSEN_ONE = frozenset({"single", "scale", "smiley", "matrix", "place", "hidden"})
CHOSEN_SEVERAL = frozenset({"multiple"})
FURTHEST = 10**9


@dataclass(frozen=True, slots=True)
class _Name:
    """Something rules can look at: a question, or a row of a matrix."""

    name: str
    rule: "Rule | None"  # of its question; none if it is always shown, or cannot be examined
    values: tuple[Answer, ...]  # what somebody can answer, as far as rules can tell it apart


def unreachable(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Questions of a document without errors that no answers ever show.

    Examined are rules made of comparisons with fixed answers, joined by and, or, not. For numbers
    and days only the values beside those that rules name matter, so trying these is enough. What a
    hidden question would have been answered is empty (semantics E3). Other rules are trusted.
    """
    questions = document["questions"]
    rules: dict[str, Rule] = {}
    for at, question in enumerate(questions):
        if not rule_text(question):
            continue
        rule = rules[question["id"]] = compile_rule(rule_text(question))
        if _is_simple(rule) and not _can_hold(document, rules, rule):
            yield Finding(
                f"questions.{at}.show_if",
                N_("Nobody will ever see this question: no answers fulfil its rule."),
            )


def _is_simple(rule: Rule) -> bool:
    """Whether a rule is made only of what can be examined."""
    if not isinstance(rule, list):
        return False
    if rule[0] in JOINING:
        return all(_is_simple(part) for part in rule[1:])
    if rule[0] in {"true", "false"}:
        return True
    name, *sides = rule
    named, fixed = sum(map(_is_name, sides)), sum(map(_is_fixed, sides))
    return name in TESTING and named == fixed == 1


def _is_name(part: Rule) -> bool:
    return isinstance(part, list) and part[0] == "ref"


def _is_fixed(part: Rule) -> bool:
    return isinstance(part, str | float)


def _can_hold(document: Mapping[str, Any], rules: Mapping[str, Rule], rule: Rule) -> bool:
    names = _names(document, rules, rule)
    if names is None:
        return True
    left = [TRIES]
    return _tried(names, {}, rule, left)


def _tried(names: Sequence[_Name], given: dict[str, Answer], rule: Rule, left: list[int]) -> bool:
    """Whether some answers to these questions, after those given, fulfil the rule."""
    left[0] -= 1
    if left[0] < 0:
        return True
    if not names:
        return holds(rule, given, today=ANY_DAY)
    first, *rest = names
    shown = first.rule is None or holds(first.rule, given, today=ANY_DAY)
    values = first.values if shown else (None,)
    return any(_tried(rest, {**given, first.name: value}, rule, left) for value in values)


def _names(
    document: Mapping[str, Any], rules: Mapping[str, Rule], rule: Rule
) -> list[_Name] | None:
    """Everything that decides about a rule, in the order of the questions; none if too open."""
    wanted, all_rules = set(references(rule)), [rule]
    found: list[_Name] = []
    for question in reversed(document["questions"]):
        own = rules.get(question["id"])
        simple = own if own is not None and _is_simple(own) else None
        mine = [name for name in wanted if name.partition(".")[0] == question["id"]]
        if mine and simple is not None:
            wanted |= references(simple)
            all_rules.append(simple)
        for name in mine:
            values = _values(question, document, _fixed_beside(name, all_rules))
            if values is None:
                return None
            found.insert(0, _Name(name, simple, values))
    return found


def _fixed_beside(name: str, rules: Sequence[Rule]) -> list[str | float]:
    """The fixed answers with which rules compare a question."""
    found: list[str | float] = []
    layer: list[Rule] = list(rules)
    while layer:
        for node in layer:
            if isinstance(node, list) and ["ref", name] in node[1:]:
                found += [part for part in node[1:] if isinstance(part, str | float)]
        layer = [part for node in layer if isinstance(node, list) for part in node[1:]]
    return found


# ---- what somebody can answer --------------------------------------------------------------------


def _values(
    question: Mapping[str, Any], document: Mapping[str, Any], fixed: Sequence[str | float]
) -> tuple[Answer, ...] | None:
    kind = question["kind"]
    codes = list(options_of(question, document))
    if kind in CHOSEN_ONE:
        return (*sorted(codes, key=lambda code: code not in fixed), None)
    if kind in CHOSEN_SEVERAL:
        return _several(codes, fixed)
    if kind == "number":
        return (*_numbers(question, fixed), None)
    if kind == "date":
        return (*_days(question, fixed), None)
    if kind == "text":
        return (*(str(value) for value in fixed), "…", *_beside(fixed), None)
    return None


def _several(codes: Sequence[str], fixed: Sequence[str | float]) -> tuple[Answer, ...]:
    """The sets of options that rules tell apart: with and without each one they name."""
    named = [code for code in codes if code in fixed]
    sets: list[list[str]] = [[]]
    for code in named[:6]:
        sets += [[*chosen, code] for chosen in sets]
    others = [code for code in codes if code not in named][:1]
    sets += [[*chosen, *others] for chosen in sets]
    return tuple(sorted(sets, key=len, reverse=True))


def _numbers(question: Mapping[str, Any], fixed: Sequence[str | float]) -> list[float]:
    low = float(question["min"]) if question.get("min") is not None else -FURTHEST
    high = float(question["max"]) if question.get("max") is not None else FURTHEST
    named = sorted({low, high, *(number for value in fixed for number in _as_number(value))})
    between = [(one + other) / 2 for one, other in pairwise(named)]
    return [number for number in (*named, *between) if low <= number <= high]


def _as_number(value: str | float) -> list[float]:
    try:
        return [float(value)]
    except ValueError:
        return []


def _beside(fixed: Sequence[str | float]) -> list[str]:
    numbers = [number for value in fixed for number in _as_number(value)]
    return [f"{number + step:g}" for number in numbers for step in (-1, 1)]


def _days(question: Mapping[str, Any], fixed: Sequence[str | float]) -> list[str]:
    low = _day(question.get("min")) or date(1900, 1, 1)
    high = _day(question.get("max")) or date(2100, 1, 1)
    named = [day for value in fixed if (day := _day(value)) is not None]
    near = [day + timedelta(days=step) for day in named for step in (-1, 0, 1)]
    return [day.isoformat() for day in (low, high, *near) if low <= day <= high]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None

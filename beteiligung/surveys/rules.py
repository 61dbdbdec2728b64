"""Rules of a questionnaire: when a question is shown, decided alike on server and phone.

A rule is written in a subset of XPath (``${q01} = 'wohnt' and selected(${q05}, 'bus')``), compiled
once at publication to a tree of lists that can be kept as JSON, and evaluated here and in
``web/js/rules.js``. Where the two could differ, neither relies on its language.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple, cast

from beteiligung.surveys.rule_functions import FUNCTIONS, OPERATORS
from beteiligung.surveys.rule_parser import parse_rule
from beteiligung.surveys.rule_patterns import matches
from beteiligung.surveys.rule_values import (
    Answer,
    Rule,
    RuleError,
    Value,
    to_text,
    to_truth,
    value_of,
)

__all__ = ["Answer", "Rule", "RuleError", "compile_rule", "evaluate", "holds", "references"]


def compile_rule(text: str) -> Rule:
    """Turn the text of a rule into the tree that is published with the questionnaire.

    Refuses with ``RuleError``, whose message id and values tell the author what to mend.
    """
    return parse_rule(text)


def references(rule: Rule) -> frozenset[str]:
    """Return the names of the questions the rule looks at."""
    return frozenset(_names(rule))


def evaluate(
    rule: Rule, answers: Mapping[str, Answer], *, own: Answer = None, today: date
) -> bool | float | str:
    """Return what the rule says for these answers, given by name; an absent name is empty.

    ``own`` is the answer of the question the rule belongs to (``.``). An empty answer equals
    ``''``; reckoned with or compared by size it gives NaN, and so "no".
    """
    value = _value(rule, _Sight(answers, own, today))
    return to_text(value) if isinstance(value, tuple) else value


def holds(rule: Rule, answers: Mapping[str, Answer], *, own: Answer = None, today: date) -> bool:
    """Tell whether the rule says yes, so that its question is to be shown."""
    return to_truth(evaluate(rule, answers, own=own, today=today))


class _Sight(NamedTuple):
    """All that a rule can see."""

    answers: Mapping[str, Answer]
    own: Answer
    today: date


def _names(rule: Rule) -> Iterator[str]:
    if not isinstance(rule, list):
        return
    if rule[0] == "ref":
        yield cast("str", rule[1])
        return
    for part in rule[1:]:
        yield from _names(part)


def _value(rule: Rule, sight: _Sight) -> Value:
    if isinstance(rule, str):
        return rule
    if not isinstance(rule, list):
        return float(rule)
    name = cast("str", rule[0])
    if name == "ref":
        return value_of(sight.answers.get(cast("str", rule[1])))
    if name == "own":
        return value_of(sight.own)
    if name == "today":
        return sight.today.isoformat()
    if name == "regex":
        return matches(rule[2], to_text(_value(rule[1], sight)))
    run = OPERATORS[name] if name in OPERATORS else FUNCTIONS[name].run
    return run(*(_value(part, sight) for part in rule[1:]))

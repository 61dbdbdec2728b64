"""Rules as the editor builds them: question, comparison, value, joined by "all" or "any"."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from beteiligung.errors import Refusal
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.references import PARTS
from beteiligung.surveys.rule_values import number_text
from beteiligung.surveys.rules import Rule, RuleError, compile_rule
from beteiligung.text import N_

Joined = Literal["and", "or"]
SIZES = ("<", "<=", ">", ">=")
# Comparisons of the builder, with the operator of a rule where there is one.
IS, IS_NOT, CHOSEN, NOT_CHOSEN, ANSWERED, UNANSWERED = (
    "is",
    "is_not",
    "chosen",
    "not_chosen",
    "answered",
    "unanswered",
)
WITHOUT_VALUE = frozenset({ANSWERED, UNANSWERED})
WAY_OF = {"=": IS, "!=": IS_NOT, "selected": CHOSEN, **{sign: sign for sign in SIZES}}
MEASURED = {Figures.NUMBER, Figures.DAY, Figures.MONTH, Figures.TIME, Figures.SHARES}
SIZED = {Figures.NUMBER, Figures.DAY, Figures.SHARES, Figures.RECKONED}
THREE = 3  # a comparison: sign, question, value


class QuotedBothWays(Refusal):
    """A value that no rule can hold."""

    default = N_("A value cannot have both kinds of straight quotation marks.")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison: of which question (or ``question.row``), how, with what."""

    asked: str
    way: str
    value: str = ""
    number: bool = False  # whether the value is compared as a number


@dataclass(frozen=True, slots=True)
class Built:
    """A rule that the builder can show."""

    conditions: tuple[Condition, ...]
    joined: Joined = "and"


def rule_of(built: Built) -> str:
    """The rule as it is written in the questionnaire; empty without conditions."""
    return f" {built.joined} ".join(_written(condition) for condition in built.conditions)


def built_of(rule: str) -> Built | None:
    """The conditions of a rule; none where the builder cannot say what it says."""
    if not rule.strip():
        return Built(())
    try:
        tree = compile_rule(rule)
    except RuleError:
        return None
    several = isinstance(tree, list) and tree[0] in {"and", "or"}
    parts = cast("list[Rule]", tree)[1:] if several else [tree]
    conditions = [condition_of(part) for part in parts]
    if any(condition is None for condition in conditions):
        return None
    joined = cast("Joined", cast("list[Rule]", tree)[0]) if several else "and"
    return Built(tuple(filter(None, conditions)), joined)


def condition_of(tree: Rule) -> Condition | None:
    """One comparison out of a compiled rule, if it is of the builder's kind."""
    if not isinstance(tree, list):
        return None
    if tree[0] == "not":
        inner = condition_of(tree[1])
        chosen = inner is not None and inner.way == CHOSEN
        return replace(inner, way=NOT_CHOSEN) if inner and chosen else None
    if len(tree) != THREE or tree[0] not in WAY_OF or not _asks(tree[1]):
        return None
    value, way, asked = _value(tree[2]), WAY_OF[str(tree[0])], str(cast("list[Rule]", tree[1])[1])
    if value is None:
        return None
    text, number = value
    if not text:
        empty = {IS: UNANSWERED, IS_NOT: ANSWERED}.get(way)
        return Condition(asked, empty) if empty else None
    return None if number and way == CHOSEN else Condition(asked, way, text, number=number)


def _asks(tree: Rule) -> bool:
    return isinstance(tree, list) and tree[0] == "ref"


def _value(tree: Rule) -> tuple[str, bool] | None:
    """The text or number on the right of a comparison, and whether it is a number."""
    if isinstance(tree, str):
        return tree, False
    if isinstance(tree, list):
        below = tree[0] == "neg" and _value(tree[1])
        return ("-" + below[0], True) if below and below[1] else None
    return number_text(float(tree)), True


def ways_for(asked: Mapping[str, Any]) -> tuple[str, ...]:
    """The comparisons that fit a question, the most likely first."""
    own: tuple[str, ...] = (IS, IS_NOT)
    figures = _figures(asked)
    if figures in {Figures.SEVERAL, Figures.RANKS}:
        own = (CHOSEN, NOT_CHOSEN)
    elif figures in {Figures.PHOTOS, Figures.CONSENT}:
        own = ()
    elif figures in SIZED:
        own = (IS, IS_NOT, *SIZES)
    return (*own, ANSWERED, UNANSWERED)


def is_measured(asked: Mapping[str, Any]) -> bool:
    """Whether only a number, a day, a month or a time can be an answer."""
    return _figures(asked) in MEASURED


def may_be_number(asked: Mapping[str, Any]) -> bool:
    """Whether an answer is compared as a number, if it looks like one."""
    return _figures(asked) in SIZED


def _figures(asked: Mapping[str, Any]) -> Figures:
    kind = KINDS.get(str(asked.get("kind")))
    return kind.figures if kind else Figures.NONE


def before(document: Mapping[str, Any], at: int) -> list[tuple[str, Mapping[str, Any]]]:
    """What a rule of the question at a place may ask for: names with their questions."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    for asked in document["questions"][:at]:
        name = str(asked.get("id"))
        if _figures(asked) is Figures.NONE:
            continue
        parts = parts_of(asked)
        found += [(f"{name}.{part}", asked) for part in parts] or [(name, asked)]
    return found


def parts_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a question that rules name, with their words: rows, shares of a budget."""
    parts = asked.get(PARTS.get(str(asked.get("kind")), "")) or ()
    return {str(part.get("code")): part.get("label") for part in parts}


def answers_of(asked: Mapping[str, Any], document: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """The codes of a question's answers with their words, wherever they stand."""
    scale = (document.get("scales") or {}).get(asked.get("scale")) or {}
    if scale:
        pairs: Sequence[tuple[Any, Any]] = list(
            zip(scale.get("codes") or (), scale.get("labels") or (), strict=False)
        )
    else:
        pairs = [(o.get("code"), o.get("label")) for o in asked.get("options") or ()]
    return [(str(code), label) for code, label in pairs]


def _written(condition: Condition) -> str:
    asked = f"${{{condition.asked}}}"
    match condition.way:
        case "answered":
            return f"{asked} != ''"
        case "unanswered":
            return f"{asked} = ''"
        case "chosen":
            return f"selected({asked}, {_quoted(condition.value)})"
        case "not_chosen":
            return f"not(selected({asked}, {_quoted(condition.value)}))"
    sign = {IS: "=", IS_NOT: "!="}.get(condition.way, condition.way)
    value = condition.value if condition.number else _quoted(condition.value)
    return f"{asked} {sign} {value}"


def _quoted(value: str) -> str:
    if "'" not in value:
        return f"'{value}'"
    if '"' in value:
        raise QuotedBothWays
    return f'"{value}"'

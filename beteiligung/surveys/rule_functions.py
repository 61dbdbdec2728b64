"""What each function and operator of a rule does to its values."""

import math
from collections.abc import Callable
from functools import reduce
from typing import Final, NamedTuple

from beteiligung.surveys.rule_texts import (
    after,
    before,
    chosen,
    code_at,
    day_text,
    filled,
    first_filled,
    formatted,
    is_chosen,
    part,
    tidy,
    translated,
    xpath_part,
)
from beteiligung.surveys.rule_values import (
    Value,
    rounded,
    to_number,
    to_text,
    to_truth,
    whole,
)

LARGEST_POWER: Final = 1000
_ANY: Final = 1000  # no rule is long enough for more values


class Function(NamedTuple):
    """A function a rule may use, with the fewest and most values it takes."""

    run: Callable[..., Value]
    fewest: int
    most: int


def equal(left: Value, right: Value) -> bool:
    """Compare as yes/no if one side is that, else as numbers if one side is, else as texts."""
    if isinstance(left, bool) or isinstance(right, bool):
        return to_truth(left) == to_truth(right)
    if isinstance(left, float) or isinstance(right, float):
        return to_number(left) == to_number(right)
    return to_text(left) == to_text(right)


def divided(left: float, right: float) -> float:
    """Divide; by zero gives infinity or NaN, as a browser does."""
    if right == 0:
        return left * math.inf if left else math.nan
    return left / right


def remainder(left: float, right: float) -> float:
    """Return what is left after division, with the sign of the left side."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def upward(number: float) -> float:
    """Return the next whole number upward."""
    return float(math.ceil(number)) if math.isfinite(number) else number


def power(base: float, exponent: float) -> float:
    """Raise to a whole power up to 1,000 either way; other powers differ between machines."""
    if not exponent.is_integer() or abs(exponent) > LARGEST_POWER:
        return math.nan
    product = 1.0
    for _ in range(abs(int(exponent))):
        product *= base
    return divided(1.0, product) if exponent < 0 else product


def root(number: float) -> float:
    """Return the square root; NaN below zero."""
    return math.sqrt(number) if number >= 0 else math.nan


def least(*numbers: float) -> float:
    """Return the smallest number, NaN if one of them is missing."""
    return math.nan if any(map(math.isnan, numbers)) else min(numbers)


def greatest(*numbers: float) -> float:
    """Return the largest number, NaN if one of them is missing."""
    return math.nan if any(map(math.isnan, numbers)) else max(numbers)


def _of_numbers(run: Callable[..., float]) -> Callable[..., Value]:
    return lambda *values: run(*map(to_number, values))


def _of_texts(run: Callable[..., Value]) -> Callable[..., Value]:
    return lambda *values: run(*map(to_text, values))


def _folded(run: Callable[[float, float], float]) -> Callable[..., Value]:
    return lambda *values: reduce(run, map(to_number, values))


def _compared(run: Callable[[float, float], bool]) -> Callable[..., Value]:
    return lambda *values: reduce(lambda a, b: run(to_number(a), to_number(b)), values)


OPERATORS: Final[dict[str, Callable[..., Value]]] = {
    "or": lambda *values: any(map(to_truth, values)),
    "and": lambda *values: all(map(to_truth, values)),
    "=": lambda *values: reduce(equal, values),
    "!=": lambda *values: reduce(lambda a, b: not equal(a, b), values),
    "<": _compared(lambda a, b: a < b),
    "<=": _compared(lambda a, b: a <= b),
    ">": _compared(lambda a, b: a > b),
    ">=": _compared(lambda a, b: a >= b),
    "+": _folded(lambda a, b: a + b),
    "-": _folded(lambda a, b: a - b),
    "*": _folded(lambda a, b: a * b),
    "div": _folded(divided),
    "mod": _folded(remainder),
    "neg": _of_numbers(lambda a: -a),
}
FUNCTIONS: Final[dict[str, Function]] = {
    "true": Function(lambda: True, 0, 0),
    "false": Function(lambda: False, 0, 0),
    "not": Function(lambda value: not to_truth(value), 1, 1),
    "boolean": Function(to_truth, 1, 1),
    "boolean-from-string": Function(lambda value: to_text(value) in {"1", "true"}, 1, 1),
    "if": Function(lambda test, yes, no: yes if to_truth(test) else no, 3, 3),
    "coalesce": Function(first_filled, 1, _ANY),
    "count-non-empty": Function(filled, 1, _ANY),
    "selected": Function(is_chosen, 2, 2),
    "selected-at": Function(code_at, 2, 2),
    "count-selected": Function(chosen, 1, 1),
    "number": Function(to_number, 1, 1),
    "int": Function(_of_numbers(whole), 1, 1),
    "round": Function(_of_numbers(rounded), 1, 2),
    "floor": Function(_of_numbers(lambda number: -upward(-number)), 1, 1),
    "ceiling": Function(_of_numbers(upward), 1, 1),
    "abs": Function(_of_numbers(abs), 1, 1),
    "pow": Function(_of_numbers(power), 2, 2),
    "sqrt": Function(_of_numbers(root), 1, 1),
    "min": Function(_of_numbers(least), 1, _ANY),
    "max": Function(_of_numbers(greatest), 1, _ANY),
    "sum": Function(_folded(lambda a, b: a + b), 1, _ANY),
    "string": Function(to_text, 1, 1),
    "string-length": Function(lambda value: float(len(to_text(value))), 1, 1),
    "concat": Function(_of_texts(lambda *texts: "".join(texts)), 1, _ANY),
    "join": Function(_of_texts(lambda mark, *texts: mark.join(texts)), 1, _ANY),
    "contains": Function(_of_texts(lambda text, piece: piece in text), 2, 2),
    "starts-with": Function(_of_texts(str.startswith), 2, 2),
    "ends-with": Function(_of_texts(str.endswith), 2, 2),
    "substr": Function(lambda value, *ends: part(to_text(value), *ends), 2, 3),
    "substring": Function(lambda value, *ends: xpath_part(to_text(value), *ends), 2, 3),
    "substring-before": Function(_of_texts(before), 2, 2),
    "substring-after": Function(_of_texts(after), 2, 2),
    "normalize-space": Function(_of_texts(tidy), 1, 1),
    "translate": Function(_of_texts(translated), 3, 3),
    "date": Function(day_text, 1, 1),
    "decimal-date-time": Function(lambda value: to_number(day_text(value)), 1, 1),
    "format-date": Function(lambda value, form: formatted(value, to_text(form)), 2, 2),
}

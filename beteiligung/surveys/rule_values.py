"""Values inside a rule: how texts, numbers, yes/no and dates turn into each other, or fail."""

import math
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Rule: TypeAlias = "float | str | list[Rule]"
Answer: TypeAlias = str | float | Sequence[str] | None
Value: TypeAlias = bool | float | str | tuple[str, ...]

BLANKS = " \t\r\n"
EPOCH = date(1970, 1, 1).toordinal()
_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_DAY = re.compile(r"(?!0000)[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PLAIN_BELOW = 1e21
_PLAIN_FROM = 1e-6


class RuleError(ValueError):
    """A rule or pattern cannot be used; the message id and its values say why."""

    def __init__(self, message: str, **values: str | int) -> None:
        super().__init__(message % values)
        self.message = message
        self.values: dict[str, str | int] = values


def value_of(answer: Answer) -> Value:
    """What a rule sees of an answer: its text; several chosen codes stay apart.

    Numbers become text too, so a number typed into a text field and a number from a number
    field are the same to a rule. Missing, ``""`` and ``[]`` are one thing: ``""``.
    """
    if isinstance(answer, int | float):
        return number_text(float(answer))
    if answer is None or isinstance(answer, str):
        return answer or ""
    return tuple(code for code in answer if code) or ""


def to_text(value: Value) -> str:
    """Text of a value; several codes are separated by a space."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return " ".join(value)
    return value if isinstance(value, str) else number_text(value)


def number_text(number: float) -> str:
    """Shortest text that reads back as the same number, digit for digit as a browser writes it."""
    if math.isnan(number):
        return "NaN"
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    if number == 0:
        return "0"
    if _PLAIN_FROM <= abs(number) < _PLAIN_BELOW:
        return format(Decimal(repr(number)), "f").removesuffix(".0")
    return repr(number).replace("e-0", "e-")


def to_number(value: Value) -> float:
    """Return the number of a value; a date counts as days since 1970; no number is NaN."""
    if isinstance(value, bool | int | float):
        return float(value)
    text = to_text(value).strip(BLANKS)
    if _NUMBER.fullmatch(text):
        return float(text)
    day = to_day(text)
    return math.nan if day is None else float(day.toordinal() - EPOCH)


def to_day(text: str) -> date | None:
    """Read the calendar day a text such as ``2026-03-09`` names, if it names one."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def to_truth(value: Value) -> bool:
    """Tell whether a value counts as yes: a filled text, or a number other than 0 and NaN."""
    if isinstance(value, float):
        return value != 0 and not math.isnan(value)
    return bool(value)


def to_codes(value: Value) -> tuple[str, ...]:
    """Return the codes chosen; a text is split at its spaces, an empty one is one empty code."""
    if isinstance(value, tuple):
        return value
    return tuple(re.split(f"[{BLANKS}]+", to_text(value).strip(BLANKS)))


def whole(number: float) -> float:
    """Cut off what is behind the point."""
    return float(math.trunc(number)) if math.isfinite(number) else number


def rounded(number: float, digits: float = 0.0) -> float:
    """Round half away from zero to digits behind the point (before it, if negative)."""
    if math.isnan(digits):
        return digits
    if not math.isfinite(number):
        return number
    places = int(max(-20.0, min(20.0, digits)))
    shifted = _shifted(abs(number), places)
    if math.isinf(shifted):
        return number
    below = whole(shifted)
    up = below + 1 if shifted - below >= 1 / 2 else below
    return math.copysign(_shifted(up, -places), number)


def _shifted(number: float, places: int) -> float:
    """Move the decimal point in the written number, so that 2.345 is not 2.3449999."""
    mantissa, _, exponent = number_text(number).partition("e")
    return float(f"{mantissa}e{int(exponent or 0) + places}")

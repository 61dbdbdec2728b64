"""What a rule can take out of texts, chosen codes and dates."""

import math
import re
from datetime import date
from typing import Final

from beteiligung.surveys.rule_values import (
    BLANKS,
    EPOCH,
    Value,
    rounded,
    to_codes,
    to_day,
    to_number,
    to_text,
)

_FURTHEST: Final = 10**6
_WEEKDAYS: Final = "MonTueWedThuFriSatSun"
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"


def is_chosen(value: Value, code: Value) -> bool:
    """Whether a code is among those chosen."""
    return to_text(code).strip(BLANKS) in to_codes(value)


def code_at(value: Value, position: Value) -> str:
    """Return the code chosen at a position, counted from 0; empty beyond the end."""
    codes = to_codes(value)
    place = to_number(position)
    return codes[int(place)] if 0 <= place < len(codes) else ""


def chosen(value: Value) -> float:
    """Count the codes chosen."""
    return float(sum(1 for code in to_codes(value) if code))


def part(text: str, start: Value, end: Value | None = None) -> str:
    """Return the characters from start up to end, counted from 0, or from the end if negative."""
    return text[_place(start) : None if end is None else _place(end)]


def _place(value: Value) -> int:
    number = to_number(value)
    return 0 if math.isnan(number) else int(max(-_FURTHEST, min(_FURTHEST, number)))


def xpath_part(text: str, start: Value, length: Value = math.inf) -> str:
    """Return length characters from start, counted from 1."""
    first = rounded(to_number(start))
    end = first + rounded(to_number(length))
    return "".join(letter for at, letter in enumerate(text, 1) if first <= at < end)


def before(text: str, mark: str) -> str:
    """Return what stands before the first mark; empty if there is none."""
    return text[: max(text.find(mark), 0)]


def after(text: str, mark: str) -> str:
    """Return what stands after the first mark; empty if there is none."""
    at = text.find(mark)
    return "" if at < 0 else text[at + len(mark) :]


def translated(text: str, old: str, new: str) -> str:
    """Replace each letter of old by the one of new at its place, or drop it."""
    swap = {letter: new[at : at + 1] for at, letter in reversed(list(enumerate(old)))}
    return "".join(swap.get(letter, letter) for letter in text)


def tidy(text: str) -> str:
    """Trim the text and leave single spaces."""
    return " ".join(word for word in to_codes(text) if word)


def filled(*values: Value) -> float:
    """Count the values that are not empty."""
    return float(sum(1 for value in values if to_text(value)))


def first_filled(*values: Value) -> Value:
    """Return the first value that is not empty."""
    return next((value for value in values if to_text(value)), "")


def day_text(value: Value) -> str:
    """Return the date of a value as ISO text: a text, a date with time, or days since 1970."""
    text = to_text(value).strip(BLANKS)
    day = to_day(text[:10] if text[10:11] == "T" else text)
    number = to_number(value)
    if day is None and math.isfinite(number):
        ordinal = math.floor(number) + EPOCH
        day = date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
    return "" if day is None else day.isoformat()


def formatted(value: Value, form: str) -> str:
    """Write a date by a form such as ``%d.%m.%Y``; empty without a date."""
    day = to_day(day_text(value))
    if day is None:
        return ""
    year, month, number = day.isoformat().split("-")
    codes = {"Y": year, "y": year[2:], "m": month, "d": number, "%": "%"}
    codes |= {"n": str(day.month), "e": str(day.day)}
    codes |= {"a": _three(_WEEKDAYS, day.weekday()), "b": _three(_MONTHS, day.month - 1)}
    return re.sub("%(.)", lambda found: codes.get(found[1], found[0]), form, flags=re.DOTALL)


def _three(names: str, place: int) -> str:
    return names[3 * place : 3 * place + 3]

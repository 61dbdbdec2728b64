"""Money to the cent: read as Germans or the English write it, kept as whole cents."""

import re

from beteiligung.errors import Refusal
from beteiligung.text import N_

MOST = 10**14  # cents: more than any city has
_PLAIN = re.compile(r"\d+")
_SEPARATED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_CENTS = 2  # digits


class NoMoney(Refusal):
    """A text that is no amount, or may be two different ones."""

    default = N_("Please write an amount in euros such as 1.234,56 or 1,234.56.")


class TooMuch(Refusal):
    """An amount that can only be a slip."""

    default = N_("This amount is too large.")


def cents(text: str) -> int:
    """The amount in cents; refused where it is none, or says less than a cent.

    A point or comma before one or two last digits parts cents off; before three it parts
    thousands, so 1.234 is one thousand two hundred and thirty-four in both ways of writing.
    """
    bare = text.translate(_SPACES).strip().removesuffix("EUR").removesuffix("€").strip()
    bare = bare.removeprefix("€").strip().replace("’", "'")
    whole, part = _parted(bare)
    if not part.isdigit() and part:
        raise NoMoney
    euros = _euros(whole)
    found = euros * 100 + int((part or "0").ljust(_CENTS, "0"))
    if found > MOST:
        raise TooMuch
    return found


def _parted(text: str) -> tuple[str, str]:
    """The digits before and behind the sign that parts cents off."""
    place = max(text.rfind("."), text.rfind(","))
    if place >= 0 and 1 <= len(text) - place - 1 <= _CENTS:
        before, behind = text[:place], text[place + 1 :]
        if text[place] in before:  # the same sign cannot part both
            raise NoMoney
        return before, behind
    return text, ""


def _euros(text: str) -> int:
    if not text.isascii():
        raise NoMoney
    if _PLAIN.fullmatch(text):
        return int(text)
    if not _SEPARATED.fullmatch(text) or text[0] == "0":
        raise NoMoney
    return int(re.sub(r"\D", "", text))

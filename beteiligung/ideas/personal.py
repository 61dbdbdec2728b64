"""What in a text may be about a person: hints for whoever decides whether everybody reads it."""

import enum
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

FEWEST_DIGITS, MOST_DIGITS = 6, 15  # of a telephone number
_CHECK = 97  # ISO 13616: what the digits of an account number leave is 1
_LETTER = r"[^\W\d_]"
_CAPITAL = r"[A-ZÄÖÜ]"
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_PHONE = re.compile(r"(?<![\w.,])(?:\+|\(?0)[\d ()/.\-]{4,24}\d(?!\w)")
_ACCOUNT = re.compile(r"\b[A-Z]{2}\d\d(?: ?[A-Z0-9]{2,4}){3,8}\b")
_ADDRESS = re.compile(
    rf"\b{_CAPITAL}[\w-]{{1,30}}(?:[ -]{_CAPITAL}?[\w-]{{1,30}})?"
    r"(?:stra(?:ß|ss)e|str\.|weg|gasse|allee|platz|ring|ufer|hof|damm|berg"
    r"|[ -](?:Stra(?:ß|ss)e|Str\.|Weg|Gasse|Allee|Platz|Ring|Ufer|Damm)) ?\d{1,4} ?[a-h]?\b"
)
_NAME = re.compile(
    rf"\b(?:Herrn?|Frau|Familie|Fam\.|Dr\.|Nachbar(?:in)?|Mr\.?|Mrs\.?|Ms\.?) +{_CAPITAL}{_LETTER}"
    rf"{{2,30}}|(?:пан|пані|господин|госпожа|السيد|السيدة) +{_LETTER}{{2,30}}"
)
_PLATE = re.compile(rf"\b{_CAPITAL}{{1,3}}[- ]{_CAPITAL}{{1,2}} ?[1-9]\d{{0,3}}\b")
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']{2,2000}[^\s<>\"'.,;:!?)]", re.IGNORECASE)


class Sort(enum.StrEnum):
    """What it looks like."""

    MAIL = "mail"
    PHONE = "phone"
    ACCOUNT = "account"
    ADDRESS = "address"
    NAME = "name"
    PLATE = "plate"


class Hint(NamedTuple):
    """Words that may be about a person."""

    sort: Sort
    words: str


def hints(*texts: str) -> list[Hint]:
    """What in these texts may be about a person, each once, in the order of the texts."""
    found = (hint for text in texts for hint in _hints(_with_plain_digits(text)))
    return list(dict.fromkeys(found))


def links(text: str) -> list[str]:
    """The addresses of pages that stand in a text."""
    return _LINK.findall(text)


def parts(text: str) -> Iterator[tuple[str, bool]]:
    """A text cut at the addresses in it: each piece, and whether it is an address."""
    end = 0
    for match in _LINK.finditer(text):
        yield text[end : match.start()], False
        yield match.group(), True
        end = match.end()
    yield text[end:], False


def _hints(text: str) -> Iterator[Hint]:
    for sort, pattern in (
        (Sort.MAIL, _MAIL),
        (Sort.ACCOUNT, _ACCOUNT),
        (Sort.PHONE, _PHONE),
        (Sort.ADDRESS, _ADDRESS),
        (Sort.NAME, _NAME),
        (Sort.PLATE, _PLATE),
    ):
        for match in pattern.finditer(text):
            words = match.group().strip()
            if _is_meant(sort, words):
                yield Hint(sort, words)


def _is_meant(sort: Sort, words: str) -> bool:
    if sort is Sort.PHONE:
        return FEWEST_DIGITS <= sum(sign.isdigit() for sign in words) <= MOST_DIGITS
    if sort is Sort.ACCOUNT:
        plain = words.replace(" ", "")
        turned = plain[4:] + plain[:4]
        return int("".join(str(int(sign, 36)) for sign in turned)) % _CHECK == 1
    return True


def _with_plain_digits(text: str) -> str:
    """Digits of every script as those that numbers are written with here; same length."""
    return "".join(
        sign if sign.isascii() or not sign.isdecimal() else str(unicodedata.decimal(sign))
        for sign in text
    )

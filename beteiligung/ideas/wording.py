"""What people write: one form for each letter, the direction it runs in, and how it is searched."""

import re
import unicodedata

from beteiligung.locales import BY_ID
from beteiligung.text import readable

LONGEST = 4000  # signs of an idea
MASK = "[…]"  # in the place of words that were blackened
TITLE = 90  # signs of what stands for an idea in lists of links
# Marks that turn the direction of what follows them, wherever that is.
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[\s\u200b-\u200f\u0640]+")
_RIGHT_TO_LEFT = frozenset({"R", "AL"})
# Letters that mean the same to whoever searches, where Unicode does not take them apart.
_SAME = str.maketrans("ىیکةہٱđıøłʼ’", "ييكههاdiol''")


def clean(text: str) -> str:
    """The text as it is kept: composed letters (NFC), nothing that turns its surroundings."""
    return unicodedata.normalize("NFC", _TURNING.sub("", readable(text))).strip()


def has_letters(text: str) -> bool:
    """Whether somebody said something: a letter, a number or a picture sign of any script."""
    return any(unicodedata.category(sign)[0] in "LNS" for sign in text)


def direction_of(text: str, language: str) -> str:
    """Whether the text runs from right to left, as most of its letters do; else as its language."""
    kinds = [unicodedata.bidirectional(sign) for sign in text]
    right = sum(kind in _RIGHT_TO_LEFT for kind in kinds)
    left = kinds.count("L")
    if right == left:
        return BY_ID[language].direction
    return "rtl" if right > left else "ltr"


def folded(*texts: str) -> str:
    """Words as they are searched: small letters without marks, in one form for each letter.

    Arabic is found with and without vowels and hamza, ya and kaf as Arabs and as Persians type
    them; ё and е, ü and u are the same.
    """
    apart = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    plain = "".join(sign for sign in apart if not unicodedata.category(sign).startswith("M"))
    digits = "".join(_digit(sign) for sign in plain.translate(_SAME))
    return _BLANKS.sub(" ", digits.replace("\u0640", "")).strip()


def terms(asked: str) -> list[str]:
    """What somebody searches for, word by word, at most eight."""
    return folded(asked[:200]).split()[:8]


def shortened(text: str, longest: int = TITLE) -> str:
    """The beginning of a text, up to the end of a word."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    cut = line[:longest]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut) + " …"


def _digit(sign: str) -> str:
    value = unicodedata.digit(sign, None)
    return sign if value is None else str(value)

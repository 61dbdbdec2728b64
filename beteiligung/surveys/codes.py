"""Codes that people write down: eight signs or twelve in groups; the last one catches slips."""

import hashlib
import hmac
import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH, GROUP = 12, 4  # 55 random bits
# One-time codes are typed from a letter: eight signs, none that eyes or hands take for another
# (decision 34 says what guessing them would cost). As many signs as a prime number: so every
# wrong sign is noticed, and every two neighbours that changed places.
ENTRY_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
ENTRY_LENGTH = 8
# What hands write and keyboards type for these signs, Cyrillic and Arabic ones included.
_LOOK_ALIKES = str.maketrans(
    "OILАВЕКМНРСТХ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "011ABEKMHPCTX01234567890123456789"
)
_BETWEEN = re.compile(r"[\s\u200e\u200f‐‑–—-]+")


def code_of(secret: str, key: str) -> str:
    """The code of the answer with this key: always the same, and nobody can guess it.

    So a page that is sent twice says the same code twice, though only its hash is kept.
    """
    mark = hmac.digest(secret.encode(), f"code of an answer {key}".encode(), hashlib.sha256)
    return _written(int.from_bytes(mark[:8], "big"))


def fresh_code() -> str:
    """A code that nobody has yet."""
    return _written(secrets.randbits(64))


def fresh_entry_code() -> str:
    """A one-time code for a letter or a card."""
    code = "".join(secrets.choice(ENTRY_SIGNS) for _ in range(ENTRY_LENGTH - 1))
    return code + _check(code, ENTRY_SIGNS)


def grouped(code: str) -> str:
    """The code as it is shown, in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, however it was grouped; none if it cannot be one."""
    code = _BETWEEN.sub("", typed[:100]).upper().translate(_LOOK_ALIKES)
    signs = {LENGTH: SIGNS, ENTRY_LENGTH: ENTRY_SIGNS}.get(len(code), "")
    if not signs or any(sign not in signs for sign in code):
        return None
    return code if code[-1] == _check(code[:-1], signs) else None


def _written(bits: int) -> str:
    code = "".join(SIGNS[bits >> 5 * at & 31] for at in range(LENGTH - 1))
    return code + _check(code, SIGNS)


def _check(code: str, signs: str) -> str:
    """A last sign by which one wrong sign, or two that changed places, are noticed."""
    return signs[sum(place * signs.index(sign) for place, sign in enumerate(code, 1)) % 31]

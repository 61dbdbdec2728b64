"""Codes that people write down: twelve signs in groups, of which the last catches slips."""

import hashlib
import hmac
import re
import secrets

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
LENGTH, GROUP = 12, 4  # 55 random bits
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


def grouped(code: str) -> str:
    """The code as it is shown, in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str | None:
    """The code that somebody typed, however it was grouped; none if it cannot be one."""
    code = _BETWEEN.sub("", typed[:100]).upper().translate(_LOOK_ALIKES)
    if len(code) != LENGTH or any(sign not in SIGNS for sign in code):
        return None
    return code if code[-1] == _check(code[:-1]) else None


def _written(bits: int) -> str:
    code = "".join(SIGNS[bits >> 5 * at & 31] for at in range(LENGTH - 1))
    return code + _check(code)


def _check(code: str) -> str:
    """A last sign by which one wrong sign, or two that changed places, are noticed."""
    return SIGNS[sum(place * SIGNS.index(sign) for place, sign in enumerate(code, 1)) % 31]

"""Codes that people write down: signs in groups, of which the last catches slips."""

import re

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U
# Without any that eyes or hands take for another. As many as a prime number: so every wrong sign is
# noticed, and every two neighbours that changed places.
CLEAR = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUP, BITS = 4, 5  # signs of a group, bits of a sign
# What hands write and keyboards type for these signs, Cyrillic and Arabic ones included.
_LOOK_ALIKES = str.maketrans(
    "OILАВЕКМНРСТХ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "011ABEKMHPCTX01234567890123456789"
)
_BETWEEN = re.compile(r"[\s\u200e\u200f‐‑–—-]+")


def written(bits: int, length: int) -> str:
    """The lowest of these bits as a code of so many signs, the last one included."""
    code = "".join(SIGNS[bits >> BITS * at & 31] for at in range(length - 1))
    return checked(code)


def checked(code: str, signs: str = SIGNS) -> str:
    """A code with its last sign, by which a wrong sign, or two that changed places, are noticed."""
    return code + signs[sum(place * signs.index(sign) for place, sign in enumerate(code, 1)) % 31]


def bits_of(mark: bytes, length: int) -> int:
    """As much of a mark as a code of this length takes."""
    return int.from_bytes(mark[: (BITS * (length - 1) + 7) // 8 + 1], "big")


def grouped(code: str) -> str:
    """The code as it is shown, in groups."""
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def read(typed: str, length: int, signs: str = SIGNS) -> str | None:
    """The code that somebody typed, however it was grouped; none if it cannot be one."""
    code = _BETWEEN.sub("", typed[:100]).upper().translate(_LOOK_ALIKES)
    if len(code) != length or any(sign not in signs for sign in code):
        return None
    return code if code == checked(code[:-1], signs) else None

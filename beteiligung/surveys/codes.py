"""Codes that people write down: twelve signs for an answer, eight on a letter; the last checks."""

import hashlib
import hmac
import secrets

from beteiligung.web.signs import CLEAR, SIGNS, bits_of, checked, grouped, read, written

__all__ = ["SIGNS", "code_of", "fresh_code", "fresh_entry_code", "grouped", "read_code"]

LENGTH = 12  # 55 random bits
ENTRY_LENGTH = 8  # of one-time codes: decision 34 says what guessing them would cost


def code_of(secret: str, key: str) -> str:
    """The code of the answer with this key: always the same, and nobody can guess it.

    So a page that is sent twice says the same code twice, though only its hash is kept.
    """
    mark = hmac.digest(secret.encode(), f"code of an answer {key}".encode(), hashlib.sha256)
    return written(bits_of(mark, LENGTH), LENGTH)


def fresh_code() -> str:
    """A code that nobody has yet."""
    return written(secrets.randbits(64), LENGTH)


def fresh_entry_code() -> str:
    """A one-time code for a letter or a card."""
    return checked("".join(secrets.choice(CLEAR) for _ in range(ENTRY_LENGTH - 1)), CLEAR)


def read_code(typed: str) -> str | None:
    """The code that somebody typed, however it was grouped; none if it cannot be one."""
    return read(typed, LENGTH) or read(typed, ENTRY_LENGTH, CLEAR)

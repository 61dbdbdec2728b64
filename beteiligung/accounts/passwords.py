"""Passwords: kept as argon2id only, refused where anybody would guess them."""

import secrets
from functools import cache
from typing import TYPE_CHECKING

from beteiligung.text import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 200
SYLLABLE = 3
FEWEST_CHARACTERS = 5  # different ones

TOO_SHORT = N_("Please take at least 12 characters.")
TOO_LONG = N_("Please take at most 200 characters.")
GUESSABLE = N_(
    "This password is easy to guess. Please take several words that do not belong together."
)

# The long ones that lead every list of stolen passwords, and what hands type without thinking.
COMMON = (
    "passwort", "password", "kennwort", "geheim", "willkommen", "welcome", "hallo", "iloveyou",
    "ichliebedich", "qwertz", "qwerty", "asdfgh", "yxcvbn", "zxcvbn", "1q2w3e4r", "1qaz2wsx",
    "abcdef", "123456", "234567", "654321", "111111", "000000", "admin", "letmein", "changeme",
    "sommer", "winter", "fruehling", "herbst", "chemnitz", "stadtteil", "mitreden", "verwaltung",
)  # fmt: skip


def hashed(password: str) -> str:
    """A password as it may be kept."""
    return _hasher().hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password; without a hash the answer is no and costs the same."""
    from argon2.exceptions import InvalidHashError, VerificationError  # lazy: staff only

    decoy = _decoy()
    try:
        _hasher().verify(password_hash or decoy, password)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def outdated(password_hash: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher().check_needs_rehash(password_hash)


def weakness(password: str, *known: str) -> str | None:
    """Why a password cannot be taken, as a message id; ``known`` is what others know of a person.

    A common beginning or a known word is no fault by itself: what counts is what remains
    of the password without it.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    rest = password.lower()
    for word in sorted({*COMMON, *_parts(known)}, key=len, reverse=True):
        rest = rest.replace(word, "")
    rest = rest.strip("0123456789!?.,-_ ")
    if len(set(password)) < FEWEST_CHARACTERS or len(rest) < SHORTEST // 2:
        return GUESSABLE
    return None


def _parts(known: tuple[str, ...]) -> set[str]:
    separated = " ".join(known).lower().translate(str.maketrans("@.-_", "    "))
    return {part for part in separated.split() if len(part) >= SYLLABLE}


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher  # lazy: workers that serve residents only never need it

    # OWASP's least memory: a worker must be able to bear several sign-ins at once.
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _decoy() -> str:
    return hashed(secrets.token_urlsafe())

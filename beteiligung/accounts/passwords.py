"""Passwords: kept as argon2id only, refused where anybody would guess them."""

import logging
import secrets
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from beteiligung.accounts import breaches
from beteiligung.text import N_

if TYPE_CHECKING:
    from argon2 import PasswordHasher

log = logging.getLogger(__name__)
SHORTEST = 12
LONGEST = 200
LOOKED_AT = 72  # signs of it are judged: what is so long is not guessed
ENOUGH = 4  # of zxcvbn's 0 to 4: more than ten thousand million guesses
SYLLABLE = 3

TOO_SHORT = N_("Please take at least 12 characters.")
TOO_LONG = N_("Please take at most 200 characters.")
GUESSABLE = N_(
    "This password is easy to guess. Please take several words that do not belong together."
)
STOLEN = N_(
    "This password stands in a list of stolen passwords, so anybody may know it. Please take "
    "another one."
)

# What people here take first, and what lists from elsewhere do not know.
USUAL_HERE = (
    "passwort", "kennwort", "geheim", "willkommen", "hallo", "ichliebedich", "qwertz",
    "qwertzuiop", "asdfghjkl", "yxcvbn", "yxcvbnm", "sommer", "winter", "fruehling", "herbst",
    "chemnitz", "stadtteil", "mitreden", "verwaltung",
)  # fmt: skip
_judging = threading.Lock()


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


def weakness(password: str, *known: str, stolen: Path | None = None) -> str | None:
    """Why a password cannot be taken, as a message id.

    ``known`` is what others know of a person, ``stolen`` a list of stolen passwords. Where that
    cannot be read, what remains still decides: nobody is kept from a good password.
    """
    if len(password) < SHORTEST:
        return TOO_SHORT
    if len(password) > LONGEST:
        return TOO_LONG
    if _score(password[:LOOKED_AT], known) < ENOUGH:
        return GUESSABLE
    if stolen is not None and _is_stolen(stolen, password):
        return STOLEN
    return None


def _score(password: str, known: tuple[str, ...]) -> int:
    from zxcvbn import zxcvbn  # lazy: its lists are large, and only whoever chooses needs them

    words = [*USUAL_HERE, *(text.lower() for text in known), *_parts(known)]
    with _judging:  # it keeps the words of one person in a table for all
        return int(zxcvbn(password, user_inputs=words, max_length=LOOKED_AT)["score"])


def _is_stolen(stolen: Path, password: str) -> bool:
    try:
        return breaches.is_listed(stolen, password)
    except OSError as error:
        log.warning("the list of stolen passwords cannot be read: %s", error.strerror)
        return False


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

"""One-time links and session tokens: long random words, of which only the hash is kept."""

import hashlib
import secrets


def fresh() -> str:
    """A new token with 256 random bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of a token. It is random enough that a plain hash cannot be turned back."""
    return hashlib.sha256(token.encode()).hexdigest()

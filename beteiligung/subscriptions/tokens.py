"""Links in letters: what a subscription is called, signed with what the link is for."""

import hashlib
import hmac
import secrets

CONFIRM, END = "confirm", "end"
_SIGNED = 32  # signs of a signature


def fresh_id() -> str:
    """What a new subscription is called: by chance, so that no order tells anything."""
    return secrets.token_hex(16)


def token(purpose: str, name: str, *, secret: bytes) -> str:
    """The link's own part; nobody makes another one without the key of the installation."""
    return f"{name}-{_signature(purpose, name, secret)}"


def read(purpose: str, given: str, *, secret: bytes) -> str:
    """Which subscription a link means; empty where it is not one of ours for this purpose."""
    name, _, signature = given.partition("-")
    right = hmac.compare_digest(signature.encode(), _signature(purpose, name, secret).encode())
    return name if right else ""


def _signature(purpose: str, name: str, secret: bytes) -> str:
    said = f"subscription {purpose} {name}".encode()
    return hmac.new(secret, said, hashlib.sha256).hexdigest()[:_SIGNED]

"""When a page was handed out: signed, in steps of five seconds, inside the page, kept nowhere."""

import base64
import hashlib
import hmac
from datetime import datetime

STEP = 5  # seconds
LONG_AGO = 0  # for a page that goes on with what was begun elsewhere
LONGEST = 40


def stamped(secret: bytes, key: str, at: datetime | None) -> str:
    """The stamp of the page with this key; without a time it is as if from long ago."""
    step = LONG_AGO if at is None else int(at.timestamp()) // STEP
    return f"{step:x}.{_seal(secret, key, step)}"


def age(secret: bytes, key: str, stamp: str, at: datetime) -> float | None:
    """For how many seconds, rounded up, somebody has had the page; none if it is not of ours."""
    step, _, seal = stamp[:LONGEST].partition(".")
    try:
        begun = int(step, 16)
    except ValueError:
        return None
    if not hmac.compare_digest(seal.encode(), _seal(secret, key, begun).encode()):
        return None
    return at.timestamp() - begun * STEP


def _seal(secret: bytes, key: str, step: int) -> str:
    mark = hmac.digest(secret, f"page {key} {step}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(mark[:12]).decode()

"""How often one network may do a thing in a minute; addresses are never kept, only salted marks."""

import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import current_app

from beteiligung.errors import TooMany

MOST_MARKS = 50_000


class Limits:
    """Counts per minute in this worker's memory; the salt dies with the minute's counts.

    ``now`` tells the time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._minute = -1
        self._salt = b""
        self._counts: dict[bytes, int] = {}

    def take(self, what: str, address: str, most: int) -> None:
        """Count one more; `TooMany` above the limit. 0 means no limit. Whole networks share one."""
        if not most:
            return
        with self._lock:
            self._turn_over()
            mark = hmac.digest(self._salt, f"{what} {network(address)}".encode(), hashlib.sha256)
            n = self._counts[mark] = self._counts.get(mark, 0) + 1
        if n > most:
            raise TooMany

    def _turn_over(self) -> None:
        minute = int(self._now().timestamp() // 60)
        if minute != self._minute or len(self._counts) > MOST_MARKS:
            self._minute, self._counts, self._salt = minute, {}, secrets.token_bytes(32)


def network(address: str) -> str:
    """What of an address tells networks apart: all of IPv4, the first 64 bits of IPv6."""
    if ":" not in address:
        return address
    return str(ipaddress.ip_network(f"{address.partition('%')[0]}/64", strict=False))


def limits() -> Limits:
    """The running application's limits."""
    return cast("Limits", current_app.extensions["limits"])

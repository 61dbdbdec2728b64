"""How often somebody may try to sign in: counted in memory, without keeping any address."""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from beteiligung.abuse.networks import network

WINDOW = timedelta(minutes=15)
BY_PERSON_AND_ADDRESS = 8  # one person at one desk
BY_ADDRESS = 40  # an office behind one address
BY_PERSON = 80  # one account, tried from everywhere; high, or anybody could lock her out
MANY = 10_000  # counters kept at once


class Attempts:
    """Attempts of the last quarter of an hour, by keys that cannot be traced back.

    A key is an HMAC with a salt that lives as long as this process. Each worker counts for itself.
    """

    def __init__(self, salt: bytes | None = None) -> None:
        self._salt = salt or secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._tries: dict[bytes, list[datetime]] = {}

    def may(self, email: str, address: str | None, at: datetime) -> bool:
        """Count one attempt and say whether it may be made."""
        with self._lock:
            self._forget(at)
            keys = list(self._keys(email, address))
            if any(len(self._tries.get(key, ())) >= most for key, most in keys):
                return False
            for key, _ in keys:
                self._tries.setdefault(key, []).append(at)
            return True

    def succeeded(self, email: str, address: str | None) -> None:
        """Forget the attempts of somebody who knew the password in the end."""
        with self._lock:
            key, _ = next(iter(self._keys(email, address)))
            self._tries.pop(key, None)

    def _keys(self, email: str, address: str | None) -> Iterable[tuple[bytes, int]]:
        place = network(address or "")
        yield self._key("both", email, place), BY_PERSON_AND_ADDRESS
        yield self._key("address", place), BY_ADDRESS
        yield self._key("person", email), BY_PERSON

    def _key(self, *parts: str) -> bytes:
        return hmac.digest(self._salt, "\0".join(parts).encode(), hashlib.sha256)

    def _forget(self, at: datetime) -> None:
        for key, tries in list(self._tries.items()):
            recent = [moment for moment in tries if at - moment < WINDOW]
            if recent:
                self._tries[key] = recent
            else:
                del self._tries[key]
        while len(self._tries) > MANY:  # an attack: the oldest keys make room
            del self._tries[next(iter(self._tries))]

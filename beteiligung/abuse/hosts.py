"""What several hosts remember together, in a Redis that keeps nothing beyond the day."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TypeVar, cast

from beteiligung.abuse.memory import DAY, NAME, Away

PATIENCE = 0.25  # seconds; nobody who answers waits longer for a count
PREFIX = "beteiligung:"
NAMED_FOR = 30 * DAY
Found = TypeVar("Found")


class Hosts:
    """The memory that all hosts with the same Redis share; `Away` where it does not answer."""

    def __init__(self, url: str) -> None:
        from redis import Redis

        self._redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry_on_timeout=False
        )
        self._salt = (-1, b"")

    @property
    def name(self) -> bytes:
        """Which memory this is; one that was emptied is another."""
        return self._made("name", NAME, NAMED_FOR)

    def salt(self, at: datetime) -> bytes:
        """The salt of this day: made by whoever comes first, destroyed by Redis at its end."""
        now = int(at.timestamp())
        if self._salt[0] != now // DAY:
            self._salt = (now // DAY, self._made(f"salt:{now // DAY}", 32, DAY - now % DAY))
        return self._salt[1]

    def forget(self, at: datetime) -> None:
        """Drop this process's copy of another day's salt."""
        if self._salt[0] != int(at.timestamp()) // DAY:
            self._salt = (-1, b"")

    def count(self, marks: Iterable[tuple[bytes, int]], at: datetime) -> list[int]:
        """Count one more under each mark, kept until its second; how many they are now."""
        now = int(at.timestamp())
        pipe = self._redis.pipeline(transaction=False)
        for mark, until in marks:
            name = f"{PREFIX}count:{mark.hex()}"
            pipe.incr(name)
            pipe.expire(name, max(until - now, 1))
        return [int(cast("int", n)) for n in self._asked(pipe.execute)[::2]]

    def counted(self, mark: bytes, at: datetime) -> int:
        """How many there are under a mark, without counting."""
        del at
        found = self._asked(lambda: self._redis.get(f"{PREFIX}count:{mark.hex()}"))
        return int(cast("bytes", found or b"0"))

    def first(self, mark: bytes, *, until: int, at: datetime) -> bool:
        """Whether this is the first time."""
        name, lasts = f"{PREFIX}spent:{mark.hex()}", max(until - int(at.timestamp()), 1)
        return bool(self._asked(lambda: self._redis.set(name, 1, nx=True, ex=lasts)))

    def keeps_on_disk(self) -> bool:
        """Whether this Redis writes what it holds to a disk, which it should not."""
        found = self._asked(lambda: self._redis.config_get("save", "appendonly"))
        said = cast("dict[str, str]", found)
        return bool(said.get("save")) or said.get("appendonly") == "yes"

    def _made(self, name: str, size: int, lasts: int) -> bytes:
        """What stands under a name; if nothing does, something random that lasts so long."""
        whole, fresh = PREFIX + name, secrets.token_bytes(size)
        self._asked(lambda: self._redis.set(whole, fresh, nx=True, ex=lasts))
        found = self._asked(lambda: self._redis.get(whole))
        return cast("bytes", found or fresh)

    @staticmethod
    def _asked(ask: Callable[[], Found]) -> Found:
        from redis.exceptions import RedisError

        try:
            return ask()
        except (RedisError, OSError) as error:
            raise Away from error

"""What the workers of one machine remember together, for a day at most: in memory, never on disk.

The memory is anonymous: it has no name in any folder, and is gone with the processes. It is made
before the server's workers come into being, so that all of them have it.
"""

import fcntl
import mmap
import os
import secrets
import struct
import threading
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import cast

DAY = 86_400  # seconds; a salt lives from midnight to midnight (UTC)
SALT = struct.Struct("=I32s")  # the day it is for, and the salt
SLOT = struct.Struct("=12sII")  # a mark, until when it is kept, and a number
MARK = 12  # bytes of a mark that are kept: two never meet by chance
PLACES = 8  # workers with counts of their own; more than these share them
COUNTS, SPENT = 1 << 14, 1 << 16  # slots: of each place, of all together
PROBES = 24  # slots that are looked at for one mark
NAME = 16
USED = SALT.size  # where it stands how many places have been taken so far
BEGIN = USED + 4


class Away(Exception):
    """This memory cannot be reached now."""


class Machine:
    """The memory that the workers of one machine share.

    It holds the day's salt, counts under salted marks, and marks of what may be used only once.
    When the day ends, the salt and all counts are overwritten.
    """

    def __init__(self) -> None:
        size = BEGIN + SLOT.size * (PLACES * COUNTS + SPENT)
        self._file = os.memfd_create("beteiligung")
        os.ftruncate(self._file, size)
        self._memory = mmap.mmap(self._file, size)
        # Not at the end of the process: other threads may be looking until it is gone.
        weakref.finalize(self, os.close, self._file).atexit = False
        self._lock = threading.Lock()
        self._worker, self._place = 0, 0  # of which process the place is
        self.name = secrets.token_bytes(NAME)  # another start is another memory
        begins = [BEGIN + SLOT.size * COUNTS * place for place in range(PLACES + 1)]
        self._counts = [_Slots(self._memory, begin, COUNTS) for begin in begins[:PLACES]]
        self._spent = _Slots(self._memory, begins[PLACES], SPENT)

    def salt(self, at: datetime) -> bytes:
        """The salt of this day; that of another day is destroyed by asking."""
        today = int(at.timestamp()) // DAY
        found = SALT.unpack_from(self._memory)
        # Looked at twice: at midnight another worker may be writing just now.
        if found[0] == today and SALT.unpack_from(self._memory) == found:
            return cast("bytes", found[1])
        with self._alone():
            day, salt = SALT.unpack_from(self._memory)
            if day != today:
                salt = secrets.token_bytes(32)
                self._destroy()
                SALT.pack_into(self._memory, 0, 0, salt)
                SALT.pack_into(self._memory, 0, today, salt)
            return bytes(salt)

    def forget(self, at: datetime) -> None:
        """Destroy what another day has left, whether or not anybody comes today."""
        today = int(at.timestamp()) // DAY
        with self._alone():
            if SALT.unpack_from(self._memory)[0] != today:
                self._destroy()

    @property
    def salted(self) -> bool:
        """Whether any day's salt is in this memory."""
        with self._alone():
            return any(SALT.unpack_from(self._memory)[1])

    def count(self, marks: Iterable[tuple[bytes, int]], at: datetime) -> list[int]:
        """Count one more under each mark, kept until its second; how many they are now.

        Where there is no room for another mark it counts as the first: nobody suffers from it.
        Each worker writes in a place of its own and reads those of the others, so that nobody
        who answers waits for another process. What two workers count at one moment, both may see:
        a limit is never passed, and may be met by as many too early as there are other workers.
        """
        now = int(at.timestamp())
        with self._lock:
            if self._worker != os.getpid():
                self._take_place()
            own = self._counts[self._place]
            others = [there for there in self._taken() if there is not own]
            return [
                sum((there.number(mark, now) for there in others), own.add(mark, until, now) or 1)
                for mark, until in marks
            ]

    def counted(self, mark: bytes, at: datetime) -> int:
        """How many there are under a mark, without counting."""
        now = int(at.timestamp())
        return sum(there.number(mark, now) for there in self._taken())

    def first(self, mark: bytes, *, until: int, at: datetime) -> bool:
        """Whether this is the first time; where there is no room to know, it is not."""
        with self._alone():
            return self._spent.add(mark, until, int(at.timestamp())) == 1

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One thread of one process at a time; a process that is killed lets go."""
        with self._lock:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, 0)
            try:
                yield
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)

    def _take_place(self) -> None:
        """A place for this process: the kernel gives it back when the process has ended."""
        self._worker = os.getpid()
        self._place = self._worker % PLACES
        for place in range(PLACES):
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, 1 + place)
            except OSError:
                continue
            self._place = place
            break
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, 0)
        self._memory[USED] = max(self._memory[USED], self._place + 1)
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, 0)

    def _taken(self) -> "list[_Slots]":
        return self._counts[: self._memory[USED]]

    def _destroy(self) -> None:
        SALT.pack_into(self._memory, 0, 0, bytes(32))
        for there in self._taken():
            there.clear()


class _Slots:
    """Marks with numbers, each in one of a few places that its own bits name."""

    def __init__(self, memory: mmap.mmap, begin: int, slots: int) -> None:
        self._memory, self._begin, self._slots = memory, begin, slots

    def add(self, mark: bytes, until: int, now: int) -> int:
        """One more under this mark: how many now; 0 where there is no room."""
        mark, free = mark[:MARK], None
        for place in self._places(mark):
            there, ends, number = SLOT.unpack_from(self._memory, place)
            if ends > now and there == mark:
                SLOT.pack_into(self._memory, place, mark, ends, number + 1)
                return int(number) + 1
            if ends <= now and free is None:
                free = place
            if not ends:
                break
        if free is None:
            return 0
        SLOT.pack_into(self._memory, free, mark, until, 1)
        return 1

    def number(self, mark: bytes, now: int) -> int:
        """How many there are under this mark."""
        for place in self._places(mark):
            there, ends, number = SLOT.unpack_from(self._memory, place)
            if ends > now and there == mark[:MARK]:
                return int(number)
            if not ends:
                break
        return 0

    def clear(self) -> None:
        """Overwrite everything."""
        end = self._begin + SLOT.size * self._slots
        self._memory[self._begin : end] = bytes(end - self._begin)

    def _places(self, mark: bytes) -> Iterator[int]:
        first = int.from_bytes(mark[:4], "big")
        for step in range(PROBES):
            yield self._begin + SLOT.size * ((first + step) % self._slots)

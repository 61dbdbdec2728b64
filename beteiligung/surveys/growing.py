"""Columns that grow as answers come; what was handed out before is never touched again."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import DTypeLike, NDArray

    Codes = NDArray[np.uint8 | np.uint16]
    Rows = NDArray[np.bool_]  # one truth value a row
    Words = NDArray[np.uint64]  # the same packed: a bit a row, nothing beyond the last

WORD = 64  # bits
MANY = 48  # numbers from which on a bit a row for each would take more room than it saves time


class Growing:
    """An array with room at its end."""

    def __init__(self, kind: "DTypeLike") -> None:
        import numpy as np

        self._room = np.empty(1024, kind)
        self._size = 0

    def add(self, values: "Sequence[Any] | NDArray[Any]") -> None:
        """Put these behind the others."""
        import numpy as np

        size = self._size + len(values)
        if size > len(self._room):
            room = np.empty(max(size, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : size] = values
        self._size = size

    def widen(self, kind: "DTypeLike") -> None:
        """Make room for larger numbers; what was handed out stays as it is."""
        self._room = self._room.astype(kind)

    def seen(self) -> "NDArray[Any]":
        """What is there now."""
        return self._room[: self._size]


class Planes:
    """A bit a row for each number of a column; made when asked for, and grown by what came since.

    Rows that came after a reader's last may be marked already: he counts with `Words` that hold
    nothing there.
    """

    def __init__(self) -> None:
        import numpy as np

        self._lock = threading.Lock()
        self._planes = np.zeros((0, 0), np.uint64)
        self._done = 0

    def upto(self, codes: "Codes", width: int) -> "NDArray[np.uint64]":
        """The words of each number below ``width``, for these rows."""
        words = -(-len(codes) // WORD)
        with self._lock:
            self._make_room(width, words)
            if self._done < len(codes):
                self._mark(codes)
            return self._planes[:width, :words]

    def _make_room(self, width: int, words: int) -> None:
        import numpy as np

        there, room = self._planes.shape
        if width <= there and words <= room:
            return
        more = words if words <= room or not room else max(words, 2 * room)
        planes = np.zeros((max(width, there), max(more, room)), np.uint64)
        planes[:there, :room] = self._planes
        self._planes = planes

    def _mark(self, codes: "Codes") -> None:
        import numpy as np

        begin = self._done // WORD * WORD  # the last word is made anew
        fresh, octets = codes[begin:], self._planes.view(np.uint8)
        for number in range(len(octets)):
            bits = np.packbits(fresh == number, bitorder="little")
            octets[number, begin // 8 : begin // 8 + len(bits)] = bits
        self._done = len(codes)


@dataclass(frozen=True, slots=True)
class Coded:
    """A column of small numbers at one moment, ready to be counted for any rows."""

    numbers: "Codes"
    width: int  # each number is smaller
    planes: Planes

    def where(self, wanted: Iterable[int]) -> "Words":
        """The rows in which one of these numbers stands."""
        import numpy as np

        if self.width > MANY:
            table = np.zeros(self.width, np.bool_)
            table[list(wanted)] = True
            return packed(table[self.numbers])
        found = nobody(len(self.numbers))
        planes = self.planes.upto(self.numbers, self.width)
        for number in wanted:
            found |= planes[number]
        return found & everybody(len(self.numbers))

    def counts(self, words: "Words") -> list[int]:
        """How often each number stands in these rows."""
        import numpy as np

        if self.width > MANY:
            rows = unpacked(words, len(self.numbers))
            return [int(n) for n in np.bincount(self.numbers[rows], minlength=self.width)]
        planes = self.planes.upto(self.numbers, self.width)
        return [how_many(plane & words) for plane in planes]


def how_many(words: "Words") -> int:
    """How many rows these are."""
    import numpy as np

    return int(np.bitwise_count(words).sum(dtype=np.uint32))


def everybody(size: int) -> "Words":
    """All of so many rows."""
    import numpy as np

    words = np.full(-(-size // WORD), np.iinfo(np.uint64).max, np.uint64)
    if size % WORD:
        words[-1] = (1 << size % WORD) - 1
    return words


def nobody(size: int) -> "Words":
    """None of so many rows."""
    import numpy as np

    return np.zeros(-(-size // WORD), np.uint64)


def packed(rows: "Rows") -> "Words":
    """One truth value a row, as words."""
    import numpy as np

    words = nobody(len(rows))
    bits = np.packbits(rows, bitorder="little")
    words.view(np.uint8)[: len(bits)] = bits
    return words


def unpacked(words: "Words", size: int) -> "Rows":
    """The words of so many rows, as one truth value a row."""
    import numpy as np

    return np.unpackbits(words.view(np.uint8), count=size, bitorder="little").view(np.bool_)

"""How well a camera tells the modules of a code apart: the penalty of ISO/IEC 18004, quickly.

A code may be laid under eight patterns; the standard wants the one with the lowest penalty. All
modules are the bits of one number here, a row beside the other with a bit of white between them, so
that a rule is a few shifts of it instead of a walk over a thousand modules.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

MASKS = range(8)
LONG, RUN, MORE = 5, 3, 1  # modules of one colour in a row; points for so many, and each further
BLOCK = 3  # points for four modules of one colour in a square
FINDER, LIKE_A_CORNER = 40, (0b10111010000, 0b00001011101)  # points; what a camera takes for one
WINDOW = 11  # modules of it
UNEVEN = 10  # points for every 5 per cent that dark and light are away from half and half


@dataclass(frozen=True, slots=True)
class Field:
    """A square of so many modules, and where in the number they are."""

    size: int
    inside: int

    @property
    def stride(self) -> int:
        """Bits from one row to the next."""
        return self.size + 1


@cache
def field(size: int) -> Field:
    """The square of a code with so many modules on a side."""
    row, stride = (1 << size) - 1, size + 1
    return Field(size, sum(row << (at * stride) for at in range(size)))


def packed(modules: Sequence[Sequence[bool | None]]) -> int:
    """All modules as one number; dark ones are ones."""
    return int("".join("0" + "".join("1" if dark else "0" for dark in row) for row in modules), 2)


def rows(dark: int, size: int) -> list[str]:
    """The modules again, a word of zeros and ones for each row."""
    whole = f"{dark:0{size * (size + 1)}b}"
    return [whole[at + 1 : at + 1 + size] for at in range(0, len(whole), size + 1)]


def penalty(dark: int, size: int) -> int:
    """The points against a code; fewer are better."""
    square = field(size)
    light = square.inside & ~dark
    found = _uneven(dark.bit_count(), size)
    for step in (1, square.stride):
        found += sum(_runs(colour, step) for colour in (dark, light))
        found += FINDER * sum(_seen(dark, light, sign, step) for sign in LIKE_A_CORNER)
    return found + BLOCK * sum(_blocks(colour, square.stride) for colour in (dark, light))


def _runs(colour: int, step: int) -> int:
    windows = colour
    for at in range(1, LONG):
        windows &= colour >> (at * step)
    begins = windows & ~(windows << step)
    return MORE * windows.bit_count() + (RUN - MORE) * begins.bit_count()


def _seen(dark: int, light: int, sign: int, step: int) -> int:
    windows = -1
    for at in range(WINDOW):
        windows &= (dark if sign >> at & 1 else light) >> (at * step)
    return windows.bit_count()


def _blocks(colour: int, stride: int) -> int:
    pairs = colour & colour >> 1
    return (pairs & pairs >> stride).bit_count()


def _uneven(dark: int, size: int) -> int:
    return int(abs(float(dark) / size**2 * 100 - 50) / 5) * UNEVEN

"""Which signs can be printed: those that the letters which the platform brings along have."""

import struct
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

PACKAGE = "manimgx_fonts"  # Noto, for all our languages and for names in many others
# In this order a sign is looked for; the first that has it draws it.
FIRST = ("Noto Sans", "Noto Sans Arabic", "Noto Sans Ethiopic")
INVISIBLE = frozenset({"Cf", "Zs", "Zl", "Zp"})  # joiners and directions, and kinds of blanks
FEW, MANY = 4, 12  # the two ways in which fonts list their signs
SELECTORS = range(0xFE00, 0xFE10)  # how the sign before is to look; nothing by themselves


def folder() -> Path:
    """Where the letters lie; a path that is not there where they are not installed."""
    found = find_spec(PACKAGE)
    places = list(found.submodule_search_locations or ()) if found else []
    return Path(places[0]) if places else Path(PACKAGE)


def missing(text: str) -> list[str]:
    """The signs of a text that would come out as boxes, each once, in their order."""
    known = printable()
    return [sign for sign in dict.fromkeys(text) if ord(sign) not in known and _is_drawn(sign)]


def plain(text: str) -> str:
    """A label on one line, without signs that steer printers or turn round what stands beside."""
    kept = (sign if not _steers(sign) else " " for sign in text)
    return " ".join("".join(kept).split())


@cache
def printable() -> frozenset[int]:
    """The code points that some font has."""
    found: set[int] = set()
    for file in sorted(folder().glob("*.ttf")):
        found |= _points(file.read_bytes())
    return frozenset(found)


def _is_drawn(sign: str) -> bool:
    blank = sign in "\n\t" or unicodedata.category(sign) in INVISIBLE
    return not blank and ord(sign) not in SELECTORS


def _steers(sign: str) -> bool:
    # Embeddings and overrides (U+202A to U+202E, U+2066 to U+2069) reach beyond the label.
    turns = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return turns or unicodedata.category(sign) in {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}


def _points(font: bytes) -> set[int]:
    """The code points in a font's table `cmap`, in its formats 4 and 12 (OpenType 1.9)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sLLL", font, 12 + 16 * number)
        if tag == b"cmap":
            subtables = struct.unpack_from(">H", font, start + 2)[0]
            offsets = (
                struct.unpack_from(">L", font, start + 8 + 8 * each)[0] for each in range(subtables)
            )
            return set().union(*(_listed(font, start + offset) for offset in offsets))
    return set()


def _listed(font: bytes, at: int) -> set[int]:
    kind = struct.unpack_from(">H", font, at)[0]
    if kind == MANY:
        groups = struct.unpack_from(">L", font, at + 12)[0]
        ranges = [struct.unpack_from(">LL", font, at + 16 + 12 * each) for each in range(groups)]
        return {point for first, last in ranges for point in range(first, last + 1)}
    if kind == FEW:
        count = struct.unpack_from(">H", font, at + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", font, at + 14)
        starts = struct.unpack_from(f">{count}H", font, at + 16 + 2 * count)
        spans = zip(starts, ends, strict=True)
        return {point for first, last in spans for point in range(first, last + 1)} - {0xFFFF}
    return set()

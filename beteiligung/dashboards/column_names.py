"""Names of columns that every program takes: short, of plain signs, each once."""

import re
from collections.abc import Iterable

LONGEST = 64  # bytes, of SPSS
RESERVED = frozenset(
    {"ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"}
)
_OTHER_SIGNS = re.compile(r"\W")


class ColumnNames:
    """The names given so far in one file; upper and lower case count as the same."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def free(self, wanted: str) -> str:
        """The wanted name, or the nearest that is allowed and free."""
        name = _allowed(wanted)
        number = 1
        found = name
        while found.casefold() in self._taken:
            number += 1
            end = f"_{number}"
            found = cut(name, LONGEST - len(end)) + end
        self._taken.add(found.casefold())
        return found


def cut(text: str, most: int) -> str:
    """The text within so many bytes, never in the middle of a sign."""
    return text.encode()[:most].decode(errors="ignore")


def _allowed(wanted: str) -> str:
    name = _OTHER_SIGNS.sub("_", wanted).strip("_") or "v"
    if not name[0].isalpha():
        name = f"v{name}"
    if name.upper() in RESERVED:
        name += "_1"
    return cut(name, LONGEST).rstrip("_")

"""What changed between two texts, word by word, for people to see."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|\w+(?:[-'’]\w+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text: it stayed, came in, or went out."""

    words: str
    kind: str  # "same", "new" or "gone"


def differences(before: str, after: str) -> list[Piece]:
    """The later text with what went out and what came in, in reading order."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    return list(_pieces(old, new))


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("".join(new[k:m]), "same")
            continue
        if i < j:
            yield Piece("".join(old[i:j]), "gone")
        if k < m:
            yield Piece("".join(new[k:m]), "new")

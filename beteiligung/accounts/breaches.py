"""Passwords that were stolen elsewhere: looked up in a file on this machine, nothing leaves it."""

import hashlib
from pathlib import Path
from typing import BinaryIO

LINE = 200  # bytes; longer than any line of such a list
HASH = 40  # signs


def is_listed(file: Path, password: str) -> bool:
    """Whether a list of stolen passwords knows this one; `OSError` if it cannot be read.

    The list holds a line for each, ``SHA-1:how often``, in the order of the hashes, as it can be
    downloaded. It may be larger than memory: about forty places of it are read.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with file.open("rb") as list_:
        first, behind = 0, list_.seek(0, 2)  # lines that begin at `first` or later, before `behind`
        while first < behind:
            middle = (first + behind) // 2
            start, line = _line_from(list_, middle)
            found = line[:HASH].upper()
            if found == wanted:
                return True
            if line and start < behind and found < wanted:
                first = start + len(line)
            else:
                behind = middle
    return False


def is_list(file: Path) -> bool:
    """Whether a file looks like a list of stolen passwords: its first and its last lines do."""
    try:
        with file.open("rb") as list_:
            size = list_.seek(0, 2)
            list_.seek(0)
            first = list_.readline(LINE)
            _, last = _line_from(list_, max(0, size - LINE))
    except OSError:
        return False
    hashes = [line[:HASH].upper() for line in (first, last)]
    return hashes == sorted(hashes) and all(_is_hash(each) for each in hashes)


def _line_from(list_: BinaryIO, place: int) -> tuple[int, bytes]:
    """The first line that begins at a place or behind it, and where."""
    list_.seek(max(0, place - 1))
    if place > 0:
        list_.readline(LINE)  # the rest of the line before, or only its end
    return list_.tell(), list_.readline(LINE)


def _is_hash(signs: bytes) -> bool:
    return len(signs) == HASH and all(sign in b"0123456789ABCDEF" for sign in signs)

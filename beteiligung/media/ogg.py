"""Ogg with Opus: pages, each with a checksum; the second packet holds what devices add."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEAD = struct.Struct("<4sBBqIIIB")  # up to the number of segments
PER_MILLISECOND = 48  # Opus always counts 48,000 a second
FIRST, LEAST_PAGES = b"OpusHead", 3  # what it begins with; its head, comments, sound
FULL = 255  # a segment that goes on in the next one
# The packet of comments without any: its name, nobody who made it, no comment.
NO_COMMENTS = b"OpusTags" + bytes(8)


@dataclass(frozen=True, slots=True)
class _Page:
    start: int
    granule: int  # how much has been heard up to its end
    table: bytes  # lengths of its segments
    payload: int  # where its content begins
    end: int


def begins(content: bytes) -> bool:
    """Whether a file says that it is one."""
    return content[:4] == b"OggS"


def read(content: bytes) -> tuple[int, bytes]:
    """How many milliseconds it lasts, and the file without comments. `ValueError` if not Opus."""
    pages = list(_pages(content))
    if len(pages) < LEAST_PAGES or not content.startswith(FIRST, pages[0].payload):
        raise ValueError(len(pages))
    (skipped,) = struct.unpack_from("<H", content, pages[0].payload + 10)
    heard = max(page.granule for page in pages) - skipped
    return heard // PER_MILLISECOND, _without_comments(content, pages)


def _pages(content: bytes) -> Iterator[_Page]:
    at = 0
    while content[at : at + 4] == b"OggS" and at + HEAD.size <= len(content):
        *_, granule, _, _, _, segments = HEAD.unpack_from(content, at)
        table = content[at + HEAD.size : at + HEAD.size + segments]
        payload = at + HEAD.size + segments
        end = payload + sum(table)
        if end > len(content):
            raise ValueError(at)
        yield _Page(at, granule, table, payload, end)
        at = end


def _without_comments(content: bytes, pages: list[_Page]) -> bytes:
    clean = bytearray(content)
    words = NO_COMMENTS
    for page in pages[1:]:
        length = _first_packet(page.table)
        if length < len(words):
            raise ValueError(length)
        clean[page.payload : page.payload + length] = words + bytes(length - len(words))
        clean[page.start + 22 : page.start + 26] = bytes(4)
        sum_of_page = _checksum(clean[page.start : page.end])
        clean[page.start + 22 : page.start + 26] = struct.pack("<I", sum_of_page)
        words = b""
        if any(size < FULL for size in page.table):
            return bytes(clean)
    raise ValueError(len(pages))


def _first_packet(table: bytes) -> int:
    length = 0
    for size in table:
        length += size
        if size < FULL:
            break
    return length


def _table() -> list[int]:
    found = []
    for number in range(256):
        value = number << 24
        for _ in range(8):
            value = (value << 1) ^ (0x04C11DB7 if value & 0x80000000 else 0)
        found.append(value & 0xFFFFFFFF)
    return found


_TABLE = _table()


def _checksum(page: bytes | bytearray) -> int:
    value = 0
    for byte in page:
        value = ((value << 8) & 0xFFFFFFFF) ^ _TABLE[(value >> 24) ^ byte]
    return value

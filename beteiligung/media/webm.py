"""WebM with Opus: elements in elements, as browsers record them, often without any length."""

import struct
from collections.abc import Iterator

HEAD, SEGMENT, INFO, TRACKS, TRACK = 0x1A45DFA3, 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE
CLUSTER, GROUP = 0x1F43B675, 0xA0
INSIDE = {HEAD, SEGMENT, INFO, TRACKS, TRACK, CLUSTER, GROUP}
KIND, TRACK_TYPE, CODEC = 0x4282, 0x83, 0x86
SCALE, LENGTH = 0x2AD7B1, 0x4489  # nanoseconds in a unit of time; units
TIME, BLOCKS = 0xE7, {0xA3, 0xA1}
ABOUT = {0x1254C367, 0x1941A469}  # tags and attachments: who, where, with what
SOUND = 2
BLOCK_LASTS = 20  # milliseconds, where the end of the last one is not said
LONGEST = 8  # bytes of an id or a length; as many, and one, has the smallest gap
SHORT = 4  # bytes of a small fraction

Element = tuple[int, int, int, int]  # id, where it begins, where its content begins and ends


def begins(content: bytes) -> bool:
    """Whether a file says that it is one."""
    return content[:4] == HEAD.to_bytes(4)


def read(content: bytes) -> tuple[int, bytes]:
    """How many milliseconds it lasts, and the file without what is said about it.

    `ValueError` if anything but Opus is in it.
    """
    clean = bytearray(content)
    said: dict[int, list[bytes]] = {KIND: [], TRACK_TYPE: [], CODEC: [], SCALE: [], LENGTH: []}
    for name, start, first, end in _elements(content):
        if name in said:
            said[name].append(content[first:end])
        elif name in ABOUT and end - start > LONGEST:
            clean[start:end] = _void(end - start)
    types = [int.from_bytes(kind) for kind in said[TRACK_TYPE]]
    if said[KIND] != [b"webm"] or types != [SOUND] or said[CODEC] != [b"A_OPUS"]:
        raise ValueError(said)
    scale = int.from_bytes(said[SCALE][0]) if said[SCALE] else 1_000_000
    units = max(_heard(content), max(map(_float, said[LENGTH]), default=0))
    last = BLOCK_LASTS if units else 0
    return round(units * scale / 1_000_000) + last, bytes(clean)


def _elements(content: bytes) -> Iterator[Element]:
    """Every element in its order; what holds others comes before what it holds."""
    at = 0
    while at < len(content):
        width = _width(content[at])
        name = int.from_bytes(content[at : at + width])
        size_at = at + width
        size_width = _width(content[size_at])
        if max(width, size_width) > LONGEST:
            raise ValueError(at)
        first = size_at + size_width
        size = int.from_bytes(content[size_at:first]) & ((1 << 7 * size_width) - 1)
        unknown = size == (1 << 7 * size_width) - 1
        end = len(content) if unknown else first + size
        if end > len(content) and name not in INSIDE:
            raise ValueError(at)
        yield name, at, first, end
        at = first if name in INSIDE else end


def _heard(content: bytes) -> int:
    """When the last block begins, in units of time."""
    cluster = last = 0
    for name, _, first, end in _elements(content):
        if name == TIME:
            cluster = int.from_bytes(content[first:end])
        elif name in BLOCKS:
            (beside,) = struct.unpack_from(">h", content, first + _width(content[first]))
            last = max(last, cluster + beside)
    return last


def _width(byte: int) -> int:
    """How many bytes a number has that begins with this one; nine if none can."""
    return 9 - byte.bit_length()


def _float(raw: bytes) -> float:
    found: float = struct.unpack(">f" if len(raw) == SHORT else ">d", raw)[0]
    return found


def _void(size: int) -> bytes:
    return b"\xec\x01" + (size - 9).to_bytes(7) + bytes(size - 9)

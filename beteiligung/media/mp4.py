"""MP4 (m4a) with AAC: boxes in boxes, in one piece or in fragments as phones record them."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

INSIDE = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"moof", b"traf", b"mvex"}
# What devices write about the recording: who, where, with what.
ABOUT = {b"udta", b"meta", b"uuid"}
SOUND, CODEC = b"soun", b"mp4a"


@dataclass(frozen=True, slots=True)
class _Box:
    name: bytes
    start: int
    content: int
    end: int


def begins(content: bytes) -> bool:
    """Whether a file says that it is one."""
    return content[4:8] == b"ftyp"


def read(content: bytes) -> tuple[int, bytes]:
    """How many milliseconds it lasts, and the file without what is said about it.

    `ValueError` if anything but AAC is in it.
    """
    clean = bytearray(content)
    boxes = list(_boxes(content))
    for box in boxes:
        if box.name in ABOUT:
            clean[box.start + 4 : box.end] = b"free" + bytes(box.end - box.start - 8)
    kinds = [content[box.content + 8 : box.content + 12] for box in _named(boxes, b"hdlr")]
    codecs = [content[box.content + 12 : box.content + 16] for box in _named(boxes, b"stsd")]
    if kinds != [SOUND] or codecs != [CODEC]:
        raise ValueError(kinds + codecs)
    (header,) = _named(boxes, b"mdhd")
    scale, whole = _header(content, header.content)
    return max(whole, _of_fragments(content, boxes)) * 1000 // scale, bytes(clean)


def _boxes(content: bytes) -> Iterator[_Box]:
    """Every box in its order, those inside others after them."""
    at = 0
    while at < len(content):
        size, name = struct.unpack_from(">I4s", content, at)
        inner = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, inner)
            inner += 8
        end = len(content) if size == 0 else at + size
        if not inner <= end <= len(content):
            raise ValueError(at)
        yield _Box(name, at, inner, end)
        at = inner if name in INSIDE else end


def _named(boxes: list[_Box], name: bytes) -> list[_Box]:
    return [box for box in boxes if box.name == name]


def _number(content: bytes, at: int) -> int:
    if at + 4 > len(content):
        raise ValueError(at)
    return int.from_bytes(content[at : at + 4])


def _header(content: bytes, at: int) -> tuple[int, int]:
    """How many units make a second, and how many the whole lasts (none if in fragments)."""
    long = content[at] == 1
    scale = _number(content, at + (20 if long else 12))
    whole = int.from_bytes(content[at + 24 : at + 32]) if long else _number(content, at + 16)
    if not scale:
        raise ValueError(at)
    unknown = 2**64 - 1 if long else 2**32 - 1
    return scale, 0 if whole == unknown else whole


def _of_fragments(content: bytes, boxes: list[_Box]) -> int:
    usual = [_number(content, box.content + 12) for box in _named(boxes, b"trex")]
    each, total = sum(usual[:1]), 0
    for box in boxes:
        if box.name == b"tfhd":
            each = _own(content, box.content) or sum(usual[:1])
        elif box.name == b"trun":
            total += _of_run(content, box, each)
    return total


def _own(content: bytes, at: int) -> int:
    """What a fragment says about the length of its samples; none if it says nothing."""
    flags = _number(content, at) & 0xFFFFFF
    at += 8 + (8 if flags & 1 else 0) + (4 if flags & 2 else 0)
    return _number(content, at) if flags & 8 else 0


def _of_run(content: bytes, box: _Box, each: int) -> int:
    flags, samples = _number(content, box.content) & 0xFFFFFF, _number(content, box.content + 4)
    if not flags & 0x100:
        return samples * each
    fields = sum(bool(flags & flag) for flag in (0x100, 0x200, 0x400, 0x800))
    first = box.content + 8 + (4 if flags & 1 else 0) + (4 if flags & 4 else 0)
    if first + samples * fields * 4 > box.end:
        raise ValueError(samples)
    return sum(_number(content, first + place * fields * 4) for place in range(samples))

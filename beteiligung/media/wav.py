"""WAV: sound as it is, in chunks."""

import struct
from collections.abc import Iterator

HEAD = 12  # RIFF, size, WAVE
PLAIN = {1, 3, 0xFFFE}  # whole numbers, fractions, and either with more channels


def begins(content: bytes) -> bool:
    """Whether a file says that it is one."""
    return content[:4] == b"RIFF" and content[8:HEAD] == b"WAVE"


def read(content: bytes) -> tuple[int, bytes]:
    """How many milliseconds it lasts, and the file with nothing but sound. `ValueError` if not."""
    chunks = dict(_chunks(content))
    form, sound = chunks.get(b"fmt ", b""), chunks.get(b"data", b"")
    if len(form) < struct.calcsize("<HHIIHH"):
        raise ValueError(form)
    tag, channels, rate, per_second, _, _ = struct.unpack_from("<HHIIHH", form)
    if tag not in PLAIN or not channels or not rate or not per_second:
        raise ValueError(tag)
    body = b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in ((b"fmt ", form), (b"data", sound))
    )
    return len(sound) * 1000 // per_second, _riff(body)


def _riff(body: bytes) -> bytes:
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = HEAD
    while at + 8 <= len(content):
        (size,) = struct.unpack_from("<I", content, at + 4)
        yield content[at : at + 4], content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2

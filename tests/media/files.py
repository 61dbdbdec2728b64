"""Tiny recordings and pictures, made byte by byte, so that tests need none from elsewhere."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

SILENCE = b"\xf8\xff\xfe"  # twenty milliseconds of nothing, as Opus says it
RATE = 8000


def a_wav(seconds: float = 1, *, about: bytes = b"", tag: int = 1) -> bytes:
    """A recording as WAV; ``about`` is what a device wrote into it."""
    form = struct.pack("<HHIIHH", tag, 1, RATE, RATE, 1, 8)
    parts = [(b"fmt ", form), (b"LIST", about), (b"data", b"\x80" * round(seconds * RATE))]
    body = b"".join(
        name + struct.pack("<I", len(part)) + part + b"\0" * (len(part) % 2)
        for name, part in parts
        if part
    )
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WAVE" + body


def an_ogg(seconds: float = 1, *, about: bytes = b"", head: bytes = b"OpusHead") -> bytes:
    """A recording as Ogg with Opus."""
    first = head + struct.pack("<BBHIhB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 1)
    tags += struct.pack("<I", len(about)) + about
    packets = round(seconds * 50)
    pages = [_page(0, 2, 0, [first]), _page(1, 0, 0, [tags])]
    for number, begin in enumerate(range(0, packets, 100), 2):
        some = min(100, packets - begin)
        pages.append(_page(number, 0, (begin + some) * 960, [SILENCE] * some))
    return b"".join(pages)


def _page(number: int, flags: int, granule: int, packets: list[bytes]) -> bytes:
    table = b"".join(b"\xff" * (len(one) // 255) + bytes([len(one) % 255]) for one in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 7, number, 0)
    page = bytearray(head + bytes([len(table)]) + table + b"".join(packets))
    page[22:26] = struct.pack("<I", checksum(page))
    return bytes(page)


def checksum(page: bytes | bytearray) -> int:
    """What an Ogg page says about itself, bit by bit, with its own place for it left empty."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x104C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def a_webm(
    seconds: float = 1, *, about: bytes = b"", codec: bytes = b"A_OPUS", kind: int = 2
) -> bytes:
    """A recording as browsers make it: WebM with Opus, of unknown length."""
    track = _element(0xAE, _element(0x83, bytes([kind])) + _element(0x86, codec))
    info = _element(0x1549A966, _element(0x2AD7B1, (1_000_000).to_bytes(4)))
    tags = _element(0x1254C367, about) if about else b""
    clusters = b""
    for second in range(int(seconds) + 1):
        end = min(1000, round((seconds - second) * 1000))
        blocks = b"".join(
            _element(0xA3, b"\x81" + struct.pack(">h", at) + b"\x80" + SILENCE)
            for at in range(0, end, 20)
        )
        content = _element(0xE7, (second * 1000).to_bytes(4)) + blocks
        clusters += (0x1F43B675).to_bytes(4) + b"\x01" + b"\xff" * 7 + content
    head = _element(0x1A45DFA3, _element(0x4282, b"webm"))
    segment = info + _element(0x1654AE6B, track) + tags + clusters
    return head + (0x18538067).to_bytes(4) + b"\x01" + b"\xff" * 7 + segment


def _element(name: int, content: bytes) -> bytes:
    return (
        name.to_bytes((name.bit_length() + 7) // 8) + b"\x01" + len(content).to_bytes(7) + content
    )


def an_mp3(seconds: float = 1, *, about: bytes = b"") -> bytes:
    """A recording as MP3: silent frames of 26 milliseconds, between two labels."""
    frame = b"\xff\xfb\x10\xc4" + bytes(100)  # 32 kbit/s, 44,100 a second: 104 bytes
    label = b"ID3\x03\x00\x00" + bytes([0, 0, len(about) >> 7, len(about) & 0x7F]) + about
    old = b"TAG" + about[:125].ljust(125, b"\0")
    frames = frame * round(seconds * 44100 / 1152)
    return (label if about else b"") + frames + (old if about else b"")


def an_mp4(
    seconds: float = 1, *, about: bytes = b"", codec: bytes = b"mp4a", pieces: bool = False
) -> bytes:
    """A recording as MP4 with AAC, in one piece or in pieces of a second."""
    lasts = 0 if pieces else round(seconds * 1000)
    stsd = _box(b"stsd", bytes(4) + (1).to_bytes(4) + _box(codec, bytes(28)))
    media = _box(b"mdhd", bytes(12) + (1000).to_bytes(4) + lasts.to_bytes(4) + bytes(4))
    media += _box(b"hdlr", bytes(8) + b"soun" + bytes(13))
    media += _box(b"minf", _box(b"stbl", stsd))
    trak = _box(b"trak", _box(b"mdia", media))
    trex = _box(b"trex", bytes(12) + (20).to_bytes(4) + bytes(8))
    udta = _box(b"udta", about) if about else b""
    moov = _box(b"moov", trak + (_box(b"mvex", trex) if pieces else b"") + udta)
    file = _box(b"ftyp", b"M4A \0\0\0\0") + moov
    for _ in range(int(seconds) if pieces else 0):
        run = _box(b"trun", bytes(4) + (50).to_bytes(4))
        traf = _box(b"traf", _box(b"tfhd", bytes(8)) + run)
        file += _box(b"moof", traf) + _box(b"mdat", SILENCE * 50)
    return file if pieces else file + _box(b"mdat", SILENCE * 50)


def _box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + name + content


def a_picture(width: int = 60, height: int = 40, form: str = "JPEG", **more: Any) -> bytes:
    """A picture, red on the left and blue on the right."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    kept = io.BytesIO()
    image.save(kept, form, **more)
    return kept.getvalue()


def a_photo_with_a_place() -> bytes:
    """A photo that stands on its side and says where, when and with what it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    exif[0x0110] = "Camera of a resident"
    exif.get_ifd(0x8825)[1] = "N"
    return a_picture(exif=exif)


def a_bomb() -> bytes:
    """A few bytes that claim to be a picture of ten thousand million pixels."""
    png = bytearray(a_picture(form="PNG"))
    png[16:24] = struct.pack(">II", 100_000, 100_000)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    return bytes(png)

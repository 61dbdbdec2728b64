"""Recordings as they arrive: in which format, how long, and without what devices add."""

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass

from beteiligung.errors import Refusal
from beteiligung.media import mp3, mp4, ogg, wav, webm
from beteiligung.text import N_

MOST_SECONDS = 120
LARGEST = 2_000_000  # bytes: two minutes of speech have room even at a generous quality
LARGEST_READ = 16_000_000  # bytes of which we still say how long they are
MB = 1_000_000
DAMAGED = (ValueError, IndexError, ArithmeticError, struct.error)

# By how a file begins: what it is called, and who reads it.
FORMATS: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], tuple[int, bytes]]], ...] = (
    (webm.begins, "audio/webm", webm.read),
    (ogg.begins, "audio/ogg", ogg.read),
    (mp4.begins, "audio/mp4", mp4.read),
    (wav.begins, "audio/wav", wav.read),
    (mp3.begins, "audio/mpeg", mp3.read),
)


class NoRecording(Refusal):
    """A file that not every phone could play, or that is no recording at all."""

    default = N_(
        "This is no recording that we can use. We take WebM or Ogg with Opus, MP4 (m4a) with AAC, "
        "MP3 and WAV."
    )


class TooLong(Refusal):
    """A recording that goes on longer than anybody listens to one sentence."""

    default = N_("This recording is %(seconds)s seconds long. At most %(limit)s are possible.")


class TooLarge(Refusal):
    """A recording with more bytes than a phone should fetch for one sentence."""

    default = N_("This recording has %(size)s MB. At most %(limit)s MB are possible.")


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording that every phone can play, as it is kept."""

    mime: str
    milliseconds: int
    content: bytes


def cleaned(content: bytes, most_seconds: int = MOST_SECONDS) -> Sound:
    """The recording inside a file, without titles, places and names that devices add.

    Told apart by its bytes, never by its name. Refused: other formats and codecs, pictures in
    motion, damaged files, more than 120 seconds (or fewer), more than 2 MB.
    """
    if len(content) > LARGEST_READ:
        raise _too_large(content)
    mime, milliseconds, clean = _read(content)
    if milliseconds > most_seconds * 1000:
        raise TooLong(seconds=math.ceil(milliseconds / 1000), limit=most_seconds)
    if len(clean) > LARGEST:
        raise _too_large(clean)
    if milliseconds <= 0:
        raise NoRecording(N_("There is nothing to hear in this recording."))
    return Sound(mime, milliseconds, clean)


def _read(content: bytes) -> tuple[str, int, bytes]:
    for begins, mime, read in FORMATS:
        if begins(content):
            try:
                return mime, *read(content)
            except DAMAGED as damaged:
                raise NoRecording from damaged
    raise NoRecording


def _too_large(content: bytes) -> TooLarge:
    return TooLarge(size=round(len(content) / MB, 1), limit=LARGEST // MB)

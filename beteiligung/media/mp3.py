"""MP3: frames one after another, between labels that players add."""

from collections.abc import Iterator

LABEL = b"ID3"
HEAD = 4  # bytes at the beginning of a frame
OLD_LABEL, OLD_LABEL_SIZE = b"TAG", 128
MOST_LEFT = 4096  # bytes after the last frame that are labels of other kinds
# Thousands of bits a second, by the four bits that say so; first and later versions.
RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0)
RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0)
NONE = (0, 0, 0, 0)
SAMPLING = {3: (44100, 48000, 32000, 0), 2: (22050, 24000, 16000, 0), 0: (11025, 12000, 8000, 0)}
FIRST = 3  # the two bits of MPEG 1
LAYER_3 = 1
SYNC = 0x7FF  # eleven bits, all set


def begins(content: bytes) -> bool:
    """Whether a file begins as one does: with a label, or with a frame."""
    return content[:3] == LABEL or _frame(content, 0) is not None


def read(content: bytes) -> tuple[int, bytes]:
    """How many milliseconds it lasts, and its frames alone. `ValueError` if there are none."""
    start = end = _after_label(content)
    milliseconds = 0.0
    for length, lasts in _frames(content, start):
        end += length
        milliseconds += lasts
    rest = content[end:]
    if end == start or end > len(content) + MOST_LEFT or len(rest) > MOST_LEFT + OLD_LABEL_SIZE:
        raise ValueError(end)
    return round(milliseconds), content[start:end]


def _after_label(content: bytes) -> int:
    at = 0
    while content[at : at + 3] == LABEL:
        size = 0
        for byte in content[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size
    while at < len(content) and content[at] == 0:  # some programs leave room behind it
        at += 1
    return at


def _frames(content: bytes, at: int) -> Iterator[tuple[int, float]]:
    while (found := _frame(content, at)) is not None:
        yield found
        at += found[0]


def _frame(content: bytes, at: int) -> tuple[int, float] | None:
    """The bytes and the milliseconds of the frame that begins here, if one does."""
    head = int.from_bytes(content[at : at + HEAD])
    if at + HEAD > len(content) or head >> 21 != SYNC:
        return None
    version, layer = head >> 19 & 3, head >> 17 & 3
    thousands = (RATES_1 if version == FIRST else RATES_2)[head >> 12 & 15]
    sampling = SAMPLING.get(version, NONE)[head >> 10 & 3]
    if layer != LAYER_3 or not sampling or not thousands:
        return None
    samples = 1152 if version == FIRST else 576
    length = samples * thousands * 125 // sampling + (head >> 9 & 1)
    return length, samples * 1000 / sampling

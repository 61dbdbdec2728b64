"""Films: told from other files by how they begin, cut into pieces, read in parts."""

from collections.abc import Callable, Iterable, Iterator

from beteiligung.errors import Refusal
from beteiligung.text import N_

PIECE = 256 * 1024  # bytes
LARGEST = 60_000_000  # bytes: three minutes in good quality
LARGEST_CAPTIONS = 200_000
MP4, WEBM = "video/mp4", "video/webm"


class NoFilm(Refusal):
    """The file is something else than a film that browsers can show."""

    default = N_("This is not a film in MP4 or WebM.")


class FilmTooLarge(Refusal):
    """The film would be too much for a phone, and for the database."""

    default = N_("This film is too large: at most 60 MB.")


class NoCaptions(Refusal):
    """The file is something else than captions."""

    default = N_("These are not captions in WebVTT: the file begins with the word WEBVTT.")


def mime_of(beginning: bytes) -> str:
    """What a film is, by how it begins; `NoFilm` for everything else."""
    if beginning[4:8] == b"ftyp":
        return MP4
    if beginning[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in beginning[:64]:
        return WEBM
    raise NoFilm


def parts(content: Iterable[bytes]) -> Iterator[bytes]:
    """The film in equal pieces, the last excepted; `FilmTooLarge`, `NoFilm` where it is empty."""
    waiting, size = bytearray(), 0
    for chunk in content:
        size += len(chunk)
        if size > LARGEST:
            raise FilmTooLarge
        waiting += chunk
        while len(waiting) >= PIECE:
            yield bytes(waiting[:PIECE])
            del waiting[:PIECE]
    if not size:
        raise NoFilm
    if waiting:
        yield bytes(waiting)


def captions(content: bytes) -> str:
    """Captions as text; `NoCaptions` for what is none."""
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise NoCaptions from None
    if len(content) > LARGEST_CAPTIONS or not text.startswith("WEBVTT"):
        raise NoCaptions
    return text


class Reader:
    """A film as a file, of which only the pieces are fetched that somebody wants to see.

    ``piece`` fetches one by its number; ``size`` is that of the whole film in bytes.
    """

    def __init__(self, piece: Callable[[int], bytes], size: int) -> None:
        self._piece = piece
        self._size = size
        self._at = 0
        self._held: tuple[int, bytes] = (-1, b"")

    def seekable(self) -> bool:
        """One may begin anywhere."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._at

    def seek(self, offset: int) -> None:
        """Go somewhere in the film, counted from its beginning."""
        self._at = offset

    def read(self, size: int) -> bytes:
        """At most so many bytes from here on, never more than one piece."""
        if self._at >= self._size:
            return b""
        number, offset = divmod(self._at, PIECE)
        if self._held[0] != number:
            self._held = number, self._piece(number)
        found = self._held[1][offset : offset + size]
        self._at += len(found)
        return found

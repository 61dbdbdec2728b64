"""Drawings of codes that were made once, kept as files beside the data of the installation.

A drawing follows from what its code says, so nothing is lost with these files but the time to draw
them again: no backup has them, and whatever goes wrong with them only means to draw once more.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

FOLDER = "drawn"
MADE_BY = "2"  # raised when drawings change: older ones are left alone then
END = b"</svg>\n"  # a drawing without it was not written to its end


class Drawings:
    """Where drawings lie; nowhere until an installation has said where its data is."""

    def __init__(self) -> None:
        self._folder: Path | None = None

    def lie_in(self, data_dir: Path) -> None:
        """Say where the installation keeps its data."""
        self._folder = data_dir / FOLDER

    def kept(self, said: str, draw: Callable[[str], bytes]) -> bytes:
        """The drawing of what a code says, made now if it was never made."""
        if self._folder is None:
            return draw(said)
        name = hashlib.sha256(f"{MADE_BY} {said}".encode()).hexdigest()
        path = self._folder / name[:2] / f"{name}.svg"
        with suppress(OSError):
            found = path.read_bytes()
            if found.endswith(END):
                return found
        made = draw(said)
        if self._folder.parent.is_dir():
            with suppress(OSError):  # a full disk costs time, never a print
                _keep(path, made)
        return made


def _keep(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever else draws the same at the moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, new = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(new).replace(path)
    except OSError:
        Path(new).unlink(missing_ok=True)
        raise


_drawings = Drawings()
lie_in, kept = _drawings.lie_in, _drawings.kept

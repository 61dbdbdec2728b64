"""A line of so many bits a second between a browser and the server, each way; it can be cut."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread

PIECE = 1400  # bytes, about what travels at once
PATIENCE = 0.2  # seconds


class Line:
    """Takes connections at a port of its own and carries them to the server's."""

    def __init__(self, to: int) -> None:
        self.bits: float | None = None  # a second, each way; nothing: as fast as it goes
        self.cut = False
        self._to = to
        self._open: set[socket.socket] = set()
        self._free = {"up": 0.0, "down": 0.0}  # when the line can take the next piece
        self._turn = {way: Lock() for way in self._free}
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Nobody answers any more."""
        self.cut = True
        # A closed socket wakes nobody who waits at it.
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for each in list(self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def _listen(self) -> None:
        while not self.cut:
            try:
                near, _ = self._listening.accept()
                far = socket.create_connection(("127.0.0.1", self._to))
            except OSError:
                return
            self._open |= {near, far}
            for way, one, other in (("up", near, far), ("down", far, near)):
                Thread(target=self._carry, args=(way, one, other), daemon=True).start()

    def _carry(self, way: str, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                self._wait(way, len(piece))
                other.sendall(piece)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            self._open.discard(each)

    def _wait(self, way: str, size: int) -> None:
        if self.bits is None:
            return
        with self._turn[way]:
            begins = max(time.monotonic(), self._free[way])
            self._free[way] = begins + size * 8 / self.bits
        time.sleep(max(0.0, self._free[way] - time.monotonic()))


@contextmanager
def line(to: int) -> Iterator[Line]:
    """A line to a port, gone afterwards."""
    found = Line(to)
    try:
        yield found
    finally:
        found.close()

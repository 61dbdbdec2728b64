"""A small load generator: some clients on kept connections, each asking again when answered."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

PIECE = 65536
IDLE = 1.0  # seconds after which a connection is not used again
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length:"


@dataclass(slots=True)
class Load:
    """What came back: answers by status, how long each took, and over what time."""

    seconds: float = 0.0
    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)  # seconds, one per answer

    @property
    def requests(self) -> int:
        """How many were answered."""
        return len(self.waits)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds

    def percentile(self, share: float) -> float:
        """The wait that this share of all requests did not exceed, in milliseconds."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


class _Client:
    """One connection with at most one request under way."""

    def __init__(self, port: int) -> None:
        self.used = time.perf_counter()
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._came = b""
        self._asked = 0.0

    def ask(self, request: bytes, due: float | None = None) -> None:
        self._came = b""
        self._asked = time.perf_counter() if due is None else due
        self.socket.sendall(request)

    def hear(self) -> tuple[int, float] | None:
        """Status and wait, once the answer is complete."""
        piece = self.socket.recv(PIECE)
        if not piece:
            message = "the server closed a connection in the middle of a measurement"
            raise ConnectionError(message)
        self._came += piece
        if not _complete(self._came):
            return None
        self.used = time.perf_counter()
        return int(self._came[9:12]), self.used - self._asked


def drive(port: int, request: Callable[[], bytes], *, seconds: float, clients: int = 16) -> Load:
    """Ask for so many seconds; whatever is under way then is waited for and counted."""
    load, under_way = Load(), clients
    with selectors.DefaultSelector() as ready:
        for _ in range(clients):
            client = _Client(port)
            ready.register(client.socket, selectors.EVENT_READ, client)
            client.ask(request())
        began = time.perf_counter()
        while under_way:
            for key, _ in ready.select():
                answer = key.data.hear()
                if answer is None:
                    continue
                load.statuses[answer[0]] += 1
                load.waits.append(answer[1])
                if time.perf_counter() - began < seconds:
                    key.data.ask(request())
                else:
                    under_way -= 1
                    ready.unregister(key.fileobj)
                    key.data.socket.close()
        load.seconds = time.perf_counter() - began
    return load


def pace(
    port: int, request: Callable[[], bytes], *, rate: float, seconds: float, clients: int = 64
) -> Load:
    """Ask so many times a second, whether or not the server keeps up.

    A wait counts from the moment at which the request was due: whoever finds no free connection
    waits too.
    """
    load, idle = Load(), [_Client(port) for _ in range(clients)]
    asked, most = 0, int(rate * seconds)
    with selectors.DefaultSelector() as ready:
        began = time.perf_counter()
        while len(load.waits) < most:
            while idle and asked < most and began + asked / rate <= time.perf_counter():
                client = _fresh(idle.pop(), port)
                ready.register(client.socket, selectors.EVENT_READ, client)
                client.ask(request(), began + asked / rate)
                asked += 1
            due = began + asked / rate - time.perf_counter() if idle and asked < most else None
            for key, _ in ready.select(None if due is None else max(due, 0.0)):
                answer = key.data.hear()
                if answer is not None:
                    load.statuses[answer[0]] += 1
                    load.waits.append(answer[1])
                    ready.unregister(key.fileobj)
                    idle.append(key.data)
        load.seconds = time.perf_counter() - began
    for client in idle:
        client.socket.close()
    return load


def _fresh(client: _Client, port: int) -> _Client:
    """This connection, or a new one, as browsers open it: servers end those that wait for long."""
    if time.perf_counter() - client.used < IDLE:
        return client
    client.socket.close()
    return _Client(port)


def _complete(came: bytes) -> bool:
    end = came.find(END_OF_HEAD)
    if end < 0:
        return False
    head = came[:end].lower()
    at = head.find(LENGTH)
    if at < 0:
        message = "an answer without a length"
        raise ValueError(message)
    length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0])
    return len(came) >= end + len(END_OF_HEAD) + length

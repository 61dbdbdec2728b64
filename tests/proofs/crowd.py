"""Many phones that send answers through HTTP, and send again whenever they heard nothing."""

import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urlencode

from tests.proofs import rig
from tests.proofs.rig import OWN_PAGE

PIECE = 65536
THANKS = 303
STALE = 20.0  # seconds after which a phone gives up waiting and sends again
HEAD = "".join(
    f"{line}\r\n"
    for line in (
        "Host: 127.0.0.1",
        "Accept-Language: de",
        *(f"{name}: {value}" for name, value in OWN_PAGE.items()),
        "Content-Type: application/x-www-form-urlencoded",
    )
)


def request(slug: str, key: str, **more: str) -> bytes:
    """One person's answers, as a browser sends them."""
    body = urlencode({"key": key, **rig.answers(key), **more}).encode()
    head = f"POST /de/umfrage/{slug} HTTP/1.1\r\n{HEAD}Content-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class _Phone:
    """One connection at most, one person at a time."""

    def __init__(self) -> None:
        self.socket: socket.socket | None = None
        self.person: tuple[str, str] = ("", "")  # survey and key
        self.since = 0.0
        self.came = b""


class Crowd:
    """So many phones at once; ``people`` gives survey and key of whoever is next."""

    def __init__(
        self,
        port: Callable[[], int],
        people: Iterator[tuple[str, str]],
        *,
        phones: int,
        more: Callable[[str, str], dict[str, str]] = lambda _slug, _key: {},
    ) -> None:
        self._port, self._people, self._more = port, people, more
        self._phones = [_Phone() for _ in range(phones)]
        self._again: deque[tuple[str, str]] = deque()
        self._ready = selectors.DefaultSelector()
        self._rest = 0.0
        self.thanked: dict[str, set[str]] = {}  # keys by survey: the receipts
        self.statuses: Counter[int] = Counter()
        self.unheard = 0  # sent, and no answer came

    @property
    def receipts(self) -> int:
        """How many people were thanked."""
        return sum(map(len, self.thanked.values()))

    def go_on(self, seconds: float, *, new: bool = True) -> None:
        """Send and listen for so many seconds; without ``new``, only what is not thanked yet."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if not self._send_all(new=new):
                return
            for key, _ in self._ready.select(min(left, 0.1)):
                self._hear(key.data)

    def _send_all(self, *, new: bool) -> bool:
        """Let everybody send who waits for nothing; whether anything is under way."""
        now = time.monotonic()
        busy = False
        for phone in self._phones:
            if phone.person[1] and now - phone.since > STALE:
                self._lost(phone)
            if not phone.person[1] and now >= self._rest:
                self._next(phone, new=new)
            busy = busy or bool(phone.person[1])
        return busy or new or bool(self._again)

    def _next(self, phone: _Phone, *, new: bool) -> None:
        if self._again:
            phone.person = self._again.popleft()
        elif new:
            phone.person = next(self._people)
        else:
            return
        slug, key = phone.person
        phone.came, phone.since = b"", time.monotonic()
        try:
            if phone.socket is None:
                self._connect(phone)
            assert phone.socket is not None
            phone.socket.sendall(request(slug, key, **self._more(slug, key)))
        except OSError:
            self._lost(phone)
            self._rest = time.monotonic() + 0.02  # nobody listens just now

    def _connect(self, phone: _Phone) -> None:
        phone.socket = socket.create_connection(("127.0.0.1", self._port()), 2)
        phone.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ready.register(phone.socket, selectors.EVENT_READ, phone)

    def _hear(self, phone: _Phone) -> None:
        assert phone.socket is not None
        try:
            piece = phone.socket.recv(PIECE)
        except OSError:
            piece = b""
        if not piece:
            self._lost(phone)
            return
        phone.came += piece
        head, found, body = phone.came.partition(b"\r\n\r\n")
        if found and len(body) >= _length(head):
            self._answered(phone, int(head[9:12]), closes=b"connection: close" in head.lower())

    def _answered(self, phone: _Phone, status: int, *, closes: bool) -> None:
        slug, key = phone.person
        self.statuses[status] += 1
        if status == THANKS:
            self.thanked.setdefault(slug, set()).add(key)
        else:
            self._again.append(phone.person)
        phone.person = ("", "")
        if closes:
            self._hang_up(phone)

    def _lost(self, phone: _Phone) -> None:
        """The connection broke: whether the answer arrived nobody knows, so it is sent again."""
        if phone.person[1]:
            self.unheard += 1
            self._again.append(phone.person)
            phone.person = ("", "")
        self._hang_up(phone)

    def _hang_up(self, phone: _Phone) -> None:
        if phone.socket is not None:
            with suppress(KeyError, ValueError):
                self._ready.unregister(phone.socket)
            phone.socket.close()
            phone.socket = None

    def leave(self) -> None:
        """Everybody hangs up."""
        for phone in self._phones:
            self._hang_up(phone)
        self._ready.close()


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0

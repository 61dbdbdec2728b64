"""Every form of every page of the demonstration, as a log of requests that scanners can read."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

LINE = "=" * 54
CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
# Whoever signs out, or ends or changes her own account, sees no further page.
ENDS = re.compile(r"abmelden|sitzung|/konto|passwort|einladung|zweiter|/team|protokoll")
MADE_UP = "a"


class Form(NamedTuple):
    """Where a form is sent, how, and what with."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Visit:
    """Somebody's visit to an installation, signed in or not."""

    base: str
    cookie: str = ""

    def sign_in(self, email: str, password: str) -> None:
        """Sign in as a browser does."""
        token = CSRF.search(self.ask("GET", "/anmelden")[1])
        given = {"csrf_token": token[1] if token else "", "email": email, "password": password}
        self.ask("POST", "/anmelden", urlencode(given))

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, str]:
        """One request; cookies are kept."""
        connection = HTTPConnection(urlsplit(self.base).netloc, timeout=60)
        try:
            connection.request(method, path, body.encode(), self.headers(posts=method == "POST"))
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
            for name, value in answer.getheaders():
                if name.lower() == "set-cookie":
                    self.cookie = value.partition(";")[0]
            return answer.status, page
        finally:
            connection.close()

    def headers(self, *, posts: bool) -> dict[str, str]:
        """What a browser sends along."""
        found = {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie}
        if posts:
            found["Content-Type"] = "application/x-www-form-urlencoded"
        return {name: value for name, value in found.items() if value}


def forms(visit: Visit, pages: Sequence[str]) -> list[Form]:
    """The forms of these pages, each once: where it is sent and which fields it has."""
    found: dict[tuple[str, str, tuple[str, ...]], Form] = {}
    for path in pages:
        status, page = visit.ask("GET", path)
        if status not in (200, 404):
            continue
        for form in _Forms(page, path).found:
            if form.fields and not ENDS.search(form.path):
                names = tuple(name for name, _ in form.fields)
                found.setdefault((form.method, form.path, names), form)
    return list(found.values())


def as_log(visit: Visit, found: Sequence[Form]) -> str:
    """The forms as requests, one after the other, in the way that sqlmap reads them."""
    host = urlsplit(visit.base).netloc
    return "".join(_request(visit, host, form) for form in found)


def _request(visit: Visit, host: str, form: Form) -> str:
    posts = form.method == "POST"
    sent = urlencode(form.fields)
    path = form.path if posts else f"{form.path.partition('?')[0]}?{sent}"
    head = [f"{form.method} {path} HTTP/1.1", f"Host: {host}"]
    head += [f"{name}: {value}" for name, value in visit.headers(posts=posts).items()]
    body = f"\n\n{sent}" if posts else "\n"
    begin = f"{LINE}\n12:00:00  http://{host}  [127.0.0.1]\n{LINE}\n"
    return begin + "\n".join(head) + f"{body}\n{LINE}\n\n\n"


class _Forms(HTMLParser):
    """The forms of one page."""

    def __init__(self, page: str, path: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._path = path
        self._open: tuple[str, str] | None = None
        self._fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins, or has one more field."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = urlsplit(urljoin(f"http://x{self._path}", said.get("action") or self._path))
            where = action.path + (f"?{action.query}" if action.query else "")
            self._open = (said.get("method", "get").upper(), where)
            self._fields = {}
        elif self._open and tag in {"input", "textarea", "select", "button"}:
            name, value = said.get("name", ""), said.get("value", "")
            if name and said.get("type") != "file":
                self._fields.setdefault(name, value or MADE_UP)

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form" and self._open:
            self.found.append(Form(*self._open, tuple(self._fields.items())))
            self._open = None


def addresses_in_turn(pages: Iterator[str]) -> list[str]:
    """The pages, without those that end the visit."""
    return [path for path in pages if not ENDS.search(path)]

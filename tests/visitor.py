"""A visitor who is a critic: whatever page is opened, it is read strictly and checked."""

import re
import time
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, current_app, g, has_request_context, request
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from beteiligung.access import audience_of
from beteiligung.db import SAFE_METHODS, Store
from tests import critic
from tests.page import Page

_WRITES = re.compile(
    r"\s*(?:insert|update|delete|replace|truncate|create)\b(?:\s+(?:into|from))?\s+(?P<table>\w+)",
    re.IGNORECASE,
)
OF_THE_SESSION = frozenset({"staff_session", "first_step"})  # whether somebody is still there
OWN_PAGE = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}


class Visitor:
    """A person with a browser without scripts; ``language`` is what the browser asks for."""

    def __init__(self, app: Flask, *, language: str = "de") -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.language = language

    def get(self, path: str, status: int | None = 200, **headers: str) -> Page:
        """Open an address; header names are written with underscores."""
        return self._read("GET", path, status, headers)

    def post(
        self, path: str, data: dict[str, Any] | None = None, status: int = 303, **headers: str
    ) -> Page:
        """Send a form as our own pages do (or as somebody else's, with other headers)."""
        return self._read("POST", path, status, {**OWN_PAGE, **headers}, data=data or {})

    def upload(
        self,
        path: str,
        content: bytes,
        status: int = 303,
        *,
        accept: str = "text/html",
        **fields: str,
    ) -> Page:
        """Send a form with a file, as our own pages do; ``accept`` is what a script asks for."""
        headers = {**OWN_PAGE, "Accept": accept}
        return self._read("POST", path, status, headers, **multipart(content, **fields))

    def open(self, path: str, **headers: str) -> Page:
        """Open an address and follow where it leads, as a browser does."""
        return self._follow(self._read("GET", path, None, headers))

    def send(self, path: str, method: str, status: int | None, data: dict[str, Any]) -> Page:
        """Send a filled form; without an expected status, follow to a page that must be fine."""
        if method == "get":
            return self._follow(self._read("GET", path, status, {}, query_string=data))
        page = self._read("POST", path, status, dict(OWN_PAGE), data=data)
        return page if status is not None else self._follow(page)

    def _follow(self, page: Page) -> Page:
        for _ in range(5):
            if page.status not in {301, 302, 303, 307, 308}:
                break
            page = self._read("GET", urljoin(page.path, page.location), None, {})
        if page.status != 200:
            message = f"{page.path} answered {page.status}:\n{page.excerpt}"
            raise AssertionError(message)
        return page

    def _read(
        self, method: str, path: str, status: int | None, headers: dict[str, str], **more: Any
    ) -> Page:
        sent = {"Accept-Language": self.language}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        split = urlsplit(path)
        bare = split.path + (f"?{split.query}" if split.query else "")
        answer: TestResponse = self.client.open(bare, method=method, headers=sent, **more)
        page = Page(self, answer)
        if status is not None and page.status != status:
            message = f"{method} {path} answered {page.status}, not {status}:\n{page.excerpt}"
            raise AssertionError(message)
        store: Store = self.app.extensions["store"]
        # Templates make the same of both databases; to read strictly takes as long as to make it.
        critic.check(self.app, page, elements=store.sqlite)
        _check_rest(self.app)
        _check_log(self.app, page)
        return page


def multipart(content: bytes, **fields: str) -> dict[str, Any]:
    """A form with a file as a browser sends it, in one piece."""
    parts = [(f'name="{name}"', text.encode()) for name, text in fields.items()]
    parts.append(('name="file"; filename="take"', content))
    body = b"".join(
        f"--part\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + part + b"\r\n"
        for head, part in parts
    )
    return {"data": body + b"--part--\r\n", "content_type": "multipart/form-data; boundary=part"}


def _check_rest(app: Flask) -> None:
    """After the answer nothing is left open: no connection, no writers' turn."""
    store: Store = app.extensions["store"]
    for _ in range(100):  # the ledger's own thread may be writing just now
        checked_out: int = store.engine.pool.checkedout()  # type: ignore[attr-defined]  # of pools that count
        if checked_out == 0:
            break
        time.sleep(0.01)
    else:
        message = "a database connection was left open"
        raise AssertionError(message)
    if store.turn is not None:
        store.turn.take()
        store.turn.give()


def _check_log(app: Flask, page: Page) -> None:
    """Whatever somebody of the staff changed, the log says so: no deed without its entry."""
    endpoint, tables = app.extensions.pop("written", ("", frozenset()))
    audience = audience_of(app.view_functions.get(endpoint))
    if page.status < 400 and audience is not None and not audience.is_public:
        changed = tables - OF_THE_SESSION
        assert not changed or "audit_entry" in changed, f"{endpoint} changes {changed} unnoted"


def watch_writes(app: Flask) -> None:
    """Remember which tables each request of a tested application has changed."""

    @app.teardown_request
    def remember(_error: BaseException | None) -> None:
        if "tables" in g:
            current_app.extensions["written"] = (request.endpoint or "", frozenset(g.tables))


def forbid_writing_reads(
    _connection: object, _cursor: object, statement: str, _parameters: object, *_: object
) -> None:
    """Stop a GET that writes, note what others write; hung on every tested application's engine."""
    if not has_request_context() or not (found := _WRITES.match(statement)):
        return
    if request.method in SAFE_METHODS:
        message = f"{request.method} {request.path} writes: {statement}"
        raise AssertionError(message)
    g.setdefault("tables", set()).add(found["table"])

"""Hands out survey pages that are ready, before the framework wakes up for them."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy.exc import SQLAlchemyError

from beteiligung import clock
from beteiligung.abuse.stamp import stamped
from beteiligung.qrcodes.check_word import word_of
from beteiligung.surveys import brought
from beteiligung.surveys.ready import Page, Running, Shelf
from beteiligung.web.headers import Application, Start
from beteiligung.web.ledger import Ledger
from beteiligung.web.watch import RULE

LONGEST_CODE = 12
RULE_OF_PAGES = "surveys.answer"  # the view whose pages are handed out here
# Letters and digits are written as they are in an address: nothing has to be decoded.
_CODE = re.compile(rf"(?:^|&)c=([0-9A-Za-z]{{1,{LONGEST_CODE}}})(?:&|$)")
# Stored nowhere, so nothing has to vary.
_PLAIN = [("Content-Type", "text/html; charset=utf-8")]
_COMPRESSED = [*_PLAIN, ("Content-Encoding", "gzip")]

HERE = "{word}"

Headers = list[tuple[str, str]]


class Ready(NamedTuple):
    """A page, and what it was made from."""

    page: Page
    running: Running
    stamp: object  # of what else the site says: its texts, its notices
    check: str = ""  # the line with the check word of a code; HERE stands for the word


class Handout:
    """In front of the application: what differs from reader to reader is one slot, not the page.

    The view makes a page ready. From then on it is handed out here, in a third of the time, for as
    long as the survey is what it was and open, and the ``stamp`` of what else its page says is too.
    """

    def __init__(
        self,
        shelf: Shelf,
        stamp: Callable[[], object],
        ledger: Ledger,
        *,
        secret: bytes,
        timezone: str,
        now: Callable[[], datetime],
    ) -> None:
        self._shelf = shelf
        self.stamp = stamp
        self._ledger = ledger
        self._secret = secret
        self._timezone = timezone
        self._now = now
        self._ready: dict[str, Ready] = {}

    def before(self, application: Application) -> Application:
        """The application with its ready pages in front of it."""

        def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
            ready = self._ready.get(environ["PATH_INFO"])
            if ready is None or environ["REQUEST_METHOD"] != "GET" or not self._stands(ready):
                return application(environ, start)
            environ[RULE] = RULE_OF_PAGES
            body, headers = self._filled(ready, environ)
            start("200 OK", [*headers, ("Content-Length", str(len(body)))])
            return [body]

        return answer

    def first(self, ready: Ready, environ: dict[str, Any]) -> tuple[bytes, Headers]:
        """Keep a page ready at this address; its body and headers for the one who asks now."""
        self._ready[environ["PATH_INFO"]] = ready
        return self._filled(ready, environ)

    def _stands(self, ready: Ready) -> bool:
        running = ready.running
        try:
            return (
                self._shelf.get(running.questionnaire.slug) is running
                and running.takes_answers(self._now())
                and self.stamp() == ready.stamp
            )
        except SQLAlchemyError:
            return False  # the application says that the database is away

    def _filled(self, ready: Ready, environ: dict[str, Any]) -> tuple[bytes, Headers]:
        page, query = ready.page, environ["QUERY_STRING"]
        code, at = code_in(query), self._now()
        if code:
            self._ledger.note("open", (code, clock.local_date(at, self._timezone)))
        asked = ready.running.questionnaire
        more = brought.fields(asked, brought.from_address(asked, query))
        key = str(uuid4())
        slot = hidden_fields(key, code, more, stamped(self._secret, key, at)).encode()
        word = ready.check.replace(HERE, word_of(code)).encode() if code else b""
        if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
            return page.compressed(slot, word), _COMPRESSED
        return page.plain(slot, word), _PLAIN


def code_in(query: str) -> str:
    """The printed code in an address, or nothing."""
    found = _CODE.search(query)
    return found[1].upper() if found else ""


def hidden_fields(key: str, code: str, more: str = "", stamp: str = "") -> str:
    """What fills the slot: a fresh key for the answer, the code that led here, and what else.

    ``stamp`` tells when the page was handed out.
    """
    fields = f'<input type="hidden" name="key" value="{key}">'
    if stamp:
        fields += f'<input type="hidden" name="page-stamp" value="{stamp}">'
    return fields + (f'<input type="hidden" name="c" value="{code}">' if code else "") + more

"""Forms without cookies: was this sent from our own page, and is it readable text at all."""

import re

from flask import Request

from beteiligung.db import SAFE_METHODS
from beteiligung.errors import CrossSite, Malformed
from beteiligung.web.hosts import is_own

FORM = "application/x-www-form-urlencoded"
_ESCAPED = re.compile(rb"(?:%[89A-Fa-f][0-9A-Fa-f])+")  # letters that are none of ASCII's


def check_origin(request: Request) -> None:
    """Refuse an unsafe request that another website sent (`Sec-Fetch-Site`, then `Origin`).

    A program that sends neither has no person behind it whose browser could be misused.
    """
    if request.method in SAFE_METHODS:
        return
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in {"same-origin", "none"}:
            raise CrossSite
        return
    origin = request.headers.get("Origin")
    if origin is not None and not is_own(origin):
        raise CrossSite


def check_text(request: Request) -> None:
    """Refuse a form whose bytes are no UTF-8: Werkzeug would drop such fields silently."""
    if request.mimetype != FORM:
        return
    raw = request.get_data(cache=True, parse_form_data=False)
    try:
        raw.decode()
        for letters in _ESCAPED.findall(raw):
            bytes.fromhex(letters.replace(b"%", b"").decode()).decode()
    except UnicodeDecodeError:
        raise Malformed from None

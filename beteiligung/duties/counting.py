"""Counting visits with the operator's Matomo: off unless switched on, never where people answer."""

from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request

from beteiligung.config import Settings
from beteiligung.errors import OperatorError
from beteiligung.web.headers import POLICY

# Pages to read. Where people answer, type a code or sign in, nothing of this is loaded at all.
COUNTED = frozenset({"home", "site", "duties", "releases"})
CONSENT, COOKIELESS = "consent", "cookieless"


class Counting(NamedTuple):
    """Where visits are counted, and whether people are asked before."""

    address: str  # of Matomo's interface for programs
    origin: str  # the only place outside that pages may reach then
    site: int
    mode: str

    @property
    def asks(self) -> bool:
        """Whether nothing is counted before somebody says yes."""
        return self.mode == CONSENT


def counting_of(settings: Settings) -> Counting | None:
    """How this installation counts visits; none where the operator has not switched it on."""
    if not settings.matomo_url:
        return None
    parts = urlsplit(settings.matomo_url)
    right = parts.scheme in {"https", "http"} and parts.netloc and settings.matomo_site > 0
    if not right or settings.matomo_mode not in {CONSENT, COOKIELESS}:
        raise OperatorError(
            "BETEILIGUNG_MATOMO_URL must be an address such as https://matomo.example, "
            "BETEILIGUNG_MATOMO_SITE the number of the website there, "
            "BETEILIGUNG_MATOMO_MODE consent or cookieless."
        )
    return Counting(
        address=f"{settings.matomo_url.rstrip('/')}/matomo.php",
        origin=f"{parts.scheme}://{parts.netloc}",
        site=settings.matomo_site,
        mode=settings.matomo_mode,
    )


def attach(app: Flask, settings: Settings) -> None:
    """Let pages to read count visits, where the operator has switched it on."""
    found = counting_of(settings)
    app.extensions["counting"] = found
    app.jinja_env.globals["counting"] = counting
    if found is None:
        return
    allowed = f"{POLICY}; connect-src 'self' {found.origin}"

    @app.after_request
    def opened(answer: Response) -> Response:
        if counting() is not None and answer.mimetype == "text/html":
            answer.headers.setdefault("Content-Security-Policy", allowed)
        return answer


def counting() -> Counting | None:
    """How visits of this page are counted; none on pages that never are."""
    if request.blueprint not in COUNTED:
        return None
    found: Counting | None = current_app.extensions["counting"]
    return found

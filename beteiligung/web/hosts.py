"""Under which names the platform answers, and what its addresses are called outside."""

from collections.abc import Iterable
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app, request, url_for

from beteiligung.config import Settings
from beteiligung.web.headers import Application, Start

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What machines ask by whatever name they know; the answer says nothing about anybody.
ANY_NAME = frozenset({"/healthz", "/readyz"})
MISDIRECTED = b"This address is not known here.\n"
PORTS = {"http": 80, "https": 443}


def known(application: Application, settings: Settings) -> Application:
    """The application, asked by its own name: in production, by any other it answers 421.

    So a forged name gets into no link, letter or code, and nothing in between can keep a page
    under it.
    """
    if not settings.production or not settings.public_url:
        return application
    own = _name(settings.public_url)

    def answer(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        asked = _name(f"{environ['wsgi.url_scheme']}://{environ.get('HTTP_HOST', '')}")
        right = asked is not None and (asked[0] in LOOPBACK or own in {asked, _secure(asked)})
        if right or environ["PATH_INFO"] in ANY_NAME:
            return application(environ, start)
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(MISDIRECTED))),
        ]
        start("421 Misdirected Request", headers)
        return [MISDIRECTED]

    return answer


def base() -> str:
    """How every address of this website begins for the world; without a slash at its end."""
    settings = cast("Settings", current_app.extensions["settings"])
    return settings.public_url or request.url_root.rstrip("/")


def outside(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - as url_for takes them
    """The whole address of a page, as it stands on paper, in files and in letters."""
    return base() + url_for(endpoint, **values)


def is_own(address: str) -> bool:
    """Whether an address is one of this website, by the name it was asked by or its public one."""
    return urlsplit(address).netloc in {request.host, urlsplit(base()).netloc}


def _name(address: str) -> tuple[str, int] | None:
    """A name and a port, however they are written; none where that is no name."""
    try:
        split = urlsplit(address)
        return (split.hostname or "").rstrip("."), split.port or PORTS.get(split.scheme, 0)
    except ValueError:
        return None


def _secure(asked: tuple[str, int]) -> tuple[str, int]:
    """The same name behind a proxy that ends HTTPS and did not say so."""
    return (asked[0], PORTS["https"]) if asked[1] == PORTS["http"] else asked

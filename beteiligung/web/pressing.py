"""Pages of the staff and of tablets, sent compressed: they are long, and lines are slow."""

import gzip
import io
import secrets

from flask import Flask, Response, request

LEAST = 2000  # bytes from which on it pays
QUICK = 5  # of zlib's levels
PREFIXES = ("/verwaltung", "/tablet/")


def attach(app: Flask) -> None:
    """Compress pages of the administration and of the pilots' app, for browsers that take it."""
    app.after_request(press)


def press(response: Response) -> Response:
    """The page compressed, if it is one of these and long enough.

    How long it becomes says nothing reliable about what is in it: a name of random length, which
    nobody reads, stands in front. Tokens of forms change every second anyway.
    """
    if not _pays(response):
        return response
    pressed = io.BytesIO()
    name = secrets.token_hex(secrets.randbelow(32))
    with gzip.GzipFile(name, "wb", QUICK, pressed, mtime=0) as file:
        file.write(response.get_data())
    response.set_data(pressed.getvalue())
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response


def _pays(response: Response) -> bool:
    return (
        request.path.startswith(PREFIXES)
        and response.mimetype == "text/html"
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and request.accept_encodings["gzip"] > 0
        and len(response.get_data()) >= LEAST
    )

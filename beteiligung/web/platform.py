"""Flask as this platform needs it: nothing is done for residents that only staff need."""

from collections.abc import Callable, Iterable
from functools import cache
from io import BytesIO
from typing import IO, Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from werkzeug.datastructures import ImmutableDict, ImmutableMultiDict
from werkzeug.routing import IntegerConverter, Map, Rule

from beteiligung.text import is_readable, readable

IN_MEMORY = 25_000_000  # bytes of a form with files: as many as a resident may send
LARGEST_NUMBER = 2**31 - 1  # that both databases hold


class StaffCookie(SecureCookieSessionInterface):
    """Flask's signed cookie. Residents have none, so neither keys nor cookies are prepared."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the browser's cookie holds; a browser without cookies holds nothing."""
        if "HTTP_COOKIE" not in request.environ:
            return SecureCookieSession()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie back if a page looked at it or changed it."""
        if session.accessed or session.modified:
            super().save_session(app, session, response)


class Address(Rule):
    """An address whose way back, from values to the address, is made when a page links to it.

    Making it for all addresses at once is most of what it costs to begin.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:  # noqa: FBT001, FBT002 - as its parent has it
        made = cache(super()._compile_builder)

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            return made(append_unknown)(rule, **values)

        return build


class Number(IntegerConverter):
    """A number in an address: one that no database can hold names nothing."""

    def __init__(self, addresses: Map) -> None:
        super().__init__(addresses, max=LARGEST_NUMBER)


class Addresses(Map):
    """All addresses, with numbers of our own kind."""

    default_converters = ImmutableDict({**Map.default_converters, "int": Number})


class Sent(ImmutableMultiDict[str, object]):
    """What somebody sent, without characters that are none: no page may hold them."""

    def __init__(self, pairs: Iterable[tuple[str, object]] = ()) -> None:
        pairs = list(pairs)
        if not is_readable("".join(str(part) for pair in pairs for part in pair)):
            pairs = [(readable(name), _readable(value)) for name, value in pairs]
        super().__init__(pairs)


class Asked(Request):
    """A request, of which every field and every word in its address can stand on a page."""

    parameter_storage_class = Sent

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        """Where a file that comes along is put: never on a disk, if residents may send it.

        What a camera wrote into a photo must be nowhere, and a disk forgets nothing by itself.
        """
        if total_content_length is not None and total_content_length <= IN_MEMORY:
            return BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


def _readable(value: object) -> object:
    return readable(value) if isinstance(value, str) else value


class Platform(Flask):
    """The application of `app.create_app`."""

    request_class = Asked
    url_rule_class = Address
    url_map_class = Addresses
    session_interface = StaffCookie()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take every view and hook as it is: none of ours is asynchronous."""
        return func

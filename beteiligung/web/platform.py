"""Flask as this platform needs it: nothing is done for residents that only staff need."""

from collections.abc import Callable
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin


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


class Platform(Flask):
    """The application of `app.create_app`."""

    session_interface = StaffCookie()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Take every view and hook as it is: none of ours is asynchronous."""
        return func

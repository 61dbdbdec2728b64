"""What people at the door do: show a password, and an app that makes codes."""

from datetime import datetime

import pyotp

from tests.builders import PASSWORD
from tests.page import Page, words
from tests.visitor import Visitor

MANAGER = "manager@sonnenberg.example"
ACCOUNT = "/verwaltung/konto"
SET_UP = "/verwaltung/konto/zweiter-schritt"


def knock(visitor: Visitor, email: str = MANAGER, password: str = PASSWORD) -> Page:
    """Show address and password; the answer itself, wherever it leads."""
    page = visitor.get("/anmelden")
    return page.fill("email", email).fill("password", password).submit(status=303)


def is_in(visitor: Visitor) -> bool:
    """Whether the administration is open to this browser."""
    return visitor.get(ACCOUNT, status=None).status == 200


def code_of(secret: str, at: datetime) -> str:
    """What an app with this secret shows at a moment."""
    return pyotp.TOTP(secret).at(at)


def secret_on(page: Page) -> str:
    """The secret that the page of setting up shows."""
    found = page.by_id("secret")
    assert found is not None
    return words(found).replace(" ", "")


def with_app(visitor: Visitor, at: datetime, path: str = SET_UP) -> tuple[str, list[str]]:
    """Set the second step up with an app: its secret, and the ten codes for paper."""
    page = visitor.get(path)
    secret = secret_on(page)
    done = page.fill("code", code_of(secret, at)).submit(status=200)
    return secret, [words(item) for item in done.all("code")]

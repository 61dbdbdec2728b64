"""The one moment at which a request happens."""

from collections.abc import Callable
from datetime import datetime
from typing import cast

from flask import current_app, g


def moment() -> datetime:
    """When this request came in: asked once, so that one request never sees two times."""
    if "moment" not in g:
        g.moment = cast("Callable[[], datetime]", current_app.extensions["now"])()
    return cast("datetime", g.moment)

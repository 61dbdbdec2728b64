"""The one moment at which a request happens."""

from datetime import datetime
from typing import cast

from flask import current_app, g


def moment() -> datetime:
    """When this request came in: asked once, so that one request never sees two times."""
    found = g.get("moment")
    if found is None:
        found = g.moment = current_app.extensions["now"]()
    return cast("datetime", found)

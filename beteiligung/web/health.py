"""Whether the process lives, and whether its database answers."""

from flask import Blueprint
from sqlalchemy import text

from beteiligung.access import public
from beteiligung.db import session

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def alive() -> tuple[str, dict[str, str]]:
    """The process answers."""
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.get("/readyz")
@public
def ready() -> tuple[str, dict[str, str]]:
    """The database answers; otherwise the error page says 503."""
    session().execute(text("select 1"))
    return "ready\n", {"Content-Type": "text/plain; charset=utf-8"}

"""Pages that gather for residents: the first page of the platform, and of each district."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.locales import lookup

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@public
def entrance() -> str | Response:
    """On to the first page in the visitor's language; where we cannot tell, people choose."""
    wanted = lookup(request.headers.get("Accept-Language", ""), i18n.OFFERED)
    if wanted is None:
        return render_template("home/languages.html")
    return redirect(url_for("home.start", lang=wanted), 303)


@blueprint.get("/<lang:lang>/")
@public
def start() -> str:
    """What this is, in which districts, and what is open there."""
    return render_template("home/start.html")

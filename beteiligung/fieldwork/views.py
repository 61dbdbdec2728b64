"""The pilots' app: its page in each language, what keeps it there, and surveys to be asked."""

import json
from hashlib import sha256

from flask import Blueprint, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import i18n
from beteiligung.access import public
from beteiligung.errors import NotFound
from beteiligung.fieldwork import shell
from beteiligung.fieldwork.package import askable, document
from beteiligung.media.taking import MAY_RECORD
from beteiligung.surveys.views import HEADERS, shelf
from beteiligung.web.headers import FRAMED
from beteiligung.web.layout import asset
from beteiligung.web.moment import moment

blueprint = Blueprint("tablet", __name__, url_prefix="/tablet")
INK, PAPER = "#2648a1", "#ffffff"  # as the styles have them: a manifest knows no others


@blueprint.get("/")
@public
def start() -> Response:
    """The app in the language that the tablet speaks."""
    spoken = i18n.current().id
    return redirect(url_for("tablet.app", lang=spoken if spoken in shell.SPOKEN else "de"), 303)


@blueprint.get("/<lang:lang>/")
@public
def app() -> ResponseReturnValue:
    """The app; all that it does, it does on the tablet: also to record what a pilot speaks."""
    if i18n.current().id not in shell.SPOKEN:
        return start()
    page = Response(shell.page(), 200, {"Content-Type": "text/html; charset=utf-8"})
    page.headers.update(MAY_RECORD)
    return page


@blueprint.get("/<lang:lang>/befragung/<slug>")
@public
def interview(slug: str) -> Response:
    """A survey as the app shows it in its frame."""
    html = document(askable(shelf(), slug, moment()))
    wanted = request.args.get("fassung", "")
    if wanted and not sha256(html.encode()).hexdigest().startswith(wanted):
        raise NotFound  # what was begun in one version never goes on in another
    return Response(html, 200, [*HEADERS.items(), FRAMED])


@blueprint.get("/dienst.js")
@public
def worker() -> Response:
    """The script that makes the app start without a network."""
    headers = {"Content-Type": "text/javascript; charset=utf-8", "Cache-Control": "no-cache"}
    return Response(shell.worker(), 200, headers)


@blueprint.get("/app.webmanifest")
@public
def manifest() -> Response:
    """What makes the app one that can be put on the home screen."""
    name = current_app.extensions["settings"].name
    content = {
        "id": "/tablet/",
        "name": f"{name} – Tablet",
        "short_name": name,
        "start_url": url_for("tablet.start"),
        "scope": url_for("tablet.start"),
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": INK,
        "icons": [
            {"src": asset("mark.svg"), "sizes": "any", "type": "image/svg+xml"},
            *(_icon(size, purpose) for size in (192, 512) for purpose in ("any", "maskable")),
        ],
    }
    return Response(json.dumps(content), 200, {"Content-Type": "application/manifest+json"})


def _icon(size: int, purpose: str) -> dict[str, str]:
    name = asset(f"icon-{size}.png")
    return {"src": name, "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}

"""Handing out recordings and pictures: by their digest, for ever the same, in parts if wanted."""

import io

from flask import Blueprint, request
from werkzeug.wrappers import Response

from beteiligung.access import public
from beteiligung.db import session
from beteiligung.errors import NotFound
from beteiligung.media.models import Medium, Sort
from beteiligung.media.queries import medium_of
from beteiligung.web.headers import POLICY

blueprint = Blueprint("media", __name__, url_prefix="/medien")

FOR_GOOD = "public, max-age=31536000, immutable"


@blueprint.get("/ton/<digest>")
@public
def sound(digest: str) -> Response:
    """A recording."""
    return _handed_out(medium_of(session(), digest, Sort.SOUND))


@blueprint.get("/bild/<digest>")
@public
def picture(digest: str) -> Response:
    """A picture."""
    return _handed_out(medium_of(session(), digest, Sort.PICTURE))


def _handed_out(medium: Medium | None) -> Response:
    if medium is None:
        raise NotFound
    headers = {
        "Cache-Control": FOR_GOOD,
        "Content-Security-Policy": f"{POLICY}; sandbox",
        "Content-Disposition": "inline",
    }
    answer = Response(io.BytesIO(medium.content), 200, headers, mimetype=medium.mime)
    answer.content_length = medium.size
    answer.set_etag(medium.digest)
    # Safari plays nothing that it cannot ask for in parts.
    return answer.make_conditional(request, accept_ranges=True, complete_length=medium.size)

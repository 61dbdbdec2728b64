"""How a page takes recordings and pictures: at once for scripts, as a form without them."""

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung.errors import Refusal
from beteiligung.media.forms import MediumForm
from beteiligung.web.headers import MICROPHONE, POLICY

LARGEST_UPLOAD = 64_000_000  # bytes that are read at all, so that we can say what is too large
MAY_RECORD = {
    # What was just recorded is listened to before it has an address; nowhere else.
    "Content-Security-Policy": f"{POLICY}; media-src 'self' blob:",
    "Permissions-Policy": MICROPHONE,
}


def recording_page(template: str, status: int = 200, **values: object) -> Response:
    """A page on which staff may use the microphone."""
    page = make_response(render_template(template, **values), status)
    page.headers.update(MAY_RECORD)
    return page


def take_large_files() -> None:
    """Let this request bring more than forms do."""
    request.max_content_length = LARGEST_UPLOAD


def wants_to_know() -> bool:
    """Whether a script asked, which puts the answer into the page by itself."""
    return request.accept_mimetypes.best == "application/json"


def told(**values: object) -> Response:
    """What a script is told when something was kept."""
    return jsonify(values)


def told_why(form: MediumForm) -> ResponseReturnValue:
    """What a script is told when something was refused."""
    return jsonify(sentence=form.fault(str(form.key.data))), Refusal.status

"""How a page takes recordings and pictures: at once for scripts, as a form without them."""

from collections.abc import Callable

from flask import flash, jsonify, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung.errors import Refusal
from beteiligung.i18n import gettext as _
from beteiligung.media.forms import MediumForm, RecordingForm
from beteiligung.media.sounds import NoRecording, TooLarge, TooLong
from beteiligung.web.headers import MICROPHONE, POLICY
from beteiligung.web.staff_form import checked

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


def take_recording(
    keep: Callable[[RecordingForm], str],
    *,
    recorded: Callable[[], tuple[int, int]],
    page: Callable[[RecordingForm], Response],
    back: Callable[[str], Response],
) -> ResponseReturnValue:
    """Keep one recording at once: a script is told so, everybody else comes back to its text.

    ``keep`` does it and says the recording's digest; ``recorded``: how many there are, of how
    many; ``page`` shows a form that was refused; ``back`` leads to the text with a key.
    """
    take_large_files()
    form = RecordingForm()
    if not checked(form):
        return _refused(form, page)
    try:
        digest = keep(form)
    except (NoRecording, TooLong, TooLarge) as refusal:
        form.refuse("file", refusal)
        return _refused(form, page)
    if wants_to_know():
        done, total = recorded()
        return told(
            address=url_for("media.sound", digest=digest),
            said=_("%(done)s of %(total)s recorded", done=done, total=total),
        )
    flash(_("The recording is kept."), "ok")
    return back(str(form.key.data))


def _refused(form: RecordingForm, page: Callable[[RecordingForm], Response]) -> ResponseReturnValue:
    return told_why(form) if wants_to_know() else page(form)


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

"""Staff pages about the interface's spoken words: recorded once per language, for all surveys."""

from flask import Blueprint, after_this_request, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.locales import BY_ID, TABLE
from beteiligung.media import actions, queries
from beteiligung.media.forms import RecordingForm
from beteiligung.media.phrases import PHRASES
from beteiligung.media.taking import recording_page, take_recording
from beteiligung.web.layout import site_texts
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint("spoken_words", __name__, url_prefix="/verwaltung/gesprochene-woerter")

FIRST = "ti"  # the language for which there is hardly any other way


@blueprint.get("/")
@staff(Role.MANAGER)
def first() -> Response:
    """The language that needs them most."""
    return redirect(url_for("spoken_words.overview", locale=FIRST), 303)


@blueprint.get("/<locale>/")
@staff(Role.MANAGER)
def overview(locale: str) -> Response:
    """The words of the interface in one language, and a button to record each."""
    return _page(locale, RecordingForm())


@blueprint.post("/<locale>/")
@staff(Role.MANAGER)
def record(locale: str) -> ResponseReturnValue:
    """Keep one recording at once."""

    def keep(form: RecordingForm) -> str:
        name, content = str(form.key.data), form.content()
        spoken = actions.speak_phrase(
            db.session(), _known(locale), name, content, asker=signed_in(), at=moment()
        )
        after_this_request(_heard_at_once)
        return spoken.digest

    return take_recording(
        keep,
        recorded=lambda: (len(queries.phrases(db.session(), locale)), len(PHRASES)),
        page=lambda form: _page(locale, form),
        back=lambda name: _back(locale, name),
    )


@blueprint.post("/<locale>/entfernen")
@staff(Role.MANAGER)
def remove(locale: str) -> ResponseReturnValue:
    """Take one of the words away."""
    check_token()
    name = request.form.get("key", "")
    actions.silence_phrase(db.session(), locale, name, asker=signed_in(), at=moment())
    flash(_("The recording is no longer used."), "ok")
    return _back(locale, name)


def _known(locale: str) -> str:
    if locale not in BY_ID:
        raise NotFound
    return locale


def _back(locale: str, name: str) -> Response:
    page = url_for("spoken_words.overview", locale=locale, _anchor=f"row-{name}")
    return _heard_at_once(redirect(page, 303))


def _heard_at_once(answer: Response) -> Response:
    answer.call_on_close(site_texts().forget)  # after the commit: pages must hear of it
    return answer


def _page(locale: str, form: RecordingForm) -> Response:
    session = db.session()
    digests = queries.phrases(session, _known(locale))
    here = queries.media_named(session, digests.values())
    counts = queries.spoken_count(session)
    total = len(PHRASES)
    return recording_page(
        "media/spoken_words.html",
        form.status,
        tongue=BY_ID[locale],
        tongues=[(entry, (counts.get(entry.id, 0), total)) for entry in TABLE],
        rows=[(name, _(words), here.get(digests.get(name, ""))) for name, words in PHRASES.items()],
        form=form,
    )

"""Staff pages about the recordings of a board: its question, introduction and topics, spoken."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from beteiligung import db
from beteiligung.access import Role, staff
from beteiligung.errors import NotFound
from beteiligung.i18n import gettext as _
from beteiligung.ideas import recordings
from beteiligung.ideas.manage import board_here
from beteiligung.ideas.models import Board
from beteiligung.locales import BY_ID, TABLE
from beteiligung.media.forms import RecordingForm
from beteiligung.media.queries import media_named
from beteiligung.media.taking import recording_page, take_recording
from beteiligung.web.moment import moment
from beteiligung.web.seams import signed_in
from beteiligung.web.staff_form import check_token

blueprint = Blueprint(
    "board_recordings", __name__, url_prefix="/verwaltung/ideen/<slug>/aufnahmen/<locale>"
)


@blueprint.get("/")
@staff(Role.MANAGER)
def overview(slug: str, locale: str) -> Response:
    """The texts of a board in one language, and a button to record each."""
    return _page(_found(slug, locale), locale, RecordingForm())


@blueprint.post("/")
@staff(Role.MANAGER)
def record(slug: str, locale: str) -> ResponseReturnValue:
    """Keep one recording at once."""
    board = _found(slug, locale)

    def keep(form: RecordingForm) -> str:
        key, content = str(form.key.data), form.content()
        return recordings.record_words(
            db.session(), board, key, content, locale=locale, asker=signed_in(), at=moment()
        ).digest

    return take_recording(
        keep,
        recorded=lambda: recordings.recorded(board, locale),
        page=lambda form: _page(board, locale, form),
        back=lambda key: _back(board, locale, key),
    )


@blueprint.post("/entfernen")
@staff(Role.MANAGER)
def remove(slug: str, locale: str) -> Response:
    """Take a recording away."""
    check_token()
    board, key = _found(slug, locale), request.form.get("key", "")
    recordings.silence_words(
        db.session(), board, key, locale=locale, asker=signed_in(), at=moment()
    )
    flash(_("The recording is no longer used."), "ok")
    return _back(board, locale, key)


def _found(slug: str, locale: str) -> Board:
    if locale not in BY_ID:
        raise NotFound
    return board_here(slug)


def _back(board: Board, locale: str, key: str) -> Response:
    page = url_for(
        "board_recordings.overview", slug=board.slug, locale=locale, _anchor=f"row-{key}"
    )
    return redirect(page, 303)


def _page(board: Board, locale: str, form: RecordingForm) -> Response:
    written = {
        key: words.pick([locale])
        for key, words in recordings.words_of(board).items()
        if not words.missing([locale])
    }
    digests = {key: recordings.digest_of(board, key, locale) for key in written}
    here = media_named(db.session(), digests.values())
    return recording_page(
        "ideas/manage/recordings.html",
        form.status,
        board=board,
        tongue=BY_ID[locale],
        tongues=[(entry, recordings.recorded(board, entry.id)) for entry in TABLE],
        rows=[(key, words, here.get(digests[key])) for key, words in written.items()],
        form=form,
    )

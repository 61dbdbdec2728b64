"""What a form of an idea brought, as it is kept: words, place and photo, whoever sent it."""

from base64 import b64decode, b64encode
from uuid import UUID

from flask import current_app, request

from beteiligung.db import session
from beteiligung.districts.models import Place
from beteiligung.districts.queries import places_of
from beteiligung.errors import Malformed, NotFound, Refusal
from beteiligung.i18n import gettext
from beteiligung.ideas.forms import PICTURED, UNAGREED, IdeaForm
from beteiligung.ideas.giving import Given, on_the_grid, secret_of
from beteiligung.ideas.models import Board
from beteiligung.ideas.similar import About
from beteiligung.ideas.views import settings
from beteiligung.media import pictures
from beteiligung.media.photos import Photo, cleaned_photo
from beteiligung.media.sounds import LARGEST_READ
from beteiligung.media.voices import cleaned_voice
from beteiligung.text import N_

PHOTO_EDGE, HEAVIEST = 1600, 400_000  # pixels of the longer side, bytes
CARRIED = 300_000  # bytes of a recording that a page takes along: a minute has 240,000
LARGEST = 2 * pictures.LARGEST  # bytes of a form with a photo


def proper_key() -> str:
    """The key of the form that was sent; without it nobody could tell a second sending."""
    try:
        return str(UUID(request.form.get("key", "")))
    except ValueError as error:
        message = N_("The form was not complete. Please open the page of the board again.")
        raise Malformed(message) from error


def takes_photos(board: Board) -> bool:
    """Whether a photo may come along."""
    return board.takes_photos and settings().photos


def photo_of(board: Board, form: IdeaForm) -> Photo | None:
    """The photo that came along, cleaned; what is wrong with it is said beside it."""
    file = request.files.get("photo")
    if file is None or not takes_photos(board):
        return None
    content = file.read(pictures.LARGEST + 1)
    if not content:
        return None
    try:
        photo = cleaned_photo(content, PHOTO_EDGE, HEAVIEST)
    except Refusal as refusal:
        form.refuse_photo(gettext(refusal.message, **refusal.values))
        return None
    if not form.pictured.data:
        form.refuse_photo(gettext(PICTURED))
    return photo


def take_voice(board: Board, form: IdeaForm) -> None:
    """The recording that came along, cleaned; what is wrong with it is said beside it."""
    if not board.takes_voice:
        return
    form.may_speak = True
    file = request.files.get("voice")
    content = file.read(LARGEST_READ + 1) if file is not None else b""
    content = content or _carried()
    if not content:
        return
    try:
        form.voice = cleaned_voice(content)
    except Refusal as refusal:
        form.refuse_voice(gettext(refusal.message, **refusal.values))
        return
    if not form.heard.data:
        form.refuse_voice(gettext(UNAGREED))


def carried(form: IdeaForm) -> str:
    """The recording as a page takes it along, so that a slip elsewhere does not lose it."""
    fits = form.voice is not None and len(form.voice.content) <= CARRIED
    return b64encode(form.voice.content).decode() if fits and form.voice else ""


def came_with_file() -> bool:
    """Whether a photo or a recording was sent, which a browser sends only once by itself."""
    return bool(request.form.get("spoken")) or any(file.filename for file in request.files.values())


def given_by(board: Board, form: IdeaForm, key: str, photo: Photo | None = None) -> Given:
    """The idea that a form says."""
    category = next((each.id for each in board.categories if each.code == form.category.data), None)
    place = _place(board, form.place.data or "")
    return Given(
        key=key,
        secret=secret_of(str(current_app.config["SECRET_KEY"]), key),
        text=form.said("text"),
        language=form.language.data,
        category_id=category,
        place_id=place.id if place else None,
        street=form.said("street"),
        hint=form.said("hint"),
        point=form.where,
        photo=photo,
        photo_text=form.said("photo_text"),
        voice=form.voice,
    )


def about(given: Given) -> About:
    """What others may have said already."""
    point = on_the_grid(*given.point) if given.point else None
    return About(given.text, given.category_id, given.place_id, point=point)


def _carried() -> bytes:
    """The recording that an earlier page took along, unless it is to be left out."""
    if "silent" in request.form:
        return b""
    try:
        return b64decode(request.form.get("spoken", ""), validate=True)
    except ValueError:
        return b""


def _place(board: Board, slug: str) -> Place | None:
    if not slug:
        return None
    places = (place for district in board.districts for place in places_of(session(), district))
    found = next((place for place in places if place.slug == slug), None)
    if found is None:
        raise NotFound
    return found

"""What a form of an idea brought, as it is kept: words, place and photo, whoever sent it."""

from uuid import UUID

from flask import current_app, request

from beteiligung.db import session
from beteiligung.districts.models import Place
from beteiligung.districts.queries import places_of
from beteiligung.errors import Malformed, NotFound, Refusal
from beteiligung.i18n import gettext
from beteiligung.ideas.forms import PICTURED, IdeaForm
from beteiligung.ideas.giving import Given, on_the_grid, secret_of
from beteiligung.ideas.models import Board
from beteiligung.ideas.similar import About
from beteiligung.ideas.views import settings
from beteiligung.media import pictures
from beteiligung.media.photos import Photo, cleaned_photo
from beteiligung.text import N_

PHOTO_EDGE = 1600  # pixels
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
        photo = cleaned_photo(content, PHOTO_EDGE)
    except Refusal as refusal:
        form.refuse_photo(gettext(refusal.message, **refusal.values))
        return None
    if not form.pictured.data:
        form.refuse_photo(gettext(PICTURED))
    return photo


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
    )


def about(given: Given) -> About:
    """What others may have said already."""
    point = on_the_grid(*given.point) if given.point else None
    return About(given.text, given.category_id, given.place_id, point=point)


def _place(board: Board, slug: str) -> Place | None:
    if not slug:
        return None
    places = (place for district in board.districts for place in places_of(session(), district))
    found = next((place for place in places if place.slug == slug), None)
    if found is None:
        raise NotFound
    return found

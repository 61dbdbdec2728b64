"""Ideas that were taken down outside: kept by the same action as online, with the tablet's code."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from beteiligung.abuse.marks import Mark
from beteiligung.accounts.tokens import digest
from beteiligung.errors import Refusal
from beteiligung.fieldwork.answers import picture_in
from beteiligung.fieldwork.interviews import (
    GRACE,
    PAPER,
    Aside,
    Time,
    fields_in,
    is_wrong,
    moment_in,
)
from beteiligung.fieldwork.models import Tablet
from beteiligung.fieldwork.reasons import Reason
from beteiligung.ideas.forms import IdeaForm
from beteiligung.ideas.giving import Given, OtherWords, read_secret, take_in
from beteiligung.ideas.life import Stage, Verb, standing
from beteiligung.ideas.models import Board, Channel, Idea
from beteiligung.ideas.queries import board_at
from beteiligung.ideas.taking import PHOTO_EDGE, given_by, takes_photos
from beteiligung.ideas.views import places_on, settings
from beteiligung.locales import BY_ID
from beteiligung.media.photos import Photo, cleaned_photo

IDEA = "idea"  # what stands inside a parcel
CHANNELS = {"team": Channel.ASSISTED, "person": Channel.STALL, PAPER: Channel.PAPER}
A_MOMENT = timedelta(seconds=1)  # the end of a phase is no part of it
OTHER = "other"  # a language that this website does not speak


class Came(NamedTuple):
    """What became of an idea from a tablet: whether it is new, and when it counts as given."""

    is_new: bool
    time: Time


def idea_in(
    session: Session,
    tablet: Tablet,
    key: str,
    content: Mapping[str, Any],
    *,
    at: datetime,
    anyway: bool,
) -> Came:
    """Keep an idea that was taken down on a tablet, exactly once; `Aside` if it cannot be kept.

    The code by which its giver sees what becomes of it was made and shown outside; only its hash is
    kept, as of all. ``anyway``: staff take in what came late, or without its photo.
    """
    board = _board(session, tablet, str(content.get("board")), anyway=anyway)
    if content.get("consent") is not True:
        raise Aside(Reason.NO_CONSENT)
    time = _time(board, moment_in(content.get("begun")), tablet.clock_off, at=at, anyway=anyway)
    given = _given(session, board, key, content, anyway=anyway)
    if time.clock_wrong:
        given = replace(given, marks=Mark.CLOCK)
    try:
        _, is_new = take_in(session, board, given, at=time.moment, timezone=settings().timezone)
    except OtherWords:
        raise Aside(Reason.OTHER) from None
    return Came(is_new, time)


def _board(session: Session, tablet: Tablet, slug: str, *, anyway: bool) -> Board:
    board = board_at(session, slug)
    if board is None or all(each.id != tablet.district_id for each in board.districts):
        raise Aside(Reason.NO_BOARD)
    if board.archived_at is not None and not anyway:
        raise Aside(Reason.NO_BOARD)
    return board


def _given(
    session: Session, board: Board, key: str, content: Mapping[str, Any], *, anyway: bool
) -> Given:
    secret = read_secret(str(content.get("secret") or ""))
    writer, spoken = str(content.get("writer")), str(content.get("spoken"))
    if secret is None or writer not in CHANNELS or spoken not in {*BY_ID, OTHER}:
        raise Aside(Reason.MISSHAPEN)
    taken = select(Idea.id).where(Idea.secret_hash == digest(secret), Idea.key != key)
    if session.scalar(taken) is not None:
        raise Aside(Reason.OTHER)
    form = IdeaForm(board, places_on(board), formdata=_posted(board, content))
    if not form.validate():
        raise Aside(Reason.UNFIT_IDEA)
    photo = _photo(board, form, str(content.get("photo") or ""), anyway=anyway)
    return replace(
        given_by(board, form, key, photo),
        secret=secret,
        channel=CHANNELS[writer].value,
        spoken=spoken,
        has_consent=True,
        is_assisted=writer == "team",
    )


def _posted(board: Board, content: Mapping[str, Any]) -> MultiDict[str, str]:
    """The form; a place that the board no longer has stays readable as a street."""
    posted = fields_in(str(content.get("form") or ""))
    place = posted.get("place", "")
    if place not in {"", *(slug for slug, _ in places_on(board))}:
        posted["street"], posted["place"] = posted.get("street") or place, ""
    return posted


def _photo(board: Board, form: IdeaForm, text: str, *, anyway: bool) -> Photo | None:
    if not text or not takes_photos(board):
        return None
    try:
        photo = cleaned_photo(picture_in(text), PHOTO_EDGE)
    except Refusal:
        photo = None
    if photo is not None and form.pictured.data:
        return photo
    if anyway:
        return None
    raise Aside(Reason.NO_PHOTO)


def _time(
    board: Board, begun: datetime | None, clock_off: int, *, at: datetime, anyway: bool
) -> Time:
    """When an idea counts as given: within a phase that takes ideas, as its giver saw it."""
    wrong = is_wrong(begun, clock_off, at=at)
    moment = at if wrong or begun is None else min(begun, at)
    now = standing(board, moment)
    if now.stage is Stage.PAUSED:
        raise Aside(Reason.PAUSED)
    ends = [each.ends_at for each in board.phases if each.takes_ideas and each.begins_at <= at]
    last = max(ends, default=None)
    is_in_time = anyway or (last is not None and at < last + GRACE)
    if now.allows(Verb.GIVE) and is_in_time:
        return Time(moment, wrong, is_late=not standing(board, at).allows(Verb.GIVE))
    over = None if last is None else min(at, last) - A_MOMENT
    if over is None or not (anyway or (wrong and is_in_time)):
        raise Aside(Reason.NOT_THEN)
    if not standing(board, over).allows(Verb.GIVE):
        raise Aside(Reason.NOT_THEN)
    return Time(over, wrong, is_late=True)

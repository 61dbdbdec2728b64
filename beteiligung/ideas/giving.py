"""Taking an idea in: exactly once, whole or not at all, with a number for all, a code for one."""

import hashlib
import hmac
import json
import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import Table, select, update
from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.accounts.tokens import digest
from beteiligung.db import insert_into
from beteiligung.errors import Refusal
from beteiligung.ideas.life import Verb, standing
from beteiligung.ideas.models import (
    Board,
    Channel,
    Idea,
    IdeaSetAside,
    ReferenceNumber,
    State,
)
from beteiligung.ideas.personal import hints
from beteiligung.ideas.speaking import keep_voice_of
from beteiligung.ideas.wording import direction_of, folded
from beteiligung.media.photos import Photo, belonging_to, keep_photos
from beteiligung.media.voices import Voice
from beteiligung.text import N_
from beteiligung.web.signs import bits_of, read, written

SECRET_SIGNS = 28  # 135 random bits and a check
NORTH, EAST = 0.0009, 0.0014  # degrees: the sides of a square of 100 m here
ASIDE_LASTS = timedelta(days=30)
JUST_NOW = timedelta(hours=1)
TRIAL = "PROBE"  # in the numbers of ideas to practise with: they take no number from others


class NotNow(Refusal):
    """A board that takes no ideas at this moment."""

    status = 403
    default = N_("This board takes no ideas at the moment.")


class OtherWords(Refusal):
    """A form that was sent already, and now comes with something else in it."""

    keeps = True
    default = N_("This form has been sent already. To give another idea, please begin a new one.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """An idea as it was given: checked, cleaned, nothing about whoever gave it."""

    key: str
    secret: str
    text: str = ""
    language: str
    category_id: int | None = None
    place_id: int | None = None
    street: str = ""
    hint: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    photo: Photo | None = None
    photo_text: str = ""
    voice: Voice | None = None
    channel: str = Channel.OWN
    spoken: str = ""
    has_consent: bool | None = None
    is_assisted: bool | None = None
    is_test: bool = False
    marks: int = 0
    burst_id: int | None = None

    @property
    def content_hash(self) -> str:
        """What tells this from another idea under the same key; the page's language does not."""
        said = [self.text, self.category_id, self.place_id, self.street, self.hint]
        more = [self.point, self.photo.digest if self.photo else "", self.photo_text, self.channel]
        spoken = [self.voice.digest] if self.voice else []
        return hashlib.sha256(json.dumps([*said, *more, *spoken]).encode()).hexdigest()


def give_idea(
    session: Session, board: Board, given: Given, *, at: datetime, timezone: str = "Europe/Berlin"
) -> Idea:
    """Keep an idea; one that comes again is the same idea, with the same number.

    Refused while the board takes none, and when the key came with other words before: those are
    set aside, so that nothing that somebody wrote is lost.
    """
    return take_in(session, board, given, at=at, timezone=timezone)[0]


def take_in(
    session: Session, board: Board, given: Given, *, at: datetime, timezone: str
) -> tuple[Idea, bool]:
    """Keep an idea as `give_idea` does; and whether it was not there before."""
    prefix = f"{board.prefix}-{TRIAL}" if given.is_test else board.prefix
    year = at.astimezone(ZoneInfo(timezone)).year
    number = _next_number(session, prefix, year)  # whoever comes at the same time waits here
    known = session.scalar(select(Idea).where(Idea.key == given.key))
    if known is not None:
        _give_back(session, prefix, year)
        return _again(session, board, known, given, at), False
    if not (given.is_test or standing(board, at).allows(Verb.GIVE)):
        raise NotNow
    idea = _new(board, given, at)
    if given.photo is not None:
        photo = belonging_to(given.photo, given.key)
        keep_photos(session, [photo], at=at)
        idea.photo = photo.digest
    if given.voice is not None:
        keep_voice_of(session, idea, given.voice, at=at)
    idea.reference = f"{prefix}-{year}-{number:05d}"
    session.add(idea)
    session.flush()
    return idea, True


def has_just_come(session: Session, board: Board, given: Given, *, at: datetime) -> bool:
    """Whether the very same was given by another form within about an hour: most often she did."""
    same = (Idea.board_id == board.id) & (Idea.content_hash == given.content_hash)
    lately = Idea.received_at >= clock.whole_hour(at - JUST_NOW)
    there = Idea.state.not_in((State.WITHDRAWN.value, State.ERASED.value))
    found = session.scalar(select(Idea.id).where(same, lately, there).limit(1))
    return found is not None and not is_kept(session, given.key)


def is_kept(session: Session, key: str) -> bool:
    """Whether the form with this key was sent before."""
    return session.scalar(select(Idea.id).where(Idea.key == key)) is not None


def secret_of(secret: str, key: str) -> str:
    """The secret code of the idea with this key: always the same, and nobody can guess it.

    So five sendings of one form get one receipt, though only the code's hash is kept.
    """
    mark = hmac.digest(secret.encode(), f"code of an idea {key}".encode(), hashlib.sha256)
    return written(bits_of(mark, SECRET_SIGNS), SECRET_SIGNS)


def fresh_secret() -> str:
    """A secret code that nobody has yet."""
    return written(bits_of(secrets.token_bytes(32), SECRET_SIGNS), SECRET_SIGNS)


def read_secret(typed: str) -> str | None:
    """The secret code that somebody typed, however it was grouped; none if it cannot be one."""
    return read(typed, SECRET_SIGNS)


def on_the_grid(latitude: float, longitude: float) -> tuple[float, float]:
    """The middle of the square of 100 m that a point lies in: nothing finer is kept anywhere."""
    north = (math.floor(latitude / NORTH) + 0.5) * NORTH
    east = (math.floor(longitude / EAST) + 0.5) * EAST
    return round(north, 5), round(east, 5)


def _new(board: Board, given: Given, at: datetime) -> Idea:
    about_a_person = hints(given.text, given.street, given.hint)
    waits = bool(about_a_person) or given.voice is not None or given.burst_id is not None
    at_once = not (board.checks_first or waits)
    state = State.PUBLISHED if at_once else State.RECEIVED
    hour = clock.whole_hour(at)
    point = on_the_grid(*given.point) if given.point else (None, None)
    return Idea(
        board_id=board.id,
        key=given.key,
        content_hash=given.content_hash,
        secret_hash=digest(given.secret),
        text=given.text,
        language=given.language,
        direction=direction_of(given.text, given.language),
        folded=folded(given.text, given.street, given.hint),
        category_id=given.category_id,
        place_id=given.place_id,
        street=given.street,
        hint=given.hint,
        latitude=point[0],
        longitude=point[1],
        photo_text=given.photo_text,
        state=(State.QUARANTINED if given.burst_id is not None else state).value,
        status_id=board.statuses[0].id if board.statuses else None,
        kind="test" if given.is_test else "real",
        channel=given.channel,
        spoken=given.spoken,
        has_consent=given.has_consent,
        is_assisted=given.is_assisted,
        marks=given.marks or None,
        burst_id=given.burst_id,
        received_at=hour,
        published_at=hour if at_once else None,
    )


def _again(session: Session, board: Board, known: Idea, given: Given, at: datetime) -> Idea:
    if known.content_hash == given.content_hash:
        return known
    until = (at + ASIDE_LASTS).date()
    kept = IdeaSetAside(board_id=board.id, key=given.key, text=given.text, delete_on=until)
    session.add(kept)
    raise OtherWords


def _next_number(session: Session, prefix: str, year: int) -> int:
    """The next number of a prefix and year; whoever asks later waits until this is settled."""
    first = insert_into(session, cast("Table", ReferenceNumber.__table__))
    counted = first.values(prefix=prefix, year=year, last=1).on_conflict_do_update(
        index_elements=["prefix", "year"], set_={"last": ReferenceNumber.last + 1}
    )
    return int(session.execute(counted.returning(ReferenceNumber.last)).scalar_one())


def _give_back(session: Session, prefix: str, year: int) -> None:
    mine = (ReferenceNumber.prefix == prefix) & (ReferenceNumber.year == year)
    session.execute(update(ReferenceNumber).where(mine).values(last=ReferenceNumber.last - 1))

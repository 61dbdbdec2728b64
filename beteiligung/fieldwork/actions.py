"""What happens to tablets: they are expected, coupled, locked, unlocked, removed, heard of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import randbits

from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts.tokens import digest, fresh
from beteiligung.audit import note
from beteiligung.districts.models import District
from beteiligung.errors import NotFound
from beteiligung.fieldwork import queries
from beteiligung.fieldwork.models import Fate, Parcel, Standing, Tablet, Voice
from beteiligung.fieldwork.reasons import WORDS, Reason
from beteiligung.fieldwork.refusals import NotMended, UnknownTablet, WrongCode
from beteiligung.fieldwork.voices import others_like
from beteiligung.web import signs

CODE_LENGTH, CODE_LASTS = 12, timedelta(hours=1)  # 55 bits and a check sign
MOST_WAITING = 1_000_000


@dataclass(frozen=True, slots=True)
class Heard:
    """What a tablet says of itself whenever it is in contact."""

    waiting: int
    oldest: datetime | None
    ready_until: date | None
    clock_off: int  # seconds by which its clock is ahead of ours


def expect_tablet(
    session: Session, asker: Asker, district: District, *, name: str, role: str, at: datetime
) -> tuple[Tablet, str]:
    """A tablet is to be coupled to a district: its row, and the code, said this once."""
    tablet = Tablet(district_id=district.id, district=district, name=name, role=role, created_at=at)
    session.add(tablet)
    code = _coded(tablet, at)
    session.flush()
    note(session, asker, "expect_tablet", _subject(tablet), at=at, name=name)
    return tablet, code


def code_anew(session: Session, asker: Asker, tablet: Tablet, *, at: datetime) -> str:
    """A new coupling code for a tablet: it was reset, or its PIN was forgotten."""
    note(session, asker, "code_tablet_anew", _subject(tablet), at=at, name=tablet.name)
    return _coded(tablet, at)


def couple_tablet(
    session: Session, typed: str, *, at: datetime, platform: str | None = None
) -> tuple[Tablet, str]:
    """A tablet shows the code it was given: its row, and the token it carries from now on.

    `WrongCode` if the code is none, was used, or is over. Whatever token the tablet had is over.
    """
    code = signs.read(typed, CODE_LENGTH)
    tablet = queries.coded(session, code, at) if code else None
    if tablet is None or tablet.standing == Standing.REMOVED:
        raise WrongCode
    token = fresh()
    tablet.code_hash = tablet.code_until = None
    tablet.token_hash = digest(token)
    tablet.standing, tablet.seen_at = Standing.OPEN.value, at
    tablet.platform = platform or tablet.platform
    session.flush()
    return tablet, token


def lock_tablet(session: Session, asker: Asker, tablet: Tablet, *, at: datetime) -> None:
    """Nothing opens on it after its next contact; what it still brings is set aside."""
    _settle(session, asker, tablet, Standing.LOCKED, at)


def unlock_tablet(session: Session, asker: Asker, tablet: Tablet, *, at: datetime) -> None:
    """It is back: from its next contact on it works again."""
    _settle(session, asker, tablet, Standing.OPEN, at)


def remove_tablet(session: Session, asker: Asker, tablet: Tablet, *, at: datetime) -> None:
    """It no longer belongs to the team; a file of what waits on it can still be taken in."""
    tablet.token_hash = tablet.code_hash = tablet.code_until = None
    tablet.standing = Standing.REMOVED.value
    note(session, asker, "remove_tablet", _subject(tablet), at=at, name=tablet.name)


def hear_of(session: Session, tablet: Tablet, heard: Heard, *, at: datetime) -> None:
    """A tablet was in contact and said how it is."""
    del session
    tablet.seen_at = at
    tablet.unsent = min(max(heard.waiting, 0), MOST_WAITING)
    tablet.unsent_since = heard.oldest if tablet.unsent else None
    tablet.ready_until = heard.ready_until
    tablet.clock_off = heard.clock_off


def note_test(tablet: Tablet, platform: str | None, faults: Sequence[str], *, at: datetime) -> None:
    """Somebody has run the self-test on a tablet: how it went stays with it until the next one."""
    tablet.platform = platform or tablet.platform
    tablet.tested_at, tablet.test_faults = at, " ".join(faults)


def delete_parcel(session: Session, asker: Asker, parcel: Parcel, *, at: datetime) -> None:
    """What was set aside is not taken in: its content goes, that it came stays known."""
    parcel.fate, parcel.sealed = Fate.DELETED.value, b""
    note(session, asker, "delete_parcel", f"parcel:{parcel.id}", at=at, reason=parcel.reason)


def use_voice(
    session: Session, asker: Asker, voice: Voice, *, record: Callable[..., object], at: datetime
) -> None:
    """A text that was spoken outside is right: it goes into its survey's draft.

    What else waits of the same text in the same language goes. ``record`` puts a recording into a
    draft; `NotMended` if the draft has no such text any more.
    """
    try:
        record(
            session,
            voice.survey,
            voice.text,
            voice.content,
            locale=voice.locale,
            asker=asker,
            at=at,
        )
    except NotFound:
        raise NotMended(WORDS[Reason.NO_VOICE]) from None
    for other in others_like(session, voice):
        _gone(other, Fate.DELETED)
    _gone(voice, Fate.TAKEN)
    note(session, asker, "use_voice", f"survey:{voice.survey.slug}", at=at, locale=voice.locale)


def delete_voice(session: Session, asker: Asker, voice: Voice, *, at: datetime) -> None:
    """A text that was spoken outside is not used: its sound goes, that it came stays known."""
    _gone(voice, Fate.DELETED)
    note(session, asker, "delete_voice", f"survey:{voice.survey.slug}", at=at, locale=voice.locale)


def _gone(voice: Voice, fate: Fate) -> None:
    voice.fate, voice.content, voice.words = fate.value, b"", ""


def _settle(
    session: Session, asker: Asker, tablet: Tablet, standing: Standing, at: datetime
) -> None:
    if tablet.standing not in {Standing.OPEN, Standing.LOCKED}:
        raise UnknownTablet
    tablet.standing = standing.value
    deed = "lock_tablet" if standing is Standing.LOCKED else "unlock_tablet"
    note(session, asker, deed, _subject(tablet), at=at, name=tablet.name)


def _coded(tablet: Tablet, at: datetime) -> str:
    code = signs.written(randbits(signs.BITS * CODE_LENGTH), CODE_LENGTH)
    tablet.code_hash, tablet.code_until = digest(code), at + CODE_LASTS
    return signs.grouped(code)


def _subject(tablet: Tablet) -> str:
    return f"tablet:{tablet.id}"

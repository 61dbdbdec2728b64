"""Taking in what tablets bring: each parcel by itself, kept once, or set aside with a reason."""

import enum
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from sqlalchemy.orm import Session

from beteiligung import clock
from beteiligung.db import insert_into
from beteiligung.fieldwork import queries, sealing
from beteiligung.fieldwork.answers import Desk, asked_in, recorded, submission_of
from beteiligung.fieldwork.contacts import (
    CONTACT,
    CORRECTION,
    Cells,
    contact_in,
    correction_in,
    is_new,
    noted_in,
)
from beteiligung.fieldwork.counting import Given, add_up, count
from beteiligung.fieldwork.ideas import IDEA, Came, idea_in
from beteiligung.fieldwork.interviews import Aside, Interview, Time, time_of
from beteiligung.fieldwork.models import Fate, Parcel, Standing, Tablet
from beteiligung.fieldwork.reasons import WAITING, Reason
from beteiligung.fieldwork.voices import VOICE, voice_in
from beteiligung.surveys.recording import SurveyPaused

LARGER = {"answer", IDEA, VOICE}  # what may bring a photo or a recording

SHUT: Mapping[type[sealing.Unopened], Reason] = {
    sealing.Misshapen: Reason.MISSHAPEN,
    sealing.ForeignKey: Reason.FOREIGN,
    sealing.Tampered: Reason.TAMPERED,
    sealing.TooLarge: Reason.TOO_LARGE,
}


class Outcome(enum.StrEnum):
    """What became of a parcel; the tablet keeps on sending only what waits."""

    KEPT = "kept"
    KNOWN = "known"
    OLDER = "older"  # kept under the version that was asked
    LATE = "late"  # after the end, begun before it
    CLOCK = "clock"  # kept in our order: the tablet's clock was wrong
    ASIDE = "aside"  # on both sides, with the reason
    SETTLED = "settled"  # set aside before, and deleted by the office since
    WAITS = "waits"  # the survey is paused: it stays on the tablet and is sent again


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the tablet is told about one parcel."""

    key: str
    outcome: Outcome
    reason: Reason | None = None
    contact_of: int | None = None  # the survey whose contact details are to be mixed
    given: Given | None = None  # where a new answer was given
    cells: Cells = field(default_factory=Counter)  # what a new contact adds to the counts
    kind: str = ""  # what it is, as far as it could be opened


def take_in(
    session: Session, desk: Desk, tablet: Tablet, parcels: Sequence[object]
) -> list[Receipt]:
    """Take in what a tablet sends, each parcel by itself: one that fails touches no other.

    In the order of their keys, ideas last, so that no two batches wait for each other. What waits
    for another of the same batch is tried once more.
    """
    found = [(raw, _taken(session, desk, tablet, raw)) for raw in sorted(parcels, key=_turn)]
    receipts = [
        _taken(session, desk, tablet, raw) if receipt.outcome is Outcome.WAITS else receipt
        for raw, receipt in found
    ]
    _count(session, tablet, receipts)
    return receipts


def take_anyway(session: Session, desk: Desk, parcel: Parcel) -> Receipt:
    """Staff have looked at what was set aside and take it in; `Aside` if that is not possible."""
    with session.begin_nested():
        receipt = _opened(session, desk, parcel.tablet, json.loads(parcel.sealed), anyway=True)
    _count(session, parcel.tablet, [receipt])
    parcel.fate, parcel.sealed = Fate.TAKEN.value, b""
    return receipt


def key_of(raw: object) -> str:
    """The key on the outside of a parcel, as it was sent."""
    return str(raw.get("key", "")) if isinstance(raw, Mapping) else ""


def _turn(raw: object) -> tuple[bool, str]:
    return isinstance(raw, Mapping) and raw.get("v") == sealing.LARGE, key_of(raw)


def _taken(session: Session, desk: Desk, tablet: Tablet, raw: object) -> Receipt:
    content = json.dumps(raw, sort_keys=True, separators=(",", ":")).encode()
    before = queries.parcel_like(session, sha256(content).hexdigest())
    if before is not None:
        return _as_before(before, key_of(raw))
    try:
        with session.begin_nested():
            return _opened(session, desk, tablet, raw)
    except Aside as no:
        if no.reason in WAITING:
            return Receipt(key_of(raw), Outcome.WAITS)
        _set_aside(session, desk, tablet, content, no.reason)
        return Receipt(key_of(raw), Outcome.ASIDE, no.reason)
    except SurveyPaused:
        return Receipt(key_of(raw), Outcome.WAITS)


def _as_before(before: Parcel, key: str) -> Receipt:
    if before.fate == Fate.TAKEN:
        return Receipt(key, Outcome.KNOWN)
    if before.fate == Fate.DELETED:
        return Receipt(key, Outcome.SETTLED)
    return Receipt(key, Outcome.ASIDE, Reason(before.reason))


def _opened(
    session: Session, desk: Desk, tablet: Tablet, raw: object, *, anyway: bool = False
) -> Receipt:
    sealed, content = _unsealed(desk, raw)
    if tablet.standing == Standing.LOCKED and not anyway:
        receipt = _known(session, desk, tablet, sealed, content)
    else:
        receipt = _counted(session, desk, tablet, (sealed, content), anyway=anyway)
    return replace(receipt, kind=str(content.get("kind")))


def _unsealed(desk: Desk, raw: object) -> tuple[sealing.Sealed, dict[str, Any]]:
    try:
        sealed = sealing.Sealed.read(raw)
        return sealed, sealing.opened(desk.keys, sealed)
    except sealing.Unopened as shut:
        raise Aside(SHUT[type(shut)]) from None


def _known(
    session: Session,
    desk: Desk,
    tablet: Tablet,
    sealed: sealing.Sealed,
    content: Mapping[str, Any],
) -> Receipt:
    """What a locked tablet brings is known if it is counted already; all else waits for staff.

    Whether it is, only counting it can tell: what is new is undone with the `Aside`.
    """
    try:
        receipt = _counted(session, desk, tablet, (sealed, content), anyway=False)
    except (Aside, SurveyPaused):
        raise Aside(Reason.LOCKED) from None
    if receipt.outcome is not Outcome.KNOWN:
        raise Aside(Reason.LOCKED)
    return receipt


def _counted(
    session: Session,
    desk: Desk,
    tablet: Tablet,
    opened: tuple[sealing.Sealed, Mapping[str, Any]],
    *,
    anyway: bool,
) -> Receipt:
    sealed, content = opened
    if sealed.v == sealing.LARGE and content.get("kind") not in LARGER:
        raise Aside(Reason.TOO_LARGE)
    if content.get("kind") in {CONTACT, CORRECTION}:
        return _told(session, desk, sealed.key, content, anyway=anyway)
    if content.get("kind") == IDEA:
        came = idea_in(session, tablet, sealed.key, content, at=desk.at, anyway=anyway)
        return Receipt(sealed.key, _of(came))
    if content.get("kind") == VOICE:
        is_kept = voice_in(session, tablet, sealed.key, content, at=desk.at)
        return Receipt(sealed.key, Outcome.KEPT if is_kept else Outcome.KNOWN)
    return _answered(session, desk, tablet, sealed, content, anyway=anyway)


def _answered(
    session: Session,
    desk: Desk,
    tablet: Tablet,
    sealed: sealing.Sealed,
    content: Mapping[str, Any],
    *,
    anyway: bool,
) -> Receipt:
    interview = Interview.read(content)
    asked = asked_in(session, desk, interview.survey, sealed.version, anyway=anyway)
    time = time_of(asked.survey, interview.begun, tablet.clock_off, at=desk.at, anyway=anyway)
    submission = submission_of(desk, tablet, asked, interview, (sealed.key, time))
    if not recorded(session, submission, time.moment):
        return Receipt(sealed.key, Outcome.KNOWN)
    day = clock.local_date(time.moment, desk.timezone)
    return Receipt(
        sealed.key,
        _outcome(time, is_newest=asked.is_newest),
        contact_of=asked.survey.id if submission.contact else None,
        given=Given(day, interview.place, interview.occasion, interview.is_partial)
        if interview.is_placed
        else None,
    )


def _told(
    session: Session, desk: Desk, key: str, content: Mapping[str, Any], *, anyway: bool
) -> Receipt:
    """A contact, or a correction of some: counted once, by its key."""
    today = clock.local_date(desk.at, desk.timezone)
    if content["kind"] == CONTACT:
        cells = contact_in(content, today=today, anyway=anyway)
    else:
        noted = content.get("noted")
        if isinstance(noted, Mapping):  # before a new PIN: the tablet itself can no longer read it
            _outside, inside = _unsealed(desk, noted.get("parcel"))
            content = {**content, "entries": [*noted_in(inside, noted)]}
        cells = correction_in(session, content, today=today, anyway=anyway)
    if not is_new(session, key, today=today):
        return Receipt(key, Outcome.KNOWN)
    return Receipt(key, Outcome.KEPT, cells=cells)


def _count(session: Session, tablet: Tablet, receipts: Sequence[Receipt]) -> None:
    count(session, tablet, [each.given for each in receipts if each.given])
    cells: Cells = Counter()
    for receipt in receipts:
        cells.update(receipt.cells)
    if cells:
        add_up(session, tablet.district, cells)


def _of(came: Came) -> Outcome:
    return _outcome(came.time, is_newest=True) if came.is_new else Outcome.KNOWN


def _outcome(time: Time, *, is_newest: bool) -> Outcome:
    if time.clock_wrong:
        return Outcome.CLOCK
    if time.is_late:
        return Outcome.LATE
    return Outcome.KEPT if is_newest else Outcome.OLDER


def _set_aside(
    session: Session, desk: Desk, tablet: Tablet, content: bytes, reason: Reason
) -> None:
    row = insert_into(session, Parcel).values(
        digest=sha256(content).hexdigest(),
        tablet_id=tablet.id,
        received_at=desk.at,
        reason=reason.value,
        sealed=content,
        fate=Fate.WAITS.value,
    )
    session.execute(row.on_conflict_do_nothing(index_elements=["digest"]))

"""The second step at the door: set up with an app, proved by a code, taken away, never skipped."""

import enum
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.accounts import codes, queries
from beteiligung.accounts.models import FirstStep, RecoveryCode, SecondStep, Staff, StaffSession
from beteiligung.accounts.refusals import StepNeeded
from beteiligung.accounts.tokens import digest, fresh
from beteiligung.audit import note, note_refusal

FIRST_STEP_LASTS = timedelta(minutes=20)  # long enough to find an app and set it up
WRONG_IN_A_ROW = 5
WAIT = timedelta(minutes=15)
LONGER = 4  # times, each time again
LONGEST_WAIT = timedelta(days=60)


class Verdict(enum.Enum):
    """What became of a code that somebody typed."""

    RIGHT = "right"
    WRONG = "wrong"
    ENOUGH = "enough"  # wrong, and one too many: from now on nothing opens for a while
    WAITS = "waits"  # not even looked at


def step_of(session: Session, staff_id: int) -> SecondStep | None:
    """The second step of somebody who has set one up."""
    return session.get(SecondStep, staff_id)


def with_step(session: Session) -> frozenset[int]:
    """Who has a second step (ids of the staff)."""
    return frozenset(session.scalars(select(SecondStep.staff_id)))


def spare_left(session: Session, staff_id: int) -> int:
    """How many codes on paper somebody has left."""
    mine = (RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*mine)) or 0


def first_step(session: Session, token: str, at: datetime) -> FirstStep | None:
    """The browser that has done the first step, while that counts."""
    found = session.scalar(select(FirstStep).where(FirstStep.token_hash == digest(token)))
    return found if found is not None and at - found.created_at < FIRST_STEP_LASTS else None


def begin(session: Session, staff: Staff, *, at: datetime) -> str:
    """The password was right: a token with which only the second step can be done."""
    session.execute(delete(FirstStep).where(FirstStep.created_at <= at - FIRST_STEP_LASTS))
    token = fresh()
    session.add(FirstStep(token_hash=digest(token), staff_id=staff.id, created_at=at))
    session.flush()
    return token


def end_first_step(session: Session, token: str) -> None:
    """The second step is done, or somebody went away: the token opens nothing any more."""
    session.execute(delete(FirstStep).where(FirstStep.token_hash == digest(token)))


def must_wait(step: SecondStep, at: datetime) -> bool:
    """Whether too many codes were wrong just now."""
    return step.waits_until is not None and at < step.waits_until


def prove(session: Session, staff: Staff, typed: str, *, key: str, at: datetime) -> Verdict:
    """Whether this is the code of now; it counts once, whoever comes with it and however often.

    What was tried is kept in the database, so that it holds for every worker: after each five
    wrong codes in a row nothing opens for a while, and four times longer each time. Whoever knows
    the password only has about sixty tries in a year.
    """
    step = session.get(SecondStep, staff.id, with_for_update=True)
    if step is None or must_wait(step, at):
        return Verdict.WAITS
    period = codes.period_of(codes.secret_of(key, step.salt), typed, at)
    once = update(SecondStep).where(
        SecondStep.staff_id == staff.id, SecondStep.last_period < (period or 0)
    )
    used = once.values(last_period=period, wrong=0, waits_until=None)
    if period is not None and session.connection().execute(used).rowcount:
        session.refresh(step)
        return Verdict.RIGHT
    step.wrong += 1
    note_refusal(session, "refuse_code", subject_of(staff), at=at, times=1)
    if step.wrong % WRONG_IN_A_ROW:
        return Verdict.WRONG
    times = step.wrong // WRONG_IN_A_ROW - 1
    step.waits_until = at + min(WAIT * LONGER ** min(times, 10), LONGEST_WAIT)
    return Verdict.ENOUGH


def spend(session: Session, staff: Staff, typed: str, *, at: datetime) -> bool:
    """Use a code on paper up; none is used twice. It also ends a wait: nobody guesses these."""
    mine = (RecoveryCode.staff_id == staff.id, RecoveryCode.used_at.is_(None))
    this = RecoveryCode.code_hash == digest(codes.read_spare(typed))
    once = update(RecoveryCode).where(*mine, this).values(used_at=at)
    if not session.connection().execute(once).rowcount:
        note_refusal(session, "refuse_code", subject_of(staff), at=at, times=1)
        return False
    again = update(SecondStep).where(SecondStep.staff_id == staff.id)
    session.execute(again.values(wrong=0, waits_until=None))
    left = spare_left(session, staff.id)
    note(session, queries.asker_of(staff), "spend_code", subject_of(staff), at=at, left=left)
    return True


def set_up(
    session: Session, staff: Staff, salt: str, typed: str, *, key: str, at: datetime
) -> list[str] | None:
    """Take an app as somebody's second step, in the place of one before, if it shows this code.

    All her browsers are signed out. Returns her ten codes for paper, which nobody can be shown
    again; none if the code was wrong.
    """
    period = codes.period_of(codes.secret_of(key, salt), typed, at)
    if period is None:
        return None
    _remove(session, staff)
    session.add(SecondStep(staff_id=staff.id, salt=salt, created_at=at, last_period=period))
    note(session, queries.asker_of(staff), "set_up_step", subject_of(staff), at=at)
    return _new_spare_codes(session, staff)


def renew_spare_codes(session: Session, staff: Staff, *, at: datetime) -> list[str]:
    """Ten new codes for paper; the earlier ones open nothing any more."""
    note(session, queries.asker_of(staff), "renew_codes", subject_of(staff), at=at)
    return _new_spare_codes(session, staff)


def give_up(session: Session, staff: Staff, *, production: bool, at: datetime) -> None:
    """Do without one's own second step; refuses where the work needs one. Signs out everywhere."""
    if queries.needs_step(staff, production=production):
        raise StepNeeded
    _remove(session, staff)
    note(session, queries.asker_of(staff), "give_up_step", subject_of(staff), at=at)


def take_away(session: Session, asker: Asker | None, staff: Staff, *, at: datetime) -> None:
    """Take away a second step that was lost; the person is signed out everywhere."""
    _remove(session, staff)
    note(session, asker, "take_step_away", subject_of(staff), at=at)


def subject_of(staff: Staff) -> str:
    """How the log names somebody of the staff."""
    return f"staff:{staff.email}"


def _new_spare_codes(session: Session, staff: Staff) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff.id))
    made = list(codes.spare_codes())
    session.add_all(RecoveryCode(staff_id=staff.id, code_hash=digest(code)) for code in made)
    session.flush()
    return made


def _remove(session: Session, staff: Staff) -> None:
    for table in (SecondStep, RecoveryCode, FirstStep, StaffSession):
        session.execute(delete(table).where(table.staff_id == staff.id))

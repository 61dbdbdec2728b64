"""Keeps answers that arrive together in one durable commit; nobody is thanked before it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.errors import Refusal
from beteiligung.surveys.recording import Submission, record_response
from beteiligung.surveys.together import record_together

GATHER = 0.02  # seconds at most that whoever writes waits for those who are nearly there


@dataclass(slots=True)
class _Sent:
    """One person's answers on their way: whoever sent them waits for ``woken``."""

    submission: Submission
    at: datetime
    woken: threading.Event = field(default_factory=threading.Event)
    is_new: bool | None = None  # known once the commit is done
    error: BaseException | None = None

    def record(self, session: Session) -> bool:
        """Keep them in this transaction; a "no" is for this person alone."""
        try:
            return record_response(session, self.submission, at=self.at)
        except Refusal as refusal:
            self.error = refusal
            return False


def _turn(sent: _Sent) -> tuple[int, str]:
    return sent.submission.survey_id, sent.submission.entry or ""


class Keeping:
    """The answers of one worker process that are to be kept.

    A durable commit costs the disk the same for one answer as for ten. So whoever comes while
    nobody is writing writes, for himself and for all who came by the time it was his turn; the
    others wait until their answers are committed, or until they are woken to write next.

    Whoever writes first lets those come whose answers are being read just now: in one process only
    one thread computes at a time, and a writer that must share it holds up the other workers.
    """

    def __init__(
        self, store: Store, *, told: Callable[[str, float], None] = lambda *_: None
    ) -> None:
        self._store = store
        self._told = told  # hears how many answers shared a commit
        self._lock = threading.Lock()
        self._gathered = threading.Condition(self._lock)
        self._reading: set[int] = set()  # threads that are reading what somebody sent
        self._waiting: list[_Sent] = []
        self._writing = False

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Somebody's answers are being read and checked: `keep` is likely to follow."""
        with self._lock:
            self._reading.add(threading.get_ident())
        try:
            yield
        finally:
            with self._lock:
                self._has_read()

    def keep(self, submission: Submission, *, at: datetime) -> bool:
        """Keep one person's answers, durably; False if this very answer is here already.

        Refuses as `record_response` does; fails as the database does, and then nothing is kept.
        """
        mine = _Sent(submission, at)
        with self._lock:
            self._waiting.append(mine)
            self._has_read()
            writes, self._writing = not self._writing, True
        if not writes:
            mine.woken.wait()
        if mine.is_new is None and mine.error is None:
            self._write()
        if mine.error is not None:
            raise mine.error
        return bool(mine.is_new)

    def _write(self) -> None:
        together: list[_Sent] = []
        with self._gathered:
            self._gathered.wait_for(lambda: not self._reading, GATHER)
        try:
            with self._store.writing() as session:
                session.connection()  # the writers' turn; meanwhile others come in
                # In one order, so that no two workers wait for each other's places or codes.
                together = sorted(self._all_waiting(), key=_turn)
                kept = record_together(session, [(one.submission, one.at) for one in together])
                results = [
                    which in kept or one.record(session) for which, one in enumerate(together)
                ]
            for sent, is_new in zip(together, results, strict=True):
                sent.is_new = is_new
            self._told("kept_together", len(together))
        except BaseException as error:  # noqa: BLE001 - raised again in every thread that waits
            for sent in together or (together := self._all_waiting()):
                sent.error = error
        finally:
            self._wake(together)

    def _has_read(self) -> None:
        self._reading.discard(threading.get_ident())
        if not self._reading:
            self._gathered.notify()

    def _all_waiting(self) -> list[_Sent]:
        with self._lock:
            found, self._waiting = self._waiting, []
        return found

    def _wake(self, together: list[_Sent]) -> None:
        with self._lock:
            following = self._waiting[:1]
            self._writing = bool(following)
        for sent in (*together, *following):
            sent.woken.set()

"""The answering page kept ready: compressed once per version and language, one slot filled."""

import re
import struct
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.surveys import queries, wording
from beteiligung.surveys.forms import AnswerForm, answer_form
from beteiligung.surveys.models import State, SurveyVersion, state_at
from beteiligung.surveys.places import is_full
from beteiligung.surveys.queries import Origin
from beteiligung.surveys.questionnaire import Questionnaire, read

SLOT = "<!--slot-->"
WORD = "<!--word-->"  # where the check word of the code stands that led here
MOST_NAMES = 1000
MOST_EARLIER = 100
FRESH_FOR = 1.0  # seconds a worker trusts what it read of a survey's state
_NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


class Page:
    """One HTML document with two gaps, ready to be sent plain or compressed.

    Compressed: the text before each gap is deflated and flushed, the gap's content goes in as a
    stored block, the text after it is ready too; only the checksum is carried on per request.
    """

    def __init__(self, html: str) -> None:
        before, _, rest = html.rpartition(WORD)
        between, _, after = rest.partition(SLOT)
        self._before, self._between = before.encode(), between.encode()
        self._after = after.encode()
        self._head = _HEADER + _squeezed(self._before, zlib.Z_FULL_FLUSH)
        self._middle = _squeezed(self._between, zlib.Z_FULL_FLUSH)
        self._tail = _squeezed(self._after, zlib.Z_FINISH)
        self._crc = zlib.crc32(self._before)
        self._size = len(self._before) + len(self._between) + len(self._after)

    def plain(self, slot: bytes, word: bytes = b"") -> bytes:
        """The document as it is."""
        return b"".join((self._before, word, self._between, slot, self._after))

    def compressed(self, slot: bytes, word: bytes = b"") -> bytes:
        """The document as gzip."""
        check = zlib.crc32(self._between, zlib.crc32(word, self._crc))
        check = zlib.crc32(self._after, zlib.crc32(slot, check))
        size = self._size + len(word) + len(slot)
        return b"".join(
            (
                self._head,
                *_stored(word),
                self._middle,
                *_stored(slot),
                self._tail,
                struct.pack("<LL", check, size & 0xFFFFFFFF),
            )
        )


def _squeezed(text: bytes, end: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeeze.compress(text) + squeeze.flush(end)


def _stored(text: bytes) -> tuple[bytes, bytes]:
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF), text


@dataclass
class Running:
    """A published survey as this worker knows it."""

    id: int
    version_id: int
    number: int
    notice_version: int
    locales: tuple[str, ...]
    questionnaire: Questionnaire
    form: type[AnswerForm]
    districts: tuple[int, ...]
    opens_at: datetime
    closes_at: datetime | None
    paused_at: datetime | None
    results_on: date | None
    changed_at: datetime
    full: bool = False  # all places are taken
    asks_for_work: bool = False
    pages: dict[tuple[str, object], Page] = field(default_factory=dict)
    rendering: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def state(self, at: datetime) -> State:
        """Where the survey is in its life."""
        return state_at(at, self.opens_at, self.closes_at, self.paused_at)

    def takes_answers(self, at: datetime) -> bool:
        """Whether somebody can answer now."""
        return self.state(at) is State.OPEN and not self.full

    def page(self, locale: str, stamp: object, render: Callable[[], str]) -> Page:
        """The page in a language, rendered if it is not ready; ``stamp`` tells when it ages.

        Many may come at once to a page that nobody has rendered yet: the first renders it, and
        the others wait for that instead of doing the same beside each other.
        """
        kept = self.pages.get((locale, stamp))
        if kept is not None:
            return kept
        with self.rendering:
            kept = self.pages.get((locale, stamp))
            if kept is None:
                for old in [key for key in self.pages if key[0] == locale]:
                    del self.pages[old]
                kept = self.pages[locale, stamp] = Page(render())
        return kept


class Shelf:
    """The published surveys of this worker, looked up in the database at most once a second."""

    def __init__(self, store: Store, *, without: frozenset[str] = frozenset()) -> None:
        self._store = store
        self._without = without  # kinds of questions that this installation does not ask
        self._running: dict[str, tuple[float, Running | None]] = {}
        self._making = threading.Lock()
        self._origins: dict[str, tuple[float, Origin]] = {}
        self._earlier: dict[tuple[int, int], Running] = {}  # versions never change either

    def get(self, slug: str) -> Running | None:
        """A published survey by its name; none for drafts and unknown names."""
        read_at, known = self._running.get(slug, (float("-inf"), None))
        now = time.monotonic()
        if now - read_at < FRESH_FOR:
            return known
        with self._store.reading() as session:
            found = self._looked_up(session, slug, known)
        if len(self._running) > MOST_NAMES:  # names that do not exist must not fill the memory
            self._running.clear()
        self._running[slug] = (now, found)
        return found

    def _looked_up(self, session: Session, slug: str, known: Running | None) -> Running | None:
        """The survey as it is now. Of many who come at once to a new one, the first makes it ready.

        The others take that one, and with it the pages that are rendered once for all of them.
        """
        if known is not None and known.changed_at == queries.changed_at(session, slug):
            return known
        with self._making:
            made = self._running.get(slug, (0.0, known))[1]
            found = _running(session, slug, made, self._without)
            self._running[slug] = (time.monotonic(), found)
        return found

    def earlier(self, running: Running, number: str) -> Running:
        """The survey as an earlier version asked it, for answers that were begun on that.

        It opens, closes and pauses as the newest version does; an unknown number means that one.
        """
        if number == str(running.number) or not _NUMBER.fullmatch(number):
            return running
        which = running.id, int(number)
        known = self._earlier.get(which)
        if known is None:
            with self._store.reading() as session:
                version = queries.version_numbered(session, *which)
            if version is None:
                return running
            known = _as_asked(running, version)
            if len(self._earlier) >= MOST_EARLIER:
                self._earlier.clear()
            self._earlier[which] = known
        return replace(
            running,
            version_id=known.version_id,
            number=known.number,
            notice_version=known.notice_version,
            locales=known.locales,
            questionnaire=known.questionnaire,
            form=known.form,
            pages={},
        )

    def origin(self, code: str) -> Origin | None:
        """Where a printed code hangs, on what, and whether it is closed."""
        read_at, known = self._origins.get(code, (float("-inf"), None))
        now = time.monotonic()
        if now - read_at < FRESH_FOR:
            return known
        with self._store.reading() as session:
            found = queries.origin_of(session, code)
        if found is not None:
            self._origins[code] = (now, found)
        return found

    def forget(self) -> None:
        """Look again at the next request: somebody has just changed a survey."""
        self._running = {slug: (float("-inf"), kept) for slug, (_, kept) in self._running.items()}
        self._origins.clear()


def _running(
    session: Session, slug: str, known: Running | None, without: frozenset[str]
) -> Running | None:
    if known is not None and known.changed_at == queries.changed_at(session, slug):
        return known
    survey = queries.survey_at(session, slug)
    if survey is None or survey.opens_at is None:
        return None
    version = queries.newest_version(session, survey)
    if version is None:
        return None
    spoken = wording.spoken(version.document, version.locales)
    questionnaire = read(spoken, without=without)
    return Running(
        id=survey.id,
        version_id=version.id,
        number=version.number,
        notice_version=version.notice_version,
        locales=tuple(version.locales),
        questionnaire=questionnaire,
        form=answer_form(questionnaire),
        districts=tuple(district.id for district in survey.districts),
        opens_at=survey.opens_at,
        closes_at=survey.closes_at,
        paused_at=survey.paused_at,
        results_on=survey.results_on,
        changed_at=survey.changed_at,
        full=is_full(session, survey.id),
        asks_for_work=bool(survey.asks_for_work),
    )


def _as_asked(running: Running, version: SurveyVersion) -> Running:
    questionnaire = read(version.document)
    return replace(
        running,
        version_id=version.id,
        number=version.number,
        notice_version=version.notice_version,
        locales=tuple(version.locales),
        questionnaire=questionnaire,
        form=answer_form(questionnaire),
        pages={},
    )

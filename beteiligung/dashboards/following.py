"""What printed codes brought: scans, opened pages and completed answers by code and day."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from beteiligung.dashboards.queries import Selection, chosen_rows
from beteiligung.dashboards.small_groups import Cell, Veil, few, veiled
from beteiligung.qrcodes.queries import NOT_PRINTED
from beteiligung.qrcodes.scans import Scanned, Wanted, scanned
from beteiligung.qrcodes.subjects import DISTRICT, subject_of, survey_of
from beteiligung.surveys.columns import EPOCH, HOUR, columns
from beteiligung.surveys.models import State, Survey

Key = TypeVar("Key", bound=Hashable)
NOBODY = Cell(0)


@dataclass(frozen=True, slots=True)
class Followed:
    """A code with what it brought in the chosen time; ``cell``: its answers as they may be seen."""

    code: Scanned
    scans: Mapping[date, int]
    opens: Mapping[date, int]
    answers: Mapping[date, int]
    awaited: bool  # it hangs, and what it leads to is open: somebody should scan it
    cell: Cell = NOBODY

    @property
    def answered(self) -> int:
        """How many completed answers came by it."""
        return sum(self.answers.values())

    @property
    def scanned(self) -> int:
        """How often it was scanned."""
        return sum(self.scans.values())

    @property
    def opened(self) -> int:
        """How often a page was opened by way of it."""
        return sum(self.opens.values())

    def is_silent(self, days: int, today: date) -> bool:
        """Whether it is awaited and nobody scanned it for so many days: perhaps it is gone."""
        return self.awaited and self.code.silent_days(today) >= days


@dataclass(frozen=True, slots=True)
class Group:
    """Codes that have something in common, together."""

    codes: int
    scans: int
    opens: int
    cell: Cell


@dataclass(frozen=True, slots=True)
class Period:
    """The days somebody asks about, both included; none means all."""

    since: date | None = None
    until: date | None = None

    def __contains__(self, day: date) -> bool:
        return (self.since or day) <= day <= (self.until or day)


def followed(
    session: Session,
    wanted: Wanted,
    surveys: Sequence[Survey],
    *,
    period: Period,
    at: datetime,
    timezone: str,
    open_: bool = False,
) -> list[Followed]:
    """The codes with what each brought, the most scanned first.

    ``surveys`` are those whose answers somebody may count; where codes of one are asked for, only
    its answers count. Small numbers of answers are hidden unless a purpose was written (``open_``).
    """
    asked = survey_of(wanted.path or "")
    counted = [survey for survey in surveys if asked in {"", survey.slug}]
    answers = _answers(session, counted, wanted.districts, period, timezone)
    awaited = {survey.slug for survey in surveys if survey.state(at) is State.OPEN}
    found = [
        Followed(
            code=code,
            scans={d: n.scans for d, n in code.days.items() if n.scans and d in period},
            opens={d: n.opens for d, n in code.days.items() if n.opens and d in period},
            answers=answers.get(code.code, {}),
            awaited=code.hangs and _awaits(code.path, awaited),
        )
        for code in scanned(session, wanted)
    ]
    found = [each for each in found if _says_something(each)]
    cells = hidden([each.answered for each in found], open_=open_)
    shown = [replace(each, cell=cell) for each, cell in zip(found, cells, strict=True)]
    return sorted(shown, key=lambda each: (-each.scanned, each.code.code))


def hidden(counts: Sequence[int], *, open_: bool) -> list[Cell]:
    """Counts whose sum people see, as they may be seen; a zero hides nobody."""
    veils = [Veil.NONE] * len(counts) if open_ else veiled(counts, zero_is_nobody=True)
    return [
        Cell(n) if veil is Veil.NONE else Cell(None, veil=veil)
        for n, veil in zip(counts, veils, strict=True)
    ]


def together(some: Iterable[Followed], *, open_: bool) -> Group:
    """Codes as one; what is hidden of one of them stays hidden."""
    all_ = list(some)
    answered = sum(each.answered for each in all_)
    if any(each.cell.count is None for each in all_):
        cell = few(answered)
        cell = Cell(None, veil=Veil.COVER) if cell.count is not None else cell
    else:
        cell = Cell(answered) if open_ else few(answered)
    scans, opens = (sum(each.scanned for each in all_), sum(each.opened for each in all_))
    return Group(len(all_), scans, opens, cell)


def by(
    found: Iterable[Followed], key: Callable[[Followed], Key], *, open_: bool
) -> dict[Key, Group]:
    """Codes put together by what they have in common, the most scanned group first."""
    groups: dict[Key, list[Followed]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    summed = {name: together(some, open_=open_) for name, some in groups.items()}
    return dict(sorted(summed.items(), key=lambda pair: -pair[1].scans))


def days_of(each: Followed, *, open_: bool) -> dict[date, Cell]:
    """A code's answers by day; where its sum is hidden, every day is."""
    if each.cell.count is None:
        return {day: Cell(None, veil=each.cell.veil) for day in each.answers}
    cells = hidden(list(each.answers.values()), open_=open_)
    return dict(zip(each.answers, cells, strict=True))


def summed(parts: Iterable[Mapping[date, int]]) -> dict[date, int]:
    """Counts of several codes by day, in order."""
    found: dict[date, int] = {}
    for part in parts:
        for day, n in part.items():
            found[day] = found.get(day, 0) + n
    return dict(sorted(found.items()))


def _says_something(each: Followed) -> bool:
    """A district's own code and that of passed-on links only if they brought anything."""
    if each.code.medium not in NOT_PRINTED:
        return True
    return bool(each.scans or each.opens or each.answers)


def _awaits(path: str, surveys: set[str]) -> bool:
    return subject_of(path) is DISTRICT or survey_of(path) in surveys


def _answers(
    session: Session,
    surveys: Iterable[Survey],
    allowed: frozenset[int] | None,
    period: Period,
    timezone: str,
) -> dict[str, dict[date, int]]:
    """Completed answers by code and local day."""
    import numpy as np

    zone, found = ZoneInfo(timezone), dict[str, dict[date, int]]()
    selection = Selection(allowed=allowed, since=period.since, until=period.until)
    for survey in surveys:
        all_ = columns(session, survey)
        complete = np.isin(all_.status.places, all_.status.places_of(("complete",)))
        rows = chosen_rows(session, all_, selection, timezone) & complete
        width = len(all_.code.values) or 1
        pairs = all_.hours[rows].astype(np.int64) * width + all_.code.places[rows]
        for pair, n in zip(
            *(each.tolist() for each in np.unique(pairs, return_counts=True)), strict=True
        ):
            hour, place = divmod(pair, width)
            code = all_.code.values[place]
            if not code:
                continue
            day = (EPOCH + hour * HOUR).astimezone(zone).date()
            days = found.setdefault(str(code), {})
            days[day] = days.get(day, 0) + n
    return {code: dict(sorted(days.items())) for code, days in found.items()}

"""What printed codes brought, as the page that follows them says it: a list, pictures, tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.following import (
    Followed,
    Group,
    by,
    days_of,
    hidden,
    summed,
    together,
)
from beteiligung.dashboards.following_forms import medium
from beteiligung.dashboards.numbers import _, bdi, count_words, ngettext
from beteiligung.dashboards.small_groups import Cell, few
from beteiligung.dashboards.tables import Table
from beteiligung.dashboards.timeline import DAYS, WEEK, Timeline, timeline

MOST_LINES = 300  # of the list; the file has all
MOST_NAMED = 12  # codes in a note
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """A code in the list."""

    each: Followed
    medium: str
    answers: Markup
    week: int
    silent: int  # days without a scan, where somebody should look; else 0
    spikes: Sequence[date]


@dataclass(frozen=True, slots=True)
class Pillar:
    """A day or a week of the picture; ``height`` in per cent of the highest."""

    height: float
    stands_out: bool


@dataclass(frozen=True, slots=True)
class Scans:
    """The scans of the chosen codes over time."""

    weekly: bool
    sentence: Markup
    pillars: Sequence[Pillar]
    table: Table


@dataclass(frozen=True, slots=True)
class Page:
    """All parts of the page."""

    whole: Group
    answers: Markup
    lines: Sequence[Line]
    more: int
    silent: Sequence[Line]
    spiking: Sequence[Line]
    scans: Scans | None
    answered: Timeline | None
    places: Table | None
    teams: Table | None


def page_of(
    found: Sequence[Followed], *, today: date, patience: int, alone: bool, open_: bool
) -> Page:
    """The page about these codes; ``alone``: one of them is looked at by itself."""
    whole = together(found, open_=open_)
    if not alone:  # the sum of all, of which each hidden part stays open
        answered = sum(each.answered for each in found)
        whole = Group(whole.codes, whole.scans, whole.opens, _sum(answered, open_=open_))
    lines = [_line(each, today, patience) for each in found]
    return Page(
        whole=whole,
        answers=count_words(whole.cell),
        lines=lines[:MOST_LINES],
        more=len(lines[MOST_LINES:]),
        silent=sorted((one for one in lines if one.silent), key=lambda one: -one.silent),
        spiking=[one for one in lines if one.spikes],
        scans=_scans(found, today, alone=alone, open_=open_),
        answered=_answered(found, today, open_=open_) if whole.cell.count else None,
        places=_places(found, open_=open_) if not alone else None,
        teams=_teams(found, open_=open_) if not alone else None,
    )


def _sum(count: int, *, open_: bool) -> Cell:
    return Cell(count) if open_ else few(count)


def _line(each: Followed, today: date, patience: int) -> Line:
    return Line(
        each=each,
        medium=medium(each.code.medium),
        answers=count_words(each.cell),
        week=each.code.last_week(today),
        silent=each.code.silent_days(today) if each.is_silent(patience, today) else 0,
        spikes=[day for day in each.code.spikes if day in each.scans],
    )


# ---- over time -----------------------------------------------------------------------------------


def _scans(found: Sequence[Followed], today: date, *, alone: bool, open_: bool) -> Scans | None:
    scans = summed(each.scans for each in found)
    opens = summed(each.opens for each in found)
    if not scans and not opens:
        return None
    every = _without_gap([*scans, *opens], today)
    odd = {day for each in found for day in each.code.spikes}
    weekly = len(every) > DAYS
    counts = _by_week(every, scans) if weekly else {day: scans.get(day, 0) for day in every}
    highest = max(counts.values(), default=0)
    marked = {_monday(day) for day in odd} if weekly else odd
    return Scans(
        weekly=weekly,
        sentence=_sentence(counts, highest, weekly=weekly),
        pillars=[
            Pillar(round(n * 100 / max(highest, 1), 1), stands_out=day in marked)
            for day, n in counts.items()
        ],
        table=_days(found, scans, opens, odd, alone=alone, open_=open_),
    )


def _answered(found: Sequence[Followed], today: date, *, open_: bool) -> Timeline | None:
    days = summed(each.answers for each in found)
    every = _without_gap(days, today)
    return timeline({day: days.get(day, 0) for day in every}, open_=open_) if every else None


def _sentence(counts: Mapping[date, int], highest: int, *, weekly: bool) -> Markup:
    if not highest:
        return _("Nobody scanned these codes; their pages were opened in other ways.")
    busiest = bdi(i18n.day(next(day for day, n in counts.items() if n == highest)))
    said = ngettext("%(num)s scan", "%(num)s scans", highest)
    if weekly:
        return _("Most in the week from %(day)s: %(scans)s.", day=busiest, scans=said)
    return _("Most on %(day)s: %(scans)s.", day=busiest, scans=said)


def _days(
    found: Sequence[Followed],
    scans: Mapping[date, int],
    opens: Mapping[date, int],
    odd: set[date],
    *,
    alone: bool,
    open_: bool,
) -> Table:
    """A day a row, the newest on top; days on which nothing was counted are left out."""
    answers = _answers_by_day(found, alone=alone, open_=open_)
    return Table(
        heads=(_("Day"), _("Scans"), _("Page opened"), _("Completed answers")),
        rows=tuple(
            (
                bdi(i18n.day(day)) + (_stands_out() if day in odd else ""),
                bdi(i18n.number(scans.get(day, 0))),
                bdi(i18n.number(opens.get(day, 0))),
                count_words(answers.get(day, Cell(0))),
            )
            for day in sorted({*scans, *opens, *answers}, reverse=True)
        ),
    )


def _answers_by_day(found: Sequence[Followed], *, alone: bool, open_: bool) -> Mapping[date, Cell]:
    if alone:
        return days_of(found[0], open_=open_)
    days = summed(each.answers for each in found)
    return dict(zip(days, hidden(list(days.values()), open_=open_), strict=True))


def _stands_out() -> Markup:
    return Markup(' <span class="tag warn">{}</span>').format(_("far more than usual"))


def _without_gap(days: Iterable[date], today: date) -> list[date]:
    some = sorted(days)
    if not some:
        return []
    last = max(some[-1], today) if (today - some[-1]).days < DAYS else some[-1]
    return [some[0] + step * A_DAY for step in range((last - some[0]).days + 1)]


def _by_week(days: Iterable[date], counts: Mapping[date, int]) -> dict[date, int]:
    weeks: dict[date, int] = {}
    for day in days:
        weeks[_monday(day)] = weeks.get(_monday(day), 0) + counts.get(day, 0)
    return weeks


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday() % WEEK)


# ---- what belongs together -----------------------------------------------------------------------


def _places(found: Sequence[Followed], *, open_: bool) -> Table | None:
    """A place a row, what hangs there side by side: scans of each medium, and answers in all."""
    placed = [each for each in found if each.code.place_id]
    media = list(by(placed, lambda each: each.code.medium, open_=open_))
    if not placed:
        return None
    cells = by(placed, lambda each: (each.code.place_id, each.code.medium), open_=open_)
    whole = by(placed, lambda each: each.code.place_id, open_=open_)
    names = {each.code.place_id: each.code.place for each in placed}
    return Table(
        heads=(_("Place"), *map(medium, media), _("Completed answers")),
        rows=tuple(
            (
                bdi(names[place]),
                *(_scans_of(cells.get((place, each))) for each in media),
                count_words(group.cell),
            )
            for place, group in whole.items()
        ),
    )


def _scans_of(group: Group | None) -> Markup:
    return Markup("–") if group is None else bdi(i18n.number(group.scans))


def _teams(found: Sequence[Followed], *, open_: bool) -> Table | None:
    """A team and an occasion a row: never a person."""
    handed = [each for each in found if each.code.team or each.code.occasion]
    if not handed:
        return None
    groups = by(handed, lambda each: (each.code.team, each.code.occasion), open_=open_)
    return Table(
        heads=(
            _("Team"),
            _("Occasion"),
            _("Codes"),
            _("Scans"),
            _("Page opened"),
            _("Completed answers"),
        ),
        rows=tuple(
            (
                bdi(team or "–"),
                bdi(occasion or "–"),
                *(bdi(i18n.number(n)) for n in (group.codes, group.scans, group.opens)),
                count_words(group.cell),
            )
            for (team, occasion), group in groups.items()
        ),
    )

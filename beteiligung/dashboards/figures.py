"""Figures as a page shows them: sentence, picture and table of what may be seen of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.counting import Result
from beteiligung.dashboards.sentences import (
    _,
    about,
    bdi,
    count_words,
    measure,
    ngettext,
    share_words,
)
from beteiligung.dashboards.small_groups import FEWEST, Cell, Shown, shown
from beteiligung.dashboards.tables import Table, table_of
from beteiligung.dashboards.texts import Texts
from beteiligung.locales import BY_ID
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.web.layout import words

STEPS = range(2, 6)  # points of a scale that one bar of colours can show


class Bar(NamedTuple):
    """One bar: its length in per cent (none where it may not be shown) and what it says."""

    label: Markup
    length: float | None
    words: Markup


@dataclass(frozen=True, slots=True)
class Stack:
    """One bar in steps, in per cent; none of them where small groups are hidden."""

    label: Markup
    parts: tuple[float, ...]
    words: Markup


@dataclass(frozen=True, slots=True)
class Written:
    """What people wrote: to the question, or in the line beside an option."""

    option: Markup
    total: int
    newest: tuple[tuple[str, str], ...]  # the language's html name, and the words


@dataclass(frozen=True, slots=True)
class Figure:
    """One question on a results page."""

    name: str  # the question's id
    kind: str
    title: Markup
    sentence: Markup
    base: Markup
    table: Table | None
    bars: tuple[Bar, ...] = ()
    stacks: tuple[Stack, ...] = ()
    steps: tuple[Markup, ...] = ()  # the words of a stack's steps
    texts: tuple[Written, ...] = ()
    former: bool = False


def figure(result: Result, *, open_: bool) -> Figure:
    """A question's figure; ``open_`` shows small groups, since a purpose was written."""
    return drawn(result, [shown(tally, open_=open_) for tally in result.tallies], open_=open_)


def drawn(result: Result, tables: Sequence[Shown], *, open_: bool = False) -> Figure:
    """A question's figure from tables as they may be seen: by staff, or by everybody."""
    asked = result.asked
    labels = _labels(result)
    stacked = asked.question.scale and len(asked.options) in STEPS
    stacks = _stacks(asked, tables) if stacked and any(table.whole for table in tables) else ()
    return Figure(
        name=asked.question.id,
        kind=asked.question.kind,
        title=words(blanked(asked.question.text)),
        sentence=about(result, tables, open_=open_),
        base=_base(result, tables[0], open_=open_),
        table=table_of(result, tables, labels, open_=open_),
        bars=() if stacks or asked.question.kind == "matrix" else _drawn(result, tables[0], labels),
        stacks=stacks,
        steps=tuple(labels.values()) if stacks else (),
        # Fewer texts than a group may have would say how many wrote, and who.
        texts=tuple(
            _written(asked, texts)
            for texts in result.texts
            if texts.total >= (1 if open_ else FEWEST)
        ),
        former=asked.former,
    )


# ---- words ---------------------------------------------------------------------------------------


def _labels(result: Result) -> Mapping[str, Markup]:
    """The words of each cell, by code: an option's label, or the ends of a bar of numbers."""
    if result.measures is not None:
        read = _CODES.get(result.measures.of, _span)
        return {code: bdi(read(code)) for code in result.measures.counts}
    if result.asked.figures is Figures.CONSENT:
        return {"yes": _("Agreed"), "no": _("Not agreed")}
    return {option.code: words(option.label) for option in result.asked.options}


def _span(code: str) -> str:
    low, high = (i18n.number(float(end)) for end in code.split(":"))
    return low if low == high else f"{low} – {high}"


def _month(code: str) -> str:
    if len(code) == len("2026"):
        return code
    return i18n.day(date.fromisoformat(f"{code}-01"), "LLLL y")


def _hour(code: str) -> str:
    return f"{code}:00 – {code}:59"


_CODES = {Figures.DAY: _month, Figures.MONTH: _month, Figures.TIME: _hour}


def _written(asked: Asked, texts: Texts) -> Written:
    option = next((each for each in asked.lines if each.code == texts.option), None)
    return Written(
        option=words(option.label) if option else Markup(""),
        total=texts.total,
        newest=tuple((BY_ID[each.language].html_lang, each.text) for each in texts.newest),
    )


def _base(result: Result, table: Shown, *, open_: bool) -> Markup:
    """How many people the per cent are of, and what else must be known to read them."""
    parts = [bdi(Markup("n = {}").format(count_words(table.base)))]
    question = result.asked.question
    if question.kind == "multiple" and question.max:
        parts.append(_("at most %(max)s answers each", max=int(float(question.max))))
    if question.kind == "rank":
        parts.append(_("In the first place"))
    if question.total:
        parts.append(ngettext("%(num)s point each", "%(num)s points each", question.total))
    if question.unit.texts:
        parts.append(words(question.unit))
    if question.kind == "matrix":
        parts = [_("n differs from row to row, see the table")]
    measures = result.measures
    if open_ and measures is not None and measures.n and measures.of not in _CODES:
        ends = _(
            "smallest %(low)s, largest %(high)s",
            low=bdi(measure(measures.smallest)),
            high=bdi(measure(measures.largest)),
        )
        parts.append(ends)
    return Markup(" · ").join(parts)


# ---- pictures ------------------------------------------------------------------------------------


def _drawn(result: Result, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    if result.asked.figures is not Figures.SHARES:
        return _bars(result.asked, table, labels)
    total = result.asked.question.total
    if table.base.count is None or not total:
        return ()
    return tuple(
        Bar(labels[code], round(mean.value / total * 100, 1), bdi(measure(mean.value)))
        for code, mean in result.means.items()
    )


def _bars(asked: Asked, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    bars = [
        Bar(labels[code], _length(cell), _bar_words(cell, left_out=code in table.missing))
        for code, cell in table.cells.items()
        if code not in table.missing
    ]
    if asked.question.kind == "multiple":  # no order of its own: the longest first
        bars.sort(key=lambda bar: -1 if bar.length is None else bar.length, reverse=True)
    return tuple(bars)


def _length(cell: Cell) -> float | None:
    return None if cell.share is None else round(cell.share * 100, 1)


def _bar_words(cell: Cell, *, left_out: bool) -> Markup:
    return count_words(cell) if left_out or cell.share is None else share_words(cell)


def _stacks(asked: Asked, tables: Sequence[Shown]) -> tuple[Stack, ...]:
    names = [words(item.label) for item in asked.items] or [Markup("")]
    return tuple(
        Stack(name, _parts(table), bdi(Markup("n = {}").format(count_words(table.base))))
        for name, table in zip(names, tables, strict=True)
    )


def _parts(table: Shown) -> tuple[float, ...]:
    if not table.whole or not table.base.count:
        return ()
    return tuple(_length(cell) or 0 for cell in table.cells.values())

"""Figures as a page shows them: sentence, picture and table of what may be seen of a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.queries import Result
from beteiligung.dashboards.sentences import (
    _,
    about,
    bdi,
    count_words,
    measure,
    percent,
    share_words,
)
from beteiligung.dashboards.small_groups import FEWEST, Cell, Shown, shown
from beteiligung.dashboards.texts import Texts
from beteiligung.locales import BY_ID
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
class Table:
    """What the picture shows, in numbers, with the missing answers apart."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str | Markup, ...], ...]
    foot: tuple[str | Markup, ...] | None = None

    @property
    def numeric(self) -> tuple[int, ...]:
        """The places of the columns with numbers: all but the first."""
        return tuple(range(1, len(self.heads)))


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
    asked = result.asked
    tables = [shown(tally, open_=open_) for tally in result.tallies]
    labels = _labels(result)
    stacked = asked.question.kind in {"scale", "matrix"} and len(asked.options) in STEPS
    stacks = _stacks(asked, tables) if stacked and any(table.whole for table in tables) else ()
    return Figure(
        name=asked.question.id,
        kind=asked.question.kind,
        title=words(asked.question.text),
        sentence=about(asked, tables, result.measures),
        base=_base(result, tables[0], open_=open_),
        table=_table(asked, tables, labels),
        bars=() if stacks or asked.question.kind == "matrix" else _bars(asked, tables[0], labels),
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
        read = _month if result.measures.dates else _span
        return {code: bdi(read(code)) for code in result.measures.counts}
    return {option.code: words(option.label) for option in result.asked.options}


def _span(code: str) -> str:
    low, high = (i18n.number(float(end)) for end in code.split(":"))
    return low if low == high else f"{low} – {high}"


def _month(code: str) -> str:
    if len(code) == len("2026"):
        return code
    return i18n.day(date.fromisoformat(f"{code}-01"), "LLLL y")


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
    if question.kind == "matrix":
        parts = [_("n differs from row to row, see the table")]
    measures = result.measures
    if open_ and measures is not None and measures.n and not measures.dates:
        ends = _(
            "smallest %(low)s, largest %(high)s",
            low=bdi(measure(measures.smallest)),
            high=bdi(measure(measures.largest)),
        )
        parts.append(ends)
    return Markup(" · ").join(parts)


# ---- pictures ------------------------------------------------------------------------------------


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


# ---- tables --------------------------------------------------------------------------------------


def _table(asked: Asked, tables: Sequence[Shown], labels: Mapping[str, Markup]) -> Table:
    if asked.question.kind == "matrix":
        return _matrix_table(asked, tables, labels)
    table = tables[0]
    rows = [
        (label, count_words(table.cells[code]), share_words(table.cells[code]))
        for code, label in labels.items()
    ]
    dash = Markup("–")
    return Table(
        heads=(_("Answer"), _("People"), _("Per cent")),
        rows=(
            *rows,
            *((name, count_words(cell), dash) for name, cell in _missing(table)),
        ),
        foot=(_("Base of the per cent"), count_words(table.base), bdi(percent(1))),
    )


def _matrix_table(asked: Asked, tables: Sequence[Shown], labels: Mapping[str, Markup]) -> Table:
    rows = []
    for item, table in zip(asked.items, tables, strict=True):
        cells = [_both(cell) for cell in table.cells.values()]
        missing = [count_words(cell) for _name, cell in _missing(table)]
        rows.append((words(item.label), *cells, count_words(table.base), *missing))
    return Table(
        heads=(
            _("Row"),
            *(label.striptags() for label in labels.values()),
            _("Base of the per cent"),
            *(name for name, _cell in _missing(tables[0])),
        ),
        rows=tuple(rows),
    )


def _both(cell: Cell) -> Markup:
    """Count and share in one cell."""
    if cell.count is None or cell.share is None:
        return count_words(cell)
    return Markup("{}\N{NO-BREAK SPACE}({})").format(count_words(cell), share_words(cell))


def _missing(table: Shown) -> list[tuple[str, Cell]]:
    """Missing answers, each reason apart; "not asked" only where that happened."""
    found: list[tuple[str, Cell]] = [
        (_("Declined"), table.declined),
        (_("No answer"), table.unanswered),
    ]
    if table.not_asked.count != 0:
        found.append((_("Not asked"), table.not_asked))
    return found

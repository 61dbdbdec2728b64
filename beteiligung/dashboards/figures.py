"""Figures as a page shows them: sentence, picture and table of what may be seen of a question."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.numbers import _, bdi, count_words, exact, ngettext, share_words, whole
from beteiligung.dashboards.result import Result, Texts, may_be_compared
from beteiligung.dashboards.sentences import about, measure, rounded_apart
from beteiligung.dashboards.small_groups import FEWEST, IMPRESSION, Cell, Shown, Veil, shown
from beteiligung.dashboards.tables import Table, table_of
from beteiligung.locales import BY_ID
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.text import N_
from beteiligung.web.layout import words

ROUNDED = N_("Every number is rounded by itself. Added up they can be 1 more or less.")
STEPS = range(2, 6)  # points of a scale that one bar of colours can show


class Bar(NamedTuple):
    """One bar: its length in per cent (none where it may not be shown) and what it says."""

    label: Markup
    length: float | None
    words: Markup


class Piece(NamedTuple):
    """A piece of a bar in steps, in per cent; ``step`` is none for what is hidden."""

    share: float
    step: int | None


class Stack(NamedTuple):
    """One bar in steps, in per cent; a step of none is hidden, as small groups are.

    Hidden steps stand beside each other: how much is hidden at two ends would tell their sizes.
    """

    label: Markup
    parts: tuple[float | None, ...]
    words: Markup

    @property
    def gaps(self) -> bool:
        """Whether some of its steps are hidden."""
        return None in self.parts

    @property
    def pieces(self) -> list[Piece]:
        """The bar from its beginning; hidden steps are one piece, where they belong."""
        rest = round(100 - sum(part or 0 for part in self.parts), 1)
        found: list[Piece] = []
        for step, part in enumerate(self.parts):
            if part:
                found.append(Piece(part, step))
            elif part is None and step == self.parts.index(None) and rest > 0:
                found.append(Piece(rest, None))
        return found


class Written(NamedTuple):
    """What people wrote: to the question, or in the line beside an option."""

    name: str
    option: Markup
    total: int
    newest: tuple[tuple[str, str], ...]  # the language's html name, and the words


class Figure(NamedTuple):
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
    can_be_split: bool = True
    note: Markup = Markup("")  # where sentence and picture are rounded apart


def figure(result: Result, *, open_: bool) -> Figure:
    """A question's figure; ``open_`` shows small groups, since a purpose was written."""
    return drawn(result, [shown(tally, open_=open_) for tally in result.tallies], open_=open_)


def drawn(result: Result, tables: Sequence[Shown], *, open_: bool = False) -> Figure:
    """A question's figure from tables as they may be seen: by staff, or by everybody."""
    asked = result.asked
    labels = labels_of(result)
    stacked = asked.question.scale and len(asked.options) in STEPS
    stacks = _stacks(asked, tables) if stacked and _drawable(asked, tables) else ()
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
        can_be_split=may_be_compared(asked),
        note=_(ROUNDED) if rounded_apart(asked, tables) else Markup(""),
    )


# ---- words ---------------------------------------------------------------------------------------


def labels_of(result: Result) -> Mapping[str, Markup]:
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
        name=texts.name,
        option=words(option.label) if option else Markup(""),
        total=texts.total,
        newest=tuple((BY_ID[each.language].html_lang, each.text) for each in texts.newest),
    )


def _base(result: Result, table: Shown, *, open_: bool) -> Markup:
    """How many people the per cent are of, and what else must be known to read them."""
    if result.asked.question.kind == "matrix":
        return _("n differs from row to row, see the table")
    parts = [bdi(Markup("n = {}").format(count_words(table.base)))]
    if table.base.count is None or 0 < table.base.count < IMPRESSION:
        parts.append(_("fewer than 30: an impression only"))
    if open_ or table.whole:  # beside hidden cells a mean would tell their sizes
        parts += _middle(result)
    return Markup(" · ").join([*parts, *_limits(result.asked), *_outermost(result, open_=open_)])


def _limits(asked: Asked) -> list[Markup]:
    """What people could do at most, and in what they said it."""
    question, parts = asked.question, []
    if question.kind == "multiple" and question.max:
        parts.append(_("at most %(max)s answers each", max=int(float(question.max))))
    if question.kind == "rank":
        parts.append(_("In the first place"))
    if question.total:
        parts.append(ngettext("%(num)s point each", "%(num)s points each", question.total))
    if question.unit.texts:
        parts.append(words(question.unit))
    return parts


def _outermost(result: Result, *, open_: bool) -> list[Markup]:
    """The smallest and the largest number, each of which one person gave."""
    measures = result.measures
    if not open_ or measures is None or not measures.n or measures.of in _CODES:
        return []
    return [
        _(
            "smallest %(low)s, largest %(high)s",
            low=bdi(measure(measures.smallest)),
            high=bdi(measure(measures.largest)),
        )
    ]


def _middle(result: Result) -> list[Markup]:
    """Mean and median of a scale, without those who gave none of its points."""
    found = next(iter(result.points), None)
    if found is None:
        return []
    most = max(float(option.code) for option in result.asked.options if not option.missing)
    return [
        _("mean %(mean)s of %(most)s", mean=bdi(measure(found.mean)), most=bdi(measure(most))),
        _("median %(median)s", median=bdi(measure(found.median))),
    ]


# ---- pictures ------------------------------------------------------------------------------------


def _drawn(result: Result, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    if result.asked.figures is not Figures.SHARES:
        return bars_of(result.asked, table, labels)
    total = result.asked.question.total
    if table.base.count is None or not total:
        return ()
    return tuple(
        Bar(labels[code], round(mean.value / total * 100, 1), bdi(measure(mean.value)))
        for code, mean in result.means.items()
    )


def bars_of(asked: Asked, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    """A bar for each option that counts."""
    bars = [
        Bar(labels[code], length_of(cell), _bar_words(cell, left_out=code in table.missing))
        for code, cell in table.cells.items()
        if code not in table.missing
    ]
    if asked.question.kind == "multiple":  # no order of its own: the longest first
        bars.sort(key=lambda bar: -1 if bar.length is None else bar.length, reverse=True)
    return tuple(bars)


def length_of(cell: Cell) -> float | None:
    """How long a cell's bar is, in per cent; none where it may not be shown."""
    if cell.share is None:
        return None
    length = round(cell.share * 100, 1)
    # Rounded once more it is written into the picture, and must be what the table says then.
    return length if round(length) == whole(cell.share) else exact(cell.share)


def _bar_words(cell: Cell, *, left_out: bool) -> Markup:
    return count_words(cell) if left_out or cell.share is None else share_words(cell)


def _stacks(asked: Asked, tables: Sequence[Shown]) -> tuple[Stack, ...]:
    names = [words(item.label) for item in asked.items] or [Markup("")]
    return tuple(
        Stack(name, parts_of(table), bdi(Markup("n = {}").format(count_words(table.base))))
        for name, table in zip(names, tables, strict=True)
    )


def _drawable(asked: Asked, tables: Sequence[Shown]) -> bool:
    """Whether a bar in steps says something; of a single one with gaps, simple bars say more."""
    return any(map(parts_of, tables)) if asked.items else tables[0].whole


def parts_of(table: Shown) -> tuple[float | None, ...]:
    """The steps of a scale's bar, in per cent; nothing at all where they can not be drawn.

    That is so where none may be shown, and where hidden ones lie apart: nobody may see how much of
    the rest belongs to which of them, and put together at an end they would look like none at all.
    """
    parts = tuple(0 if code in table.missing else _part(cell) for code, cell in table.cells.items())
    return parts if table.base.count and any(parts) and not _apart(parts) else ()


def _apart(parts: Sequence[float | None]) -> bool:
    """Whether something that is shown lies between hidden steps."""
    hidden = [step for step, part in enumerate(parts) if part is None]
    return bool(hidden) and any(parts[hidden[0] : hidden[-1]])


def _part(cell: Cell) -> float | None:
    return length_of(cell) or 0 if cell.veil is Veil.NONE else None

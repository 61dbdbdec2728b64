"""Figures over time as a page shows them: a sentence, a picture and a table of every wave."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import ROUNDED, STEPS, Bar, Stack, length_of, parts_of
from beteiligung.dashboards.numbers import _, bdi, count_words, share_words
from beteiligung.dashboards.over_time import Compared, Wave
from beteiligung.dashboards.sentences import measure, rounded_apart
from beteiligung.dashboards.series_words import Point, said, sentence
from beteiligung.dashboards.small_groups import IMPRESSION, Cell, Shown, few, shown
from beteiligung.dashboards.tables import Table
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Option
from beteiligung.web.layout import words


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a picture: a bar of colours for each wave, or a plain one."""

    label: Markup
    stacks: tuple[Stack, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """One question over time."""

    name: str
    title: Markup
    sentence: Markup
    base: Markup
    rows: tuple[Row, ...]
    steps: tuple[Markup, ...]  # the words of the colours
    table: Table
    remarks: tuple[Markup, ...]
    note: Markup  # where sentence and picture are rounded apart


@dataclass(frozen=True, slots=True)
class Refused:
    """One question that cannot be compared, and why, wave by wave."""

    title: Markup
    reasons: tuple[Markup, ...]


def wave_labels(waves: Sequence[Wave]) -> Mapping[int, Markup]:
    """What each wave is called, by the survey's id: the month in which it began, else its day."""
    for form in ("LLLL y", "long"):
        names = {wave.survey.id: _began(wave, form) for wave in waves}
        if len(set(names.values())) == len(names):
            return names
    return {wave.survey.id: bdi(wave.survey.slug) for wave in waves}


def series(compared: Compared, labels: Mapping[int, Markup], *, open_: bool) -> Series:
    """A question over time; ``open_`` shows small groups, since a purpose was written."""
    asked = compared.asked
    points = [
        Point(
            labels[wave.survey.id],
            result,
            tuple(shown(tally, open_=open_) for tally in result.tallies),
        )
        for wave, result in compared.points
    ]
    stacked = asked.question.scale and len(asked.options) in STEPS
    return Series(
        name=asked.question.id,
        title=_title(compared),
        sentence=sentence(compared, points),
        base=_base(compared, points),
        rows=tuple(_stacks(compared, points) if stacked else _bars(compared, points)),
        steps=tuple(words(option.label) for option in asked.options) if stacked else (),
        table=_table(compared, points),
        remarks=tuple(said(wave, reason, labels) for wave, reason in compared.remarks),
        note=_(ROUNDED)
        if any(rounded_apart(asked, point.tables) for point in points)
        else Markup(""),
    )


def refused(compared: Compared, labels: Mapping[int, Markup]) -> Refused:
    """Why a question has no figures over time, or lacks some waves."""
    reasons = tuple(said(wave, reason, labels) for wave, reason in compared.refused)
    return Refused(_title(compared), reasons)


def total_words(wave: Wave, *, open_: bool) -> Markup:
    """How many filled questionnaires a wave has."""
    return count_words(Cell(wave.total) if open_ else few(wave.total))


# ---- words ---------------------------------------------------------------------------------------


def _began(wave: Wave, form: str) -> Markup:
    return bdi(i18n.day(wave.survey.opens_at or wave.survey.created_at, form))


def _title(compared: Compared) -> Markup:
    return words(blanked(compared.asked.question.text))


def _base(compared: Compared, points: Sequence[Point]) -> Markup:
    if compared.asked.figures is Figures.ROWS:
        return _("n differs from row to row, see the table")
    bases = [(point.label, point.tables[0].base) for point in points]
    parts = [
        Markup("{}: {}").format(label, bdi(Markup("n = {}").format(count_words(base))))
        for label, base in bases
    ]
    if any(base.count is None or 0 < base.count < IMPRESSION for _label, base in bases):
        parts.append(_("fewer than 30: an impression only"))
    return Markup(" · ").join(parts)


# ---- pictures ------------------------------------------------------------------------------------


def _stacks(compared: Compared, points: Sequence[Point]) -> list[Row]:
    names = [words(item.label) for item in compared.asked.items] or [Markup("")]
    return [
        Row(name, stacks=tuple(_stack(point, point.tables[place]) for point in points))
        for place, name in enumerate(names)
    ]


def _stack(point: Point, table: Shown) -> Stack:
    parts = parts_of(table) if table.whole else ()
    return Stack(point.label, parts, bdi(Markup("n = {}").format(count_words(table.base))))


def _bars(compared: Compared, points: Sequence[Point]) -> list[Row]:
    if compared.asked.figures is Figures.NUMBER:
        return [Row(_("On average"), bars=tuple(_mean_bars(points)))]
    return [
        Row(
            words(option.label),
            bars=tuple(_bar(point, option) for point in points),
        )
        for option in compared.asked.options
        if not option.missing
    ]


def _mean_bars(points: Sequence[Point]) -> list[Bar]:
    means = [
        measures.mean if (measures := point.result.measures) is not None and measures.n else 0
        for point in points
    ]
    highest = max([*means, 0]) or 1
    return [
        Bar(point.label, round(100 * mean / highest, 1), bdi(measure(mean)))
        if point.tables[0].base.count and mean >= 0
        else Bar(point.label, None, _mean_words(point))
        for point, mean in zip(points, means, strict=True)
    ]


def _mean_words(point: Point) -> Markup:
    measures, base = point.result.measures, point.tables[0].base
    if measures is None or not measures.n:
        return Markup("–")
    return bdi(measure(measures.mean)) if base.count is not None else _("hidden")


def _bar(point: Point, option: Option) -> Bar:
    cell = point.tables[0].cells[option.code]
    said = count_words(cell) if cell.share is None else share_words(cell)
    return Bar(point.label, length_of(cell), said)


# ---- tables --------------------------------------------------------------------------------------


def _table(compared: Compared, points: Sequence[Point]) -> Table:
    if compared.asked.figures is Figures.ROWS:
        return _rows_table(compared, points)
    heads = (_("Answer"), *(point.label.striptags() for point in points))
    base = (_("Base of the per cent"), *(count_words(point.tables[0].base) for point in points))
    if compared.asked.figures is Figures.NUMBER:
        means = (_("On average"), *(_mean_words(point) for point in points))
        return Table(heads, (means, (_("People"), *base[1:])))
    rows = [
        (words(option.label), *(_both(point.tables[0].cells[option.code]) for point in points))
        for option in compared.asked.options
    ]
    return Table(heads, tuple(rows), base)


def _rows_table(compared: Compared, points: Sequence[Point]) -> Table:
    heads = [words(option.label).striptags() for option in compared.asked.options]
    rows = [
        (
            Markup("{} – {}").format(words(item.label), point.label),
            *(_both(cell) for cell in point.tables[place].cells.values()),
            count_words(point.tables[place].base),
        )
        for place, item in enumerate(compared.asked.items)
        for point in points
    ]
    return Table((_("Row"), *heads, _("Base of the per cent")), tuple(rows))


def _both(cell: Cell) -> Markup:
    if cell.count is None or cell.share is None:
        return count_words(cell)
    return Markup("{}\N{NO-BREAK SPACE}({})").format(count_words(cell), share_words(cell))

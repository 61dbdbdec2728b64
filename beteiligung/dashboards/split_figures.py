"""Figures of a split question: each group beside the others, in one picture and one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import starmap

from markupsafe import Markup

from beteiligung.dashboards.channels import channel
from beteiligung.dashboards.comparing import Compared
from beteiligung.dashboards.figures import (
    STEPS,
    Bar,
    Stack,
    bars_of,
    labels_of,
    length_of,
    parts_of,
)
from beteiligung.dashboards.groups import CHANNEL
from beteiligung.dashboards.numbers import _, bdi, count_words, percent
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.sentences import measure
from beteiligung.dashboards.small_groups import FEWEST, IMPRESSION, Shown, shown
from beteiligung.dashboards.small_splits import shown_split
from beteiligung.dashboards.split_sentences import about_split
from beteiligung.dashboards.split_tables import split_table
from beteiligung.dashboards.tables import Table
from beteiligung.dashboards.weighted_splits import weighted_split
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.question import Option
from beteiligung.surveys.variables import Asked
from beteiligung.tally import Tally
from beteiligung.web.layout import words

Said = Callable[[Option], Markup]


@dataclass(frozen=True, slots=True)
class Panel:
    """One group with its own bars; ``few`` of whom there are fewer than an impression needs."""

    label: Markup
    words: Markup
    few: bool
    bars: tuple[Bar, ...]

    @property
    def seen(self) -> bool:
        """Whether any of its bars may be shown."""
        return any(bar.length is not None for bar in self.bars)


@dataclass(frozen=True, slots=True)
class Section:
    """A scale, or a row of a matrix, with a bar in steps for each group."""

    label: Markup
    stacks: tuple[Stack, ...]


@dataclass(frozen=True, slots=True)
class SplitFigure:
    """One question, group by group."""

    name: str
    title: Markup
    sentence: Markup
    table: Table
    panels: tuple[Panel, ...] = ()
    sections: tuple[Section, ...] = ()
    steps: tuple[Markup, ...] = ()
    bars: tuple[Bar, ...] = ()  # of what each group has one number of
    weighted: Table | None = None  # shares both ways, where somebody asked for weights


def group_words(by: str) -> Said:
    """How the groups of a split are called."""
    if by == CHANNEL:
        return lambda option: Markup("{}").format(channel(option.code))
    return lambda option: words(option.label)


def split_figure(compared: Compared, said: Said, *, open_: bool) -> SplitFigure:
    """A question's figure group by group; ``open_`` shows small groups."""
    whole = compared.whole
    asked = whole.asked
    groups = [said(option) for option, _result in compared.parts]
    results = [result for _option, result in compared.parts]
    rows = [
        shown_split(_plain(whole, at), [_plain(result, at) for result in results], open_=open_)
        for at in range(len(whole.tallies))
    ]
    stacked = bool(asked.question.scale) and len(asked.options) in STEPS
    alone = whole.measures is not None or asked.figures is Figures.CONSENT
    panels = () if stacked or alone else _panels(whole, results, groups, rows[0])
    return SplitFigure(
        name=asked.question.id,
        title=words(blanked(asked.question.text)),
        sentence=about_split(whole, results, groups, rows),
        table=split_table(whole, results, groups, rows, open_=open_),
        panels=panels,
        sections=_sections(asked, groups, rows) if stacked else (),
        steps=tuple(labels_of(whole).values()) if stacked else (),
        bars=_alone(results, groups, rows[0], open_=open_) if alone else (),
        weighted=weighted_split(whole, results, groups, rows),
    )


def _plain(result: Result, at: int) -> Tally:
    """A tally without bars of its own: each group's numbers fall into other bars."""
    tally = result.tallies[at]
    return tally if result.measures is None else replace(tally, counts={})


# ---- pictures ------------------------------------------------------------------------------------


def _sections(
    asked: Asked, groups: Sequence[Markup], rows: Sequence[Sequence[Shown]]
) -> tuple[Section, ...]:
    names = [words(item.label) for item in asked.items] or [Markup("")]
    return tuple(
        Section(
            name,
            tuple(
                Stack(group, parts_of(table), _people_and_whether_enough(table))
                for group, table in zip(groups, tables, strict=True)
            ),
        )
        for name, tables in zip(names, rows, strict=True)
    )


def _panels(
    whole: Result, results: Sequence[Result], groups: Sequence[Markup], tables: Sequence[Shown]
) -> tuple[Panel, ...]:
    labels = _in_order(whole)
    shares = whole.asked.figures is Figures.SHARES
    drawn = [
        _points(result, table, labels) if shares else _bars(whole.asked, table, labels)
        for result, table in zip(results, tables, strict=True)
    ]
    return tuple(
        Panel(group, _people(table), _is_few(table), bars)
        for group, table, bars in zip(groups, tables, drawn, strict=True)
    )


def _in_order(whole: Result) -> Mapping[str, Markup]:
    """The labels, of several answers those chosen most often first, alike in every group."""
    labels, tally = labels_of(whole), whole.tallies[0]
    if not tally.several:
        return labels
    cells = shown(tally, open_=False).cells  # what is hidden has no place in an order by size
    return dict(sorted(labels.items(), key=lambda pair: -(cells[pair[0]].count or 0)))


def _bars(asked: Asked, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    by_label = {bar.label: bar for bar in bars_of(asked, table, labels)}
    return tuple(by_label[label] for label in labels.values() if label in by_label)


def _points(result: Result, table: Shown, labels: Mapping[str, Markup]) -> tuple[Bar, ...]:
    total = result.asked.question.total
    if table.base.count is None or not total:
        return ()
    return tuple(
        Bar(labels[code], round(mean.value / total * 100, 1), bdi(measure(mean.value)))
        for code, mean in result.means.items()
    )


def _alone(
    results: Sequence[Result], groups: Sequence[Markup], tables: Sequence[Shown], *, open_: bool
) -> tuple[Bar, ...]:
    """One bar a group: its mean, or the share of those who agreed; none of days and times."""
    if all(result.measures is None for result in results):
        cells = [table.cells["yes"] for table in tables]
        found = zip(groups, map(length_of, cells), map(count_words, cells), strict=True)
        return tuple(
            Bar(group, length, said if length is None else bdi(percent(length / 100)))
            for group, length, said in found
        )
    means = [
        _mean(result, table, open_=open_) for result, table in zip(results, tables, strict=True)
    ]
    longest = max((mean for mean in means if mean is not None), default=0)
    if longest <= 0:
        return ()
    return tuple(
        starmap(
            Bar,
            [
                (group, None, _("hidden"))
                if mean is None
                else (group, round(max(0, mean) / longest * 100, 1), bdi(measure(mean)))
                for group, mean in zip(groups, means, strict=True)
            ],
        )
    )


def _mean(result: Result, table: Shown, *, open_: bool) -> float | None:
    measures = result.measures
    if measures is None or measures.of is not Figures.NUMBER or table.base.count is None:
        return None
    return measures.mean if open_ or measures.n >= FEWEST else None


def _people(table: Shown) -> Markup:
    return bdi(Markup("n = {}").format(count_words(table.base)))


def _people_and_whether_enough(table: Shown) -> Markup:
    if not _is_few(table):
        return _people(table)
    return Markup(" · ").join((_people(table), _("fewer than 30: an impression only")))


def _is_few(table: Shown) -> bool:
    return table.base.count is None or table.base.count < IMPRESSION

"""Weighted figures as the results page shows them: beside the others, or why there are none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy.orm import Session

from beteiligung import i18n
from beteiligung.dashboards.figures import labels_of
from beteiligung.dashboards.numbers import _, bdi, count_words, ngettext, percent, signed, whole
from beteiligung.dashboards.queries import Selection
from beteiligung.dashboards.raking import HIGHEST, LOWEST
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.small_groups import Shown, few, shown
from beteiligung.dashboards.tables import Table
from beteiligung.dashboards.weight_margins import Names, NotWeighted
from beteiligung.dashboards.weighting import Source, Weighted, weights
from beteiligung.i18n import phrase
from beteiligung.surveys.models import Survey
from beteiligung.tally import Tally
from beteiligung.web.layout import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SWITCH = {"gewichtet": "ja"}  # what an address says that wants weighted figures
WORTH_SAYING = 0.005  # of all residents


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer to one question, without weights and with them."""

    title: Markup
    label: Markup
    plain: float
    weighted: float


@dataclass(frozen=True, slots=True)
class WeightedPart:
    """What the page says about weights; ``tables`` stand below each question, by its id."""

    sentences: tuple[Markup, ...] = ()
    tables: Mapping[str, Table] = field(default_factory=dict)
    refusal: Markup | None = None


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights, or why there are none: first asked for the array, then told with the results."""

    found: Weighted | None
    refusal: Markup | None = None

    @property
    def array(self) -> "NDArray[np.float64] | None":
        """A weight for each row of the columns; none where nothing can be weighted."""
        return self.found.array if self.found else None

    def told(self) -> WeightedPart:
        """What the page says about weights, where the figures stand elsewhere."""
        if self.found is None:
            return WeightedPart(refusal=self.refusal)
        return WeightedPart(sentences=tuple(_said(self.found, None)))

    def part(self, results: Sequence[Result], *, open_: bool) -> WeightedPart:
        """What the page shows, with these questions counted by the weights."""
        if self.found is None:
            return WeightedPart(refusal=self.refusal)
        tables = {result.asked.question.id: _beside(result, open_=open_) for result in results}
        others = [result for result in results if result.asked.question.id not in self.found.by]
        largest = max(
            (one for result in others for one in _differences(result, open_=open_)),
            key=lambda one: abs(one.weighted - one.plain),
            default=None,
        )
        return WeightedPart(
            sentences=tuple(_said(self.found, largest)),
            tables={name: table for name, table in tables.items() if table is not None},
        )


def weighing(session: Session, survey: Survey, selection: Selection, *, timezone: str) -> Weighing:
    """The weights for these people, or the reason in words."""
    try:
        return Weighing(weights(session, survey, selection, timezone=timezone))
    except NotWeighted as no:
        return Weighing(None, why(no))


def why(no: NotWeighted) -> Markup:
    """Why nothing can be weighted, in the page's language."""
    return _(no.message, **{name: _value(value) for name, value in no.values.items()})


def _value(value: object) -> object:
    if isinstance(value, Names):
        return Markup(", ").join(bdi(phrase(part).text) for part in value.parts)
    return bdi(i18n.number(value)) if isinstance(value, int) else value


# ---- sentences -----------------------------------------------------------------------------------


def _said(found: Weighted, largest: Difference | None) -> Iterator[Markup]:
    sources = Markup("; ").join(map(_source, found.sources))
    yield _("Weighted to the residents by age and gender: %(sources)s.", sources=sources)
    if not found.together:
        yield _("Age and gender each have the residents' shares, not every combination of both.")
    yield ngettext(
        "%(num)s answer counts as surely as %(effective)s without weights "
        "(design effect %(factor)s).",
        "%(num)s answers count as surely as %(effective)s without weights "
        "(design effect %(factor)s).",
        found.n,
        effective=bdi(i18n.number(round(found.effective))),
        factor=bdi(i18n.number(round(found.design_effect, 2))),
    )
    if largest is not None:
        yield _(
            "The largest difference: %(title)s “%(label)s”: %(plain)s unweighted, "
            "%(weighted)s weighted.",
            title=largest.title,
            label=largest.label,
            plain=bdi(percent(largest.plain)),
            weighted=bdi(percent(largest.weighted)),
        )
    yield from _limits(found)


def _limits(found: Weighted) -> Iterator[Markup]:
    """What was limited, and which answers keep weight 1."""
    if found.trimmed:
        yield _(
            "No answer counts less than %(low)s times or more than %(high)s times. Limited so: "
            "%(count)s.",
            low=bdi(i18n.number(LOWEST)),
            high=bdi(i18n.number(HIGHEST)),
            count=count_words(few(found.trimmed)),
        )
    if found.missed >= WORTH_SAYING:
        yield _(
            "So a group is up to %(points)s points away from its share.",
            points=bdi(i18n.number(round(found.missed * 100, 1))),
        )
    if found.alone:
        yield _(
            "Without age or gender, or without figures of residents for it, an answer keeps weight "
            "1: %(count)s.",
            count=count_words(few(found.alone)),
        )


def _source(source: Source) -> Markup:
    return Markup("{}: {}, {}").format(
        words(source.district.area.named), bdi(source.source), bdi(i18n.day(source.day))
    )


# ---- figures beside each other -------------------------------------------------------------------


def _differences(result: Result, *, open_: bool) -> Iterator[Difference]:
    """Every answer whose share may be seen, both ways."""
    labels, title = labels_of(result), words(result.asked.question.text)
    for at, tally in enumerate(result.tallies):
        row = [words(result.asked.items[at].label)] if result.asked.items else []
        table = shown(tally, open_=open_)
        for code in tally.counts:
            both = both_shares(tally, table, code)
            if both is not None:
                label = Markup(": ").join([*row, labels[code]])
                yield Difference(title, label, *both)


def both_shares(tally: Tally, table: Shown, code: str) -> tuple[float, float] | None:
    """The share of an answer without weights and with them; none where it is hidden."""
    plain, weighted = table.cells[code].share, tally.weighted_share(code)
    return None if plain is None or weighted is None else (plain, weighted)


def _beside(result: Result, *, open_: bool) -> Table | None:
    """A question's shares both ways; none where nothing was weighted."""
    if all(tally.weighted is None for tally in result.tallies):
        return None
    labels = labels_of(result)
    tables = [shown(tally, open_=open_) for tally in result.tallies]
    if result.asked.items:
        return _matrix(result, tables, labels)
    tally, table = result.tallies[0], tables[0]
    if not tally.counts:  # words and photos: nothing to weigh
        return None
    both = {
        code: both_shares(tally, table, code) for code in tally.counts if code not in tally.missing
    }
    return Table(
        heads=(_("Answer"), _("Unweighted → weighted"), _("Points")),
        rows=tuple((labels[code], pair_words(pair), _points(pair)) for code, pair in both.items()),
    )


def _matrix(result: Result, tables: Sequence[Shown], labels: Mapping[str, Markup]) -> Table:
    """Rows of a matrix, with both shares in each cell."""
    codes = [code for code in result.tallies[0].counts if code not in result.tallies[0].missing]
    rows = []
    for item, tally, table in zip(result.asked.items, result.tallies, tables, strict=True):
        cells = [pair_words(both_shares(tally, table, code)) for code in codes]
        rows.append((words(item.label), *cells))
    return Table(
        heads=(_("Unweighted → weighted"), *(labels[code].striptags() for code in codes)),
        rows=tuple(rows),
    )


def pair_words(both: tuple[float, float] | None) -> Markup:
    """Both shares in one cell, with an arrow in the direction of the language."""
    if both is None:
        return _("hidden")
    plain, weighted = (bdi(percent(share)) for share in both)
    direction = i18n.current().direction
    arrow = "←" if direction == "rtl" else "→"
    return Markup('<span dir="{}">{} {} {}</span>').format(direction, plain, arrow, weighted)


def _points(both: tuple[float, float] | None) -> Markup:
    if both is None:
        return Markup("–")
    points = whole(both[1]) - whole(both[0])
    return signed(f"{'+' if points > 0 else '−' if points < 0 else ''}{abs(points)}")

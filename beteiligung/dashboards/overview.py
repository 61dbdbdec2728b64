"""A survey's live results as one page shows them, from what may be seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.figures import Figure, figure
from beteiligung.dashboards.numbers import _, bdi, count_words, ngettext, share_words, signed
from beteiligung.dashboards.queries import Results
from beteiligung.dashboards.small_groups import FEWEST, Cell, few
from beteiligung.dashboards.timeline import Timeline, timeline

NAMED = 2  # languages and channels that are named beside their number


@dataclass(frozen=True, slots=True)
class Stat:
    """One number on top of the page."""

    name: Markup
    number: str | Markup
    line: Markup


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything between the headline and the foot."""

    stats: tuple[Stat, ...]
    timeline: Timeline | None
    figures: tuple[Figure, ...]
    veiled: bool  # whether small groups are hidden from this person


def overview(
    results: Results,
    *,
    open_: bool,
    language: Callable[[str], str],
    channel: Callable[[str], str],
) -> Overview:
    """The page's parts; ``open_`` where a purpose was written."""
    return Overview(
        stats=(
            Stat(
                _("Completed questionnaires"),
                _count(results.total, open_=open_),
                _news(results, open_=open_),
            ),
            _spread(_("Languages"), results.languages, results.total, language),
            _spread(_("How answered"), results.channels, results.total, channel),
        ),
        timeline=timeline(results.days, open_=open_),
        figures=tuple(figure(result, open_=open_) for result in results.questions),
        veiled=not open_,
    )


def _count(count: int, *, open_: bool) -> Markup:
    return count_words(Cell(count) if open_ else few(count))


def _news(results: Results, *, open_: bool) -> Markup:
    if not open_ and results.total < FEWEST:
        return Markup()  # beside "under 5" these would say how many
    more = signed(f"+{i18n.number(results.since_yesterday)}")
    lines = [_("%(number)s since yesterday", number=more)]
    if results.partial:
        lines.append(ngettext("%(num)s not to the end", "%(num)s not to the end", results.partial))
    return Markup("<br>").join(bdi(line) for line in lines)


def _spread(
    name: Markup, counts: Mapping[str, int], total: int, said: Callable[[str], str]
) -> Stat:
    """How many different ones, and the most frequent with their share."""
    named = [
        Markup("{} {}").format(bdi(said(id_)), share_words(Cell(n, n / total)))
        for id_, n in counts.items()
        if n >= FEWEST
    ]
    return Stat(name, bdi(len(counts)), Markup(" · ").join(named[:NAMED]))

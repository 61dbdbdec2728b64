"""How answers came in, as a page shows it: by day, way, place and code, and who stopped where."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from beteiligung import i18n
from beteiligung.dashboards.channels import CHANNEL_NAMES, channel
from beteiligung.dashboards.figures import Bar, length_of
from beteiligung.dashboards.forms import language
from beteiligung.dashboards.numbers import (
    _,
    bdi,
    count_words,
    ngettext,
    percent,
    share_words,
    whole,
)
from beteiligung.dashboards.overview import Stat
from beteiligung.dashboards.queries import Results
from beteiligung.dashboards.small_groups import Cell, Veil, few, veiled
from beteiligung.dashboards.tables import Table
from beteiligung.dashboards.timeline import Timeline, timeline
from beteiligung.dashboards.turnout import Came, Turnout
from beteiligung.qrcodes.forms import MEDIUM_NAMES
from beteiligung.surveys.piping import blanked
from beteiligung.web.layout import words


@dataclass(frozen=True, slots=True)
class Spread:
    """How many answers came by each of a few ways: sentence, bars and table."""

    sentence: Markup
    bars: tuple[Bar, ...]
    table: Table


@dataclass(frozen=True, slots=True)
class Ways:
    """Everything on the page about how answers came in."""

    stats: tuple[Stat, ...]
    timeline: Timeline | None
    days: Table
    languages: Spread
    channels: Spread
    codes: Table | None
    best_code: Markup
    stopped: Spread | None
    opens_known: bool


def ways_in(results: Results, came: Turnout, *, open_: bool) -> Ways:
    """The page's parts; ``open_`` where a purpose was written."""
    return Ways(
        stats=_stats(came, open_=open_),
        timeline=timeline(results.days, open_=open_),
        days=_days(results.days, came.opens, open_=open_),
        languages=_spread(_("Language"), results.languages, language, open_=open_),
        channels=_spread(_("How answered"), results.channels, channel, open_=open_),
        codes=_codes(came, open_=open_) if came.codes else None,
        best_code=_best(came),
        stopped=_stopped(came, open_=open_) if came.partial else None,
        opens_known=came.opens is not None,
    )


# ---- numbers on top ------------------------------------------------------------------------------


def _stats(came: Turnout, *, open_: bool) -> tuple[Stat, ...]:
    ended, begun = _cells([came.complete, came.partial], open_=open_)
    by_code = sum(code.complete + code.partial for code in came.codes if code.opens is not None)
    stats = []
    if came.opens is not None:
        opened = sum(came.opens.values())
        line = _("by printed codes and links with a code")
        if opened:
            line = _(
                "%(share)s of 100 led to a questionnaire", share=min(100, whole(by_code / opened))
            )
        stats.append(Stat(_("Page opened"), bdi(i18n.number(opened)), line))
    total = came.complete + came.partial
    return (
        *stats,
        Stat(_("Answered to the end"), count_words(ended), _of_all(ended, total)),
        Stat(_("Not to the end"), count_words(begun), _of_all(begun, total)),
    )


def _of_all(cell: Cell, total: int) -> Markup:
    if cell.count is None or not total:
        return Markup()
    return _("%(share)s of the questionnaires", share=bdi(percent(cell.count / total)))


def _cells(counts: Sequence[int], *, open_: bool) -> list[Cell]:
    """Counts that add up to a number people see."""
    veils = [Veil.NONE] * len(counts) if open_ else veiled(counts, zero_is_nobody=True)
    return [
        Cell(n) if veil is Veil.NONE else Cell(None, veil=veil)
        for n, veil in zip(counts, veils, strict=True)
    ]


# ---- days, languages, channels -------------------------------------------------------------------


def _days(days: Mapping[date, int], opens: Mapping[date, int] | None, *, open_: bool) -> Table:
    """A day a row, the newest on top."""
    every = sorted({*days, *(opens or {})}, reverse=True)
    answers = [Cell(days.get(day, 0)) if open_ else few(days.get(day, 0)) for day in every]
    opened = [] if opens is None else [_("Page opened")]
    return Table(
        heads=(_("Day"), *opened, _("Questionnaires")),
        rows=tuple(
            (
                bdi(i18n.day(day)),
                *([bdi(i18n.number(opens.get(day, 0)))] if opens is not None else []),
                count_words(cell),
            )
            for day, cell in zip(every, answers, strict=True)
        ),
    )


def _spread(
    head: Markup, counts: Mapping[str, int], said: Callable[[str], str], *, open_: bool
) -> Spread:
    labels = [bdi(said(id_)) for id_ in counts]
    return _listed(head, labels, list(counts.values()), open_=open_)


def _listed(
    head: Markup, labels: Sequence[Markup], counts: Sequence[int], *, open_: bool
) -> Spread:
    total = sum(counts)
    cells = [
        Cell(cell.count, None if cell.count is None else cell.count / total, cell.veil)
        for cell in _cells(counts, open_=open_)
    ]
    return Spread(
        sentence=_most(labels, cells),
        bars=tuple(
            Bar(
                label,
                length_of(cell),
                count_words(cell) if cell.share is None else share_words(cell),
            )
            for label, cell in zip(labels, cells, strict=True)
        ),
        table=Table(
            heads=(head, _("Questionnaires"), _("Per cent")),
            rows=tuple(
                (label, count_words(cell), share_words(cell))
                for label, cell in zip(labels, cells, strict=True)
            ),
        ),
    )


def _most(labels: Sequence[Markup], cells: Sequence[Cell]) -> Markup:
    seen = [(cell.share, label) for label, cell in zip(labels, cells, strict=True) if cell.share]
    if not seen:
        return _("Too few people for a sentence: small groups are not shown.")
    share, label = max(seen, key=lambda pair: pair[0])
    return _("Most often: %(what)s, %(share)s of 100.", what=label, share=whole(share))


# ---- codes and places ----------------------------------------------------------------------------


def _codes(came: Turnout, *, open_: bool) -> Table:
    """A code a row; those without any code stand in the last one."""
    heads = [_("Place"), _("Code"), _("Printed on")]
    counts = [code.complete + code.partial for code in came.codes]
    cells = _cells([*counts, came.uncoded], open_=open_)
    opens = [] if came.opens is None else [_("Page opened")]
    rows = [
        (
            bdi(code.place) if code.place else _("without a place"),
            bdi(Markup('<span class="code">{}</span>').format(code.code)),
            _(MEDIUM_NAMES.get(code.medium, CHANNEL_NAMES["web"])),
            *[_opens(code) for _head in opens],
            count_words(cell),
        )
        for code, cell in _hidden_last(came.codes, cells)
    ]
    dash = Markup("–")
    return Table(
        heads=(*heads, *opens, _("Questionnaires")),
        rows=(
            *rows,
            (_("without a code"), dash, dash, *[dash for _head in opens], count_words(cells[-1])),
        ),
    )


def _hidden_last(codes: Sequence[Came], cells: Sequence[Cell]) -> list[tuple[Came, Cell]]:
    """Codes with their cells; the place of a hidden number in the order may not tell it."""
    pairs = list(zip(codes, cells, strict=False))
    hidden = [pair for pair in pairs if pair[1].count is None]
    shown = [pair for pair in pairs if pair[1].count is not None]
    return [*shown, *sorted(hidden, key=lambda pair: pair[0].code)]


def _opens(code: Came) -> Markup:
    return Markup("–") if code.opens is None else bdi(i18n.number(code.opens))


def _best(came: Turnout) -> Markup:
    best = next((code for code in came.codes if code.place), None)
    silent = sum(code.opens == 0 for code in came.codes)
    said = []
    if best is not None and few(best.complete + best.partial).count:
        said.append(
            _(
                "Most questionnaires came by the code at this place: %(place)s.",
                place=bdi(best.place),
            )
        )
    if silent:
        said.append(
            ngettext("%(num)s code was never opened.", "%(num)s codes were never opened.", silent)
        )
    return Markup(" ").join(said)


# ---- where people stopped ------------------------------------------------------------------------


def _stopped(came: Turnout, *, open_: bool) -> Spread:
    """Behind which question those stopped who did not go to the end, as far as we know of them."""
    labels = [_("before the first answer")]
    labels += [words(blanked(asked.question.text)) for asked, _n in came.stopped]
    counts = [came.before, *(n for _asked, n in came.stopped)]
    some = [(label, n) for label, n in zip(labels, counts, strict=True) if n]
    return _listed(
        _("The last question that was answered"),
        [label for label, _n in some],
        [n for _label, n in some],
        open_=open_,
    )

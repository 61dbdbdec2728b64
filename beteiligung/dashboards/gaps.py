"""Who is still missing, in words: sentences about groups that answered less than they live here."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from beteiligung.dashboards.coverage import Compared, Share
from beteiligung.dashboards.matching import Group, Match
from beteiligung.dashboards.numbers import _, bdi, ngettext, percent
from beteiligung.dashboards.small_groups import Veil
from beteiligung.districts.population import GENDER
from beteiligung.text import N_
from beteiligung.web.layout import words

ENDLESS = 999  # years; nobody is older
_UNDER = re.compile(r"(?:u|<|unter_?)(\d+)")
_BETWEEN = re.compile(r"(\d+)(?:_|-|bis)(\d+)")
_FROM = re.compile(r"(?:ab_?)?(\d+)(?:p|plus|\+|_?u?_?mehr)|ab_?(\d+)")

# Each way of naming people: as the head of a line, and inside a sentence about their answers.
UNDER, BETWEEN, FROM, WOMEN, MEN, NAMED = range(6)
_HEADS = (
    N_("People under %(high)s"),
    N_("People aged %(low)s to %(high)s"),
    N_("People aged %(low)s and over"),
    N_("Women"),
    N_("Men"),
    N_("People who answered %(label)s"),
)
_GENDERS = {"w": WOMEN, "f": WOMEN, "m": MEN}


@dataclass(frozen=True, slots=True)
class Span:
    """Ages from one year to another, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A group that is missing: what is said of it, and how far it is from its share."""

    people: Markup
    sentence: Markup
    lives: Markup
    distance: float


def gaps_of(one: Compared) -> tuple[Gap, ...]:
    """The missing groups of a variable, the farthest first; neighbouring ages are one group."""
    runs = _runs(one)
    joined = [one.together(run) if len(run) > 1 else run[0] for run in runs]
    apart = [
        share
        for run, whole in zip(runs, joined, strict=True)
        for share in ([whole] if whole.answers.count is not None else run)
    ]
    found = [_gap(one.match, share) for share in apart]
    return tuple(sorted(found, key=lambda gap: -gap.distance))


def people_words(match: Match, group: Group) -> Markup:
    """A group as the head of a line, such as "People aged 60 and over"."""
    way, values = _named(match, group)
    return _(_HEADS[way], **values)


def span_of(group: Group) -> Span | None:
    """The ages of a group, if its codes (of answers, else of residents) are ages without a hole."""
    spans = (span_of_codes(codes) for codes in (group.answers, group.categories))
    return next((span for span in spans if span is not None), None)


def span_of_codes(codes: Iterable[str]) -> Span | None:
    """The ages that codes stand for together; none if one is no age, or where there is a hole."""
    spans = [_span(code) for code in codes]
    return None if None in spans else _whole([span for span in spans if span is not None])


def _runs(one: Compared) -> list[list[Share]]:
    """The missing groups, those of neighbouring ages together."""
    runs: list[list[Share]] = []
    before: Share | None = None
    for share in one.shares:
        if share.missing:
            if before is not None and before.missing and _neighbours(before, share):
                runs[-1].append(share)
            else:
                runs.append([share])
        before = share
    return runs


def _neighbours(one: Share, other: Share) -> bool:
    return bool(
        span_of(
            Group(
                one.group.categories + other.group.categories,
                one.group.answers + other.group.answers,
            )
        )
    )


def _gap(match: Match, share: Share) -> Gap:
    way, values = _named(match, share.group)
    count = share.answers.count
    if count is not None:
        sentence = _COUNTED[way](count, **values, share=bdi(percent(share.answered or 0)))
    elif share.answers.veil is Veil.FEW:
        sentence = _("%(people)s: fewer than 5 answers.", people=_(_HEADS[way], **values))
    else:
        rough = bdi(percent(share.answered or 0))
        sentence = _(
            "%(people)s: about %(share)s of the answers.",
            people=_(_HEADS[way], **values),
            share=rough,
        )
    lives = _("In the district they are %(share)s of the people.", share=bdi(percent(share.lives)))
    return Gap(_(_HEADS[way], **values), sentence, lives, share.lives - share.most)


# ---- so many answers of these people ------------------------------------------------------------


def _under(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from people under %(high)s (%(share)s).",
        "%(num)s answers from people under %(high)s (%(share)s).",
        n,
        **values,
    )


def _between(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from people aged %(low)s to %(high)s (%(share)s).",
        "%(num)s answers from people aged %(low)s to %(high)s (%(share)s).",
        n,
        **values,
    )


def _from(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from people aged %(low)s and over (%(share)s).",
        "%(num)s answers from people aged %(low)s and over (%(share)s).",
        n,
        **values,
    )


def _women(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from women (%(share)s).",
        "%(num)s answers from women (%(share)s).",
        n,
        **values,
    )


def _men(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from men (%(share)s).", "%(num)s answers from men (%(share)s).", n, **values
    )


def _named_so(n: int, **values: object) -> Markup:
    return ngettext(
        "%(num)s answer from people who answered %(label)s (%(share)s).",
        "%(num)s answers from people who answered %(label)s (%(share)s).",
        n,
        **values,
    )


_COUNTED: Sequence[Callable[..., Markup]] = (_under, _between, _from, _women, _men, _named_so)


# ---- how people are named ------------------------------------------------------------------------


def _named(match: Match, group: Group) -> tuple[int, dict[str, object]]:
    span = span_of(group)
    if span is not None and span.low == 0:
        return UNDER, {"high": span.high + 1}
    if span is not None:
        return (FROM if span.high == ENDLESS else BETWEEN), {"low": span.low, "high": span.high}
    if match.variable == GENDER and len(group.answers) == 1 and group.answers[0] in _GENDERS:
        return _GENDERS[group.answers[0]], {}
    return NAMED, {"label": _either(match, group)}


def _either(match: Match, group: Group) -> Markup:
    labels = [
        _("“%(label)s”", label=bdi(words(option.label))) for option in match.options(group.answers)
    ]
    return Markup(", ").join(labels)


def _span(code: str) -> Span | None:
    if under := _UNDER.fullmatch(code):
        return Span(0, int(under[1]) - 1)
    if between := _BETWEEN.fullmatch(code):
        return Span(int(between[1]), int(between[2]))
    if beyond := _FROM.fullmatch(code):
        return Span(int(beyond[1] or beyond[2]), ENDLESS)
    return None


def _whole(spans: Iterable[Span]) -> Span | None:
    """Spans that follow each other as one; none where there is a hole."""
    ordered: Sequence[Span] = sorted(spans, key=lambda span: span.low)
    if not ordered:
        return None
    if any(after.low != before.high + 1 for before, after in pairwise(ordered)):
        return None
    return Span(ordered[0].low, ordered[-1].high)

"""Sentences about fewer than thirty people: so many of so many, since "of 100" would boast."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from beteiligung.dashboards.numbers import bdi, ngettext
from beteiligung.dashboards.small_groups import IMPRESSION, Shown, Veil

MOST_NAMED = 3  # answers that were chosen equally often
CLOSE = 0.1  # of those who answered; by less, one or two people decide what comes first


def are_few(table: Shown) -> bool:
    """Whether staff see fewer than thirty people here; releases keep the words of their day."""
    return table.others is None and 0 < (table.base.count or 0) < IMPRESSION


def people_of(table: Shown, codes: Sequence[str]) -> Markup:
    """How many people gave one of these answers."""
    return bdi(sum(table.cells[code].count or 0 for code in codes))


def most(
    table: Shown, shares: Sequence[tuple[float, str]], quoted: Callable[[str], Markup]
) -> Markup:
    """What most chose (``shares``, the highest first), and the next answer if it comes close."""
    best = shares[0][0]
    same = [code for share, code in shares if share == best]
    close = [code for share, code in shares if best - CLOSE < share < best]
    covered = any(cell.veil is Veil.COVER for cell in table.cells.values())
    if len(same) == 1 and len(close) == 1 and not covered:
        return nearly(table, same[0], close[0], quoted)
    return chose(table, same[:MOST_NAMED], quoted)


def chose(table: Shown, codes: Sequence[str], quoted: Callable[[str], Markup]) -> Markup:
    """How many chose an answer, or each of several that were chosen equally often."""
    n, count = table.base.count or 0, people_of(table, codes[:1])
    labels = Markup(", ").join(map(quoted, codes))
    if len(codes) == 1:
        return ngettext(
            "%(count)s of %(num)s person chose %(label)s.",
            "%(count)s of %(num)s people chose %(label)s.",
            n,
            count=count,
            label=labels,
        )
    return ngettext(
        "Each of these was chosen by %(count)s of %(num)s person: %(options)s.",
        "Each of these was chosen by %(count)s of %(num)s people: %(options)s.",
        n,
        count=count,
        options=labels,
    )


def nearly(table: Shown, first: str, second: str, quoted: Callable[[str], Markup]) -> Markup:
    """How many chose an answer, and how many the next one, which hardly fewer people chose."""
    return ngettext(
        "%(count)s of %(num)s person chose %(label)s, %(other)s %(second)s.",
        "%(count)s of %(num)s people chose %(label)s, %(other)s %(second)s.",
        table.base.count or 0,
        count=people_of(table, [first]),
        label=quoted(first),
        other=people_of(table, [second]),
        second=quoted(second),
    )


def put_first(table: Shown, code: str, label: Markup) -> Markup:
    """How many put something first."""
    return ngettext(
        "%(count)s of %(num)s person put %(label)s first.",
        "%(count)s of %(num)s people put %(label)s first.",
        table.base.count or 0,
        count=people_of(table, [code]),
        label=label,
    )


def agreed(table: Shown) -> Markup:
    """How many of those who were asked agreed."""
    return ngettext(
        "%(count)s of %(num)s person who was asked agreed.",
        "%(count)s of %(num)s people who were asked agreed.",
        table.base.count or 0,
        count=people_of(table, ["yes"]),
    )


def between_ends(
    table: Shown, good: Sequence[str], bad: Sequence[str], either: Callable[[Sequence[str]], Markup]
) -> Markup:
    """How many answered at the upper end of a scale, how many at the lower one."""
    return ngettext(
        "%(count)s of %(num)s person answered %(answers)s, %(other)s %(others)s.",
        "%(count)s of %(num)s people answered %(answers)s, %(other)s %(others)s.",
        table.base.count or 0,
        count=people_of(table, good),
        answers=either(good),
        other=people_of(table, bad),
        others=either(bad),
    )


def of_row(table: Shown, good: Sequence[str], item: Markup, answers: Markup) -> Markup:
    """How many answered at the upper end in a row of a matrix."""
    return ngettext(
        "%(item)s: %(count)s of %(num)s person answered %(answers)s.",
        "%(item)s: %(count)s of %(num)s people answered %(answers)s.",
        table.base.count or 0,
        count=people_of(table, good),
        item=item,
        answers=answers,
    )

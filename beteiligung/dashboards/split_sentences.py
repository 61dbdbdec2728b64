"""Sentences about a split question: where groups differ, if enough people are in them."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from beteiligung.dashboards.numbers import _, bdi, whole
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.sentences import either_of, ends_of, measure, quoted, together
from beteiligung.dashboards.small_groups import IMPRESSION, Shown
from beteiligung.surveys.questions.kind import Figures

ALIKE = 10  # of 100: groups that differ by less are not told apart in a sentence
FEWEST_GROUPS = 2


class Group(NamedTuple):
    """A group of enough people."""

    name: Markup
    result: Result
    tables: tuple[Shown, ...]


def about_split(
    everybody: Result,
    results: Sequence[Result],
    names: Sequence[Markup],
    rows: Sequence[Sequence[Shown]],
) -> Markup:
    """Where the groups differ most. Only groups of at least 30 people are spoken of."""
    asked = everybody.asked
    groups = [
        Group(_("“%(label)s”", label=bdi(name)), result, tables)
        for name, result, tables in zip(names, results, zip(*rows, strict=True), strict=True)
        if any(map(_are_enough, tables))
    ]
    if len(groups) < FEWEST_GROUPS:
        return _("Too few people to compare: at least two groups need 30 questionnaires each.")
    if everybody.measures is not None:
        return _about_means(groups)
    if asked.figures is Figures.SHARES:
        return _("What each group gave in the mean stands side by side.")
    if asked.question.scale:
        return _about_scale(groups)
    return _about_options(groups)


def _about_means(groups: Sequence[Group]) -> Markup:
    means = {
        group.name: group.result.measures.mean
        for group in groups
        if group.result.measures is not None and group.result.measures.of is Figures.NUMBER
    }
    if not means:
        return _("The table shows the middle of each group.")
    most, least = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    return _(
        "The highest mean: %(group)s with %(mean)s. The lowest: %(last)s with %(least)s.",
        group=most,
        mean=bdi(measure(means[most])),
        last=least,
        least=bdi(measure(means[least])),
    )


def _about_scale(groups: Sequence[Group]) -> Markup:
    """The row of the scale (of a matrix the one) in which the upper points differ most."""
    asked = groups[0].result.asked
    upper, _lower = ends_of(asked)
    found = []
    for at in range(len(groups[0].tables)):
        shares = [
            (whole(together(group.tables[at], upper)), group.name)
            for group in groups
            if group.tables[at].whole and _are_enough(group.tables[at])
        ]
        if len(shares) >= FEWEST_GROUPS:
            high, low = max(shares, key=_share), min(shares, key=_share)
            found.append((high[0] - low[0], at, high, low))
    if not found:
        return _("Too few people to compare: small groups are hidden.")
    distance, at, high, low = max(found, key=lambda each: each[0])
    if distance < ALIKE:
        return _alike()
    said = {"group": high[1], "share": high[0], "last": low[1], "least": low[0]}
    answers = either_of(asked, upper)
    if asked.items:
        return _(
            "The groups differ most about %(item)s: %(answers)s said %(share)s of 100 in the group "
            "%(group)s, %(least)s of 100 in the group %(last)s.",
            item=quoted(asked.items[at].label),
            answers=answers,
            **said,
        )
    return _(
        "%(answers)s said %(share)s of 100 in the group %(group)s, %(least)s of 100 in the group "
        "%(last)s.",
        answers=answers,
        **said,
    )


def _about_options(groups: Sequence[Group]) -> Markup:
    """The answer that the groups chose most differently."""
    asked, found = groups[0].result.asked, []
    labels = {option.code: quoted(option.label) for option in asked.options}
    if asked.figures is Figures.CONSENT:
        labels = {"yes": _("“%(label)s”", label=_("Agreed"))}
    for code in labels:
        shares = [
            (whole(cell.share), group.name)
            for group in groups
            if (cell := group.tables[0].cells[code]).share is not None
        ]
        if len(shares) >= FEWEST_GROUPS:
            high, low = max(shares, key=_share), min(shares, key=_share)
            found.append((high[0] - low[0], code, high, low))
    if not found:
        return _("Too few people to compare: small groups are hidden.")
    distance, code, high, low = max(found, key=lambda each: each[0])
    if distance < ALIKE:
        return _alike()
    return _(
        "The groups differ most about %(item)s: %(share)s of 100 in the group %(group)s, "
        "%(least)s of 100 in the group %(last)s.",
        item=labels[code],
        share=high[0],
        group=high[1],
        least=low[0],
        last=low[1],
    )


def _are_enough(table: Shown) -> bool:
    return (table.base.count or 0) >= IMPRESSION


def _share(pair: tuple[int, Markup]) -> int:
    return pair[0]


def _alike() -> Markup:
    return _("The groups answered much alike: nowhere do they differ by 10 of 100 or more.")

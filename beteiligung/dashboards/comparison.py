"""The main figures with and without a group of answers, so that one sees what hangs on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from beteiligung.dashboards.counting import counted
from beteiligung.dashboards.numbers import bdi, share_words, whole
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.sentences import measure
from beteiligung.dashboards.small_groups import FEWEST, Veil, shown
from beteiligung.surveys.columns import Columns
from beteiligung.surveys.piping import blanked
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.variables import Asked
from beteiligung.tally import Tally
from beteiligung.web.layout import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows = NDArray[np.bool_]

CHOSEN_AMONG = frozenset({Figures.CHOICE, Figures.ROWS, Figures.SEVERAL, Figures.RANKS})
HIDDEN = None


@dataclass(frozen=True, slots=True)
class Line:
    """One main figure: of all answers, without the group, and of the group alone."""

    question: Markup
    answer: Markup  # the one that leads among all; empty for a mean
    all: Markup
    without: Markup | None  # none where it would tell what few people answered
    group: Markup | None
    moved: int = 0  # per cent points by which it differs without the group


def compared(found: Columns, chosen: "Rows", group: "Rows", *, open_: bool) -> tuple[Line, ...]:
    """Each question's leading share, with all chosen people and without the group among them."""
    lines: list[Line] = []
    for asked in found.asked:
        three = [counted(found, asked, rows) for rows in (chosen, chosen & ~group, chosen & group)]
        if asked.figures in CHOSEN_AMONG:
            lines += _shares(asked, three, open_=open_)
        elif asked.figures is Figures.NUMBER:
            lines += _means(asked, three, open_=open_)
    return tuple(lines)


def _shares(asked: Asked, three: list[Result], *, open_: bool) -> Iterator[Line]:
    labels = {option.code: words(option.label) for option in asked.options}
    for place, (every, without, inside) in enumerate(
        zip(*(result.tallies for result in three), strict=True)
    ):
        leading = _leading(every)
        if leading is None:
            continue
        cells = [shown(tally, open_=open_).cells[leading] for tally in (every, without, inside)]
        seen = cells[2].veil is Veil.NONE
        shares = [tally.share(leading) or 0 for tally in (every, without)]
        yield Line(
            question=_named(asked, place),
            answer=labels[leading],
            all=share_words(cells[0]),
            without=share_words(cells[1]) if seen and cells[1].veil is Veil.NONE else HIDDEN,
            group=share_words(cells[2]) if seen else HIDDEN,
            moved=abs(whole(shares[0]) - whole(shares[1])) if seen else 0,
        )


def _leading(tally: Tally) -> str | None:
    """The answer that most people gave, if anybody gave one that counts."""
    counting = {code: n for code, n in tally.counts.items() if code not in tally.missing}
    if not tally.base or not any(counting.values()):
        return None
    return max(counting, key=lambda code: counting[code])


def _named(asked: Asked, place: int) -> Markup:
    title = words(blanked(asked.question.text))
    if asked.figures is not Figures.ROWS:
        return title
    return Markup("{}<br>{}").format(title, words(asked.items[place].label))


def _means(asked: Asked, three: list[Result], *, open_: bool) -> Iterator[Line]:
    measures = [result.measures for result in three]
    if any(each is None for each in measures):
        return
    every, without, inside = ((each.n, each.mean) for each in measures if each is not None)
    if not every[0]:
        return
    seen = open_ or inside[0] >= FEWEST or not inside[0]
    yield Line(
        question=_named(asked, 0),
        answer=Markup(),
        all=_mean(every),
        without=_mean(without) if seen else HIDDEN,
        group=_mean(inside) if seen else HIDDEN,
    )


def _mean(found: tuple[int, float]) -> Markup:
    return bdi(measure(found[1])) if found[0] else Markup("–")

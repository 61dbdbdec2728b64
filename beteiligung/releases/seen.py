"""A release's questions as sentences, tables and pictures take them: the same way as staff's."""

from collections.abc import Sequence
from dataclasses import replace

from beteiligung.dashboards.result import Mean, Result
from beteiligung.dashboards.small_groups import Cell, Shown, Veil
from beteiligung.releases.released import Asked, Released
from beteiligung.surveys import variables
from beteiligung.surveys.questions.kind import Figures
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Item, Option, Question
from beteiligung.tally import PublicCell, PublicTally, Why

VEILS = {Why.SHOWN: Veil.NONE, Why.FEW: Veil.SMALL, Why.COVER: Veil.COVER}
AGREED = {"yes", "no"}
HIDDEN = Cell(None, veil=Veil.COVER)


def result(released: Released, asked: Asked) -> Result:
    """A question as the drawing knows it; of its figures only the means of a budget."""
    options = tuple(Option(each.code, each.label, missing=each.missing) for each in asked.answers)
    items = tuple(Item(each.code, each.label) for each in asked.items)
    question = Question(
        id=asked.id,
        kind=_kind(asked),
        text=asked.text,
        options=options,
        items=items,
        scale=asked.id if asked.scale else "",
        max=asked.max,
    )
    found = Result(variables.Asked(question, options, items, former=False), ())
    if asked.figures != Figures.SHARES.value:
        return found
    tally = released.tallies_of(asked.id)[0]
    means = {each.code: Mean(each.count, tally.base or 0) for each in tally.cells if each.count}
    question = replace(question, total=round(sum(mean.value for mean in means.values())))
    return replace(found, asked=found.asked._replace(question=question), means=means)


def tables(released: Released, asked: Asked) -> list[Shown]:
    """The tables of a question as everybody may see them: one, or one a row of a matrix."""
    return [shown(asked, tally) for tally in in_order(asked, released.tallies_of(asked.id))]


def in_order(asked: Asked, tallies: Sequence[PublicTally]) -> list[PublicTally]:
    """Tables in the order of the rows of a matrix."""
    rows = [item.code for item in asked.items]
    return sorted(tallies, key=lambda tally: rows.index(tally.item) if tally.item else -1)


def shown(asked: Asked, tally: PublicTally) -> Shown:
    """A table of a release as sentences, tables and pictures take it."""
    cells = {cell.code: _cell(cell, _share(tally, cell)) for cell in tally.cells}
    return Shown(
        variable=tally.key,
        # An answer that the release of a kept table did not have yet is not known.
        cells={each.code: cells.get(each.code, HIDDEN) for each in asked.answers},
        missing=tally.missing,
        base=HIDDEN if tally.base is None else Cell(tally.base),
        declined=HIDDEN,
        unanswered=HIDDEN,
        not_asked=HIDDEN,
        several=tally.several,
        others={cell.code: _cell(cell, None) for cell in tally.others},
    )


def _kind(asked: Asked) -> str:
    codes = {each.code for each in asked.answers}
    put_together = asked.kind == "consent" and codes != AGREED
    return asked.kind if asked.kind in KINDS and not put_together else "single"


def _share(tally: PublicTally, cell: PublicCell) -> float | None:
    if cell.code in tally.missing or not tally.base or cell.count is None:
        return None
    return cell.count / tally.base


def _cell(cell: PublicCell, share: float | None) -> Cell:
    veil = VEILS[cell.why]
    return Cell(cell.count, share) if veil is Veil.NONE else Cell(None, veil=veil)

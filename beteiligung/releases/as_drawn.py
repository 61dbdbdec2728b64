"""Questions of a release as sentences, tables and pictures take them: the same as staff's."""

from collections.abc import Sequence

from beteiligung.dashboards.counting import Result
from beteiligung.dashboards.small_groups import Cell, Shown, Veil
from beteiligung.releases.released import Asked, Released
from beteiligung.surveys import variables
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Item, Option, Question
from beteiligung.tally import PublicCell, PublicTally, Why

VEILS = {Why.SHOWN: Veil.NONE, Why.FEW: Veil.SMALL, Why.COVER: Veil.COVER}
SILENT, NOT_ASKED = "_none", "_not_asked"  # people without an answer, and those not asked


def result(asked: Asked) -> Result:
    """A question as the drawing knows it, without any figure of its own."""
    kind = asked.kind if asked.kind in KINDS else "single"
    options = tuple(Option(each.code, each.label, missing=each.missing) for each in asked.answers)
    items = tuple(Item(each.code, each.label) for each in asked.items)
    question = Question(
        id=asked.id,
        kind=kind,
        text=asked.text,
        options=options,
        items=items,
        scale=asked.id if asked.scale else "",
        max=asked.max,
    )
    return Result(variables.Asked(question, options, items, former=False), ())


def tables(released: Released, asked: Asked) -> list[Shown]:
    """The tables of a question as everybody may see them: one, or one a row of a matrix."""
    return [shown(tally) for tally in in_order(asked, released.tallies_of(asked.id))]


def in_order(asked: Asked, tallies: Sequence[PublicTally]) -> list[PublicTally]:
    """Tables in the order of the rows of a matrix."""
    rows = [item.code for item in asked.items]
    return sorted(tallies, key=lambda tally: rows.index(tally.item) if tally.item else -1)


def shown(tally: PublicTally) -> Shown:
    """A table of a release as sentences, tables and pictures take it."""
    others = {cell.code: _cell(cell, None) for cell in tally.others}
    nobody = Cell(0)
    return Shown(
        variable=tally.key,
        cells={cell.code: _cell(cell, _share(tally, cell)) for cell in tally.cells},
        missing=tally.missing,
        base=Cell(None, veil=Veil.COVER) if tally.base is None else Cell(tally.base),
        declined=nobody,
        unanswered=others.get(SILENT, nobody),
        not_asked=others.get(NOT_ASKED, nobody),
        several=tally.several,
        together=True,
    )


def _share(tally: PublicTally, cell: PublicCell) -> float | None:
    if cell.code in tally.missing or not tally.base or cell.count is None:
        return None
    return cell.count / tally.base


def _cell(cell: PublicCell, share: float | None) -> Cell:
    veil = VEILS[cell.why]
    return Cell(cell.count, share) if veil is Veil.NONE else Cell(None, veil=veil)

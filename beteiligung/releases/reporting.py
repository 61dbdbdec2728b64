"""What is reported of a release: what was put together, hidden, dropped, attacked; as JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beteiligung.disclosure import report
from beteiligung.disclosure.publication import wholes
from beteiligung.releases.computing import Computed, Past


def reported(computed: Computed, past: Sequence[Past]) -> dict[str, Any]:
    """The report on a release, public with it."""
    tables = computed.protected.publication.tallies
    cells = [cell for tally in tables for cell in tally.cells]
    made = report.made(
        attack=computed.attack,
        protected=computed.protected,
        cells=len(cells),
        shown=sum(cell.count is not None for cell in cells),
        merged=list(_merged(computed)),
        kept=sorted(_kept(computed)),
        releases=[each.document["number"] for each in past],
        strict=list(computed.strict),
        answers=_words_for(computed),
    )
    return {**made, "basis": computed.basis}  # of staff; no page shows it


def _kept(computed: Computed) -> set[tuple[str, str, int]]:
    """The tables that hold the figures of an earlier release."""
    publication = computed.protected.publication
    return {
        (whole.variable, whole.by, whole.as_of)
        for whole in wholes(publication)
        if whole.as_of < publication.number
    }


def _merged(computed: Computed) -> Iterator[tuple[str, str, list[str]]]:
    shown = {tally.question for tally in computed.protected.publication.tallies}
    for id_, categories in computed.categories.items():
        for category in categories:
            if category.merged and (id_ in shown or id_ in computed.plan.by):
                yield id_, category.code, list(category.of)


def _words_for(computed: Computed) -> Mapping[str, int]:
    publication = computed.protected.publication
    return {"from": publication.least, "to": publication.most}

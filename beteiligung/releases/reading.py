"""Releases as an attacker reads them: their frozen documents and reports, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from beteiligung.disclosure.publication import GAVE, Named, Nature, Publication
from beteiligung.releases.released import Released, read
from beteiligung.surveys.questions.kind import Figures


def publication(
    document: Mapping[str, Any], strict: Iterable[Named], gave: int = GAVE
) -> Publication:
    """What a release publishes; ``strict`` names what needs twice as many people.

    ``gave`` is the rule for rare answers that it was made by.
    """
    released = read(document)
    exact = released.total is not None
    return Publication(
        number=released.number,
        least=released.total if released.total is not None else released.at_least,
        most=released.total if exact and released.total is not None else released.at_most,
        tallies=released.tallies,
        natures=natures(released, document.get("filters") or {}),
        strict=frozenset(strict),
        gave=gave,
    )


def natures(released: Released, filters: Mapping[str, Any]) -> dict[str, Nature]:
    """What the document says about each question beside its figures."""
    return {
        asked.id: Nature(
            of={answer.code: frozenset(answer.of) for answer in asked.answers},
            limit=asked.max or 0,
            filtered=_filter(filters.get(asked.id)),
            means=asked.figures == Figures.SHARES.value,
        )
        for asked in released.asked
    }


def _filter(raw: Sequence[Any] | None) -> tuple[str, frozenset[str]] | None:
    return (raw[0], frozenset(raw[1])) if raw else None


def strict_of(report: Mapping[str, Any]) -> list[Named]:
    """What needed twice as many people, as a report lists it."""
    return [(name, code) for name, code in report.get("strict") or ()]


def gave_of(report: Mapping[str, Any]) -> int:
    """By which rule for rare answers a release was made; those before it had none."""
    return int(report.get("thresholds", {}).get("gave", 0))

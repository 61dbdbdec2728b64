"""What a report says of a protected publication, as plain values."""

from collections.abc import Mapping, Sequence
from typing import Any

from beteiligung.disclosure.attack import Attack, Finding
from beteiligung.disclosure.hiding import Protected
from beteiligung.disclosure.publication import BASE, GAVE, RARE, ROOM, STRICT, USUAL, Named
from beteiligung.text import N_

FORMAT = 1
# How a publication is attacked, and in which words that is said.
WAYS: Mapping[str, str] = {
    "bounds": N_("What sums and differences of shown numbers say about hidden ones (exact bounds)"),
    "linking": N_("What tables say together that have a group or an answer in common"),
    "others": N_("How many did not choose an answer, or belong to no group shown"),
    "overlap": N_("What groups say that overlap"),
    "releases": N_("What the difference to every earlier release says about the newest answers"),
}


def made(
    *,
    attack: Attack,
    protected: Protected,
    cells: int,
    shown: int,
    merged: Sequence[tuple[str, str, list[str]]],
    kept: Sequence[tuple[str, str, int]],
    releases: Sequence[int],
    strict: Sequence[Named],
    answers: Mapping[str, int],
) -> dict[str, Any]:
    """The report as plain values."""
    primary, secondary = (
        sum(cell[4] != BASE for cell in hidden)
        for hidden in (protected.primary, protected.secondary)
    )
    return {
        "format": FORMAT,
        "passed": attack.failed,
        "answers": dict(answers),
        "cells": cells,
        "shown": shown,
        "primary": primary,
        "secondary": secondary,
        "hidden_before": cells - shown - primary - secondary,
        "merged": [{"question": q, "code": code, "of": of} for q, code, of in merged],
        "dropped": [{"table": name, "by": by} for name, by in protected.dropped],
        "kept": [{"table": name, "by": by, "as_of": as_of} for name, by, as_of in kept],
        "releases": list(releases),
        "ways": [way for way in WAYS if way != "releases" or releases],
        "attacked": attack.hidden,
        "smallest": attack.smallest,
        "thresholds": {"usual": USUAL, "strict": STRICT, "rare": RARE, "room": ROOM, "gave": GAVE},
        "strict": [list(each) for each in strict],
        "findings": [_finding(each) for each in attack.findings],
        "standing": len(attack.standing),
    }


def _finding(found: Finding) -> dict[str, Any]:
    return {"way": str(found.way), "where": list(found.cell), "from": found.low, "to": found.high}

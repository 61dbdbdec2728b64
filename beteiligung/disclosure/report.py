"""What a report says of a protected publication: as plain values, and in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from beteiligung.disclosure.attack import Attack
from beteiligung.disclosure.hiding import Protected
from beteiligung.disclosure.publication import BASE, RARE, ROOM, STRICT, USUAL, Named
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


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the interface: its message id, and what fills it."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


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
        "thresholds": {"usual": USUAL, "strict": STRICT, "rare": RARE, "room": ROOM},
        "strict": [list(each) for each in strict],
        "findings": [
            {"way": str(each.way), "where": list(each.cell), "from": each.low, "to": each.high}
            for each in attack.findings
        ],
    }


def sentences(report: Mapping[str, Any], signed_by: str = "") -> Iterator[Sentence]:
    """The report in plain words, a sentence each; whoever reads it needs to know nothing else."""
    if report["cells"] == 0:
        yield Sentence(N_("There are so few answers that only their rough number is shown."))
        return
    yield Sentence(
        N_("%(shown)s of %(cells)s numbers are shown."),
        {"shown": report["shown"], "cells": report["cells"]},
    )
    yield from _on_hiding(report)
    yield from _on_tables(report)
    yield from _on_the_attack(report)
    if signed_by:
        yield Sentence(N_("Checked and signed by: %(who)s."), {"who": signed_by})


def _on_hiding(report: Mapping[str, Any]) -> Iterator[Sentence]:
    thresholds = report["thresholds"]
    if report["primary"]:
        yield Sentence(
            N_(
                "Numbers hidden because they are about fewer than %(usual)s people (fewer than"
                " %(strict)s where it is about languages, children or personal questions): %(n)s."
            ),
            {**thresholds, "n": report["primary"]},
        )
    if report["secondary"]:
        yield Sentence(
            N_("Numbers hidden besides, so that nobody can reckon those: %(n)s."),
            {"n": report["secondary"]},
        )
    if report["hidden_before"]:
        yield Sentence(
            N_("Numbers that were hidden already in the earlier release: %(n)s."),
            {"n": report["hidden_before"]},
        )
    if report["merged"]:
        yield Sentence(
            N_(
                "Answers put together with others, because too few people gave them: %(n)s."
                " Groups of people have at least %(rare)s people wherever that is possible."
            ),
            {"n": sum(len(each["of"]) for each in report["merged"]), "rare": thresholds["rare"]},
        )


def _on_tables(report: Mapping[str, Any]) -> Iterator[Sentence]:
    if report["dropped"]:
        yield Sentence(
            N_("Tables left out, because they could not be protected otherwise: %(n)s."),
            {"n": len(report["dropped"])},
        )
    if report["kept"]:
        yield Sentence(
            N_(
                "Tables kept as they were in an earlier release, because the difference would say"
                " too much about the newest answers: %(n)s."
            ),
            {"n": len(report["kept"])},
        )


def _on_the_attack(report: Mapping[str, Any]) -> Iterator[Sentence]:
    if report["releases"]:
        yield Sentence(
            N_("Attacked by the program. Earlier releases attacked together with it: %(n)s."),
            {"n": len(report["releases"])},
        )
    else:
        yield Sentence(N_("Attacked by the program; there is no earlier release."))
    if not report["passed"]:
        yield Sentence(
            N_("Numbers that could be found out: %(n)s. It must not be published like this."),
            {"n": len(report["findings"])},
        )
    elif report["smallest"] is None:
        yield Sentence(N_("Nothing is hidden, and nothing could be found out about anybody."))
    else:
        yield Sentence(
            N_(
                "Nothing could be found out: for each hidden number at least %(n)s different ones"
                " are possible."
            ),
            {"n": report["smallest"] + 1},
        )

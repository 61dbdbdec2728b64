"""The report of a protected publication in plain words, for whoever reads nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from beteiligung.text import N_

CLOSE = "few new"  # how an attack names releases that lie too close together
TOO_CLOSE = N_(
    "Answers more than in the last result: %(n)s. These are too few to publish the next one: the"
    " difference could tell what the newest people answered."
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the interface: its message id, and what fills it."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)


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
    yield from on_numbers(report)
    for each in report["findings"]:
        if each["way"] == CLOSE:
            yield Sentence(TOO_CLOSE, {"n": max(0, each["to"])})


def on_numbers(report: Mapping[str, Any]) -> Iterator[Sentence]:
    """What the attack found out, and what stands open since earlier results."""
    numbers = [each for each in report["findings"] if each["way"] != CLOSE]
    standing = report.get("standing")
    if standing:
        yield Sentence(
            N_(
                "Numbers that earlier results give away by themselves, whether this one comes out"
                " or not: %(n)s. This result neither shows them again nor says more about them."
            ),
            {"n": standing},
        )
    if numbers:
        yield Sentence(
            N_("Numbers that could be found out: %(n)s. It must not be published like this."),
            {"n": len(numbers)},
        )
    elif standing:
        yield Sentence(N_("Apart from these, nothing could be found out from this result."))
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

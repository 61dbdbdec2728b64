"""A release made by hand: few questions, known figures, one hidden cell."""

from typing import Any

from beteiligung.releases.released import Released, read

SHOWN, FEW, COVER = "shown", "few", "cover"
LIFE = ("Wie gern leben Sie hier?", "كم تحب العيش هنا؟")


def question(name: str, text: tuple[str, str], **more: Any) -> dict[str, Any]:
    """A question as a release's document holds it."""
    return {
        "id": name,
        "kind": "single",
        "figures": "choice",
        "text": {"de": text[0], "ar": text[1]},
        "answers": [],
        "items": [],
        "scale": False,
        "max": None,
        "omitted": None,
        "dropped": "",
        **more,
    }


def answer(code: str, label: str, *of: str, missing: bool = False) -> dict[str, Any]:
    """An answer of such a question."""
    return {
        "code": code,
        "label": {"de": label},
        "of": list(of or (code,)),
        "missing": missing,
    }


def table(name: str, base: int | None, *cells: tuple[str, int | None, str], **more: Any) -> Any:
    """A table of such a document; cells are (code, people or none, why)."""
    return {
        "key": name,
        "question": name,
        "base": base,
        "cells": [list(cell) for cell in cells],
        "others": [],
        "missing": [],
        "several": False,
        "item": None,
        "by": None,
        "group": None,
        "as_of": 1,
        **more,
    }


def document(**more: Any) -> dict[str, Any]:
    """600 questionnaires: 61 % like to live here, litter troubles 48 %, photos are left out."""
    scale = [answer(str(at), label) for at, label in enumerate(("sehr", "eher", "kaum", "nie"), 1)]
    people = [answer("jung", "unter 40"), answer("alt", "ab 40")]
    return {
        "survey": "jede-art",
        "number": 1,
        "day": "2026-11-24",
        "source": "de",
        "first": "2026-11-02",
        "last": "2026-11-23",
        "total": {"n": 1600},
        "set_aside": 0,
        "title": {"de": "Jede Art zu fragen"},
        "locales": ["de", "de-leicht", "ar"],
        "districts": [{"slug": "sonnenberg", "name": {"de": "Sonnenberg"}}],
        "questions": [
            question("q1", LIFE, answers=[*scale, answer("neu", "neu", missing=True)], scale=True),
            question(
                "q2",
                ("Was stört Sie?", "ما الذي يزعجك؟"),
                figures="several",
                answers=[answer("muell", "Müll"), answer("laerm", "Lärm"), answer("x", "Anderes")],
            ),
            question(
                "q3",
                ("Wie zufrieden sind Sie?", "ما مدى رضاك؟"),
                figures="rows",
                answers=scale,
                scale=True,
                items=[{"code": "bus", "label": {"de": "Busse"}}],
            ),
            question("q4", ("Wie alt sind Sie?", "كم عمرك؟"), answers=people),
            question("q5", ("Ein Foto", "صورة"), omitted={"de": "Auf Fotos sind Menschen."}),
        ],
        "tables": [
            table(
                "q1",
                1500,
                ("1", 300, SHOWN),
                ("2", 615, SHOWN),
                ("3", None, COVER),
                ("4", None, FEW),
                ("neu", 40, SHOWN),
                missing=["neu"],
            ),
            table(
                "q2",
                1000,
                ("muell", 480, SHOWN),
                ("laerm", 300, SHOWN),
                ("x", 20, SHOWN),
                several=True,
            ),
            table(
                "q3",
                200,
                ("1", 60, SHOWN),
                ("2", 80, SHOWN),
                ("3", 40, SHOWN),
                ("4", 20, SHOWN),
                item="bus",
            ),
            table("q4", 1000, ("jung", 400, SHOWN), ("alt", 600, SHOWN)),
            table("q2", 400, ("muell", 100, SHOWN), several=True, by="q4", group="jung"),
        ],
        **more,
    }


def released(**more: Any) -> Released:
    """The figures of such a document."""
    return read(document(**more))

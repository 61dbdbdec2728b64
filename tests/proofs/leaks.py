"""Releases that give somebody away, each in its own way: an attack that misses one is no attack."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from beteiligung.disclosure.attack import attacked
from beteiligung.releases.reading import publication
from beteiligung.surveys.questions.kind import Figures
from tests.proofs.proof import Proof

Document = dict[str, Any]
Counts = Mapping[str, int | None]
AGES = ("jung", "mitte", "alt")


@dataclass(frozen=True, slots=True)
class Leak:
    """Documents of releases, oldest first, and in words what they give away."""

    name: str
    documents: Sequence[Document]


def prove() -> Iterator[Proof]:
    """Attack every leaky release, and a tight one that must stand."""
    found = leaks()
    caught = [leak.name for leak in found if findings(leak)]
    yield Proof(
        "P18 leaky releases caught", f"{len(caught)} of {len(found)}", len(caught) == len(found)
    )
    yield Proof("P18 a tight release is not blamed", "nothing found", not findings(tight()))


def findings(leak: Leak) -> int:
    """How many numbers the attack finds out."""
    return len(attacked([publication(each, ()) for each in leak.documents]).findings)


# ---- documents -----------------------------------------------------------------------------------


def document(number: int, n: int, tables: Sequence[Mapping[str, Any]], **more: Any) -> Document:
    """A release's document with these tables, as `releases/documents.py` makes it."""
    names = {str(table["question"]) for table in tables} | {"alter"}
    answers = more.pop("answers", {})
    return {
        "format": 1,
        "survey": "leck",
        "number": number,
        "day": "2026-11-24",
        "first": None,
        "last": None,
        "total": {"n": n},
        "set_aside": 0,
        "source": "de",
        "title": {"de": "Leck"},
        "locales": ["de"],
        "districts": [],
        "questions": [_question(name, tables, answers.get(name)) for name in sorted(names)],
        "tables": list(tables),
        **more,
    }


def _question(
    name: str, tables: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[str]] | None
) -> dict[str, Any]:
    own = [table for table in tables if table["question"] == name]
    cells = [cell[0] for table in own for cell in table["cells"]]
    several = any(table["several"] for table in own)
    of = answers or {code: (code,) for code in dict.fromkeys(cells or AGES)}
    return {
        "id": name,
        "kind": "multiple" if several else "single",
        "figures": Figures.CHOICE.value,
        "text": {"de": name},
        "answers": [
            {"code": code, "label": {"de": code}, "of": list(atoms), "missing": False}
            for code, atoms in of.items()
        ],
        "items": [],
        "scale": False,
        "max": None,
        "omitted": {},
        "dropped": "",
    }


def table(
    question: str,
    base: int,
    counts: Counts,
    *,
    group: str | None = None,
    as_of: int = 1,
    several: bool = False,
    others: Counts | None = None,
) -> dict[str, Any]:
    """One table, or one row of a table by age."""
    return {
        "key": question if group is None else f"{question}@alter.{group}",
        "question": question,
        "item": None,
        "by": None if group is None else "alter",
        "group": group,
        "base": base,
        "cells": [[code, n, "shown" if n is not None else "cover"] for code, n in counts.items()],
        "others": [[code, n, "shown"] for code, n in (others or {}).items()],
        "missing": [],
        "several": several,
        "as_of": as_of,
    }


def by_age(question: str, rows: Mapping[str, Counts], bases: Sequence[int], as_of: int = 1) -> Any:
    """The rows of a table by age."""
    return [
        table(question, base, counts, group=group, as_of=as_of)
        for (group, counts), base in zip(rows.items(), bases, strict=True)
    ]


# ---- tight ---------------------------------------------------------------------------------------


def tight() -> Leak:
    """Two hidden numbers in two rows, with room for both."""
    rows: Mapping[str, Counts] = {
        "jung": {"ja": 20, "nein": None, "egal": None},
        "mitte": {"ja": 30, "nein": None, "egal": None},
        "alt": {"ja": 25, "nein": 12, "egal": 13},
    }
    return Leak(
        "tight",
        [
            document(
                1,
                150,
                [
                    table("alter", 150, {"jung": 40, "mitte": 60, "alt": 50}),
                    table("weg", 150, {"ja": 75, "nein": 38, "egal": 37}),
                    *by_age("weg", rows, (40, 60, 50)),
                ],
            )
        ],
    )


# ---- leaky ---------------------------------------------------------------------------------------


def leaks() -> list[Leak]:
    """More than ten of them."""
    return [
        Leak("three people are shown", [document(1, 60, [_alone(ja=40, nein=17, egal=3)])]),
        Leak("one hidden number follows", [document(1, 60, [_alone(ja=40, nein=17, egal=None)])]),
        Leak("two hidden ones are one each", [document(1, 60, [_alone(ja=58, b=None, c=None)])]),
        Leak("three people did not choose", [document(1, 60, [_several()])]),
        Leak("a column gives a row away", [_column()]),
        Leak("people without an age are left over", [_left_over()]),
        Leak("a row grew by two", [_first(), _second(jung=42, mitte=70, alt=60)]),
        Leak("all newest people say the same", [_first(), _same_answer()]),
        Leak("eight new answers", [_first(), document(2, 158, [_eight_more()])]),
        Leak("a later number bounds an earlier one", _bounded()),
        Leak("two areas overlap", [_areas()]),
        Leak("who was asked tells who answered", [_asked()]),
        Leak("an old table comes again, with more", [_hidden_first(), _shown_later()]),
        Leak("the same table turned round shows it", [_turned()]),
        Leak("a row stayed, but somebody changed", [_first(), _moved()]),
    ]


def _alone(**counts: int | None) -> dict[str, Any]:
    base = sum(n or 0 for n in counts.values())
    hidden = 60 - base if None in counts.values() else 0
    return table("weg", base + hidden, counts)


def _eight_more() -> dict[str, Any]:
    return table("weg", 158, {"ja": 79, "nein": 79}, as_of=2)


def _several() -> dict[str, Any]:
    return table("weg", 60, {"bus": 57, "rad": 20}, several=True)


def _column() -> Document:
    rows: Mapping[str, Counts] = {
        "jung": {"ja": 20, "nein": 15, "egal": None, "nie": None},
        "mitte": {"ja": 30, "nein": 10, "egal": 10, "nie": 10},
        "alt": {"ja": 25, "nein": 15, "egal": 5, "nie": 5},
    }
    tables = [
        table("alter", 150, {"jung": 40, "mitte": 60, "alt": 50}),
        table("weg", 150, {"ja": 75, "nein": 40, "egal": 18, "nie": 17}),
        *by_age("weg", rows, (40, 60, 50)),
    ]
    return document(1, 150, tables)


def _left_over() -> Document:
    rows = {"jung": {"ja": 20, "nein": 20}, "mitte": {"ja": 30, "nein": 30}}
    tables = [
        table("alter", 100, {"jung": 40, "mitte": 60}, others={"_none": 6, "_not_asked": 0}),
        table("weg", 106, {"ja": 52, "nein": 54}),
        *by_age("weg", rows, (40, 60)),
    ]
    return document(1, 106, tables)


def _first() -> Document:
    return document(1, 150, _grown(jung=40, mitte=60, alt=50))


def _second(**ages: int) -> Document:
    return document(2, sum(ages.values()), _grown(2, **ages))


def _grown(as_of: int = 1, **ages: int) -> list[dict[str, Any]]:
    rows = {group: {"ja": n // 2, "nein": n - n // 2} for group, n in ages.items()}
    total = {code: sum(row[code] for row in rows.values()) for code in ("ja", "nein")}
    n = sum(ages.values())
    return [
        table("alter", n, ages, as_of=as_of),
        table("weg", n, total, as_of=as_of),
        *by_age("weg", rows, [*ages.values()], as_of),
    ]


def _same_answer() -> Document:
    return document(2, 180, [table("weg", 180, {"ja": 105, "nein": 75}, as_of=2)])


def _bounded() -> list[Document]:
    first = table("weg", 62, {"ja": 50, "nein": None, "egal": None})
    later = table("weg", 100, {"ja": 86, "nein": 8, "egal": 6}, as_of=2)
    return [document(1, 62, [first]), document(2, 100, [later])]


def _areas() -> Document:
    of = {"viertel": ("a", "b"), "gebiet": ("a", "b", "c")}
    rows = {"viertel": {"ja": 40, "nein": 40}, "gebiet": {"ja": 42, "nein": 45}}
    tables = [
        *by_age("weg", rows, (80, 87)),
        table("weg", 200, {"ja": 100, "nein": 100}),
    ]
    return document(1, 200, tables, answers={"alter": of})


def _asked() -> Document:
    tables = [
        table("bezug", 100, {"wohnt": None, "arbeitet": None, "besuch": 40}),
        table("dauer", 58, {"kurz": 30, "lang": 28}, others={"_none": 0, "_not_asked": 42}),
    ]
    return document(1, 100, tables, filters={"dauer": ["bezug", ["wohnt"]]})


def _turned() -> Document:
    """Ages by way, which hide four numbers, and ways by age, which show one of them."""
    rows: Mapping[str, Counts] = {
        "jung": {"bus": None, "rad": None},
        "mitte": {"bus": None, "rad": None},
        "alt": {"bus": 25, "rad": 25},
    }
    tables = [
        table("alter", 150, {"jung": 40, "mitte": 60, "alt": 50}),
        table("weg", 150, {"bus": 65, "rad": 85}),
        *by_age("weg", rows, (40, 60, 50)),
    ]
    turned = table("alter", 65, {"jung": 6, "mitte": None, "alt": None}, group="bus")
    return document(1, 150, [*tables, turned | {"by": "weg"}])


def _hidden_first() -> Document:
    return document(1, 60, [_alone(ja=40, nein=None, egal=None)])


def _shown_later() -> Document:
    old = table("weg", 60, {"ja": 40, "nein": 14, "egal": None})
    return document(2, 100, [old, table("alter", 100, {"jung": 50, "mitte": 50}, as_of=2)])


def _moved() -> Document:
    tables = _grown(2, jung=40, mitte=75, alt=65)
    row = next(each for each in tables if each["group"] == "jung")
    row["cells"] = [["ja", 21, "shown"], ["nein", 19, "shown"]]
    return document(2, 180, tables)

"""Releases made by hand: a document as computing leaves it, with invented figures."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from beteiligung.releases.models import Release
from beteiligung.releases.subjects import WORDS_STAY
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import Question

PEOPLE = 348
FEWEST = 5
UNCOUNTED = {"date", "month", "time", "rank", "budget", "photo", "place", "text"}
ASKED = {
    "_language": ("Sprache", {"Deutsch": 200, "Arabisch": 100, "Ukrainisch": 48}),
    "_channel": ("Weg", {"qr": 248, "paper": 100}),
    "_district": ("Stadtteil", {"sonnenberg": 348}),
}


def a_release(
    session: Session,
    survey: Survey,
    *,
    at: datetime,
    number: int = 1,
    conclusion: Mapping[str, str] | None = None,
    report: Mapping[str, Any] | None = None,
    answers: int = PEOPLE,
    published: bool = True,
    **changes: Any,
) -> Release:
    """A release of a survey, of which everything but the figures is as it would be."""
    document = a_document(survey, day=at.date().isoformat(), number=number) | changes
    release = Release(
        survey_id=survey.id,
        number=number,
        plan={"order": [], "omitted": {}, "by": []},
        conclusion=dict(conclusion or {}),
        document=document,
        report=dict(report or {}),
        answers=answers,
        content_hash=hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest(),
        computed_at=at,
        signed_who="Nora Neumann" if published else "",
        published_at=at if published else None,
    )
    session.add(release)
    session.flush()
    return release


def a_document(survey: Survey, *, day: str = "2026-11-20", number: int = 1) -> dict[str, Any]:
    """The document of a release: what people answered to the newest version, invented."""
    version = survey.versions[-1]
    asked = read(version.document)
    rng = Random(number)
    by = next((each for each in asked.kept if each.demographic and each.kind == "single"), None)
    kept = [each for each in asked.kept if not each.identifying]
    tables = [table for each in kept for table in _tables(each, rng, None)]
    if by is not None:
        for option in by.options:
            for each in kept:
                if each.id != by.id:
                    tables += _tables(each, rng, (by.id, option.code))
    made: dict[str, Any] = {
        "format": 1,
        "survey": survey.slug,
        "number": number,
        "source": asked.source,
        "day": day,
        "first": "2026-09-01",
        "last": "2026-10-15",
        "total": {"n": PEOPLE},
        "set_aside": 14,
        "title": dict(asked.title.texts),
        "locales": list(version.locales),
        "districts": [{"slug": d.slug, "name": dict(d.area.name)} for d in survey.districts],
        "questions": [
            *(_pseudo(id_, text, list(counts)) for id_, (text, counts) in ASKED.items()),
            *map(_question, kept),
        ],
        "tables": [
            *(_table(id_, None, counts, {}, None) for id_, (_, counts) in ASKED.items()),
            *tables,
        ],
    }
    for table in made["tables"]:
        table["as_of"] = number
    return made


def _pseudo(id_: str, text: str, codes: list[str]) -> dict[str, Any]:
    answers = [
        {"code": code, "label": {"de": code}, "of": [code], "missing": False} for code in codes
    ]
    return _asked(id_, "single", {"de": text}, answers)


def _question(question: Question) -> dict[str, Any]:
    answers = [
        {"code": o.code, "label": dict(o.label.texts), "of": [o.code], "missing": o.missing}
        for o in question.options
    ]
    if question.kind == "number":
        answers = [
            {"code": f"{low}:{low + 9}", "label": {"de": f"{low} – {low + 9}"}}
            | {"of": [f"{low}:{low + 9}"], "missing": False}
            for low in (0, 10, 20)
        ]
    found = _asked(question.id, question.kind, dict(question.text.texts), answers)
    found["dropped"] = WORDS_STAY if question.kind in UNCOUNTED else ""
    found["items"] = [{"code": i.code, "label": dict(i.label.texts)} for i in question.items]
    found["scale"] = bool(question.scale)
    found["max"] = (
        int(float(question.max)) if question.kind == "multiple" and question.max else None
    )
    return found


def _asked(id_: str, kind: str, text: Any, answers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": id_,
        "kind": kind,
        "figures": KINDS[kind].figures.value,
        "text": text,
        "answers": answers,
        "items": [],
        "scale": False,
        "max": None,
        "omitted": None,
        "dropped": "",
    }


def _tables(question: Question, rng: Random, group: tuple[str, str] | None) -> list[dict[str, Any]]:
    people = rng.randint(30, 90) if group else PEOPLE
    codes = [option.code for option in question.options]
    if question.kind == "number":
        codes = ["0:9", "10:19", "20:29"]
    if question.kind in UNCOUNTED:
        return []
    missing = {option.code for option in question.options if option.missing}
    several = question.kind == "multiple"
    return [
        _table(
            question.id,
            item,
            _counts(codes, people, rng, several=several),
            {"missing": sorted(missing), "several": several},
            group,
            base=people if several else None,
        )
        for item in (*(each.code for each in question.items),) or (None,)
    ]


def _counts(codes: list[str], people: int, rng: Random, *, several: bool) -> dict[str, int]:
    weights = [rng.random() ** 2 + 0.02 for _ in codes]
    if several:
        return {code: int(people * weight / 2) for code, weight in zip(codes, weights, strict=True)}
    counts = {code: int(people * w / sum(weights)) for code, w in zip(codes, weights, strict=True)}
    counts[codes[0]] += people - sum(counts.values())
    return counts


def _table(
    question: str,
    item: str | None,
    counts: Mapping[str, int],
    more: Mapping[str, Any],
    group: tuple[str, str] | None,
    base: int | None = None,
) -> dict[str, Any]:
    missing = more.get("missing", [])
    whole = sum(n for code, n in counts.items() if code not in missing)
    key = f"{question}.{item}" if item else question
    cells = [[c, n, "shown"] if n >= FEWEST else [c, None, "few"] for c, n in counts.items()]
    if any(cell[1] is None for cell in cells) and not more.get("several"):
        at = min((n, i) for i, n in enumerate(counts.values()) if n >= FEWEST)[1]
        cells[at][1:] = [None, "cover"]
    return {
        "key": key if group is None else f"{key}|{group[0]}={group[1]}",
        "question": question,
        "base": whole if base is None else base,
        "cells": cells,
        "others": [] if group else [["_none", 12, "shown"], ["_not_asked", 0, "shown"]],
        "missing": missing,
        "several": bool(more.get("several")),
        "item": item,
        "by": group[0] if group else None,
        "group": group[1] if group else None,
        "as_of": 1,
    }

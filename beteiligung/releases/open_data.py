"""A release as open data: every figure in a row, what the columns mean, all for programs."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.i18n import gettext, phrase
from beteiligung.releases.released import Asked, Released
from beteiligung.tally import PublicCell, PublicTally, Why
from beteiligung.text import N_, Translated
from beteiligung.web.spreadsheets import Cell, harmless, pieces

COLUMNS: Mapping[str, str] = {
    "survey": N_("Short name of the survey"),
    "release": N_("Number of the result"),
    "day": N_("Day on which it was computed"),
    "area": N_("Short names of the districts"),
    "question": N_("Short name of the question"),
    "item": N_("Row of the question"),
    "by": N_("Question whose answers make the groups"),
    "group": N_("Group"),
    "answer": N_(
        "Code of the answer; _base: all who count, _none: no answer or declined, _not_asked: not"
        " asked"
    ),
    "label": N_("Answer in words"),
    "n": N_("People; empty where hidden"),
    "pct": N_("Whole per cent of the people who count"),
    "flag": N_("hidden: too few people, or it would give away so few"),
}
LICENCE = {
    "id": "dl-de/by-2-0",
    "name": "Datenlizenz Deutschland – Namensnennung – Version 2.0",
    "url": "https://www.govdata.de/dl-de/by-2-0",
    "uri": "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
}
HIDDEN = "hidden"


def results_csv(released: Released, *, excel: bool = False) -> bytes:
    """Every figure of a release, a row each: by the book (RFC 4180, UTF-8) or for Excel."""
    return b"".join(pieces([_results(released)], excel=excel))


def codebook_csv(released: Released, *, publisher: str, address: str, excel: bool = False) -> bytes:
    """What the columns and the codes mean, what was left out why, and who must be named as source.

    It has the form of the table that it explains.
    """
    rows = [_codebook(released), _terms(publisher, address)]
    return b"".join(pieces(rows, excel=excel))


def everything(released: Released, *, publisher: str, address: str) -> bytes:
    """The release for programs, with who published it under which licence."""
    found = {
        "survey": released.survey,
        "title": dict(released.title.texts),
        "release": released.number,
        "day": released.day.isoformat(),
        "answered": {
            "first": released.first and released.first.isoformat(),
            "last": released.last and released.last.isoformat(),
        },
        "questionnaires": _total(released),
        "set_aside": released.set_aside,
        "representative": False,
        "districts": [
            {"slug": slug, "name": dict(name.texts)} for slug, name in released.districts
        ],
        "publisher": publisher,
        "licence": LICENCE,
        "address": address,
        "questions": [_question(asked) for asked in released.asked],
        "tables": [_table(tally) for tally in released.tallies],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode()


def etag(body: bytes) -> str:
    """A mark that changes exactly when the content does."""
    return hashlib.sha256(body).hexdigest()[:32]


def _results(released: Released) -> Iterator[tuple[Cell, ...]]:
    yield tuple(COLUMNS)
    head: tuple[Cell, ...] = (
        harmless(released.survey),
        released.number,
        released.day.isoformat(),
        harmless(" ".join(slug for slug, _ in released.districts)),
    )
    for tally in released.tallies:
        asked = released.by_id[tally.question]
        labels = {each.code: phrase(each.label).text for each in asked.answers}
        named_by = (tally.question, tally.item, tally.by, tally.group)
        where: tuple[Cell, ...] = (*head, *(harmless(part or "") for part in named_by))
        base = Why.COVER if tally.base is None else Why.SHOWN
        for cell in (*tally.cells, PublicCell("_base", tally.base, base), *tally.others):
            share = tally.share(cell.code)
            yield (
                *where,
                harmless(cell.code),
                harmless(labels.get(cell.code, "")),
                *_figures(cell, share),
            )


def _figures(cell: PublicCell, share: int | None) -> tuple[Cell, ...]:
    if cell.why is not Why.SHOWN or cell.count is None:
        return "", "", HIDDEN
    return cell.count, "" if share is None else share, ""


def _codebook(released: Released) -> Iterator[tuple[Cell, ...]]:
    yield "column", "question", "code", "label", "note"
    for name, meaning in COLUMNS.items():
        yield name, "", "", gettext(meaning), ""
    for asked in released.asked:
        id_ = harmless(asked.id)
        yield "question", id_, id_, harmless(phrase(asked.text).text), harmless(_left_out(asked))
        for item in asked.items:
            yield "item", id_, harmless(item.code), harmless(phrase(item.label).text), ""
        for answer in asked.answers:
            note = gettext("not counted in per cent") if answer.missing else ""
            if answer.of != (answer.code,):
                note = "; ".join(filter(None, (note, " + ".join(answer.of))))
            yield (
                "answer",
                id_,
                harmless(answer.code),
                harmless(phrase(answer.label).text),
                harmless(note),
            )


def _terms(publisher: str, address: str) -> Iterator[tuple[Cell, ...]]:
    yield "results", "", "", gettext("The results are not representative."), address
    yield "source", "", "", harmless(publisher), ""
    yield "licence", "", LICENCE["id"], LICENCE["name"], LICENCE["url"]


def _left_out(asked: Asked) -> str:
    if asked.omitted is not None:
        return phrase(asked.omitted).text
    return gettext(asked.dropped) if asked.dropped else ""


def _total(released: Released) -> Mapping[str, int]:
    if released.total is not None:
        return {"n": released.total}
    return {"from": released.at_least, "to": released.at_most}


def _question(asked: Asked) -> Mapping[str, Any]:
    reason = asked.omitted or (Translated({"en": asked.dropped}) if asked.dropped else None)
    return {
        "id": asked.id,
        "kind": asked.kind,
        "text": dict(asked.text.texts),
        "items": [{"code": each.code, "label": dict(each.label.texts)} for each in asked.items],
        "answers": [
            {
                "code": each.code,
                "label": dict(each.label.texts),
                "of": list(each.of),
                "counts": not each.missing,
            }
            for each in asked.answers
        ],
        "left_out": reason and dict(reason.texts),
    }


def _table(tally: PublicTally) -> Mapping[str, Any]:
    cells = [_cell(tally, each) for each in tally.cells]
    return {
        "question": tally.question,
        "item": tally.item,
        "by": tally.by,
        "group": tally.group,
        "several": tally.several,
        "as_of": tally.as_of,
        "base": tally.base,
        "cells": cells + [_cell(tally, each) for each in tally.others],
    }


def _cell(tally: PublicTally, cell: PublicCell) -> Mapping[str, Any]:
    if cell.why is not Why.SHOWN or cell.count is None:
        return {"answer": cell.code, "n": None, "pct": None, HIDDEN: True}
    return {"answer": cell.code, "n": cell.count, "pct": tally.share(cell.code), HIDDEN: False}

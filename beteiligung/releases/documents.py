"""The frozen document of a release: everything that everybody may know, and nothing else."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from beteiligung.clock import local_date
from beteiligung.disclosure.categories import Category
from beteiligung.disclosure.publication import RARE, USUAL
from beteiligung.locales import BY_ID
from beteiligung.releases import bands
from beteiligung.releases.ages import together
from beteiligung.releases.computing import Computed
from beteiligung.releases.languages import in_all, signs
from beteiligung.releases.protecting import BAND
from beteiligung.releases.released import FORMAT
from beteiligung.releases.subjects import MEASURED, Choice, Subject, Texts
from beteiligung.surveys.columns import EPOCH, HOUR
from beteiligung.surveys.models import Survey
from beteiligung.tally import PublicTally
from beteiligung.text import N_, Translated

FEW_NAMES = 3  # so many answers that are put together are named one by one
TOGETHER = N_("All other answers")
TOO_RARE = N_("Too few people answered this for figures that expose nobody.")
NOT_PROTECTED = N_("These figures could not be shown without exposing somebody.")


def document(
    survey: Survey, computed: Computed, *, number: int, at: datetime, timezone: str
) -> dict[str, Any]:
    """What is frozen of a release, as plain values for JSON."""
    locales = survey.versions[-1].locales if survey.versions else [survey.source]
    dropped = {name.partition(".")[0] for name, by in computed.protected.dropped if not by}
    tables = computed.protected.publication.tallies
    found = {subject.id: subject for subject in computed.subjects}
    shown = {tally.question for tally in tables}
    return {
        "format": FORMAT,
        "survey": survey.slug,
        "number": number,
        "day": local_date(at, timezone).isoformat(),
        "first": _day(survey, computed, 0, timezone),
        "last": _day(survey, computed, 1, timezone),
        "total": _total(computed.answers),
        "set_aside": _few(computed.set_aside),
        "source": survey.source,
        "title": dict(survey.title),
        "locales": list(locales),
        "districts": [
            {"slug": district.slug, "name": dict(district.area.name)}
            for district in survey.districts
        ],
        "questions": [
            _question(found[id_], computed, shown, dropped) for id_ in computed.plan.order
        ],
        "filters": {id_: [name, sorted(codes)] for id_, (name, codes) in _filters(computed)},
        "tables": [_table(tally) for tally in tables],
    }


def digest(content: Mapping[str, Any]) -> str:
    """SHA-256 of a document's canonical JSON: whoever changes a word changes it."""
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _total(answers: int) -> dict[str, int]:
    """How many there are; of very few only that."""
    if answers < RARE:
        return {"from": BAND[0], "to": BAND[1]}
    return {"n": answers}


def _few(n: int) -> int:
    """A number of answers that are not counted: of one to four only that there are any."""
    return min(n, 1) if n < USUAL else n


def _day(survey: Survey, computed: Computed, end: int, timezone: str) -> str | None:
    """The day of the first or the last answer; what waited on a tablet came while it ran."""
    if computed.hours is None or computed.answers < RARE:
        return None
    moment = EPOCH + computed.hours[end] * HOUR
    within = moment if survey.closes_at is None else min(moment, survey.closes_at)
    return local_date(within, timezone).isoformat()


def _filters(computed: Computed) -> list[tuple[str, tuple[str, frozenset[str]]]]:
    return sorted(computed.filters.items())


# ---- questions -----------------------------------------------------------------------------------


def _question(
    subject: Subject, computed: Computed, shown: set[str], dropped: set[str]
) -> dict[str, Any]:
    return {
        "id": subject.id,
        "kind": subject.kind,
        "figures": subject.figures.value,
        "text": dict(subject.text),
        "answers": [_answer(each, subject) for each in computed.categories[subject.id]],
        "items": [{"code": item.code, "label": dict(item.label)} for item in subject.items],
        "scale": subject.scale,
        "max": subject.max,
        "omitted": dict(computed.plan.omitted.get(subject.id) or {}),
        "dropped": _why(subject, computed, shown, dropped),
    }


def _why(subject: Subject, computed: Computed, shown: set[str], dropped: set[str]) -> str:
    """Why a question has no figures, as a message id; "" where it has, or staff left it out."""
    if subject.id in computed.plan.omitted or subject.id in shown:
        return ""
    if subject.dropped:
        return subject.dropped
    return NOT_PROTECTED if subject.id in dropped else TOO_RARE


def _answer(category: Category, subject: Subject) -> dict[str, Any]:
    by_code = {choice.code: choice for choice in subject.choices}
    parts = [by_code[code] for code in category.of if code in by_code]
    answer = {
        "code": category.code,
        "label": dict(_label(parts, subject)),
        "of": list(category.of),
        "missing": category.missing,
    }
    note = parts[0].note if len(parts) == 1 else {}
    return {**answer, "note": dict(note)} if note else answer


def _label(parts: Sequence[Choice], subject: Subject) -> Texts:
    """An answer's words; of several put together all of them, of very many the first and last."""
    if len(parts) == 1:
        return parts[0].label
    if subject.figures in MEASURED:
        among = [choice.code for choice in subject.choices]
        return signs(bands.together([part.code for part in parts], among, subject.figures))
    if ages := together(subject, [part.code for part in parts]):
        known = _joined(parts, " / ")
        return {locale: words for locale, words in ages.items() if locale in known}
    if len(parts) > FEW_NAMES:
        if not subject.ordered:
            return in_all(TOGETHER)
        parts = [parts[0], parts[-1]]
        return _joined(parts, " … ")
    return _joined(parts, " / ")


def _joined(parts: Sequence[Choice], between: str) -> Texts:
    locales = {locale for part in parts for locale in part.label}
    said = [Translated(part.label) for part in parts]
    return {
        locale: between.join(text.pick([locale]).text for text in said)
        for locale in BY_ID
        if locale in locales
    }


# ---- tables --------------------------------------------------------------------------------------


def _table(tally: PublicTally) -> dict[str, Any]:
    return {
        "key": tally.key,
        "question": tally.question,
        "item": tally.item,
        "by": tally.by,
        "group": tally.group,
        "base": tally.base,
        "cells": [[cell.code, cell.count, cell.why.value] for cell in tally.cells],
        "others": [[cell.code, cell.count, cell.why.value] for cell in tally.others],
        "missing": sorted(tally.missing),
        "several": tally.several,
        "as_of": tally.as_of,
    }

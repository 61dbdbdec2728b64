"""The parts of a draft that are written one at a time: what a form shows of each, and the way back.

The values of a part are plain: words in the survey's own language, numbers as they are typed, yes
or no, and rows of answers. What a form does not show (other languages, pictures, sounds) stays.
"""

import copy
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from beteiligung.authoring.pasting import code_of
from beteiligung.surveys.shape import CODES, COUNT, LIMIT, NUMBER, TEXT, TRUTH, WORDS

Values = dict[str, Any]
Row = dict[str, Any]
IF_ABSENT = {"access": "open"}  # what it means that nothing stands under a name
FLAGS = ("exclusive", "missing", "free_text", "pinned")  # what a row of answers may be besides


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a form asks for: its name in the document and what may stand under it."""

    name: str
    shape: str  # see surveys/shape.py
    locked: bool = False  # published: it keeps its value for ever


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of answers that a form asks for, with what each may be besides."""

    name: str  # options, items, labels
    flags: tuple[str, ...] = ()
    locked: frozenset[str] = frozenset()  # codes that are published


@dataclass(frozen=True)
class Part:
    """One part of a draft: what it is called in the history, what it asks for, how it is kept."""

    what: str  # message id
    place: str
    entries: tuple[Entry, ...]
    rows: tuple[Rows, ...]
    read: Callable[[Mapping[str, Any]], Values | None]  # none: the draft has no such part
    write: Callable[[Mapping[str, Any], Values], dict[str, Any]]


def mark(values: Values | None) -> str:
    """A short mark by which two states of a part can be told apart."""
    written = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:16]


def source_of(document: Mapping[str, Any]) -> str:
    """The language in which the survey is written first."""
    return str(document.get("source") or "de")


def position(document: Mapping[str, Any], name: str) -> int | None:
    """At which place the question of an id stands."""
    for at, question in enumerate(document["questions"]):
        if question.get("id") == name:
            return at
    return None


def copied(document: Mapping[str, Any]) -> dict[str, Any]:
    """A draft to write in, without touching the one that is kept."""
    return copy.deepcopy(dict(document))


# ---- single values ---------------------------------------------------------------------------


def words_of(raw: object, source: str) -> str:
    """The words of a text in the survey's own language."""
    if isinstance(raw, Mapping):
        return str(raw.get(source) or "")
    return str(raw or "")


def in_languages(raw: object, source: str) -> dict[str, str]:
    """A text as a map, also where only plain words stand."""
    if isinstance(raw, Mapping):
        return dict(raw)
    return {source: str(raw)} if raw else {}


def read_entries(holder: Mapping[str, Any], entries: Iterable[Entry], source: str) -> Values:
    """What stands under each name, as a form shows it."""
    return {
        entry.name: _shown(_standing(holder, entry.name), entry.shape, source) for entry in entries
    }


def write_entries(
    holder: dict[str, Any], entries: Iterable[Entry], values: Values, source: str
) -> None:
    """Put what a form brought under its names; what is the same stays exactly as it was."""
    for entry in entries:
        before = _standing(holder, entry.name)
        value = values.get(entry.name)
        if entry.locked or value is None or _shown(before, entry.shape, source) == value:
            continue
        if not value:
            holder.pop(entry.name, None)
        elif entry.shape == TEXT:
            holder[entry.name] = {**in_languages(before, source), source: value}
        elif entry.shape in {COUNT, LIMIT, NUMBER}:
            holder[entry.name] = _number(value)
        else:
            holder[entry.name] = value


def _standing(holder: Mapping[str, Any], name: str) -> Any:
    return holder.get(name, IF_ABSENT.get(name))


def _shown(raw: Any, shape: str, source: str) -> Any:
    if shape == TEXT:
        return words_of(raw, source)
    if shape == TRUTH:
        return bool(raw)
    if shape in {WORDS, CODES}:
        return [str(word) for word in raw or ()]
    return "" if raw is None else str(raw)


def _number(typed: str) -> int | float | str:
    """A number as a number, and a day as it is written."""
    for kind in (int, float):
        try:
            return kind(typed.replace(",", "."))
        except ValueError:
            continue
    return typed


# ---- rows of answers -------------------------------------------------------------------------


def read_rows(holder: Mapping[str, Any], rows: Rows, source: str) -> list[Row]:
    """The answers of a question, as a form shows them."""
    return [
        {
            "was": str(option.get("code")),
            "code": str(option.get("code")),
            "label": words_of(option.get("label"), source),
            **{flag: bool(option.get(flag)) for flag in rows.flags},
        }
        for option in holder.get(rows.name) or ()
    ]


def write_rows(holder: dict[str, Any], rows: Rows, given: list[Row], source: str) -> None:
    """Put the answers of a form in their order; each keeps what the form does not show."""
    if read_rows(holder, rows, source) == given:
        return
    before = {str(option.get("code")): option for option in holder.get(rows.name) or ()}
    kept = [
        _option(before.get(row["was"], {}), row, code, rows.flags, source)
        for row, code in zip(given, codes_for(given, rows.locked), strict=True)
    ]
    if kept:
        holder[rows.name] = kept
    else:
        holder.pop(rows.name, None)


def codes_for(given: list[Row], locked: frozenset[str]) -> list[str]:
    """The code of each row: its own, or one made from its words; a published one for ever."""
    own = [row["was"] if row["was"] in locked else row["code"] for row in given]
    taken = {code for code in own if code} | locked
    found = []
    for row, code in zip(given, own, strict=True):
        chosen = code or code_of(row["label"], taken)
        taken.add(chosen)
        found.append(chosen)
    return found


def _option(
    before: Mapping[str, Any], row: Row, code: str, flags: tuple[str, ...], source: str
) -> dict[str, Any]:
    option = dict(before)
    if str(option.get("code")) != code:
        option = {"code": code, **{name: part for name, part in option.items() if name != "code"}}
    label = in_languages(option.get("label"), source)
    if words_of(option.get("label"), source) != row["label"] or "label" not in option:
        option["label"] = {**label, source: row["label"]}
    for flag in flags:
        if bool(option.get(flag)) == bool(row.get(flag)):
            continue
        if row.get(flag):
            option[flag] = "last" if flag == "pinned" else True
        else:
            option.pop(flag)
    return option

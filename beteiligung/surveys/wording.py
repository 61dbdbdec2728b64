"""The words of a questionnaire: where each stands, in which languages, and its frozen form."""

import copy
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.locales import BY_ID
from beteiligung.surveys.rules import compile_rule

SHOWN = ("title", "intro", "purpose", "privacy_short", "thanks")
ASKED = ("page", "text", "help", "blank", "reason", "image_text")


def texts(document: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Every text that a respondent reads, with its path, in reading order."""
    for name in SHOWN:
        if document.get(name):
            yield name, document[name]
    for at, question in enumerate(document.get("questions") or ()):
        yield from _of_question(question, f"questions.{at}")
    used = {question.get("scale") for question in document.get("questions") or ()}
    for name, scale in (document.get("scales") or {}).items():
        if name in used:
            for at, label in enumerate(scale.get("labels") or ()):
                yield f"scales.{name}.labels.{at}", label


def _of_question(question: Mapping[str, Any], where: str) -> Iterator[tuple[str, Any]]:
    for name in ASKED:
        if question.get(name):
            yield f"{where}.{name}", question[name]
    for part in ("options", "items"):
        for place, option in enumerate(question.get(part) or ()):
            if option.get("label"):
                yield f"{where}.{part}.{place}.label", option["label"]


def keys(document: Mapping[str, Any]) -> dict[str, str]:
    """For the path of every text its key, which stays the same when questions are moved.

    ``title`` · ``q1.text`` · ``q1:option`` · ``q1/item`` · ``=scale:code``.
    """
    found: dict[str, str] = {}
    for path, _ in texts(document):
        head, *way = path.split(".")
        if head == "questions":
            found[path] = _key_of_question(document["questions"][int(way[0])], way[1:])
        elif head == "scales":
            code = document["scales"][way[0]]["codes"][int(way[2])]
            found[path] = f"={way[0]}:{code}"
        else:
            found[path] = path
    return found


def _key_of_question(question: Mapping[str, Any], way: list[str]) -> str:
    if len(way) == 1:
        return f"{question['id']}.{way[0]}"
    part, place, _ = way
    sign = ":" if part == "options" else "/"
    return f"{question['id']}{sign}{question[part][int(place)]['code']}"


def languages(document: Mapping[str, Any]) -> list[str]:
    """The locales in which every text is there: the ones a survey can be published in."""
    source = str(document.get("source") or "de")
    complete = set(BY_ID)
    for _, text in texts(document):
        by_locale = text if isinstance(text, Mapping) else {source: text}
        complete &= {locale for locale, words in by_locale.items() if str(words).strip()}
    return [locale for locale in BY_ID if locale in complete]


def frozen(document: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The document as it is published, its rules compiled, and its SHA-256 over canonical JSON."""
    published = copy.deepcopy(dict(document))
    published["rules"] = {
        question["id"]: compile_rule(str(question["show_if"]).strip())
        for question in published["questions"]
        if str(question.get("show_if") or "").strip()
    }
    canonical = json.dumps(published, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return published, hashlib.sha256(canonical.encode()).hexdigest()


def skeleton(document: Mapping[str, Any]) -> object:
    """The document without its words: equal skeletons store equal answers."""
    return _without_words(
        {"questions": document.get("questions"), "scales": document.get("scales")}
    )


def with_text(document: Mapping[str, Any], path: str, locale: str, words: str) -> dict[str, Any]:
    """A copy of the document in which one text is mended; unknown paths are a `NotFound` key."""
    changed = copy.deepcopy(dict(document))
    source = str(document.get("source") or "de")
    *way, last = path.split(".")
    holder: Any = changed
    for step in way:
        holder = holder[int(step)] if isinstance(holder, list) else holder[step]
    key: Any = int(last) if isinstance(holder, list) else last
    before = holder[key]
    holder[key] = {**(before if isinstance(before, dict) else {source: before}), locale: words}
    return changed


def _without_words(value: object) -> object:
    if isinstance(value, dict):
        if value and set(value) <= set(BY_ID):
            return "words"
        return {key: _without_words(part) for key, part in value.items() if key not in WORDY}
    return [_without_words(part) for part in value] if isinstance(value, list) else value


WORDY = frozenset(
    {
        "text",
        "help",
        "blank",
        "label",
        "labels",
        "page",
        "note",
        "reason",
        "image",
        "images",
        "image_text",
        "bank",
    }
)

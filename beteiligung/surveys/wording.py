"""The words of a questionnaire: where each stands, in which languages, and its frozen form."""

import copy
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from beteiligung.locales import BY_ID
from beteiligung.surveys import hearing
from beteiligung.surveys.rules import compile_rule

SHOWN = ("title", "intro", "purpose", "privacy_short", "thanks")
ASKED = ("page", "text", "help", "blank", "reason", "image_text", "statement", "unit")
ALIKE = 0.52  # share of equal letters; unrelated German questions have about half in common


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

    A draft may have gaps; what lacks an id or a code has a key that will do until it has one.

    ``title`` · ``q1.text`` · ``q1:option`` · ``q1/item`` · ``=scale:code``.
    """
    found: dict[str, str] = {}
    for path, _ in texts(document):
        head, *way = path.split(".")
        if head == "questions":
            found[path] = _key_of_question(document["questions"][int(way[0])], way[1:])
        elif head == "scales":
            codes, at = document["scales"][way[0]].get("codes") or (), int(way[2])
            found[path] = f"={way[0]}:{codes[at] if at < len(codes) else at + 1}"
        else:
            found[path] = path
    return found


def _key_of_question(question: Mapping[str, Any], way: list[str]) -> str:
    if len(way) == 1:
        return f"{question.get('id')}.{way[0]}"
    part, place, _ = way
    sign = ":" if part == "options" else "/"
    return f"{question.get('id')}{sign}{question[part][int(place)].get('code')}"


def languages(document: Mapping[str, Any]) -> list[str]:
    """The locales in which a survey is published: finished, and chosen where staff have chosen."""
    source, chosen = str(document.get("source") or "de"), document.get("languages")
    wanted = BY_ID if chosen is None else {source, *map(str, chosen)}
    return [locale for locale in finished(document) if locale in wanted]


def begun(document: Mapping[str, Any]) -> list[str]:
    """The locales in which at least one text is there."""
    source = str(document.get("source") or "de")
    found = {source}
    for _, text in texts(document):
        if isinstance(text, Mapping):
            found |= {locale for locale, words in text.items() if str(words).strip()}
    return [locale for locale in BY_ID if locale in found]


def finished(document: Mapping[str, Any]) -> list[str]:
    """The locales in which every text is there, in writing or as heard.

    A language that is only heard is finished when `hearing.gaps` finds nothing, whatever is
    written in it.
    """
    source = str(document.get("source") or "de")
    complete = set(BY_ID)
    for _, text in texts(document):
        by_locale = text if isinstance(text, Mapping) else {source: text}
        complete &= {locale for locale, words in by_locale.items() if str(words).strip()}
    keyed = keys(document)
    for locale in document.get("heard") or ():
        lacking = next(hearing.gaps(document, keyed, locale), None)
        complete = complete - {locale} if lacking else complete | {locale}
    return [locale for locale in BY_ID if locale in complete]


def spoken(document: Mapping[str, Any], locales: Collection[str]) -> dict[str, Any]:
    """The document with words in these locales and its source only: what residents may read."""
    kept = {*locales, str(document.get("source") or "de")}
    shown = copy.deepcopy(dict(document))
    said = [text for _, text in texts(shown) if isinstance(text, dict)]
    for text in (*said, *(shown.get("sounds") or {}).values()):
        for locale in set(text) - kept:
            del text[locale]
    return shown


def frozen(document: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The document as it is published, its rules compiled, and its SHA-256 over canonical JSON."""
    published = copy.deepcopy(dict(document))
    for name, part in (("rules", "show_if"), ("formulas", "expression")):
        compiled = {
            question["id"]: compile_rule(str(question[part]).strip())
            for question in published["questions"]
            if str(question.get(part) or "").strip()
            and (part == "show_if" or question["kind"] == "calculate")
        }
        if compiled or name == "rules":
            published[name] = compiled
    canonical = json.dumps(published, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return published, hashlib.sha256(canonical.encode()).hexdigest()


def source_words(text: object, document: Mapping[str, Any]) -> str:
    """The words of a text in the language its document was written in."""
    source = str(document.get("source") or "de")
    return str((text.get(source) if isinstance(text, Mapping) else text) or "").strip()


def is_reworded(one: str, other: str) -> bool:
    """Whether two texts have so little in common that somebody must say they mean the same."""
    letters = SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False)
    return letters.ratio() < ALIKE


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

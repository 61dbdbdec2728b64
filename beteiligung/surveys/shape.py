"""The shape of a questionnaire document: which names it has, and what may stand under each."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from beteiligung.locales import BY_ID
from beteiligung.text import N_, readable

_DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_QUESTIONS, MOST_OPTIONS, MOST_SCALES = 300, 200, 100
LONGEST_TEXT, LONGEST_WORD, LARGEST_COUNT = 10_000, 2_000, 5_000
NO_QUESTIONS = N_("There are no questions yet.")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: where, an English message id with its values, and how bad it is."""

    where: str  # path such as "questions.3.options.1.label"
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    error: bool = True


def misshapen(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Every value that is of another type than its name promises; null counts as absent."""
    yield from _members(document, "", HEAD)
    scales = document.get("scales")
    if isinstance(scales, Mapping):
        yield from _scales(scales)
    questions = document.get("questions")
    if not isinstance(questions, list):
        yield Finding("questions", NO_QUESTIONS)
    elif len(questions) > MOST_QUESTIONS:
        yield Finding(
            "questions",
            N_("More than %(limit)s questions are not possible."),
            {"limit": MOST_QUESTIONS},
        )
    else:
        for at, question in enumerate(questions):
            yield from _question(question, f"questions.{at}")


def _scales(scales: Mapping[str, Any]) -> Iterator[Finding]:
    if len(scales) > MOST_SCALES:
        yield Finding("scales", N_("This is too much."))
        return
    for name, scale in scales.items():
        where = f"scales.{name}"
        if not isinstance(scale, Mapping):
            yield Finding(where, N_("A scale needs as many labels as codes."))
            continue
        yield from _members(scale, where, SCALE)
        labels = scale.get("labels")
        for at, label in enumerate(labels if isinstance(labels, list) else ()):
            if not _is_text(label):
                yield Finding(f"{where}.labels.{at}", TEXT)


def _question(question: object, where: str) -> Iterator[Finding]:
    if not isinstance(question, Mapping):
        yield Finding(where, N_("This is no question."))
        return
    yield from _members(question, where, QUESTION)
    for part in ("options", "items"):
        several = question.get(part)
        if not isinstance(several, list):
            continue
        if len(several) > MOST_OPTIONS:
            yield Finding(
                f"{where}.{part}",
                N_("At most %(limit)s answers are possible."),
                {"limit": MOST_OPTIONS},
            )
            continue
        for at, option in enumerate(several):
            if isinstance(option, Mapping):
                yield from _members(option, f"{where}.{part}.{at}", OPTION)
            else:
                yield Finding(f"{where}.{part}.{at}", N_("This is no answer to choose."))


def _members(holder: Mapping[str, Any], where: str, names: Mapping[str, str]) -> Iterator[Finding]:
    for name, value in holder.items():
        wanted = names.get(name)
        if wanted is not None and value is not None and not FITS[wanted](value):
            yield Finding(f"{where}.{name}" if where else name, wanted)


# ---- what a value may be ---------------------------------------------------------------------


def _is_word(value: object, longest: int = LONGEST_WORD) -> bool:
    if not isinstance(value, str) or len(value) > longest:
        return False
    return readable(value) == value.replace("\r\n", "\n")


def _is_text(value: object) -> bool:
    if not isinstance(value, Mapping):
        return _is_word(value, LONGEST_TEXT)
    return all(locale in BY_ID and _is_word(words, LONGEST_TEXT) for locale, words in value.items())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and _is_number(value) and 0 <= value <= LARGEST_COUNT


def _are_words(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_OPTIONS and all(map(_is_word, value))


def _are_codes(value: object) -> bool:
    if not isinstance(value, list) or len(value) > MOST_OPTIONS:
        return False
    return all(_is_code(code) for code in value)


def _are_sounds(value: object) -> bool:
    if not isinstance(value, Mapping) or not all(_is_word(key) for key in value):
        return False
    return all(
        isinstance(spoken, Mapping)
        and set(spoken) <= set(BY_ID)
        and all(isinstance(digest, str) and _DIGEST.fullmatch(digest) for digest in spoken.values())
        for spoken in value.values()
    )


def _is_code(value: object) -> bool:
    return _is_word(value) or (isinstance(value, int) and _is_number(value))


TEXT = N_("This must be a text, or a text for each of our languages.")
WORD = N_("This must be a text.")
NUMBER = N_("This must be a number.")
COUNT = N_("This must be a whole number.")
TRUTH = N_("This must be true or false.")
LIMIT = N_("This must be a number or a day.")
CODE = N_("This must be a code.")
WORDS = N_("This must be a list of texts.")
CODES = N_("This must be a list of codes.")
SOUNDS = N_("This must be recordings by text and language.")
LOCALES = N_("This must be a list of our languages.")
LIST = N_("This must be a list.")
NAMES = N_("This must have names.")

FITS: Mapping[str, Callable[[object], bool]] = {
    TEXT: _is_text,
    WORD: _is_word,
    NUMBER: _is_number,
    COUNT: _is_count,
    TRUTH: lambda value: isinstance(value, bool),
    LIMIT: lambda value: _is_number(value) or _is_word(value),
    CODE: _is_code,
    WORDS: _are_words,
    CODES: _are_codes,
    SOUNDS: _are_sounds,
    LOCALES: lambda value: _are_words(value) and set(cast("list[str]", value)) <= set(BY_ID),
    LIST: lambda value: isinstance(value, list),
    NAMES: lambda value: isinstance(value, Mapping),
}


def is_said(value: object) -> bool:
    """Whether a text has words in any language, or anything else stands there."""
    versions = value.values() if isinstance(value, Mapping) else (value,)
    return any(words.strip() if isinstance(words, str) else words for words in versions)


HEAD: Mapping[str, str] = {
    "slug": WORD,
    "title": TEXT,
    "intro": TEXT,
    "purpose": TEXT,
    "privacy_short": TEXT,
    "thanks": TEXT,
    "legal_basis": WORD,
    "anonymity": WORD,
    "access": WORD,  # open to everybody, or with a one-time code
    "min_age": COUNT,  # from which age on people are asked; empty: children too
    "dpia": WORD,  # where the data protection impact assessment is kept
    "retention_months": COUNT,
    "results_promised_within_days": COUNT,
    "operator": WORD,
    "source": WORD,
    "districts": WORDS,
    "languages": WORDS,  # those that are offered, where not every finished one is
    "scales": NAMES,
    "sounds": SOUNDS,  # recordings: {key of a text (wording.keys): {locale: digest}}
    "heard": LOCALES,  # languages offered without written words, by recordings and pictures alone
}
SCALE: Mapping[str, str] = {"codes": CODES, "labels": LIST, "images": WORDS}
QUESTION: Mapping[str, str] = {
    "id": WORD,
    "kind": WORD,
    "page": TEXT,
    "text": TEXT,
    "help": TEXT,
    "blank": TEXT,  # what later texts show as long as this question has no answer
    "reason": TEXT,  # why something sensitive is asked
    "image": WORD,  # digest of a picture
    "image_text": TEXT,  # what it shows
    "bank": WORD,  # the item of the bank it was taken from
    "indicator": TRUTH,  # asked again in later waves
    "required": TRUTH,
    "show_if": WORD,
    "options": LIST,
    "items": LIST,
    "scale": WORD,
    "faces": TRUTH,
    "min": LIMIT,
    "max": LIMIT,
    "max_chars": COUNT,
    "shuffle": TRUTH,
    "identifying": TRUTH,
    "sensitive": TRUTH,
    "special": WORD,  # what Article 9 GDPR protects, see owed.py
    "demographic": TRUTH,
    "step": NUMBER,  # of a number
    "unit": TEXT,
    "point": TRUTH,  # of a place
    "statement": TEXT,  # of a consent
    "version": WORD,
    "parameter": WORD,  # of a hidden answer
    "expression": WORD,  # of a calculation
    "total": COUNT,  # of a budget
}
OPTION: Mapping[str, str] = {
    "code": CODE,
    "label": TEXT,
    "exclusive": TRUTH,
    "missing": TRUTH,
    "free_text": TRUTH,
    "pinned": WORD,
    "image": WORD,
}

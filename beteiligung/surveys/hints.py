"""What is worth a second look before people are asked: length, screens, recordings, wording."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from beteiligung.locales import BY_ID
from beteiligung.surveys import hearing
from beteiligung.surveys.difference_options import options_of
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.shape import Finding
from beteiligung.surveys.wording import keys, source_words
from beteiligung.text import N_

MOST_QUESTIONS, MOST_SCREENS = 12, 15
MOST_GAPS = 5  # of one language: the page of its recordings shows them all
MOST_ON_A_PAGE = 12  # options that a phone shows without getting lost
LONGEST_NAME = 64  # bytes of a name in SPSS
# Words that no variable in SPSS may be called.
KEPT_WORDS = frozenset(
    ["all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"]
)
# Two questions in one, as far as single words give them away, in the languages we write in first.
DOUBLE = {
    "de": re.compile(r"\b(?:und|sowie)\b.*\?", re.IGNORECASE | re.DOTALL),
    "en": re.compile(r"\b(?:and|as well as)\b.*\?", re.IGNORECASE | re.DOTALL),
}


def hints(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Warnings about a document without errors: it can be published, but people may give up."""
    yield from _length(document)
    for at, question in enumerate(document["questions"]):
        many = len(options_of(question, document))
        if many > MOST_ON_A_PAGE:
            yield _hint(
                f"questions.{at}.options",
                N_("%(number)s answers are more than a phone shows at once: better at most 12."),
                number=many,
            )
        yield from _doubled(document, question, f"questions.{at}")


def names(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Ids that statistics programs do not take as they are."""
    for at, question in enumerate(document["questions"]):
        name = str(question.get("id") or "")
        if name.lower() in KEPT_WORDS or name.endswith("_"):
            yield Finding(
                f"questions.{at}.id",
                N_("“%(id)s” cannot be a name in statistics programs (SPSS)."),
                {"id": name},
            )
        for part in ("options", "items"):
            codes = [str(option.get("code")) for option in question.get(part) or ()]
            long = next((c for c in codes if len(f"{name}__{c}".encode()) > LONGEST_NAME), None)
            if long is not None:
                yield _hint(
                    f"questions.{at}.id",
                    N_("“%(id)s” with “%(code)s” is too long for SPSS and is shortened there."),
                    id=name,
                    code=long,
                )


def recordings(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Texts without a recording in a language that has some; what an only heard one lacks.

    None is an error: a language that is only heard is offered as soon as nothing is missing.
    """
    sounds = document.get("sounds") or {}
    heard, keyed = document.get("heard") or (), keys(document)
    for locale in heard:
        yield from islice(hearing.gaps(document, keyed, locale), MOST_GAPS)
    for locale in sorted({locale for versions in sounds.values() for locale in versions}):
        silent = [
            path
            for path, key in hearing.readable(keyed).items()
            if not hearing.digest_of(document, key, locale)
        ]
        if silent and locale not in heard:
            yield _hint(
                silent[0],
                N_("Recordings are missing in %(language)s, from here on: %(number)s."),
                language=BY_ID[locale].name,
                number=len(silent),
            )


def _length(document: Mapping[str, Any]) -> Iterator[Finding]:
    asking = read(document).asking
    screens = sum(KINDS[question.kind].parts(question) for question in asking)
    if len(asking) > MOST_QUESTIONS:
        message = N_("%(number)s questions are many: from 12 on, more and more people give up.")
        yield _hint("questions", message, number=len(asking))
    elif screens > MOST_SCREENS:
        message = N_("%(number)s screens are many: from 15 on, more and more people give up.")
        yield _hint("questions", message, number=screens)


def _doubled(
    document: Mapping[str, Any], question: Mapping[str, Any], where: str
) -> Iterator[Finding]:
    pattern = DOUBLE.get(str(document.get("source") or "de"))
    words = source_words(question.get("text"), document)
    if pattern is not None and KINDS[question["kind"]].asks and pattern.search(words):
        yield _hint(f"{where}.text", N_("Are these two questions in one? Better ask them apart."))


def _hint(where: str, message: str, **values: object) -> Finding:
    return Finding(where, message, values, error=False)

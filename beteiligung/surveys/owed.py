"""What people are owed before they are asked about themselves: reasons, consent, care."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from beteiligung.surveys.shape import Finding, is_said
from beteiligung.text import N_

# What the law protects in particular (Article 9 GDPR), as far as a district may have to ask it.
SPECIAL = ("health", "origin", "religion", "politics", "sexuality")
ABOUT_PEOPLE = ("demographic", "identifying")  # besides "sensitive", which says so itself
AROUND = ("title", "intro", "purpose", "privacy_short", "thanks")
ANONYMOUS = re.compile(  # in the languages that there are
    "anonym|anonim|anónim|анонім|аноним|مجهول|ناشناس|بی.?نام|ẩn danh|bênav", re.IGNORECASE
)
UNASKED = frozenset({"calculate", "hidden", "note"})
OF_AGE = 16  # from here on people may agree by themselves (Article 8 GDPR, Germany)


def owed(document: Mapping[str, Any]) -> Iterator[Finding]:
    """What is missing before a document's questions may be put to people."""
    if document.get("anonymity") == "receipt":
        yield from _promised_too_much(document)
    agreed = False
    minimum = document.get("min_age") or 0
    for at, question in enumerate(document["questions"]):
        if question.get("kind") in UNASKED:
            continue
        where = f"questions.{at}"
        yield from _reason(question, where)
        if question.get("special"):
            yield from _special(question, where, document, agreed=agreed)
        if minimum < OF_AGE and (question.get("identifying") or question.get("kind") == "photo"):
            yield Finding(
                f"{where}.identifying" if question.get("identifying") else f"{where}.kind",
                N_(
                    "Children under 16 may not be asked for contact details or photos: "
                    "please set the minimum age to 16 or leave this question out."
                ),
            )
        agreed = agreed or question.get("kind") == "consent"


def _promised_too_much(document: Mapping[str, Any]) -> Iterator[Finding]:
    for name in AROUND:
        text = document.get(name)
        versions = text.values() if isinstance(text, Mapping) else [text]
        if any(ANONYMOUS.search(str(words or "")) for words in versions):
            yield Finding(
                name,
                N_("This text says “anonymous”, but people get a code: please say “without name”."),
            )


def _reason(question: Mapping[str, Any], where: str) -> Iterator[Finding]:
    if is_said(question.get("reason")):
        return
    if question.get("sensitive"):
        yield Finding(
            f"{where}.reason",
            N_("This question is sensitive: please say why it is asked and that it is voluntary."),
        )
    elif any(question.get(name) for name in ABOUT_PEOPLE):
        yield Finding(
            f"{where}.reason",
            N_("This question is about the person: please say why it is needed, or leave it out."),
        )


def _special(
    question: Mapping[str, Any], where: str, document: Mapping[str, Any], *, agreed: bool
) -> Iterator[Finding]:
    if question["special"] not in SPECIAL:
        yield Finding(f"{where}.special", N_("Please choose what the law protects here."))
    if not question.get("sensitive"):
        yield Finding(
            f"{where}.sensitive",
            N_("What the law protects in particular is sensitive: please mark it so."),
        )
    if question.get("required"):
        yield Finding(
            f"{where}.required",
            N_("What the law protects in particular must be voluntary: no answer may be needed."),
        )
    if not agreed:
        yield Finding(
            f"{where}.special",
            N_(
                "What the law protects in particular needs a question before it "
                "in which people agree."
            ),
        )
    if not str(document.get("dpia") or "").strip():
        yield Finding(
            "dpia",
            N_(
                "A question asks what the law protects in particular: please say "
                "where the data protection impact assessment is kept."
            ),
        )

"""The questionnaire as staff write it: what keeps it from being published."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID, TIER_1
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.rules import RuleError, compile_rule, references
from beteiligung.surveys.wording import languages, texts
from beteiligung.text import N_

LARGEST = 2 * 1024 * 1024  # bytes of JSON
MOST_QUESTIONS, MOST_OPTIONS = 300, 200
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_CODE = re.compile(r"[^\W_]\w{0,59}")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
ANONYMITY = ("anonymous",)
PROMISES = (
    "purpose",
    "legal_basis",
    "privacy_short",
    "retention_months",
    "results_promised_within_days",
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend: where, an English message id with its values, and how bad it is."""

    where: str  # path such as "questions.3.options.1.label"
    message: str
    values: Mapping[str, object] = field(default_factory=dict)
    error: bool = True


class DocumentRefused(Refusal):
    """A questionnaire that cannot be used as it is."""

    default = N_("This questionnaire cannot be used yet. Please mend what is listed below.")

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = [finding for finding in findings if finding.error]


class NoDocument(Refusal):
    """A file that holds no questionnaire."""

    default = N_("This file is no questionnaire in our JSON format.")


def parse(content: bytes) -> dict[str, Any]:
    """The document inside a JSON file; refuses anything else, and files over 2 MB."""
    if len(content) > LARGEST:
        raise NoDocument(N_("This file is too large for a questionnaire."))
    try:
        document = json.loads(content)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NoDocument from None
    if not isinstance(document, dict) or not isinstance(document.get("questions"), list):
        raise NoDocument
    return document


def check(document: Mapping[str, Any]) -> list[Finding]:
    """Everything that keeps a document from being published, and warnings beside it."""
    findings = [*_head(document)]
    questions = document.get("questions")
    if not isinstance(questions, list) or not questions:
        return [*findings, Finding("questions", N_("There are no questions yet."))]
    if len(questions) > MOST_QUESTIONS:
        return [
            *findings,
            Finding(
                "questions",
                N_("More than %(limit)s questions are not possible."),
                {"limit": MOST_QUESTIONS},
            ),
        ]
    known: dict[str, str] = {}  # id in lower case -> id, in order
    for at, question in enumerate(questions):
        where = f"questions.{at}"
        if not isinstance(question, dict):
            findings.append(Finding(where, N_("This is no question.")))
            continue
        findings.extend(_question(question, where, document, known))
        known[str(question.get("id")).lower()] = str(question.get("id"))
    findings.extend(_texts_complete(document) if not any(f.error for f in findings) else ())
    return findings


def _head(document: Mapping[str, Any]) -> Iterator[Finding]:
    if not _SLUG.fullmatch(str(document.get("slug") or "")):
        yield Finding("slug", N_("The short name may have small letters, digits and hyphens."))
    if not document.get("title"):
        yield Finding("title", N_("The title is missing."))
    for name in PROMISES:
        if not document.get(name):
            yield Finding(name, N_("“%(name)s” is missing: people must be told."), {"name": name})
    if document.get("anonymity", "anonymous") not in ANONYMITY:
        yield Finding("anonymity", N_("Only anonymous surveys can be published so far."))
    yield from _scales(document.get("scales") or {})


def _scales(scales: Mapping[str, Any]) -> Iterator[Finding]:
    for name, scale in scales.items():
        codes, labels = scale.get("codes") or (), scale.get("labels") or ()
        if not codes or len(codes) != len(labels):
            yield Finding(f"scales.{name}", N_("A scale needs as many labels as codes."))


def _question(
    question: Mapping[str, Any], where: str, document: Mapping[str, Any], known: Mapping[str, str]
) -> Iterator[Finding]:
    name = str(question.get("id") or "")
    if not _ID.fullmatch(name) or "__" in name:
        yield Finding(f"{where}.id", N_("“%(id)s” is no possible id for a question."), {"id": name})
    if name.lower() in known:
        yield Finding(f"{where}.id", N_("The id “%(id)s” is used twice."), {"id": name})
    if not question.get("text"):
        yield Finding(f"{where}.text", N_("The question has no words."))
    kind = KINDS.get(str(question.get("kind")))
    if kind is None:
        yield Finding(
            f"{where}.kind",
            N_("There is no kind of question called “%(kind)s”."),
            {"kind": question.get("kind")},
        )
        return
    yield from _choices(question, where, document)
    yield from _rule(question, where, known)


def _choices(
    question: Mapping[str, Any], where: str, document: Mapping[str, Any]
) -> Iterator[Finding]:
    kind = KINDS[question["kind"]]
    if question.get("scale") and question["scale"] not in (document.get("scales") or {}):
        yield Finding(
            f"{where}.scale",
            N_("There is no scale called “%(scale)s”."),
            {"scale": question["scale"]},
        )
    if kind.needs_options and not question.get("scale") and not question.get("options"):
        yield Finding(f"{where}.options", N_("The question has nothing to choose from."))
    if kind.name == "matrix" and not question.get("items"):
        yield Finding(f"{where}.items", N_("The question has nothing to choose from."))
    for part in ("options", "items"):
        yield from _codes(question.get(part) or [], f"{where}.{part}")


def _codes(options: Any, where: str) -> Iterator[Finding]:
    if not isinstance(options, list) or len(options) > MOST_OPTIONS:
        yield Finding(where, N_("At most %(limit)s answers are possible."), {"limit": MOST_OPTIONS})
        return
    seen: set[str] = set()
    for at, option in enumerate(options):
        code = str(option.get("code") if isinstance(option, dict) else "")
        if not _CODE.fullmatch(code):
            yield Finding(
                f"{where}.{at}.code", N_("“%(code)s” is no possible code."), {"code": code}
            )
        elif code.lower() in seen:
            yield Finding(
                f"{where}.{at}.code", N_("The code “%(code)s” is used twice."), {"code": code}
            )
        elif not option.get("label"):
            yield Finding(f"{where}.{at}.label", N_("The answer has no words."))
        seen.add(code.lower())


def _rule(question: Mapping[str, Any], where: str, known: Mapping[str, str]) -> Iterator[Finding]:
    text = str(question.get("show_if") or "").strip()
    if not text:
        return
    try:
        used = references(compile_rule(text))
    except RuleError as error:
        yield Finding(f"{where}.show_if", error.message, error.values)
        return
    for name in sorted(used):
        if name.partition(".")[0] not in known.values():
            yield Finding(
                f"{where}.show_if",
                N_("The rule asks for “%(name)s”, which does not come before this question."),
                {"name": name},
            )


def _texts_complete(document: Mapping[str, Any]) -> Iterator[Finding]:
    source = str(document.get("source") or "de")
    finished = languages(document)
    if source not in finished:
        yield Finding(
            "source", N_("Some texts are missing in the language the survey was written in.")
        )
    for path, text in texts(document):
        if isinstance(text, Mapping):
            yield from _placeholders(path, text, source)
    missing = [BY_ID[locale].name for locale in TIER_1 if locale not in finished]
    if missing:
        yield Finding(
            "languages",
            N_("Not yet in: %(languages)s."),
            {"languages": ", ".join(missing)},
            error=False,
        )


def _placeholders(path: str, text: Mapping[str, Any], source: str) -> Iterator[Finding]:
    wanted = set(_PLACEHOLDER.findall(str(text.get(source, ""))))
    for locale, words in text.items():
        if words and set(_PLACEHOLDER.findall(str(words))) != wanted:
            yield Finding(
                path, N_("The placeholders differ in %(language)s."), {"language": locale}
            )

"""The questionnaire as staff write it: what keeps it from being published."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NoReturn

from beteiligung.errors import Refusal
from beteiligung.locales import BY_ID, TIER_1
from beteiligung.surveys.hints import hints, names, recordings
from beteiligung.surveys.owed import owed
from beteiligung.surveys.piping import faults, placeholders
from beteiligung.surveys.questions.kind import Kind
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.reachability import unreachable
from beteiligung.surveys.references import lost
from beteiligung.surveys.rule_check import rule_findings
from beteiligung.surveys.shape import (
    HEAD,
    NO_QUESTIONS,
    OPTION,
    QUESTION,
    Finding,
    is_said,
    misshapen,
)
from beteiligung.surveys.wording import finished, texts
from beteiligung.text import N_

__all__ = ["LARGEST", "DocumentRefused", "Finding", "NoDocument", "check", "parse"]

LARGEST = 2 * 1024 * 1024  # bytes of JSON
MOST_FINDINGS, DEEPEST = 100, 40
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_CODE = re.compile(r"[^\W_]\w{0,59}")
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
WAYS = {
    "anonymity": (("anonymous", "receipt"), N_("People take part anonymously or with a receipt.")),
    "access": (("open", "code"), N_("A survey is open to everybody, or asks for a one-time code.")),
}
PROMISES = (
    "purpose",
    "legal_basis",
    "privacy_short",
    "retention_months",
    "results_promised_within_days",
)
# Names that the page itself sends or uses; a question so called would be taken for them.
RESERVED = {"answers", "c", "contrast", "errors", "key", "language", "main", "stop", "version"}
# Read by nobody yet, but no mistakes: what studies say about themselves, and authors' notes.
BESIDE = {"moderate", "note", "quarter", "sampling", "wave", "weight_by"}
OF_KINDS = {name for kind in KINDS.values() for name in kind.keys} | {"options", "scale"}


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
        document = json.loads(content, parse_constant=_no_number)
        # What no database takes: characters that are none, numbers without end.
        written = json.dumps(document, ensure_ascii=False, allow_nan=False)
        written.encode()
    except (UnicodeError, ValueError, RecursionError):
        raise NoDocument from None
    if not isinstance(document, dict) or not isinstance(document.get("questions"), list):
        raise NoDocument
    if "\\u0000" in written or _depth(document) > DEEPEST:
        raise NoDocument
    return document


def check(document: Mapping[str, Any]) -> list[Finding]:
    """Everything that keeps a document from being published, and warnings beside it.

    The first hundred findings are enough for one sitting. A document without errors can be read
    and published without any further care.
    """
    findings = list(islice(misshapen(document), MOST_FINDINGS))
    if not findings:
        findings = list(islice(_mistakes(document), MOST_FINDINGS))
    return findings


def _mistakes(document: Mapping[str, Any]) -> Iterator[Finding]:
    wrong = False
    for finding in (*_head(document), *_scales(document), *_questions(document)):
        wrong = wrong or finding.error
        yield finding
    if not wrong:
        yield from faults(document)
        yield from _texts_complete(document)
        yield from recordings(document)
        yield from unreachable(document)
        yield from hints(document)


def _head(document: Mapping[str, Any]) -> Iterator[Finding]:
    if not _SLUG.fullmatch(str(document.get("slug") or "")):
        yield Finding("slug", N_("The short name may have small letters, digits and hyphens."))
    if not is_said(document.get("title")):
        yield Finding("title", N_("The title is missing."))
    for name in PROMISES:
        if not is_said(document.get(name)):
            yield Finding(name, N_("This is missing: people must be told."))
    yield from (
        Finding(name, message)
        for name, (ways, message) in WAYS.items()
        if (document.get(name) or ways[0]) not in ways
    )
    if (document.get("source") or "de") not in BY_ID:
        yield Finding("source", N_("This is none of our languages."))
    yield from _unused(document, "", {*HEAD, "questions"})


def _scales(document: Mapping[str, Any]) -> Iterator[Finding]:
    for name, scale in (document.get("scales") or {}).items():
        where = f"scales.{name}"
        codes, labels = scale.get("codes") or (), scale.get("labels") or ()
        if not _ID.fullmatch(name):
            yield Finding(where, N_("“%(code)s” is no possible code."), {"code": name})
        elif not codes or len(codes) != len(labels):
            yield Finding(where, N_("A scale needs as many labels as codes."))
        else:
            pairs = zip(codes, labels, strict=True)
            yield from _codes([{"code": code, "label": label} for code, label in pairs], where)


def _questions(document: Mapping[str, Any]) -> Iterator[Finding]:
    if not document["questions"]:  # a draft begins so, but nobody is asked nothing
        yield Finding("questions", NO_QUESTIONS)
    taken: set[str] = set(RESERVED)
    yield from lost(document["questions"])
    for at, question in enumerate(document["questions"]):
        where, name = f"questions.{at}", str(question.get("id") or "")
        if not _ID.fullmatch(name) or "__" in name:
            yield Finding(
                f"{where}.id", N_("“%(id)s” is no possible id for a question."), {"id": name}
            )
        elif name.lower() in RESERVED:
            yield Finding(
                f"{where}.id", N_("“%(id)s” is used by the page itself as an id."), {"id": name}
            )
        elif name.lower() in taken:
            yield Finding(f"{where}.id", N_("The id “%(id)s” is used twice."), {"id": name})
        taken.add(name.lower())
        yield from _question(question, where, document)
    yield from owed(document)
    yield from rule_findings(document)
    yield from names(document)


def _question(
    question: Mapping[str, Any], where: str, document: Mapping[str, Any]
) -> Iterator[Finding]:
    if not is_said(question.get("text")):
        yield Finding(f"{where}.text", N_("The question has no words."))
    kind = KINDS.get(str(question.get("kind")))
    if kind is None:
        yield Finding(
            f"{where}.kind",
            N_("There is no kind of question called “%(kind)s”."),
            {"kind": question.get("kind")},
        )
        return
    yield from _choices(question, where, document, kind)
    yield from _limits(question, where, kind)
    scale = (document.get("scales") or {}).get(question.get("scale")) or {}
    points = len(scale.get("codes") or question.get("options") or ())
    for wrong in kind.mistakes(question, points):
        yield Finding(f"{where}.{wrong.where}", wrong.message, wrong.values)
    choices = {"scale", "options"} if kind.needs_options else set()
    yield from _unused(question, where, set(QUESTION) - OF_KINDS | kind.keys | choices)


def _choices(
    question: Mapping[str, Any], where: str, document: Mapping[str, Any], kind: Kind
) -> Iterator[Finding]:
    scale = question.get("scale")
    if scale and scale not in (document.get("scales") or {}):
        yield Finding(
            f"{where}.scale", N_("There is no scale called “%(scale)s”."), {"scale": scale}
        )
    if kind.needs_options and not scale and not question.get("options"):
        if "scale" in kind.keys:
            yield Finding(f"{where}.scale", N_("Please choose a scale."))
        else:
            yield Finding(f"{where}.options", N_("The question has nothing to choose from."))
    if "items" in kind.keys and not question.get("items"):
        yield Finding(f"{where}.items", N_("The question has nothing to choose from."))
    for part in ("options", "items"):
        yield from _codes(question.get(part) or [], f"{where}.{part}")


def _codes(options: Sequence[Mapping[str, Any]], where: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for at, option in enumerate(options):
        code = str(option.get("code"))
        if not _CODE.fullmatch(code):
            yield Finding(
                f"{where}.{at}.code", N_("“%(code)s” is no possible code."), {"code": code}
            )
        elif code.lower() in seen:
            yield Finding(
                f"{where}.{at}.code", N_("The code “%(code)s” is used twice."), {"code": code}
            )
        elif not is_said(option.get("label")):
            yield Finding(f"{where}.{at}.label", N_("The answer has no words."))
        seen.add(code.lower())
        yield from _unused(option, f"{where}.{at}", set(OPTION))


def _limits(question: Mapping[str, Any], where: str, kind: Kind) -> Iterator[Finding]:
    found = []
    for name in ("min", "max"):
        value = question.get(name)
        if value is None or name not in kind.keys:
            continue
        try:
            found.append(kind.limit(value))
        except ValueError:
            yield Finding(f"{where}.{name}", N_("This limit does not fit this kind of question."))
    if len(found) > 1 and found[0] > found[1]:
        yield Finding(f"{where}.max", N_("The upper limit is below the lower one."))


def _unused(holder: Mapping[str, Any], where: str, used: set[str]) -> Iterator[Finding]:
    for name, value in holder.items():
        if value is not None and name not in used | BESIDE and not name.startswith("_"):
            path = f"{where}.{name}" if where else name
            yield Finding(path, N_("“%(name)s” is not used."), {"name": name}, error=False)


def _texts_complete(document: Mapping[str, Any]) -> Iterator[Finding]:
    source = str(document.get("source") or "de")
    complete = finished(document)
    if source not in complete:
        yield Finding(
            "source", N_("Some texts are missing in the language the survey was written in.")
        )
    for path, text in texts(document):
        if isinstance(text, Mapping):
            yield from _placeholders(path, text, source)
    missing = [BY_ID[locale].name for locale in TIER_1 if locale not in complete]
    if missing:
        yield Finding(
            "languages",
            N_("Not yet in: %(languages)s."),
            {"languages": ", ".join(missing)},
            error=False,
        )


def _placeholders(path: str, text: Mapping[str, Any], source: str) -> Iterator[Finding]:
    wanted = placeholders(str(text.get(source, "")))
    for locale, words in text.items():
        if words and placeholders(str(words)) != wanted:
            yield Finding(
                path,
                N_("The placeholders differ in %(language)s."),
                {"language": BY_ID[locale].name},
            )


def _depth(value: Any) -> int:
    """How many lists and names lie inside each other; never by recursion."""
    depth, layer = 0, [value]
    while layer := [part for each in layer for part in _inside(each)]:
        depth += 1
    return depth


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)

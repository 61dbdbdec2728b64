"""The published questionnaire: an immutable document, read once, that checks every answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from beteiligung.surveys.questions.kind import Posted
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.questions.question import (
    Entries,
    Item,
    Option,
    Problem,
    Question,
    Unacceptable,
)
from beteiligung.surveys.rules import Answer, compile_rule, holds
from beteiligung.text import N_, Translated


@dataclass(frozen=True)
class Questionnaire:
    """What a survey asks, and what it tells people before they answer."""

    slug: str
    title: Translated
    intro: Translated
    purpose: Translated
    privacy_short: Translated
    legal_basis: str
    anonymity: str
    retention_months: int
    results_promised_within_days: int
    operator: str
    districts: tuple[str, ...]
    questions: tuple[Question, ...]
    source: str = "de"
    thanks: Translated = field(default_factory=lambda: Translated({}))

    @cached_property
    def asking(self) -> tuple[Question, ...]:
        """The questions that want an answer: everything but notes."""
        return tuple(question for question in self.questions if KINDS[question.kind].asks)

    @cached_property
    def by_id(self) -> Mapping[str, Question]:
        """The questions by their ids."""
        return {question.id: question for question in self.questions}

    @property
    def sensitive(self) -> bool:
        """Whether a draft may outlive the tab it was written in."""
        return any(question.sensitive for question in self.questions)

    @property
    def asks_who(self) -> bool:
        """Whether a question asks who somebody is."""
        return any(question.identifying for question in self.questions)

    @property
    def gives_receipts(self) -> bool:
        """Whether people get a code by which they can withdraw, or go on elsewhere."""
        return self.anonymity == "receipt"

    @property
    def minutes(self) -> int:
        """How long it takes, in minutes: two screens a half minute, never less than one."""
        screens = sum(KINDS[question.kind].parts(question) for question in self.asking)
        return max(1, round(screens * 15 / 60))


@dataclass(frozen=True, slots=True)
class Checked:
    """Answers after the check: what to store, what is wrong, and whom to tell where."""

    answers: Entries
    contact: Entries  # answers to identifying questions, never stored with the others
    problems: Mapping[str, Problem]  # by question id, in the questionnaire's order


def read(document: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that a checked document describes (see `document.check`)."""
    source = str(document.get("source") or "de")
    scales = {name: _scale(scale, source) for name, scale in (document.get("scales") or {}).items()}
    rules = document.get("rules") or {}
    return Questionnaire(
        slug=document["slug"],
        title=translated(document["title"], source),
        intro=translated(document.get("intro"), source),
        purpose=translated(document.get("purpose"), source),
        privacy_short=translated(document.get("privacy_short"), source),
        legal_basis=str(document.get("legal_basis") or ""),
        anonymity=str(document.get("anonymity") or "anonymous"),
        retention_months=int(document.get("retention_months") or 12),
        results_promised_within_days=int(document.get("results_promised_within_days") or 28),
        operator=str(document.get("operator") or ""),
        districts=tuple(str(name) for name in document.get("districts") or ()),
        questions=tuple(_question(raw, scales, rules, source) for raw in document["questions"]),
        source=source,
        thanks=translated(document.get("thanks"), source),
    )


def translated(raw: object, source: str) -> Translated:
    """A text of a document: a map of locale to words, or plain words in the source language."""
    if isinstance(raw, Mapping):
        return Translated({str(key): str(words) for key, words in raw.items() if words}, source)
    return Translated({source: str(raw)} if raw else {}, source)


def collected(questionnaire: Questionnaire, posted: Posted) -> Entries:
    """Everything that a form brought for the questions, unchecked."""
    found: Entries = {}
    for question in questionnaire.asking:
        found.update(KINDS[question.kind].collect(question, posted))
    return found


def check_answers(
    questionnaire: Questionnaire, given: Mapping[str, Any], *, today: date, partial: bool = False
) -> Checked:
    """Check what somebody answered, question by question, as rules show them.

    ``given`` has the shape of stored answers. A hidden question's answer is dropped and no rule
    sees it (semantics E3). ``partial`` asks for no required answer. Names that the questionnaire
    does not have are dropped: extra posted fields change nothing.
    """
    answers: Entries = {}
    contact: Entries = {}
    problems: dict[str, Problem] = {}
    seen: dict[str, Answer] = {}
    for question in questionnaire.asking:
        if question.rule is not None and not holds(question.rule, seen, today=today):
            continue
        try:
            entries = _entries(question, given, partial=partial)
        except Unacceptable as wrong:
            problems[question.id] = wrong.problem
            continue
        seen.update(KINDS[question.kind].seen_by_rules(question, entries))
        (contact if question.identifying else answers).update(entries)
    return Checked(answers, contact, problems)


def visible(questionnaire: Questionnaire, answers: Mapping[str, Any], *, today: date) -> set[str]:
    """The ids of the questions that these stored answers let a person see."""
    seen: dict[str, Answer] = {}
    shown: set[str] = set()
    for question in questionnaire.asking:
        if question.rule is None or holds(question.rule, seen, today=today):
            shown.add(question.id)
            seen.update(KINDS[question.kind].seen_by_rules(question, answers))
    return shown


def _entries(question: Question, given: Mapping[str, Any], *, partial: bool) -> Entries:
    entries = KINDS[question.kind].clean(question, given)
    if question.required and not partial and not entries:
        raise Unacceptable(
            question.id, N_("Please answer this question, or say “prefer not to say”.")
        )
    return entries


def _question(
    raw: Mapping[str, Any],
    scales: Mapping[str, tuple[Option, ...]],
    rules: Mapping[str, Any],
    source: str,
) -> Question:
    kind = raw["kind"]
    show_if = str(raw.get("show_if") or "").strip()
    return Question(
        id=raw["id"],
        kind=kind,
        text=translated(raw["text"], source),
        help=translated(raw.get("help"), source),
        page=translated(raw.get("page"), source),
        blank=translated(raw.get("blank"), source),
        required=bool(raw.get("required")),
        show_if=show_if,
        rule=(rules[raw["id"]] if raw["id"] in rules else compile_rule(show_if))
        if show_if
        else None,
        options=scales.get(raw.get("scale") or "", ()) or tuple(_options(raw, source)),
        items=tuple(
            Item(item["code"], translated(item["label"], source)) for item in raw.get("items") or ()
        ),
        scale=str(raw.get("scale") or ""),
        max_chars=int(raw.get("max_chars") or 0),
        min=raw.get("min"),
        max=raw.get("max"),
        faces=bool(raw.get("faces")),
        shuffle=bool(raw.get("shuffle")),
        identifying=bool(raw.get("identifying")),
        sensitive=bool(raw.get("sensitive")),
        demographic=bool(raw.get("demographic")),
    )


def _options(raw: Mapping[str, Any], source: str) -> Iterator[Option]:
    for option in raw.get("options") or ():
        yield Option(
            code=str(option["code"]),
            label=translated(option["label"], source),
            exclusive=bool(option.get("exclusive")),
            missing=bool(option.get("missing")),
            free_text=bool(option.get("free_text")),
            pinned=str(option.get("pinned") or ""),
        )


def _scale(raw: Mapping[str, Any], source: str) -> tuple[Option, ...]:
    pairs = zip(raw["codes"], raw["labels"], strict=True)
    return tuple(Option(str(code), translated(label, source)) for code, label in pairs)

"""The published questionnaire: an immutable document, read once, that checks every answer."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from beteiligung.surveys.order import in_order
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
from beteiligung.surveys.rules import Answer, Rule, compile_rule, evaluate, holds
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
    min_age: int = 0
    thanks: Translated = field(default_factory=lambda: Translated({}))
    sounds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # key, locale: digest
    heard: tuple[str, ...] = ()  # languages offered without written words
    by_code: bool = False  # only people with a one-time code can take part

    @cached_property
    def asking(self) -> tuple[Question, ...]:
        """The questions that want an answer: everything but notes."""
        return tuple(question for question in self.questions if KINDS[question.kind].asks)

    @cached_property
    def decided(self) -> tuple[Question, ...]:
        """Everything in the order in which it is decided: calculations as soon as they can be."""
        return in_order(self.questions)

    @cached_property
    def kept(self) -> tuple[Question, ...]:
        """The questions under which something is stored, in the order in which it is decided."""
        return tuple(question for question in self.decided if KINDS[question.kind].keeps)

    @cached_property
    def hidden(self) -> tuple[Question, ...]:
        """The questions that the address answers."""
        return tuple(question for question in self.questions if question.kind == "hidden")

    @property
    def pictured(self) -> bool:
        """Whether pictures stand beside words."""
        return any(
            question.image
            or any(option.image for option in question.options)
            or any(item.image for item in question.items)
            for question in self.questions
        )

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
    def about_people(self) -> tuple[Question, ...]:
        """The questions about whoever answers, each with the reason why it is asked."""
        return tuple(question for question in self.asking if question.reason.texts)

    @property
    def gives_receipts(self) -> bool:
        """Whether people get a code by which they can withdraw, or go on elsewhere."""
        return self.anonymity == "receipt"

    @property
    def kinds(self) -> frozenset[str]:
        """The ways of asking it uses: what a page must bring along."""
        return frozenset(question.kind for question in self.questions)

    @property
    def minutes(self) -> int:
        """How long it takes, in minutes: two screens a half minute, never less than one."""
        screens = sum(KINDS[question.kind].parts(question) for question in self.asking)
        return max(1, round(screens * 15 / 60))


class Checked(NamedTuple):
    """Answers after the check: what to store, what is wrong, and whom to tell where."""

    answers: Entries
    contact: Entries  # answers to identifying questions, never stored with the others
    problems: Mapping[str, Problem]  # by question id, in the questionnaire's order


def read(document: Mapping[str, Any], *, without: frozenset[str] = frozenset()) -> Questionnaire:
    """The questionnaire that a checked document describes (see `document.check`).

    Questions of the kinds in ``without`` are left away: this installation does not ask them.
    """
    source = str(document.get("source") or "de")
    scales = {name: _scale(scale, source) for name, scale in (document.get("scales") or {}).items()}
    compiled = (document.get("rules") or {}, document.get("formulas") or {})
    asked = [raw for raw in document["questions"] if raw["kind"] not in without]
    return Questionnaire(
        slug=document["slug"],
        title=translated(document["title"], source),
        intro=translated(document.get("intro"), source),
        purpose=translated(document.get("purpose"), source),
        privacy_short=translated(document.get("privacy_short"), source),
        legal_basis=str(document.get("legal_basis") or ""),
        anonymity=str(document.get("anonymity") or "anonymous"),
        retention_months=int(document.get("retention_months") or 12),
        min_age=int(document.get("min_age") or 0),
        results_promised_within_days=int(document.get("results_promised_within_days") or 28),
        operator=str(document.get("operator") or ""),
        districts=tuple(str(name) for name in document.get("districts") or ()),
        questions=tuple(_question(raw, scales, compiled, source) for raw in asked),
        source=source,
        thanks=translated(document.get("thanks"), source),
        sounds=document.get("sounds") or {},
        heard=tuple(document.get("heard") or ()),
        by_code=document.get("access") == "code",
    )


def translated(raw: object, source: str) -> Translated:
    """A text of a document: a map of locale to words, or plain words in the source language."""
    if isinstance(raw, Mapping):
        return Translated({str(key): str(words) for key, words in raw.items() if words}, source)
    return Translated({source: str(raw)} if raw else {}, source)


def collected(questionnaire: Questionnaire, posted: Posted) -> Entries:
    """Everything that a form brought for the questions, unchecked."""
    found: Entries = {}
    for question in questionnaire.kept:
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
    for question in questionnaire.kept:
        if question.rule is not None and not holds(question.rule, seen, today=today):
            continue
        brought = given
        if question.formula is not None:
            brought = {question.id: evaluate(question.formula, seen, today=today)}
        try:
            entries = _entries(question, brought, partial=partial)
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
    for question in questionnaire.kept:
        if question.rule is None or holds(question.rule, seen, today=today):
            shown.add(question.id)
            seen.update(KINDS[question.kind].seen_by_rules(question, answers))
    return shown


def _entries(question: Question, given: Mapping[str, Any], *, partial: bool) -> Entries:
    kind = KINDS[question.kind]
    entries = kind.clean(question, given)
    if question.required and kind.asks and not partial and not entries:
        raise Unacceptable(
            question.id, N_("Please answer this question, or say “prefer not to say”.")
        )
    return entries


TEXTS = ("text", "help", "page", "blank", "reason", "image_text", "statement", "unit")
WORDS = ("id", "kind", "scale", "image", "version", "parameter", "special")
FLAGS = ("required", "faces", "shuffle", "identifying", "sensitive", "demographic", "point")
NUMBERS = ("max_chars", "total")
LIMITS = ("min", "max", "step")


def _question(
    raw: Mapping[str, Any],
    scales: Mapping[str, tuple[Option, ...]],
    compiled: tuple[Mapping[str, Any], Mapping[str, Any]],
    source: str,
) -> Question:
    rules, formulas = compiled
    plain: dict[str, Any] = {name: translated(raw.get(name), source) for name in TEXTS}
    plain |= {name: str(raw.get(name) or "") for name in WORDS}
    plain |= {name: bool(raw.get(name)) for name in FLAGS}
    plain |= {name: int(raw.get(name) or 0) for name in NUMBERS}
    plain |= {name: raw.get(name) for name in LIMITS}
    return Question(
        **plain,
        show_if=str(raw.get("show_if") or "").strip(),
        rule=_compiled(raw, "show_if", rules),
        formula=_compiled(raw, "expression", formulas) if raw["kind"] == "calculate" else None,
        options=scales.get(raw.get("scale") or "", ()) or tuple(_options(raw, source)),
        items=tuple(
            Item(item["code"], translated(item["label"], source), str(item.get("image") or ""))
            for item in raw.get("items") or ()
        ),
    )


def _compiled(raw: Mapping[str, Any], name: str, done: Mapping[str, Any]) -> "Rule | None":
    """What a published document holds compiled, else compiled now; none where nothing stands."""
    text = str(raw.get(name) or "").strip()
    if not text:
        return None
    found: Rule = done[raw["id"]] if raw["id"] in done else compile_rule(text)
    return found


def _options(raw: Mapping[str, Any], source: str) -> Iterator[Option]:
    for option in raw.get("options") or ():
        yield Option(
            code=str(option["code"]),
            label=translated(option["label"], source),
            exclusive=bool(option.get("exclusive")),
            missing=bool(option.get("missing")),
            free_text=bool(option.get("free_text")),
            pinned=str(option.get("pinned") or ""),
            image=str(option.get("image") or ""),
        )


def _scale(raw: Mapping[str, Any], source: str) -> tuple[Option, ...]:
    pictures = [*(raw.get("images") or ()), *("" for _ in raw["codes"])]
    points = zip(raw["codes"], raw["labels"], pictures, strict=False)
    return tuple(
        Option(str(code), translated(label, source), image=picture)
        for code, label, picture in points
    )

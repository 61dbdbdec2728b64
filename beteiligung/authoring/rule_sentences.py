"""Rules as sentences: "Shown if “bus” is chosen in question 2", in the page's language."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from beteiligung.authoring.parts import position, source_of
from beteiligung.authoring.rule_conditions import (
    ANSWERED,
    CHOSEN,
    IS,
    IS_NOT,
    NOT_CHOSEN,
    UNANSWERED,
    Condition,
    answers_of,
    condition_of,
    parts_of,
)
from beteiligung.i18n import gettext, phrase
from beteiligung.surveys.questionnaire import translated
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.rules import Rule, RuleError, compile_rule
from beteiligung.text import N_

SAID = {
    IS: N_("“%(answer)s” is the answer to question %(question)s"),
    IS_NOT: N_("“%(answer)s” is not the answer to question %(question)s"),
    CHOSEN: N_("“%(answer)s” is chosen in question %(question)s"),
    NOT_CHOSEN: N_("“%(answer)s” is not chosen in question %(question)s"),
    ANSWERED: N_("question %(question)s is answered"),
    UNANSWERED: N_("question %(question)s is not answered"),
    "<": N_("the answer to question %(question)s is less than %(answer)s"),
    "<=": N_("the answer to question %(question)s is at most %(answer)s"),
    ">": N_("the answer to question %(question)s is more than %(answer)s"),
    ">=": N_("the answer to question %(question)s is at least %(answer)s"),
}
WAYS = {  # the same in a list to choose from
    IS: N_("is"),
    IS_NOT: N_("is not"),
    CHOSEN: N_("is chosen"),
    NOT_CHOSEN: N_("is not chosen"),
    ANSWERED: N_("is answered"),
    UNANSWERED: N_("is not answered"),
    "<": N_("is less than"),
    "<=": N_("is at most"),
    ">": N_("is more than"),
    ">=": N_("is at least"),
}
JOINED = {"and": N_("%(first)s and %(second)s"), "or": N_("%(first)s or %(second)s")}
SHOWN = N_("Shown if %(condition)s.")
SHOWN_BY_CODE = N_("Shown if this rule says yes: %(rule)s")


def sentence_of(rule: object, document: Mapping[str, Any]) -> Markup | None:
    """When a question is shown, in a sentence; none if always.

    What no sentence can say, and what is no rule at all, is shown as it is written.
    """
    text = str(rule or "").strip()
    if not text:
        return None
    try:
        said = _said(compile_rule(text), document)
    except RuleError:
        said = None
    if said is None:
        code = Markup('<bdi class="code" dir="ltr">{}</bdi>').format(text)
        return _filled(SHOWN_BY_CODE, rule=code)
    return _filled(SHOWN, condition=said)


def _said(tree: Rule, document: Mapping[str, Any]) -> Markup | None:
    if not isinstance(tree, list):
        return None
    if tree[0] in JOINED:
        return _joined(str(tree[0]), tree[1:], document)
    condition = condition_of(tree)
    return None if condition is None else condition_in_words(condition, document)


def _joined(way: str, parts: list[Rule], document: Mapping[str, Any]) -> Markup | None:
    said = [_said(part, document) for part in parts]
    if any(sentence is None for sentence in said):
        return None
    # An "or" inside an "and" needs its brackets, or the sentence says something else.
    inside = [
        Markup("({})").format(sentence)
        if isinstance(part, list) and part[0] in JOINED
        else sentence
        for part, sentence in zip(parts, said, strict=True)
    ]
    whole = inside[0] or Markup()
    for sentence in inside[1:]:
        whole = _filled(JOINED[way], first=whole, second=sentence)
    return whole


def condition_in_words(condition: Condition, document: Mapping[str, Any]) -> Markup:
    """One comparison in words, with the question's number and the answer's own words."""
    name, _, row = condition.asked.partition(".")
    at = position(document, name)
    asked = document["questions"][at] if at is not None else {}
    question = Markup("<bdi>{}</bdi>").format(called(document, name, row))
    words = dict(answers_of(asked, document)).get(condition.value, condition.value)
    answer = phrase(translated(words, source_of(document))).text or condition.value
    return _filled(
        SAID[condition.way], question=question, answer=Markup("<bdi>{}</bdi>").format(answer)
    )


def called(document: Mapping[str, Any], name: str, row: str = "") -> str:
    """A question by its number (and the row of a matrix by its words), else by its id."""
    at = position(document, name)
    if at is None:
        return f"“{name}”"
    asking = [_asks(question) for question in document["questions"][: at + 1]]
    if not row:
        return str(sum(asking))
    labels = parts_of(document["questions"][at])
    words = phrase(translated(labels.get(row) or row, source_of(document))).text
    return gettext("%(number)s (%(row)s)", number=sum(asking), row=words)


def _asks(question: Mapping[str, Any]) -> bool:
    kind = KINDS.get(str(question.get("kind")))
    return kind is None or kind.asks


def _filled(message: str, **values: object) -> Markup:
    """A message of ours with values in it; what is no markup yet is made harmless."""
    return escape(gettext(message)) % values

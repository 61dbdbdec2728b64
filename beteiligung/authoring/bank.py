"""The item bank at work: its questions and templates become drafts that need no translator."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from beteiligung.authoring.bank_contents import (
    Bank,
    Item,
    Template,
    Topic,
    Words,
    bank,
    item_of,
    template_of,
)
from beteiligung.errors import NotFound
from beteiligung.surveys.document import RESERVED

__all__ = [
    "Bank",
    "Item",
    "Template",
    "Topic",
    "Words",
    "all_into",
    "bank",
    "from_template",
    "into",
    "item_of",
    "template_of",
]


def into(
    document: Mapping[str, Any],
    item_id: str,
    *,
    after: str | None = None,
    published: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document with a question of the bank and its scale, at the end or after a question.

    ``after`` is a question's id; an empty one means the beginning. A question that is taken a
    second time gets another id, and so does one whose id stood for another question in what is
    ``published``. A scale that is there already, word for word, is used again.
    """
    item, changed = item_of(item_id), copy.deepcopy(dict(document))
    question = {**copy.deepcopy(dict(item.question)), "bank": item.id}
    questions: list[dict[str, Any]] = changed.setdefault("questions", [])
    others = [
        each for each in (published or {}).get("questions", ()) if each.get("bank") != item.id
    ]
    taken = {str(each.get("id")).lower() for each in (*questions, *others)} | RESERVED
    question["id"] = next(name for name in _names(item.id) if name not in taken)
    if item.scale is not None:
        changed["scales"] = dict(changed.get("scales") or {})
        question["scale"] = _scale_into(changed["scales"], str(question["scale"]), item.scale)
    questions.insert(_place(questions, after), question)
    return changed


def all_into(
    document: Mapping[str, Any],
    item_ids: Sequence[str],
    *,
    after: str | None = None,
    published: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The document with several questions of the bank, one below the other."""
    changed = dict(document)
    for item_id in item_ids:
        before = {question["id"] for question in changed.get("questions") or ()}
        changed = into(changed, item_id, after=after, published=published)
        if after is not None:
            after = next(each["id"] for each in changed["questions"] if each["id"] not in before)
    return changed


def from_template(
    template_id: str, *, slug: str, operator: str, districts: Sequence[str] = ()
) -> dict[str, Any]:
    """A complete questionnaire in six languages, ready to be published as it is."""
    template = template_of(template_id)
    document: dict[str, Any] = {
        "slug": slug,
        "title": dict(template.title),
        **{name: dict(words.text) for name, words in template.frame.items()},
        "legal_basis": "anonymous participation",
        "anonymity": "anonymous",
        "retention_months": template.retention_months,
        "results_promised_within_days": template.results_promised_within_days,
        "operator": operator,
        "districts": list(districts),
        "questions": [],
    }
    for item, rule in template.questions:
        document = into(document, item.id)
        if rule:
            document["questions"][-1]["show_if"] = rule
    return document


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    number = 2
    while True:
        yield f"{wanted}_{number}"
        number += 1


def _scale_into(scales: dict[str, Any], wanted: str, scale: Mapping[str, Any]) -> str:
    for name in _names(wanted):
        if name not in scales:
            scales[name] = copy.deepcopy(dict(scale))
            return name
        if _says_the_same(scales[name], scale):
            return name
    raise AssertionError


def _says_the_same(there: Mapping[str, Any], scale: Mapping[str, Any]) -> bool:
    """Whether a draft's scale has the bank's points and words; it may have more languages."""
    labels = there.get("labels") or []
    if [str(code) for code in there.get("codes") or ()] != [str(code) for code in scale["codes"]]:
        return False
    return len(labels) == len(scale["labels"]) and all(
        isinstance(label, Mapping) and dict(wanted).items() <= dict(label).items()
        for label, wanted in zip(labels, scale["labels"], strict=True)
    )


def _place(questions: Sequence[Mapping[str, Any]], after: str | None) -> int:
    if after is None:
        return len(questions)
    if not after:
        return 0
    for at, question in enumerate(questions):
        if question.get("id") == after:
            return at + 1
    raise NotFound

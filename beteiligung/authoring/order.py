"""The order of a draft's questions: one more, up, down, to a place, once more, away."""

import copy
from collections.abc import Collection, Mapping
from typing import Any

from beteiligung.authoring.parts import copied, in_languages, position, source_of
from beteiligung.errors import NotFound, Refusal
from beteiligung.surveys.questions.kinds import KINDS
from beteiligung.surveys.shape import MOST_QUESTIONS
from beteiligung.text import N_


class TooManyQuestions(Refusal):
    """More questions than anybody would answer."""

    default = N_("More than %(limit)s questions are not possible.")


def with_new_question(
    document: Mapping[str, Any], kind: str, after: str, published: Collection[str]
) -> tuple[dict[str, Any], str]:
    """A draft with one more question of a kind after another (or in front), and its id."""
    if kind not in KINDS:
        raise NotFound
    name = _free(document, published)
    at = 0 if not after else _where(document, after) + 1
    question: dict[str, Any] = {"id": name, "kind": kind, "text": {}}
    beside = document["questions"][at - 1 : at] or document["questions"][:1]
    if beside and beside[0].get("page"):
        question["page"] = copy.deepcopy(beside[0]["page"])
    if "scale" in KINDS[kind].keys and len(document.get("scales") or {}) == 1:
        question["scale"] = next(iter(document["scales"]))
    return _with(document, at, question), name


def with_copy(
    document: Mapping[str, Any], name: str, published: Collection[str]
) -> tuple[dict[str, Any], str]:
    """A draft in which a question stands twice; the second has an id of its own."""
    at, other = _where(document, name), _free(document, published)
    twin = {**copy.deepcopy(document["questions"][at]), "id": other}
    return _with(document, at + 1, twin), other


def without(document: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A draft without a question."""
    changed = copied(document)
    del changed["questions"][_where(document, name)]
    return changed


def moved(document: Mapping[str, Any], name: str, to: int) -> dict[str, Any]:
    """A draft in which a question stands at another place (from 0), as far as there is one."""
    changed = copied(document)
    question = changed["questions"].pop(_where(document, name))
    changed["questions"].insert(max(0, min(to, len(changed["questions"]))), question)
    return changed


def shifted(document: Mapping[str, Any], name: str, by: int) -> dict[str, Any]:
    """A draft in which a question stands some places further down, or up."""
    return moved(document, name, max(0, _where(document, name) + by))


def restored(document: Mapping[str, Any], earlier: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A draft with a question from an earlier one back at its place."""
    at = _where(earlier, name)
    return _with(document, min(at, len(document["questions"])), earlier["questions"][at])


def with_scale(
    document: Mapping[str, Any], scale: Mapping[str, Any], wanted: str
) -> tuple[dict[str, Any], str]:
    """A draft with one more scale, and under which name it is kept."""
    changed, name, number = copied(document), wanted, 1
    scales = changed["scales"] = dict(changed.get("scales") or {})
    while name in scales and scales[name] != scale:
        number += 1
        name = f"{wanted}_{number}"
    scales[name] = copy.deepcopy(dict(scale))
    return changed, name


def headings(document: Mapping[str, Any]) -> list[str]:
    """The headings that stand in a draft, each once, in the survey's own language."""
    source = source_of(document)
    said = (in_languages(q.get("page"), source).get(source, "") for q in document["questions"])
    return [words for words in dict.fromkeys(said) if words]


def _with(document: Mapping[str, Any], at: int, question: Mapping[str, Any]) -> dict[str, Any]:
    if len(document["questions"]) >= MOST_QUESTIONS:
        raise TooManyQuestions(limit=MOST_QUESTIONS)
    changed = copied(document)
    changed["questions"].insert(at, copy.deepcopy(dict(question)))
    return changed


def _where(document: Mapping[str, Any], name: str) -> int:
    at = position(document, name)
    if at is None:
        raise NotFound
    return at


def _free(document: Mapping[str, Any], published: Collection[str]) -> str:
    """An id that no question has, nor ever had: ``f7``."""
    used = {str(question.get("id")).lower() for question in document["questions"]}
    used |= {name.lower() for name in published}
    number = len(document["questions"]) + 1
    while f"f{number}" in used:
        number += 1
    return f"f{number}"

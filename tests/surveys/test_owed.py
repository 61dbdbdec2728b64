"""P29: nothing incomplete can be published: purpose, notice, period, reasons, consent."""

import copy
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beteiligung.surveys.document import PROMISES, check
from beteiligung.surveys.owed import SPECIAL
from beteiligung.surveys.pointing import spot
from tests.builders import on_the_shelf

Document = dict[str, Any]
Fault = tuple[str, Callable[[Document], object]]

AGREES: Document = {
    "id": "einwilligung",
    "kind": "consent",
    "version": "1",
    "text": {"de": "Dürfen wir?"},
    "statement": {"de": "Ich bin einverstanden, dass meine Angabe ausgewertet wird."},
}
ILL: Document = {
    "id": "krank",
    "kind": "text",
    "sensitive": True,
    "special": "health",
    "text": {"de": "Krank?"},
    "reason": {"de": "Für Wege ohne Stufen. Freiwillig."},
}
MAIL: Document = {
    "id": "mail",
    "kind": "text",
    "identifying": True,
    "text": {"de": "E-Mail?"},
    "reason": {"de": "Um Ihnen das Ergebnis zu schicken."},
}
AGE: Document = {
    "id": "alter",
    "kind": "number",
    "demographic": True,
    "text": {"de": "Wie alt sind Sie?"},
    "reason": {"de": "Um zu sehen, wer fehlt."},
}


def whole() -> Document:
    """A survey that asks for everything, and says everything that it must."""
    document = copy.deepcopy(on_the_shelf("single"))
    document |= {"dpia": "Az. 12-34", "min_age": 16}
    document["questions"] += copy.deepcopy([AGREES, AGE, ILL, MAIL])
    return document


def errors(document: Document) -> list[str]:
    return [found.where for found in check(document) if found.error]


def question(document: Document, name: str) -> Document:
    found: Document = next(each for each in document["questions"] if each["id"] == name)
    return found


def without(name: str) -> Callable[[Document], object]:
    return lambda document: document.pop(name)


# What may be missing: where it is said, and how it goes away.
FAULTS: dict[str, Fault] = {
    **{name: (name, without(name)) for name in PROMISES},
    "title": ("title", lambda d: d.pop("title")),
    "empty purpose": ("purpose", lambda d: d.update(purpose={"de": " "})),
    "no period": ("retention_months", lambda d: d.update(retention_months=0)),
    "reason of age": ("questions.2.reason", lambda d: question(d, "alter").pop("reason")),
    "reason of mail": ("questions.4.reason", lambda d: question(d, "mail").pop("reason")),
    "reason of ill": ("questions.3.reason", lambda d: question(d, "krank").pop("reason")),
    "dpia": ("dpia", lambda d: d.pop("dpia")),
    "consent": (
        "questions.3.special",
        lambda d: question(d, "einwilligung").update(kind="note", statement=None, version=None),
    ),
    "voluntary": ("questions.3.required", lambda d: question(d, "krank").update(required=True)),
    "sensitive": ("questions.3.sensitive", lambda d: question(d, "krank").pop("sensitive")),
    "which": ("questions.3.special", lambda d: question(d, "krank").update(special="shoes")),
    "children": ("questions.4.identifying", lambda d: d.update(min_age=14)),
    "age unknown": ("questions.4.identifying", lambda d: d.pop("min_age")),
    "photo of a child": (
        "questions.2.kind",
        lambda d: (
            d.update(min_age=15),
            question(d, "alter").update(kind="photo"),
        ),
    ),
    "promised too much": (
        "intro",
        lambda d: d.update(anonymity="receipt", intro={"de": "Ganz anonym."}),
    ),
    "language": (
        "source",
        lambda d: question(d, "mail").update(reason={"ar": "للرد عليكم"}),
    ),
}


def test_a_survey_that_says_everything_can_be_published():
    assert errors(whole()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_each_gap_is_refused_at_its_place_and_with_a_way_there(fault: str):
    where, spoil = FAULTS[fault]
    document = whole()
    spoil(document)
    found = [each for each in check(document) if each.error]
    assert where in [each.where for each in found]
    for each in found:
        assert each.message.endswith((".", "!"))
        assert spot(document, each.where).part or spot(document, each.where).question


def spoilt(faults: Iterable[str]) -> Document:
    """The survey with all of this missing or wrong."""
    document = whole()
    for name in sorted(faults):
        try:
            FAULTS[name][1](document)
        except KeyError:
            continue  # it is gone already
    return document


@settings(max_examples=200)
@given(st.sets(st.sampled_from(sorted(FAULTS)), min_size=1))
def test_whatever_is_missing_together_nothing_incomplete_is_published(faults: set[str]):
    assert errors(spoilt(faults))


@pytest.mark.parametrize("special", SPECIAL)
def test_everything_that_the_law_protects_has_the_same_gate(special: str):
    document = whole()
    question(document, "krank")["special"] = special
    assert errors(document) == []
    document["questions"].insert(1, document["questions"].pop(3))  # asked before people agree
    assert errors(document) == ["questions.1.special"]

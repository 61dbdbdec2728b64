"""Calculations and what addresses bring along: never asked, reckoned alike everywhere, stored."""

import copy
import json
import random
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beteiligung.db import Store
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.questionnaire import check_answers, read
from beteiligung.surveys.questions.calculate import Calculate, gives_number
from beteiligung.surveys.questions.question import NOTHING, Question
from beteiligung.surveys.rules import compile_rule, evaluate
from beteiligung.surveys.wording import frozen
from tests.builders import SHELF, on_the_shelf
from tests.conftest import NOW
from tests.surveys.conftest import answers, changed
from tests.surveys.test_rules_on_phones import expression
from tests.visitor import Visitor

Running = Callable[..., Survey]
TODAY = NOW.date()
VECTORS = json.loads((SHELF / "calculation_vectors.json").read_text("utf-8"))


def asking(*more: dict[str, Any]) -> dict[str, Any]:
    """A survey that asks two numbers and one text, and what else is given."""
    numbers = [{"id": name, "kind": "number", "text": {"de": name}} for name in ("a", "b")]
    questions = [*numbers, {"id": "wort", "kind": "text", "text": {"de": "Wort"}}]
    return changed("number", questions=[*questions, *more])


def reckon(id_: str, expression: str, **more: Any) -> dict[str, Any]:
    return {"id": id_, "kind": "calculate", "text": {"de": id_}, "expression": expression, **more}


def kept(document: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    return check_answers(read(document), given, today=TODAY).answers


def faults(document: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each.where, each.message % each.values) for each in check(document) if each.error]


# ---- what is stored ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "stored"),
    [
        ("${a} + ${b}", 5),
        ("${a} div ${b}", 2 / 3),
        ("${a} > ${b}", 0),
        ("${a} < ${b}", 1),
        ("concat(${a}, '-', ${wort})", "2-ja"),
        ("if(${a} = 2, 'zwei', 'andere')", "zwei"),
        ("round(7 div ${b}, 1)", 2.3),
        ("today()", TODAY.isoformat()),
    ],
)
def test_a_calculation_is_stored_as_number_or_text(expression: str, stored: object):
    assert kept(asking(reckon("erg", expression)), {"a": 2, "b": 3, "wort": "ja"})["erg"] == stored


@pytest.mark.parametrize(
    "expression", ["${a} + ${b}", "${b} div 0 - ${b} div 0", "1 div 0", "${b}"]
)
def test_what_is_no_number_is_not_stored(expression: str):
    assert "erg" not in kept(asking(reckon("erg", expression)), {"a": 2})


def test_nobody_can_send_a_result(visitor: Visitor, running: Running, store: Store):
    slug = running("calculate").slug
    page = visitor.get(f"/en/umfrage/{slug}").sees("Question 1 of 3")
    sent = {"key": page.value("key"), "kinder": "3", "grosse": "2", "alle": "99"}
    visitor.post(f"/en/umfrage/{slug}", sent)
    assert answers(store) == {"kinder": 3, "grosse": 2, "alle": 5}


def test_a_calculation_may_look_forward_and_a_rule_behind_it_sees_it():
    document = on_the_shelf("calculate")
    assert faults(document) == []
    given = {"kinder": 3, "grosse": 2, "platz": "nein"}
    assert kept(document, given) == {**given, "alle": 5}
    assert kept(document, {**given, "kinder": 1}) == {"kinder": 1, "grosse": 2, "alle": 3}


def test_calculations_go_by_what_they_need_not_by_their_place():
    document = asking(reckon("z", "${y} * 2"), reckon("y", "${x} + 1"), reckon("x", "${a} * 10"))
    assert faults(document) == []
    assert kept(document, {"a": 1}) == {"a": 1, "x": 10, "y": 11, "z": 22}
    assert [each.id for each in read(document).decided] == ["a", "x", "y", "z", "b", "wort"]


def test_a_hidden_answer_is_not_reckoned_with_and_comes_back_with_its_question():
    document = asking(reckon("summe", "coalesce(${b}, 0) + ${a}"))
    document["questions"][1]["show_if"] = "${a} = 1"
    assert kept(document, {"a": 1, "b": 5}) == {"a": 1, "b": 5, "summe": 6}
    assert kept(document, {"a": 2, "b": 5}) == {"a": 2, "summe": 2}


def test_a_calculation_with_a_rule_is_only_made_where_it_holds():
    document = asking(reckon("erg", "${a} * 2", show_if="${b} = 1"))
    assert kept(document, {"a": 2, "b": 1})["erg"] == 4
    assert "erg" not in kept(document, {"a": 2, "b": 2})


def test_what_was_published_is_compiled_and_reads_the_same():
    document = asking(reckon("erg", "${a} * 2"))
    published, _ = frozen(document)
    assert published["formulas"] == {"erg": ["*", ["ref", "a"], 2.0]}
    assert kept(json.loads(json.dumps(published)), {"a": 2}) == kept(document, {"a": 2})
    assert "formulas" not in frozen(on_the_shelf("number"))[0]


# ---- alike on server and phone -------------------------------------------------------------------


def on_a_phone(node: str, formulas: list[Any]) -> list[Any]:
    """What the phone's rules see of these calculations."""
    frame = {"answers": VECTORS["answers"], "today": VECTORS["today"]}
    done = subprocess.run(
        [node, str(Path(__file__).parent / "run_calculations.mjs")],
        input=json.dumps([{"formula": formula, **frame} for formula in formulas]),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return list(json.loads(done.stdout))


def on_the_server(formula: Any) -> Any:
    today = date.fromisoformat(VECTORS["today"])
    value = evaluate(formula, VECTORS["answers"], today=today)
    return Calculate().clean(Question("erg", "calculate", NOTHING), {"erg": value}).get("erg")


def test_server_and_phone_store_and_see_what_the_shelf_says(node: str):
    formulas = [compile_rule(text) for text, _ in VECTORS["cases"]]
    said = zip(VECTORS["cases"], map(on_the_server, formulas), strict=True)
    assert [[text, found] for (text, _), found in said] == VECTORS["cases"]
    seen = zip(VECTORS["cases"], on_a_phone(node, formulas), strict=True)
    assert [[text, None if found == "" else found] for (text, _), found in seen] == VECTORS["cases"]


def test_server_and_phone_agree_on_formulas_nobody_wrote(node: str):
    chance = random.Random(20261126)
    formulas = [compile_rule(expression(chance, 2)) for _ in range(500)]
    here = [comparable(on_the_server(formula)) for formula in formulas]
    there = [comparable(found) for found in on_a_phone(node, formulas)]
    assert here == there
    assert {type(found) for found in here} == {float, str, type(None)}


def comparable(found: Any) -> Any:
    """Numbers as one type; nothing as one thing."""
    return float(found) if isinstance(found, int) else found or None


# ---- what cannot be published --------------------------------------------------------------------


def test_calculations_in_a_circle_are_refused_with_the_way_round():
    document = asking(reckon("x", "${y} + 1"), reckon("y", "${z} + 1"), reckon("z", "${x} + 1"))
    assert ("questions.3.expression", "This calculation needs itself: x → y → z → x.") in faults(
        document
    )
    itself = asking(reckon("x", "${x} + 1"))
    assert ("questions.3.expression", "This calculation needs itself: x → x.") in faults(itself)


def test_a_rule_must_not_look_forward_through_a_calculation():
    behind = {"id": "d", "kind": "number", "text": {"de": "d"}}
    asked = {"id": "e", "kind": "text", "text": {"de": "e"}, "show_if": "${erg} > 1"}
    late = asking(reckon("erg", "${a} + ${d}"), asked, behind)
    assert [where for where, _ in faults(late)] == ["questions.4.show_if"]
    assert faults(asking(reckon("erg", "${a} + ${d}"), behind, asked)) == []


def test_nothing_is_reckoned_from_what_identifies_people():
    name = {"id": "name", "kind": "text", "text": {"de": "Name"}, "identifying": True}
    name["reason"] = {"de": "Um zu antworten."}
    letters = "string-length(${name})"
    found = faults(asking(name, reckon("erg", letters)) | {"min_age": 16})
    assert [where for where, _ in found] == ["questions.4.expression"]
    apart = reckon("erg", "string-length(${name})", identifying=True)
    checked = check_answers(read(asking(name, apart)), {"name": "Ada"}, today=TODAY)
    assert (checked.answers, checked.contact) == ({}, {"name": "Ada", "erg": 3})


@pytest.mark.parametrize("expression", ["", " ", "${a} +", "${nichts} + 1", "${a.zeile}"])
def test_a_calculation_of_nothing_is_refused(expression: str):
    assert [where for where, _ in faults(asking(reckon("erg", expression)))] == [
        "questions.3.expression"
    ]


# ---- always a number? ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numeric"),
    [
        ("${a} + 1", True),
        ("${a} = 'x'", True),
        ("if(${a} = 'x', 1, ${b} * 2)", True),
        ("if(${a} = 'x', 1, 'y')", False),
        ("coalesce(number(${a}), 0)", True),
        ("${a}", False),
        ("concat(1, 2)", False),
        ("today()", False),
    ],
)
def test_it_is_known_whether_a_formula_gives_numbers(text: str, numeric: bool):
    assert gives_number(compile_rule(text)) is numeric


@given(st.integers())
def test_a_formula_that_gives_numbers_never_gives_words(seed: int):
    chance = random.Random(seed)
    text = expression(chance, 3)
    rule = compile_rule(text)
    document = asking(reckon("erg", text)) if len(text) < 2000 else asking()
    found = check_answers(
        read(document), {"a": 2, "b": -1.5, "wort": "ja nein"}, today=date(2026, 3, 9)
    ).answers.get("erg", 0)
    assert isinstance(found, int | float) or not gives_number(rule)


# ---- what an address brings along ----------------------------------------------------------------


def test_what_the_address_brings_is_stored_with_the_answer(
    visitor: Visitor, running: Running, store: Store
):
    page = visitor.get(f"/en/umfrage/{running('hidden').slug}?von=brief").sees("Question 1 of 1")
    page.submit("Send answers").sees("Thank you")
    assert answers(store) == {"quelle": "brief"}


@pytest.mark.parametrize(
    "query", ["", "?von=", "?von=ada@example.org", "?von=BRIEF", "?quelle=brief"]
)
def test_only_listed_values_are_taken(visitor: Visitor, running: Running, store: Store, query: str):
    visitor.get(f"/en/umfrage/{running('hidden').slug}{query}").submit("Send answers")
    assert answers(store) == {}


def test_what_the_address_brought_survives_a_change_of_language_and_a_mistake(
    visitor: Visitor, running: Running, store: Store
):
    document = copy.deepcopy(on_the_shelf("hidden"))
    document["questions"][0]["required"] = True
    page = visitor.get(f"/en/umfrage/{running(document).slug}?von=verein")
    page = page.submit("Send answers", 422)
    sent = {"key": page.value("key"), "quelle": page.value("quelle"), "language": "en"}
    page = visitor.post(page.path, sent, 200)
    page.fill("worte", "Hallo").submit("Send answers").sees("Thank you")
    assert answers(store) == {"worte": "Hallo", "quelle": "verein"}


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"parameter": "c"}, "parameter"),
        ({"parameter": ""}, "parameter"),
        ({"parameter": "Mit Leerzeichen"}, "parameter"),
        ({"identifying": True}, "identifying"),
        ({"options": []}, "options"),
        ({"options": [{"code": "x" * 41, "label": {"de": "X"}}]}, "options.0.code"),
        ({"options": [{"code": "größe", "label": {"de": "X"}}]}, "options.0.code"),
    ],
)
def test_an_address_can_bring_nothing_that_identifies(more: dict[str, Any], where: str):
    document = copy.deepcopy(on_the_shelf("hidden"))
    document["questions"][1].update(more)
    assert [place for place, _ in faults(document)] == [f"questions.1.{where}"]


def test_the_shelf_of_vectors_is_ours():
    assert not list(Path(__file__).parents[1].rglob("*.tsv"))

"""When a question is shown: chosen from lists, said as a sentence, kept as a rule."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from beteiligung import i18n
from beteiligung.authoring.rule_conditions import (
    ANSWERED,
    CHOSEN,
    IS,
    IS_NOT,
    NOT_CHOSEN,
    SIZES,
    UNANSWERED,
    WITHOUT_VALUE,
    Built,
    Condition,
    QuotedBothWays,
    built_of,
    rule_of,
)
from beteiligung.authoring.rule_sentences import sentence_of
from beteiligung.surveys.models import Survey
from tests.builders import on_the_shelf
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
EVERY = "/verwaltung/umfragen/jede-art/fragebogen/frage/"
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "wege",
        "kind": "multiple",
        "text": {"de": "Wie unterwegs?"},
        "options": [
            {"code": "bus", "label": {"de": "Bus", "en": "Bus (en)"}},
            {"code": "rad", "label": {"de": "Rad <b>"}},
        ],
    },
    {"id": "alter", "kind": "number", "text": {"de": "Wie alt?"}, "min": 0, "max": 120},
    {"id": "tag", "kind": "date", "text": {"de": "Seit wann?"}},
    {"id": "ort", "kind": "text", "text": {"de": "Wo?"}},
    {"id": "ende", "kind": "text", "text": {"de": "Noch etwas?"}},
]
DOCUMENT = {**on_the_shelf("every_kind"), "questions": QUESTIONS}

names = st.from_regex(r"[a-z][a-z0-9]{0,8}(?:\.[a-z][a-z0-9]{0,4})?", fullmatch=True)
texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    lambda text: not ("'" in text and '"' in text)
)
numbers = st.integers(-(10**9), 10**9).map(str)
compared = st.one_of(
    st.builds(Condition, names, st.sampled_from([IS, IS_NOT, CHOSEN, NOT_CHOSEN, *SIZES]), texts),
    st.builds(Condition, names, st.sampled_from([ANSWERED, UNANSWERED])),
    st.builds(
        Condition, names, st.sampled_from([IS, IS_NOT, *SIZES]), numbers, number=st.just(value=True)
    ),
)
several = st.builds(
    Built, st.lists(compared, min_size=2, max_size=6).map(tuple), st.sampled_from(["and", "or"])
)
single = st.builds(Built, st.tuples(compared))


def rule(manager: Visitor, name: str) -> str:
    document = manager.get("/verwaltung/umfragen/jede-art/fragebogen.json").json
    return next(str(q.get("show_if") or "") for q in document["questions"] if q["id"] == name)


@contextmanager
def speaking(app: Flask, language: str) -> Iterator[None]:
    with app.test_request_context():
        i18n.use(language)
        yield


# ---- inside ----------------------------------------------------------------------------------


@given(single | several)
def test_what_is_built_is_read_back_as_it_was_built(built: Built):
    assert built_of(rule_of(built)) == built


def test_no_conditions_are_no_rule():
    assert rule_of(Built(())) == ""
    assert built_of("  ") == Built(())


def test_a_value_with_both_kinds_of_marks_is_refused():
    with pytest.raises(QuotedBothWays):
        rule_of(Built((Condition("ort", IS, "'\""),)))


@pytest.mark.parametrize(
    "written",
    [
        "${a} = 'x' and (${b} = 'y' or ${c} = 'z')",
        "count-selected(${a}) > 2",
        "regex(${a}, '[0-9]+')",
        "${a} = ${b}",
        "not(${a} = 'x')",
        "${a} + 1 > 2",
        "${a} = 'x",
        "selected(${a}, 1)",
        "true()",
        "'x'",
    ],
)
def test_what_the_builder_cannot_say_is_left_alone(written: str):
    assert built_of(written) is None


SENTENCES = [
    ("selected(${wege}, 'bus')", "Wird gezeigt, wenn bei Frage 1 „Bus“ gewählt ist."),
    ("not(selected(${wege}, 'bus'))", "wenn bei Frage 1 „Bus“ nicht gewählt ist."),
    ("${alter} >= 18", "wenn die Antwort auf Frage 2 mindestens 18 ist."),
    ("${alter} < -3", "wenn die Antwort auf Frage 2 kleiner als -3 ist."),
    ("${ort} != ''", "wenn Frage 4 beantwortet ist."),
    ("${tag} = ''", "wenn Frage 3 nicht beantwortet ist."),
    ("${ort} = 'hier' and ${alter} > 5", "„hier“ ist und die Antwort auf Frage 2 größer als 5 ist"),
    (
        "${ort} != 'x' and (${alter} <= 5 or ${tag} != '')",
        "„x“ ist und (die Antwort auf Frage 2 höchstens 5 ist oder Frage 3 beantwortet ist).",
    ),
    ("${fort} = 'x'", "wenn die Antwort auf Frage “fort” „x“ ist."),
    ("selected(${wege}, 'zug')", "bei Frage 1 „zug“ gewählt ist"),
    ("count-selected(${wege}) > 1", "wenn diese Regel Ja sagt: count-selected(${wege}) > 1"),
    ("${a} = ", "wenn diese Regel Ja sagt: ${a} ="),
]


@pytest.mark.parametrize(("written", "said"), SENTENCES, ids=[rule for rule, _ in SENTENCES])
def test_a_rule_is_said_in_a_sentence(visitor: Visitor, written: str, said: str):
    with speaking(visitor.app, "de"):
        sentence = sentence_of(written, DOCUMENT)
    assert sentence is not None
    assert said in sentence.striptags()


def test_a_sentence_speaks_the_page_s_language(visitor: Visitor):
    with speaking(visitor.app, "en"):
        sentence = sentence_of("selected(${wege}, 'bus')", DOCUMENT)
    assert sentence is not None
    assert sentence.striptags() == "Shown if “Bus (en)” is chosen in question 1."


def test_an_answer_s_words_are_no_markup_in_a_sentence(visitor: Visitor):
    with speaking(visitor.app, "de"):
        assert "Rad &lt;b&gt;" in str(sentence_of("selected(${wege}, 'rad')", DOCUMENT))
        assert sentence_of("", DOCUMENT) is None


# ---- on the page -----------------------------------------------------------------------------


def test_a_rule_is_built_from_lists(manager: Visitor, running: Running):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    page = manager.get(EVERY + "ende").sees("Always.").follow("Only if")
    page = page.fill("frage", "wege").submit("Go on")
    assert page.value("when.0.way") == CHOSEN
    page = page.fill("when.0.value", "Bus (en)").submit("Save")
    page.sees("Shown if “Bus (en)” is chosen in question 1.")
    assert rule(manager, "ende") == "selected(${wege}, 'bus')"
    page = page.fill("frage", "alter").submit("Go on")
    page = page.fill("when.1.way", ">=").fill("when.1.value", "16,5").submit("Save")
    assert rule(manager, "ende") == "selected(${wege}, 'bus') and ${alter} >= 16.5"
    page = page.choose("at least one").submit("Save")
    assert rule(manager, "ende") == "selected(${wege}, 'bus') or ${alter} >= 16.5"
    page = page.submit("when.0.away")
    assert rule(manager, "ende") == "${alter} >= 16.5"
    page = page.submit("when.0.away").sees("Always.")
    assert rule(manager, "ende") == ""


def test_a_row_of_a_matrix_can_decide(manager: Visitor, running: Running):
    running(published=False)
    page = manager.get(EVERY + "zahl/regel").fill("frage", "reihen.y").submit("Go on")
    page = page.fill("when.0.value", "gut").submit("Save")
    page.sees("Shown if “gut” is the answer to question 3 (Y).")
    assert rule(manager, "zahl") == "${reihen.y} = '3'"


def test_only_questions_before_can_decide(manager: Visitor, running: Running):
    running(published=False)
    manager.get(EVERY + "eins/regel").sees("There is no question before this one")
    options = list(manager.get(EVERY + "nur_a/regel").controls("frage")[0].iter("option"))
    assert [option.get("value") for option in options] == ["eins"]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("", "choose or enter"), ("viele", "a number, or a day"), ("1e999", "a number, or a day")],
)
def test_a_condition_without_a_fitting_value_is_refused(
    manager: Visitor, running: Running, value: str, sentence: str
):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    page = manager.get(EVERY + "ende/regel?frage=alter").fill("when.0.way", "<")
    page = page.fill("when.0.value", value).submit("Save", 422)
    assert sentence in page.error("when.0.value")
    assert page.value("when.0.way") == "<"
    assert rule(manager, "ende") == ""


def test_a_text_with_both_marks_is_refused(manager: Visitor, running: Running):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    page = manager.get(EVERY + "ende/regel?frage=ort").fill("when.0.value", "'\"")
    assert "quotation marks" in page.submit("Save", 422).error("when.0.value")


def test_whether_somebody_answered_needs_no_value(manager: Visitor, running: Running):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    assert {ANSWERED, UNANSWERED} == WITHOUT_VALUE
    page = manager.get(EVERY + "ende/regel?frage=ort").fill("when.0.way", ANSWERED)
    page.submit("Save").sees("Shown if question 4 is answered.")
    assert rule(manager, "ende") == "${ort} != ''"


def test_a_rule_by_hand_is_checked(manager: Visitor, running: Running):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    page = manager.get(EVERY + "ende/regel").fill("show_if", "count-selected(${wege} >")
    page = page.submit("Save the rule", 422)
    assert "too early" in page.error("show_if")
    assert page.value("show_if") == "count-selected(${wege} >"
    page = page.fill("show_if", "count-selected(${wege}) > 1").submit("Save the rule")
    page.sees("Shown if this rule says yes: count-selected(${wege}) > 1")
    assert rule(manager, "ende") == "count-selected(${wege}) > 1"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("${fort} = 'x'", "The rule asks for “fort”, which does not exist."),
        ("${wege} = 'x' and ${q} = 1", "The rule asks for “q”, which does not exist."),
        ("${ende} = 'x'", "The rules go round in a circle: ende → ende."),
    ],
)
def test_a_rule_that_asks_for_nothing_says_so_at_its_place(
    manager: Visitor, running: Running, written: str, sentence: str
):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    page = manager.get(EVERY + "ende/regel").fill("show_if", written).submit("Save the rule")
    page.sees("Mend", sentence)


def test_two_people_at_one_rule(manager: Visitor, admin: Visitor, running: Running):
    running(changed("every_kind", questions=QUESTIONS), published=False)
    hers = manager.get(EVERY + "ende/regel?frage=ort").fill("when.0.way", ANSWERED)
    his = admin.get(EVERY + "ende/regel").fill("show_if", "${alter} > 3")
    hers.submit("Save")
    page = his.submit("Save the rule", 409).sees("${alter} > 3", "${ort} != ''")
    page.choose("Take mine").submit("Save this choice")
    assert rule(manager, "ende") == "${alter} > 3"

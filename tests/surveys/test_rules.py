"""Rules of a questionnaire: what authors may write, and what answers make of it."""

import json
import random
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from beteiligung.surveys.rule_patterns import compile_pattern, matches
from beteiligung.surveys.rule_values import number_text
from beteiligung.surveys.rules import RuleError, compile_rule, evaluate, holds, references

SHELF = json.loads((Path(__file__).parents[1] / "shelf" / "rule_vectors.json").read_text("utf-8"))
DAY = date(2026, 3, 9)


def written(value: bool | float | str) -> Any:
    """Make numbers comparable, those that JSON does not know included."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return {"number": number_text(float(value))}


@pytest.mark.parametrize("group", SHELF["groups"], ids=lambda group: group["why"])
def test_the_server_says_what_the_shelf_says(group: dict[str, Any]):
    today = date.fromisoformat(SHELF["today"])
    for text, expected in group["cases"]:
        rule = json.loads(json.dumps(compile_rule(text)))
        value = evaluate(rule, SHELF["answers"], own=SHELF["own"], today=today)
        assert written(value) == written(expected), text


def test_a_question_for_residents_is_shown_to_residents_only():
    rule = compile_rule("${q01_bezug} = 'wohnt'\n")
    assert holds(rule, {"q01_bezug": "wohnt"}, today=DAY)
    assert not holds(rule, {"q01_bezug": "arbeitet"}, today=DAY)
    assert not holds(rule, {}, today=DAY)


def test_a_rule_may_look_at_one_row_of_a_matrix():
    rule = compile_rule("${q04_bereiche_sauber} <= 2")
    assert holds(rule, {"q04_bereiche_sauber": "1"}, today=DAY)
    assert not holds(rule, {"q04_bereiche_sauber": None}, today=DAY)


def test_a_rule_may_check_the_answer_it_belongs_to():
    rule = compile_rule(". >= 16 and . <= 120")
    assert holds(rule, {}, own=42, today=DAY)
    assert not holds(rule, {}, own=7, today=DAY)


def test_a_rule_turns_with_the_day():
    rule = compile_rule("${geburt} <= '2008-03-09' and today() >= '2026-03-09'")
    assert holds(rule, {"geburt": "2008-03-09"}, today=date(2026, 3, 9))
    assert not holds(rule, {"geburt": "2008-03-09"}, today=date(2026, 3, 8))


def test_a_rule_knows_which_questions_it_looks_at():
    rule = compile_rule(
        "${a} = 'x' and (selected(${b-1.c}, 'ref') or regex(${a}, '[0-9]')) and . > 1"
    )
    assert references(rule) == {"a", "b-1.c"}
    assert references(compile_rule("true()")) == frozenset()
    assert references(compile_rule("'nur Text'")) == frozenset()


def test_a_compiled_rule_is_plain_json():
    rule = compile_rule("if(${a} = 'x', 1, -2.5) < today()")
    assert rule == ["<", ["if", ["=", ["ref", "a"], "x"], 1.0, ["neg", 2.5]], ["today"]]
    assert json.loads(json.dumps(rule, allow_nan=False)) == rule


def test_thirty_alternatives_are_one_level():
    text = " or ".join(f"${{q}} = 'code_{number}'" for number in range(60))
    assert holds(compile_rule(text), {"q": "code_59"}, today=DAY)


@pytest.mark.parametrize(
    ("text", "message", "values"),
    [
        ("${a} = ‘ja’", "Use straight quotation marks instead of %(mark)s.", {"mark": "‘"}),
        ("${a} = „ja“", "Use straight quotation marks instead of %(mark)s.", {"mark": "„"}),
        ("${a} = 'ja’", "Use straight quotation marks instead of %(mark)s.", {"mark": "’"}),
        ("${a} = `ja`", "Use straight quotation marks instead of %(mark)s.", {"mark": "`"}),
        ("${a} = 'ja", "A quotation mark is not closed.", {}),
        ("", "The rule ends too early or is empty.", {}),
        ("  \n", "The rule ends too early or is empty.", {}),
        ("${a} = ", "The rule ends too early or is empty.", {}),
        ("not(${a}", "The rule ends too early or is empty.", {}),
        ("concat(1,", "The rule ends too early or is empty.", {}),
        ("weather(1)", "The function %(name)s is not known.", {"name": "weather"}),
        ("jr:choice-name(1)", "The function %(name)s is not known.", {"name": "jr:choice-name"}),
        ("selected(${a})", "%(name)s needs another number of values.", {"name": "selected"}),
        ("today(1)", "%(name)s needs another number of values.", {"name": "today"}),
        ("once()", "%(name)s needs another number of values.", {"name": "once"}),
        ("regex(${a}, ${b})", "A pattern must be a fixed text in quotation marks.", {}),
        ("1" * 400, "The number %(number)s is too large.", {"number": "1" * 20}),
        ("1 + " * 600 + "1", "The rule is longer than %(limit)s characters.", {"limit": 2000}),
    ],
)
def test_a_rule_nobody_understands_is_refused_in_words(
    text: str, message: str, values: dict[str, Any]
):
    with pytest.raises(RuleError) as refused:
        compile_rule(text)
    assert refused.value.message == message
    assert refused.value.values == values
    assert str(refused.value) == message % refused.value.values


@pytest.mark.parametrize(
    ("text", "piece", "position"),
    [
        ("/data/alter > 18", "/", 1),
        ("../alter > 18", ".", 2),
        ("${a} == 'x'", "=", 7),
        ("${a} = 'x')", ")", 11),
        ("${a} & 1", "&", 6),
        ("alter > 18", ">", 7),
        ("${a} 'x'", "'x'", 6),
        ("${last saved}", "$", 1),
        ("${}", "$", 1),
        ("1 +, 2", ",", 4),
        ("* 2", "*", 1),
        ("if(1 2, 3)", "2", 6),
        ("1 \u00a0+ 2", "\u00a0", 3),
        ("true() AND true()", "AND", 8),
        ("${a}[1]", "[", 5),
    ],
)
def test_the_author_learns_where_the_rule_breaks(text: str, piece: str, position: int):
    with pytest.raises(RuleError) as refused:
        compile_rule(text)
    assert refused.value.message == "%(text)s is not understood at character %(position)s."
    assert refused.value.values == {"text": piece, "position": position}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "1" + ")" * 900,
        "-" * 1900 + "1",
        "not(" * 300 + "1" + ")" * 300,
        "1+1-" * 400 + "1",
    ],
    ids=["parentheses", "minus", "functions", "chains"],
)
def test_no_rule_is_deep_enough_to_exhaust_the_server(text: str):
    with pytest.raises(RuleError) as refused:
        compile_rule(text)
    assert refused.value.message == "The rule is nested too deeply."


def test_forty_levels_are_still_understood():
    rule = compile_rule("not(" * 40 + "${a} = 'x'" + ")" * 40)
    assert holds(rule, {"a": "x"}, today=DAY)


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a" * 201, "The pattern is longer than %(limit)s characters."),
        ("(a+)+", "The pattern repeats something that already repeats."),
        ("(a*b|c)*", "The pattern repeats something that already repeats."),
        ("((a+)?){2}", "The pattern repeats something that already repeats."),
        ("(a{1,}){1,9}", "The pattern repeats something that already repeats."),
        ("((a{50}){50}){50}", "The pattern repeats too often."),
    ],
)
def test_a_pattern_that_could_run_away_is_refused(pattern: str, message: str):
    with pytest.raises(RuleError) as refused:
        compile_rule(f"regex(${{a}}, '{pattern}')")
    assert refused.value.message == message


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("(?=a)", 2),
        ("(?P<n>a)", 2),
        (r"(a)\1", 5),
        (r"\bja\b", 2),
        (r"\p{L}", 2),
        ("a**", 3),
        ("a++", 3),
        ("*a", 1),
        ("(a", 3),
        ("a)", 2),
        ("a]", 2),
        ("a{", 3),
        ("a{x}", 3),
        ("a{,3}", 3),
        ("a{3,2}", 7),
        ("a{1001}", 7),
        ("a{2", 4),
        ("[]", 2),
        ("[^]", 3),
        ("[a", 3),
        ("[z-a]", 4),
        (r"[a-\d]", 5),
        ("[[a]]", 2),
        (r"[\D]", 3),
        ("a\\", 3),
        ("(" * 25 + ")" * 25, 22),
    ],
)
def test_a_pattern_that_phones_could_read_otherwise_is_refused(pattern: str, position: int):
    with pytest.raises(RuleError) as refused:
        compile_pattern(pattern)
    assert refused.value.message == "The pattern cannot be understood at character %(position)s."
    assert refused.value.values == {"position": position}


def test_a_very_long_answer_fits_no_pattern():
    anything = compile_pattern(".*")
    assert matches(anything, "a" * 1000)
    assert not matches(anything, "a" * 1001)


def test_patterns_mean_what_they_mean_elsewhere():
    chance = random.Random(7)
    compared = 0
    for _ in range(1500):
        pattern = _pattern(chance, 3)
        try:
            tree = compile_pattern(pattern)
        except RuleError:
            continue
        for _ in range(6):
            text = "".join(chance.choices("ab", k=chance.randrange(7)))
            assert matches(tree, text) == bool(re.fullmatch(pattern, text)), (pattern, text)
            compared += 1
    assert compared > 5000


def _pattern(chance: random.Random, depth: int) -> str:
    if not depth or chance.random() < 0.3:
        return chance.choice(["a", "b", ".", "[ab]", "[^a]", "ab", "", "^", "$"])
    inside = _pattern(chance, depth - 1)
    other = _pattern(chance, depth - 1)
    counted = f"({inside}){chance.choice(['?', '*', '+', '{2}', '{1,2}', '{0,}', '*?'])}"
    return chance.choice([inside + other, f"(?:{inside}|{other})", counted])

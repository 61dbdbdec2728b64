"""Which answers belong to which residents, and what people of an age are called."""

import pytest

from beteiligung.dashboards.gaps import ENDLESS, Span, span_of
from beteiligung.dashboards.matching import Group, comparable, matched
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.variables import asked_questions
from tests.residents import document

ASKED = asked_questions([read(document())])


def test_equal_codes_belong_together_and_the_rest_is_told():
    match = matched("alter", ASKED, ["75p", "u16", "16_24", "25_39"])
    assert match.asked is not None
    assert match.asked.question.id == "alter"
    assert [group.answers for group in match.groups] == [("u16",), ("16_24",), ("75p",)]
    assert (match.categories, match.answers) == (("25_39",), ("25_59", "60_74"))


def test_a_question_with_one_equal_code_is_not_taken_for_the_same():
    match = matched("haushalt", ASKED, ["w", "paar", "familie"])
    assert (match.asked, match.groups) == (None, ())
    assert match.categories == ("w", "paar", "familie")


def test_only_questions_with_one_answer_can_be_compared():
    assert [each.question.id for each in comparable(ASKED)] == ["alter", "geschlecht", "meinung"]
    assert matched("alter", [], ["u16"]).asked is None


@pytest.mark.parametrize(
    ("codes", "span"),
    [
        (["u16"], Span(0, 15)),
        (["<18", "18-24"], Span(0, 24)),
        (["60_74", "75p"], Span(60, ENDLESS)),
        (["75plus", "60bis74"], Span(60, ENDLESS)),
        (["ab_65"], Span(65, ENDLESS)),
        (["65+"], Span(65, ENDLESS)),
        (["16_24", "40_59"], None),
        (["w"], None),
        ([], None),
    ],
)
def test_codes_of_ages_are_read_as_people_write_them(codes: list[str], span: Span | None):
    assert span_of(Group((), tuple(codes))) == span
    assert span_of(Group(tuple(codes), ("x",))) == span

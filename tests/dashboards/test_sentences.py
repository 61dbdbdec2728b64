"""Sentences about figures say what the numbers say, and "most" only above one half."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from beteiligung import i18n
from beteiligung.dashboards.figures import Figure, figure, length_of
from beteiligung.dashboards.measures import measured
from beteiligung.dashboards.numbers import percent, whole
from beteiligung.dashboards.result import Result
from beteiligung.dashboards.small_groups import Cell
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.variables import Asked, asked_questions
from beteiligung.tally import Tally
from tests.builders import on_the_shelf

QUESTIONS = {
    asked.question.id: asked for asked in asked_questions([read(on_the_shelf("every_kind"))])
}


@pytest.fixture(autouse=True)
def english(app: Flask) -> Iterator[None]:
    """The sentences' own language; labels stay German."""
    with app.test_request_context("/"):
        i18n.use("en")
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """No sentence asks the database: an empty file will do."""
    return f"sqlite:///{tmp_path / 'empty.sqlite3'}"


def tally(asked: Asked, *counts: int, several: int = 0) -> Tally:
    people = several or sum(counts)
    missing = frozenset(option.code for option in asked.options if option.missing)
    found = dict(zip(asked.codes, counts, strict=False))
    left_out = sum(found.get(code, 0) for code in missing)
    return Tally(
        variable=asked.question.id,
        total=people,
        asked=people,
        answered=people,
        declined=0,
        unanswered=0,
        base=people - left_out,
        counts={code: found.get(code, 0) for code in asked.codes},
        missing=missing,
        several=bool(several),
    )


def said(question: str, *rows: tuple[int, ...], several: int = 0, open_: bool = True) -> str:
    return drawn(question, *rows, several=several, open_=open_).sentence.striptags()


def drawn(question: str, *rows: tuple[int, ...], several: int = 0, open_: bool = True) -> Figure:
    asked = QUESTIONS[question]
    tallies = tuple(tally(asked, *row, several=several) for row in rows)
    return figure(Result(asked, tallies), open_=open_)


def test_an_earlier_answer_in_a_question_is_left_open_in_its_results():
    document = on_the_shelf("every_kind")
    question = {**document["questions"][1], "text": {"de": "Warum ist ${eins} gut?"}}
    asked = next(iter(asked_questions([read({**document, "questions": [question]})])))
    shown = figure(Result(asked, (tally(asked, 30, 20, 10),)), open_=True)
    assert shown.title.striptags() == "Warum ist […] gut?"


def test_more_than_half_is_most_people():
    assert said("eins", (51, 49, 0)) == "Most people, 51 of 100, chose “A”."


def test_half_is_not_most_people():
    assert said("eins", (50, 50, 0)) == "50 of 100 people chose “A”, 50 of 100 “B”."
    assert said("eins", (201, 200, 0)) == "50 of 100 people chose “A”, 50 of 100 “B”."


def test_answers_chosen_as_often_are_all_named_where_none_is_hidden():
    assert said("mehrere", (46, 38, 38, 5), several=100) == (
        "46 of 100 people chose “M”. Each of these was chosen by 38 of 100: “N”, “O”."
    )
    assert said("mehrere", (60, 60, 10, 5), several=100) == (
        "60 of 100 people chose “M”, 60 of 100 “N”."
    )
    assert "as often" not in said("mehrere", (46, 38, 38, 3), several=100, open_=False)


def test_of_many_answers_chosen_as_often_three_are_named():
    document = on_the_shelf("every_kind")
    many = [{"code": code, "label": {"de": code}} for code in "ABCDE"]
    question = {**document["questions"][1], "options": many}
    asked = next(iter(asked_questions([read({**document, "questions": [question]})])))
    shown = figure(Result(asked, (tally(asked, 40, 20, 20, 20, 20, several=100),)), open_=True)
    assert shown.sentence.striptags() == (
        "40 of 100 people chose “A”. Each of these was chosen by 20 of 100: “B”, “C”, “D”, and "
        "others as often."
    )


def test_below_thirty_people_are_said_as_people_and_not_as_of_100():
    assert said("eins", (9, 17, 0)) == "17 of 26 people chose “B”."
    assert said("eins", (10, 19, 0)) == "19 of 29 people chose “B”."
    assert said("eins", (12, 13, 0)) == "13 of 25 people chose “B”, 12 “A”.", "one person decides"
    assert said("eins", (10, 20, 0)) == "Most people, 67 of 100, chose “B”."
    assert said("mehrere", (8, 8, 2, 0), several=20) == (
        "Each of these was chosen by 8 of 20 people: “M”, “N”."
    )
    assert said("nur_a", (6, 5, 12)) == "6 of 23 people answered “gut”, 12 “schlecht”."


def test_what_is_left_out_of_per_cent_is_left_out_of_the_sentence():
    assert said("eins", (30, 20, 50)) == "Most people, 60 of 100, chose “A”."


def test_where_all_are_left_out_of_per_cent_their_answer_is_named():
    assert said("eins", (0, 0, 7), open_=False) == (
        "All who answered chose: “Noch nicht lange hier”. So there are no per cent."
    )
    assert said("eins", (0, 0, 3), open_=False) == "Nobody has answered this question yet."


def test_of_several_answers_people_are_counted_not_answers():
    assert said("mehrere", (46, 35, 10, 5), several=100) == (
        "46 of 100 people chose “M”, 35 of 100 “N”."
    )


def test_a_scale_is_summed_up_by_its_ends():
    assert said("nur_a", (20, 50, 30)) == ("20 of 100 people answered “gut”, 30 of 100 “schlecht”.")
    assert said("nur_a", (60, 10, 30)) == (
        "Most people, 60 of 100, answered “gut”; 30 of 100 answered “schlecht”."
    )


def test_where_sentence_and_picture_are_rounded_apart_a_note_says_so():
    document = on_the_shelf("every_kind")
    steps = {"codes": ["4", "3", "2", "1"], "labels": [{"de": word} for word in "wxyz"]}
    document["scales"]["drei"] = steps
    asked = {each.question.id: each for each in asked_questions([read(document)])}["nur_a"]
    apart = figure(Result(asked, (tally(asked, 134, 364, 300, 202),)), open_=True)
    assert "50 of 100" in apart.sentence
    assert "rounded by itself" in apart.note
    assert not figure(Result(asked, (tally(asked, 130, 370, 300, 200),)), open_=True).note
    assert not drawn("eins", (27, 73)).note


def test_a_matrix_names_its_best_and_its_worst():
    assert said("reihen", (70, 20, 10), (10, 20, 70)) == (
        "“X” does best: 70 of 100 people answered “gut”. “Y” does worst: 10 of 100."
    )
    assert said("reihen", (70, 20, 10), (70, 10, 20)) == "“X”: 70 of 100 people answered “gut”."


def test_a_number_has_an_average_and_a_middle():
    asked = QUESTIONS["zahl"]
    measures = measured(np.array([1, 2, 6], float))
    result = Result(asked, (Tally("zahl", 3, 3, 3, 0, 0, 3, measures.counts),), measures)
    assert figure(result, open_=True).sentence.striptags() == (
        "On average 3. Half of the people gave 2 or less."
    )
    assert "smallest 1, largest 6" in figure(result, open_=True).base.striptags()
    guarded = figure(result, open_=False)
    assert guarded.sentence == "Too few people for a sentence: small groups are not shown."
    assert "smallest" not in guarded.base


def test_nobody_and_too_few_are_said_so():
    assert said("eins", (0, 0, 0)) == "Nobody has answered this question yet."
    assert said("eins", (2, 1, 0), open_=False).startswith("Too few people")
    assert said("reihen", (3, 3, 3), (1, 1, 1), open_=False).startswith("Too few people")


def test_what_is_hidden_may_be_the_first_so_no_other_is_called_so():
    assert said("reihen", (70, 20, 10), (80, 18, 2), open_=False).startswith("Too few people")
    assert said("mehrere", (11, 6, 5, 5), several=12, open_=False).startswith("Too few people")
    assert said("eins", (30, 20, 3), open_=False) == "Most people, 60 of 100, chose “A”."


def test_small_groups_leave_neither_picture_nor_table():
    guarded = drawn("nur_a", (40, 30, 3), open_=False)
    assert not guarded.stacks
    assert [(bar.length, bar.words.striptags()) for bar in guarded.bars] == [
        (54.8, "55 %"),
        (None, "hidden"),
        (None, "under 5"),
    ]
    assert guarded.table is not None
    assert [cell.striptags() for cell in guarded.table.rows[2]] == ["schlecht", "under 5", "–"]  # type: ignore[union-attr]  # cells of rows are markup


def test_pictures_say_the_same_per_cent_as_sentences_and_tables():
    for base in range(1, 201):
        for count in range(base + 1):
            cell = Cell(count, count / base)
            said = {whole(count / base), int(percent(count / base).split()[0])}
            assert {*said, round(length_of(cell) or 0)} == {round(100 * count / base)}

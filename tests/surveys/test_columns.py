"""Answers as arrays: the same counts as by hand, and nothing lost or doubled as answers come."""

import math
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from beteiligung.db import Store
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.growing import everybody
from beteiligung.surveys.models import Response, Survey
from beteiligung.surveys.questionnaire import read, visible
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given

FIRST_VERSION = on_the_shelf("every_kind")
SECOND_VERSION = counting.changed(
    {
        **FIRST_VERSION,
        "questions": [*FIRST_VERSION["questions"][:5], *FIRST_VERSION["questions"][6:]],
    },
    "eins",
    options=[
        {"code": "neu", "label": {"de": "Noch nicht lange hier"}, "missing": True},
        {"code": "c", "label": {"de": "C"}},
        {"code": "a", "label": {"de": "A"}},
    ],
)


def answers(codes: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    """Answers of all kinds, declined and left out ones among them."""
    point = st.sampled_from([None, "3", "2", "1"])
    several = st.lists(st.sampled_from("mno"), max_size=2, unique=True).map(sorted)
    return st.fixed_dictionaries(
        {},
        optional={
            "eins": st.sampled_from([None, *codes]),
            "eins__b": st.sampled_from(["", "anders"]),
            "nur_a": point,
            "reihen": st.none() | st.dictionaries(st.sampled_from("xy"), point),
            "mehrere": st.none() | several | st.just(["keine"]),
            "mehrere__o": st.just("Laternen"),
            "zahl": st.none() | st.integers(0, 99) | st.just(2.5),
            "tag": st.none() | st.dates(date(2020, 1, 1), date(2026, 1, 1)).map(date.isoformat),
            "worte": st.none() | st.sampled_from(["", "Mehr Bäume"]),
            "name": st.just("Erika"),
        },
    )


people = st.lists(
    st.builds(
        Given,
        answers=answers(("a", "b", "neu")),
        language=st.sampled_from(["de", "ar"]),
        code=st.sampled_from([None, "7F3K2"]),
    )
    | st.builds(Given, version=st.just(2), answers=answers(("a", "c", "neu"))),
    max_size=12,
)


ORDERS = {"eins": ["neu", "c", "a", "b"], "nur_a": ["3", "2", "1"]}


def numbers_by_hand(response: Response, document: Mapping[str, Any]) -> dict[str, Any]:
    """What the columns should hold of one person, told without arrays, question by question."""
    shown = visible(read(document), response.answers, today=response.hour.date())
    given = response.answers

    def state(question: str, name: str, choice: int = 0) -> int:
        if question not in shown:
            return 0
        if name not in given:
            return 1
        return 2 if given[name] is None else 3 + choice

    def place(question: str) -> int:
        code = given.get(question)
        return ORDERS[question].index(code) if code else 0

    chosen = given.get("mehrere") or []
    found = {question: state(question, question, place(question)) for question in ORDERS}
    found |= {name: state(name, name) for name in ("zahl", "tag", "worte")}
    found |= {
        f"mehrere:{option}": state("mehrere", "mehrere", int(option in chosen))
        for option in ("m", "n", "o", "keine")
    }
    found |= {f"reihen.{item}": row_by_hand(given.get("reihen", {}), item) for item in "xy"}
    return found | {
        "eins__b": state("eins", "eins__b"),
        "mehrere__o": state("mehrere", "mehrere__o"),
    }


def row_by_hand(rows: Mapping[str, Any], item: str) -> int:
    if item not in rows:
        return 1
    return 2 if rows[item] is None else 3 + ["3", "2", "1"].index(rows[item])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(batches=st.lists(people, min_size=1, max_size=3))
def test_the_columns_hold_what_a_count_by_hand_finds(
    session: Session, batches: list[list[Given]]
) -> None:
    nested = session.begin_nested()
    survey = counting.survey(session, FIRST_VERSION, SECOND_VERSION)
    kept: list[Response] = []
    found = columns(session, survey)
    for batch in batches:
        kept += counting.answer(session, survey, *batch)
        found = columns(session, survey)
    documents = {version.id: version.document for version in survey.versions}
    by_hand = [numbers_by_hand(response, documents[response.version_id]) for response in kept]
    for name, column in found.codes.items():
        assert column.tolist() == [each[name] for each in by_hand], name
    assert set(found.codes) == {name for each in by_hand for name in each} or not by_hand
    check_measures(found, kept)
    check_origins(found, kept)
    nested.rollback()
    survey_gone(session, survey)


def survey_gone(session: Session, survey: Survey) -> None:
    """The next example's survey may get the same number; its columns must not be the old ones."""
    survey.generation += 1
    columns(session, survey)


def check_measures(found: Columns, kept: list[Response]) -> None:
    measured = [response.answers.get("zahl") for response in kept]
    assert [None if math.isnan(each) else each for each in found.numbers["zahl"]] == measured
    days = [response.answers.get("tag") for response in kept]
    assert [
        None if math.isnan(each) else date.fromordinal(int(each)).isoformat()
        for each in found.numbers["tag"]
    ] == days


def check_origins(found: Columns, kept: list[Response]) -> None:
    assert found.ids.tolist() == [response.id for response in kept]
    assert [found.language.values[place] for place in found.language.places] == [
        response.language for response in kept
    ]
    assert [found.code.values[place] for place in found.code.places] == [
        response.code for response in kept
    ]
    assert all(
        datetime.fromtimestamp(int(hour) * 3600, UTC) == response.hour
        for hour, response in zip(found.hours, kept, strict=True)
    )


# ---- as answers come -----------------------------------------------------------------------------


def test_only_real_answers_that_nobody_set_aside_are_counted(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION)
    counting.answer(
        session,
        survey,
        Given(),
        Given(kind="test"),
        Given(set_aside_because="14 answers in 20 minutes"),
    )
    assert columns(session, survey).size == 1


def test_what_was_handed_out_never_changes(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION)
    counting.answer(session, survey, Given({"eins": "a"}))
    before = columns(session, survey)
    counting.answer(session, survey, *[Given({"eins": "b"})] * 1500)
    after = columns(session, survey)
    assert before.codes["eins"].tolist() == [3]
    assert after.codes["eins"].tolist() == [3] + [4] * 1500


def test_a_new_generation_forgets_what_was_withdrawn(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION)
    first, _ = counting.answer(session, survey, Given({"eins": "a"}), Given({"eins": "b"}))
    assert columns(session, survey).size == 2
    session.delete(first)
    survey.generation += 1
    session.flush()
    assert columns(session, survey).codes["eins"].tolist() == [4]


def test_an_option_that_a_later_version_adds_finds_its_place(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION)
    counting.answer(session, survey, Given({"eins": "b"}))
    assert columns(session, survey).codes["eins"].tolist() == [4]
    counting.publish(survey, SECOND_VERSION)
    session.flush()
    counting.answer(session, survey, Given({"eins": "c"}, version=2))
    found = columns(session, survey)
    eins = next(asked for asked in found.asked if asked.question.id == "eins")
    assert eins.codes == ("neu", "c", "a", "b")
    assert found.codes["eins"].tolist() == [6, 4]


def test_a_question_that_is_asked_no_more_is_still_counted(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION, SECOND_VERSION)
    counting.answer(session, survey, Given({"zahl": 7}), Given(version=2))
    found = columns(session, survey)
    assert [asked.question.id for asked in found.asked if asked.former] == ["zahl"]
    assert found.codes["zahl"].tolist() == [3, 0]


def test_a_long_list_of_options_does_not_run_over(session: Session) -> None:
    options = [{"code": str(number), "label": {"de": str(number)}} for number in range(400)]
    survey = counting.survey(session, counting.changed(FIRST_VERSION, "eins", options=options))
    counting.answer(session, survey, Given({"eins": "399"}))
    assert columns(session, survey).codes["eins"].tolist() == [402]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_answer_that_is_committed_late_is_not_lost(database_url: str) -> None:
    store = Store(database_url)
    with store.writing() as session:
        slug = counting.survey(session, FIRST_VERSION).slug
    quick, batch = store.open(writing=True), store.open(writing=True)

    def answer(session: Session, code: str) -> None:
        survey = session.query(Survey).filter_by(slug=slug).one()
        counting.answer(session, survey, Given({"eins": code}))

    def seen() -> list[int]:
        with store.reading() as session:
            survey = session.query(Survey).filter_by(slug=slug).one()
            found = columns(session, survey)
            assert found.ids.tolist() == sorted(
                set(found.ids.tolist()), key=found.ids.tolist().index
            )
            return sorted(found.codes["eins"].tolist())

    answer(quick, "a")
    answer(batch, "b")
    answer(quick, "neu")
    quick.commit()
    assert seen() == [3, 5]
    assert seen() == [3, 5]
    answer(batch, "b")
    batch.commit()
    assert seen() == [3, 4, 4, 5]
    assert seen() == [3, 4, 4, 5]
    for session in (quick, batch):
        store.close(session)
    store.engine.dispose()


def test_more_printed_codes_than_a_byte_can_tell_apart(session: Session) -> None:
    survey = counting.survey(session, FIRST_VERSION)
    counting.answer(session, survey, *(Given(code=f"A{number:04}") for number in range(200)))
    before = columns(session, survey).code
    counting.answer(session, survey, *(Given(code=f"B{number:04}") for number in range(200)))
    found = columns(session, survey).code
    assert [found.values[place] for place in found.places.tolist()] == [
        *(f"A{number:04}" for number in range(200)),
        *(f"B{number:04}" for number in range(200)),
    ]
    assert before.places.tolist() == found.places[:200].tolist()
    assert found.coded.counts(everybody(400)) == [1] * 400

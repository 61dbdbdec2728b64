"""What a draft changes of a live survey, replayed from faults that others have had."""

import copy
import csv
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from beteiligung.access import Asker
from beteiligung.dashboards.codebook import Speech
from beteiligung.dashboards.exports import Content, Format, Order, export
from beteiligung.db import Store
from beteiligung.surveys import changes
from beteiligung.surveys.actions import publish_changes, replace_draft
from beteiligung.surveys.columns import Columns, columns
from beteiligung.surveys.difference import difference
from beteiligung.surveys.models import Channel, Survey, SurveyVersion
from beteiligung.surveys.queries import newest_version, survey_at
from beteiligung.surveys.recording import Submission, record_response
from beteiligung.surveys.touched import touched
from beteiligung.surveys.weight import Weight, heaviest
from beteiligung.surveys.wording import texts, with_text
from tests.builders import on_the_shelf

Document = dict[str, Any]
Running = Callable[..., Survey]

QUESTIONS: list[Document] = [
    {
        "id": "wege",
        "kind": "multiple",
        "max": 3,
        "text": {"de": "Wie sind Sie unterwegs?"},
        "options": [
            {"code": "fuss", "label": {"de": "zu Fuß"}},
            {"code": "rad", "label": {"de": "mit dem Rad"}},
            {"code": "bus", "label": {"de": "mit dem Bus"}, "free_text": True},
        ],
    },
    {
        "id": "gut",
        "kind": "scale",
        "scale": "gut3",
        "text": {"de": "Wie gut gefällt es Ihnen?"},
    },
    {
        "id": "teile",
        "kind": "matrix",
        "scale": "gut3",
        "text": {"de": "Und im Einzelnen?"},
        "items": [
            {"code": "park", "label": {"de": "der Park"}},
            {"code": "platz", "label": {"de": "der Platz"}},
        ],
    },
    {"id": "alter", "kind": "number", "min": 0, "max": 120, "text": {"de": "Wie alt sind Sie?"}},
]
ASKED: Document = {
    **on_the_shelf("single"),
    "scales": {
        "gut3": {
            "codes": ["3", "2", "1"],
            "labels": [{"de": "gut"}, {"de": "mittel"}, {"de": "schlecht"}],
        }
    },
    "questions": QUESTIONS,
}
ANSWERS: list[Document] = [
    {"wege": ["fuss", "bus"], "wege__bus": "Linie 51", "gut": "3", "teile": {"park": "1"}},
    {"wege": ["rad"], "gut": "1", "teile": {"park": "2", "platz": "3"}, "alter": 15},
    {"wege": ["bus"], "gut": None, "alter": 80},
]


def draft(question: str = "", **more: Any) -> Document:
    """What is asked, with one question changed."""
    document = copy.deepcopy(ASKED)
    for one in document["questions"]:
        if one["id"] == question:
            one.update(more)
    return document


def in_english(document: Document) -> Document:
    """The same with every text in English too."""
    for path, text in list(texts(document)):
        document = with_text(document, path, "en", f"E {text['de']}")
    return document


def weighs(*versions: Document) -> Weight | None:
    """How much the last of these changes of those before."""
    return heaviest(difference(versions[:-1], versions[-1]))


def options(*codes: str, of: str = "wege") -> list[Document]:
    """Some of a question's options, in this order; unknown ones are new."""
    question = next(one for one in QUESTIONS if one["id"] == of)
    known = {option["code"]: option for option in question["options"]}
    return [known.get(code, {"code": code, "label": {"de": f"mit {code}"}}) for code in codes]


# ---- how much it weighs --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "weight"),
    [
        (draft(), None),
        (draft("wege", text={"de": "Wie sind Sie meist unterwegs?"}), Weight.WORDS),
        (draft("wege", options=options("rad", "fuss", "bus")), Weight.WORDS),
        (draft("gut", faces=True), Weight.WORDS),
        ({**draft(), "title": {"de": "Anders"}}, Weight.WORDS),
        ({**draft(), "retention_months": 6}, Weight.WORDS),
        ({**draft(), "questions": list(reversed(draft()["questions"]))}, Weight.WORDS),
        (draft("wege", options=options("fuss", "rad", "bus", "tram")), Weight.ADDITIVE),
        (draft("alter", max=130), Weight.ADDITIVE),
        (draft("wege", max=None), Weight.ADDITIVE),
        (draft("alter", min=16), Weight.RESTRICTIVE),
        (draft("wege", max=2), Weight.RESTRICTIVE),
        (draft("alter", required=True), Weight.RESTRICTIVE),
        (draft("gut", show_if="selected(${wege}, 'rad')"), Weight.RESTRICTIVE),
        (draft("wege", text={"de": "Haben Sie Kinder im Haus?"}), Weight.RESTRICTIVE),
        ({**draft(), "retention_months": 24}, Weight.RESTRICTIVE),
        (in_english(draft()), Weight.WORDS),
        (draft("wege", options=options("fuss", "bus")), Weight.DESTRUCTIVE),
        (draft("teile", items=QUESTIONS[2]["items"][:1]), Weight.DESTRUCTIVE),
        ({**draft(), "questions": draft()["questions"][1:]}, Weight.DESTRUCTIVE),
        (draft("gut", kind="single", scale=None, options=options("3")), Weight.IMPOSSIBLE),
        (draft("alter", identifying=True), Weight.IMPOSSIBLE),
        (draft("alter", id="Alter"), Weight.IMPOSSIBLE),
        (draft("wege", options=options("fuss", "rad", "Bus")), Weight.IMPOSSIBLE),
    ],
)
def test_a_change_weighs_as_much_as_it_means_for_answers(after: Document, weight: Weight | None):
    assert weighs(ASKED, after) is weight


def test_a_scale_in_another_order_is_said():
    after = draft()
    scale = after["scales"]["gut3"]
    after["scales"] = {"gut3": {name: values[::-1] for name, values in scale.items()}}
    assert weighs(ASKED, after) is Weight.RESTRICTIVE


def test_answers_that_change_places_change_their_meaning():
    fuss, rad, bus = options("fuss", "rad", "bus")
    swapped = [{**fuss, "label": rad["label"]}, {**rad, "label": fuss["label"]}, bus]
    assert weighs(ASKED, draft("wege", options=swapped)) is Weight.DESTRUCTIVE


def test_a_former_code_does_not_come_back_with_another_meaning():
    without = draft("wege", options=options("fuss", "bus"))
    other = {"code": "rad", "label": {"de": "gar nicht, ich bleibe zuhause"}}
    again = draft("wege", options=[*options("fuss", "bus"), other])
    assert weighs(ASKED, without, again) is Weight.DESTRUCTIVE
    assert weighs(ASKED, without, draft()) is Weight.ADDITIVE


def test_a_former_question_does_not_come_back_as_another_kind():
    without = {**draft(), "questions": draft()["questions"][:3]}
    text = {"id": "alter", "kind": "text", "text": {"de": "Wie alt sind Sie?"}}
    assert weighs(ASKED, without, {**without, "questions": [*without["questions"], text]}) is (
        Weight.IMPOSSIBLE
    )


def test_a_language_that_is_no_longer_whole_is_said_before_people_miss_it():
    new = {"id": "neu", "kind": "text", "text": {"de": "Was fehlt?"}}
    both = in_english(draft())
    after = {**both, "questions": [*both["questions"], new]}
    steps = difference([both], after)
    assert heaviest(steps) is Weight.RESTRICTIVE
    assert {"languages": "English"} in [step.values for step in steps]


# ---- what of it is touched -----------------------------------------------------------------------


@pytest.fixture
def answered(running: Running, store: Store, now: datetime) -> Survey:
    """The survey with three answers to its first version."""
    survey = running(ASKED)
    with store.writing() as session:
        version = newest_version(session, survey)
        assert version is not None
        for number, given in enumerate(ANSWERS):
            record_response(session, _given(survey, version, given, number), at=now)
    return survey


def _given(survey: Survey, version: SurveyVersion, answers: Document, number: int) -> Submission:
    return Submission(
        survey_id=survey.id,
        version_id=version.id,
        notice_version=1,
        answers=answers,
        key=f"7d8f5a3e-4f1c-4c0e-9a52-{number:012d}",
        language="de",
        channel=Channel.WEB,
    )


@pytest.mark.parametrize(
    ("after", "counts"),
    [
        (draft("wege", options=options("fuss", "rad")), [2]),
        (
            draft(
                "wege", options=[*options("fuss", "rad"), {**options("bus")[0], "free_text": None}]
            ),
            [1],
        ),
        (draft("teile", items=QUESTIONS[2]["items"][:1]), [1]),
        (draft("alter", min=16), [1]),
        (draft("alter", max=70), [1]),
        (draft("wege", max=1), [1]),
        ({**draft(), "questions": draft()["questions"][:1]}, [2, 2, 2]),
    ],
)
def test_answers_touched_are_counted(
    answered: Survey, store: Store, after: Document, counts: list[int]
):
    with store.reading() as session:
        found = touched(session, answered, difference([ASKED], after))
    assert [count for count in found if count is not None] == counts


LIMITS = {"number": 5, "date": "2026-01-01", "month": "2026-01", "time": "08:00"}
LIMITS |= {"multiple": 1, "rank": 1}


@pytest.mark.parametrize("name", ["every_kind", "rare_kinds"])
def test_every_way_of_asking_can_be_compared_and_counted(running: Running, store: Store, name: str):
    document = copy.deepcopy(on_the_shelf(name))
    survey = running(document)
    with store.reading() as session:
        for at, question in enumerate(document["questions"]):
            after = copy.deepcopy(document)
            after["questions"][at].update({"max": LIMITS.get(question["kind"])})
            for part in ("options", "items"):
                if question.get(part):
                    after["questions"][at][part].pop()
            gone = {**document, "questions": [q for q in document["questions"] if q != question]}
            for other in (after, gone):
                steps = difference([document], other)
                assert all(count in {None, 0} for count in touched(session, survey, steps))


# ---- faults of others, replayed ------------------------------------------------------------------


def publish(store: Store, now: datetime, document: Document, *, answer: Document) -> Columns:
    """Publish a draft as a second person agrees to it, keep one answer more; all as columns."""
    one, other = (Asker(number, name) for number, name in ((1, "Leitung"), (2, "Vertretung")))
    with store.writing() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        replace_draft(session, survey, document, asker=one, at=now)
        if changes.pending(session, survey, now).needs_second:
            change = changes.ask_for_change(session, survey, "Es war falsch.", asker=one, at=now)
            digest = change.content_hash
            changes.approve_change(session, survey, digest, asker=other, at=now)
        version = publish_changes(session, survey, asker=one, at=now, sure=True)
        record_response(session, _given(survey, version, answer, 99), at=now)
    with store.reading() as session:
        return columns(session, survey)


def test_removing_an_option_of_a_multiple_question_shifts_no_column(
    answered: Survey, store: Store, now: datetime
):
    """kpi#2089: every column behind the removed option moved by one."""
    after = draft("wege", options=options("fuss", "bus"))
    found = publish(store, now, after, answer={"wege": ["bus"]})
    assert answered.id
    chosen = {code: list(found.codes[f"wege:{code}"] == 4) for code in ("fuss", "rad", "bus")}
    assert chosen == {
        "fuss": [True, False, False, False],
        "rad": [False, True, False, False],
        "bus": [True, False, True, True],
    }


def exported(store: Store, now: datetime) -> list[list[str]]:
    """The survey's answers as a table with its head, as somebody opens it."""
    speech = Speech("de", str)
    order = Order(
        format=Format.CSV, content=Content.ALL, speech=speech, zone=ZoneInfo("Europe/Berlin")
    )
    with store.reading() as session:
        survey = survey_at(session, "eine-antwort")
        assert survey is not None
        made = export(session, survey, order, at=now)
    return list(csv.reader(b"".join(made.begin(store).pieces(store)).decode().splitlines()))


def test_a_file_has_both_versions_in_the_same_columns(
    answered: Survey, store: Store, now: datetime
):
    before = exported(store, now)
    after = draft("wege", options=options("fuss", "bus", "tram"))
    publish(store, now, after, answer={"wege": ["tram"], "gut": "2"})
    assert answered.id
    both = exported(store, now)
    old = {name: [row[before[0].index(name)] for row in before[1:]] for name in before[0]}
    new = {name: [row[both[0].index(name)] for row in both[1:]] for name in both[0]}
    assert all(new[name][: len(ANSWERS)] == values for name, values in old.items())
    (added,) = set(new) - set(old)
    assert "tram" in added
    assert new[added][-1] == "1"


def test_a_line_that_is_no_more_stays_readable(answered: Survey, store: Store, now: datetime):
    bus = {**options("bus")[0], "free_text": False}
    after = draft("wege", options=[*options("fuss", "rad"), bus])
    found = publish(store, now, after, answer={"wege": ["bus"]})
    assert answered.id
    assert list(found.codes["wege__bus"] == 3) == [True, False, False, False]


def test_retyping_under_the_same_id_is_refused(answered: Survey, store: Store, now: datetime):
    """formpack#151: a question of another type under the same name mixed two kinds of values."""
    after = draft("alter", kind="text", min=None, max=None)
    with store.writing() as session:
        survey = session.merge(answered)
        replace_draft(session, survey, after, asker=None, at=now)
        with pytest.raises(changes.Impossible):
            publish_changes(session, survey, asker=None, at=now, sure=True)
        with pytest.raises(changes.Impossible):
            changes.ask_for_change(session, survey, "Bitte.", asker=None, at=now)


def test_renaming_a_question_loses_no_answer(answered: Survey, store: Store, now: datetime):
    """kobocat#251: the answers under the old name were gone."""
    after = draft("alter", id="lebensalter")
    found = publish(store, now, after, answer={"lebensalter": 33})
    assert answered.id
    former = {asked.question.id: asked.former for asked in found.asked}
    assert former["alter"] is True
    assert former["lebensalter"] is False
    assert [number for number in found.numbers["alter"] if number >= 0] == [15, 80]
    assert [number for number in found.numbers["lebensalter"] if number >= 0] == [33]


def test_editing_a_label_keeps_the_column(answered: Survey, store: Store, now: datetime):
    """kpi#1358: a corrected label made another column."""
    fuss = {"code": "fuss", "label": {"de": "zu Fuss"}}
    after = draft("wege", options=[fuss, *options("rad", "bus")])
    found = publish(store, now, after, answer={"wege": ["fuss"]})
    assert answered.id
    assert [key for key in found.codes if key.startswith("wege:")] == [
        "wege:fuss",
        "wege:rad",
        "wege:bus",
    ]
    assert list(found.codes["wege:fuss"] == 4) == [True, False, False, True]


def test_two_versions_come_out_together(answered: Survey, store: Store, now: datetime):
    """surveda#913: only the answers to the newest version were exported."""
    after = draft()
    after["questions"].append({"id": "neu", "kind": "text", "text": {"de": "Was fehlt?"}})
    found = publish(store, now, after, answer={"gut": "2", "neu": "Bänke"})
    assert answered.id
    assert found.size == len(ANSWERS) + 1
    assert list(found.codes["neu"]) == [0, 0, 0, 3]  # before, it was not asked
    assert list(found.codes["gut"]) == [3, 5, 2, 4]

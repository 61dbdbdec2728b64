"""What the check finds before publishing: each finding at its place, with a way there."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.pointing import Spot, spot
from tests.builders import on_the_shelf
from tests.visitor import Visitor

Document = dict[str, Any]
Running = Callable[..., Survey]
DESK = "/verwaltung/umfragen/eine-antwort/"

ROOMS: Document = {
    "id": "dinge",
    "kind": "matrix",
    "scale": "s",
    "text": {"de": "Wie finden Sie das?"},
    "items": [{"code": "park", "label": {"de": "Park"}}],
}
AGE: Document = {"id": "alter", "kind": "number", "min": 0, "max": 120, "text": {"de": "Wie alt?"}}
SEVERAL: Document = {
    "id": "wege",
    "kind": "multiple",
    "text": {"de": "Womit?"},
    "options": [{"code": code, "label": {"de": code}} for code in ("rad", "bus", "bahn")],
}
DAY: Document = {
    "id": "tag",
    "kind": "date",
    "min": "2026-01-01",
    "max": "2026-12-31",
    "text": {"de": "Wann?"},
}


def asking(*more: Document, **head: Any) -> Document:
    """A survey with the question `weg` (fuss, rad, anders, nie), then these."""
    document = copy.deepcopy(on_the_shelf("single"))
    document["scales"] = {"s": {"codes": ["2", "1"], "labels": [{"de": "gut"}, {"de": "arg"}]}}
    document["questions"] += copy.deepcopy(list(more))
    return {**document, **head}


def ruled(rule: str, name: str = "mehr") -> Document:
    return {"id": name, "kind": "text", "text": {"de": "Warum?"}, "show_if": rule}


def found(document: Document, *, errors: bool = True) -> list[tuple[str, str]]:
    return [
        (finding.where, finding.message % finding.values if finding.values else finding.message)
        for finding in check(document)
        if finding.error is errors
    ]


# ---- rules ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ([ruled("${fremd} = 'a'")], "which does not exist"),
        ([ROOMS, ruled("${dinge.see} = '1'")], "which does not exist"),
        ([ruled("${alter} > 3"), AGE], "does not come before this question"),
        ([ruled("${mehr} = 'a'")], "in a circle: mehr → mehr."),
        (
            [ruled("${zwei} = 'a'", "eins"), ruled("${eins} = 'a'", "zwei")],
            "in a circle: eins → zwei → eins.",
        ),
        ([ruled("${weg} = 'zug'")], "there is no such answer"),
        ([ruled("selected(${weg}, 'zug')")], "there is no such answer"),
        ([ruled("${weg} != 'zug'")], "there is no such answer"),
        ([ROOMS, ruled("${dinge.park} = 7")], "there is no such answer"),
    ],
)
def test_a_rule_that_goes_astray_is_found(questions: list[Document], sentence: str):
    ((where, said),) = found(asking(*questions))
    assert where.endswith(".show_if")
    assert sentence in said


@pytest.mark.parametrize(
    "rule",
    [
        "${weg} = 'rad' and ${weg} = 'fuss'",
        "not(${weg} != 'rad' or ${weg} = 'rad')",
        "${alter} > 120",
        "${alter} >= 18 and ${alter} < 18",
        "${alter} = 12.5 and ${alter} > 13",
        "selected(${wege}, 'rad') and not(selected(${wege}, 'rad'))",
        "${tag} > '2027-01-01'",
        "${dinge.park} = '1' and ${dinge.park} = '2'",
        "${nur_rad} = 'x' and ${weg} = 'fuss'",
        "false()",
    ],
)
def test_a_question_that_nobody_can_see_is_found(rule: str):
    own = ruled("${weg} = 'rad'", "nur_rad")
    document = asking(ROOMS, AGE, SEVERAL, DAY, own, ruled(rule))
    assert found(document) == [
        (
            "questions.6.show_if",
            "Nobody will ever see this question: no answers fulfil its rule.",
        )
    ]


@pytest.mark.parametrize(
    "rule",
    [
        "${weg} = 'rad' or ${weg} = 'fuss'",
        "${weg} = ''",
        "${alter} > 119 and ${alter} < 120",
        "${alter} = 17 or ${alter} > 64.5",
        "selected(${wege}, 'rad') and selected(${wege}, 'bus') and not(selected(${wege}, 'bahn'))",
        "${tag} > '2026-06-30'",
        "${dinge.park} = 2",
        "${nur_rad} = 'x' and ${weg} != 'fuss'",
        "${nur_rad} = '' and ${weg} = 'fuss'",
        "${alter} + 10 > 200",  # reckoning is trusted
        "count-selected(${wege}) = 3",
        "${tag} < today()",
    ],
)
def test_a_question_that_somebody_can_see_is_no_finding(rule: str):
    own = ruled("${weg} = 'rad'", "nur_rad")
    assert found(asking(ROOMS, AGE, SEVERAL, DAY, own, ruled(rule))) == []


def test_rules_over_very_many_questions_are_trusted_in_no_time():
    many = [{**SEVERAL, "id": f"w{number}"} for number in range(12)]
    rule = " and ".join(f"selected(${{w{number}}}, 'rad')" for number in range(12))
    assert found(asking(*many, ruled(f"{rule} and ${{w0}} = ''"))) == []


# ---- what people must be told, and hear ----------------------------------------------------------


def test_a_sensitive_question_says_why_it_is_asked():
    question = {"id": "krank", "kind": "text", "sensitive": True, "text": {"de": "Krank?"}}
    ((where, said),) = found(asking(question))
    assert where == "questions.1.reason"
    assert "say why it is asked" in said
    question["reason"] = {"de": "Für barrierefreie Wege. Die Antwort ist freiwillig."}
    assert found(asking(question)) == []


@pytest.mark.parametrize("name", ["to", "All", "ende_"])
def test_a_name_that_statistics_programs_do_not_take_is_found(name: str):
    ((where, said),) = found(asking({**AGE, "id": name}))
    assert where == "questions.1.id"
    assert "SPSS" in said


def test_recordings_are_whole_where_people_hear_them():
    spoken = {"title": {"ar": "a" * 64}, "weg.text": {"ar": "b" * 64}}
    ((_, said),) = [
        pair for pair in found(asking(sounds=spoken), errors=False) if "Recordings" in pair[1]
    ]
    assert said.startswith("Recordings are missing in العربية")
    heard = asking(sounds=spoken, heard=["ar"])
    assert found(heard) == []  # no reason to publish nothing: the language waits
    waits = [pair for pair in found(heard, errors=False) if "only heard" in pair[1]]
    assert waits[0][0] == "intro"


# ---- hints ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "where", "sentence"),
    [
        (asking(*({**AGE, "id": f"a{n}"} for n in range(12))), "questions", "13 questions"),
        (
            asking({**ROOMS, "items": [{"code": f"i{n}", "label": "x"} for n in range(15)]}),
            "questions",
            "16 screens",
        ),
        (
            asking({**SEVERAL, "options": [{"code": f"o{n}", "label": "x"} for n in range(13)]}),
            "questions.1.options",
            "13 answers",
        ),
        (
            asking({**AGE, "text": {"de": "Wie alt sind Sie und wo wohnen Sie?"}}),
            "questions.1.text",
            "two questions in one",
        ),
        (
            asking({**SEVERAL, "id": "b" * 60}),
            "questions.1.id",
            "too long for SPSS",
        ),
    ],
)
def test_what_makes_people_give_up_is_a_hint(document: Document, where: str, sentence: str):
    hints = [pair for pair in found(document, errors=False) if sentence in pair[1]]
    assert [place for place, _ in hints] == [where]
    assert found(document) == []


# ---- the way there -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "place"),
    [
        ("title", Spot("", "title")),
        ("questions.0.options.1.label", Spot("weg", "options")),
        ("questions.0.show_if", Spot("weg", "show_if")),
        ("questions.0", Spot("weg", "")),
        ("scales.s.labels.0", Spot("", "scales")),
        ("questions", Spot("", "questions")),
    ],
)
def test_every_finding_has_a_place_in_the_editor(where: str, place: Spot):
    assert spot(asking(), where) == place


def test_a_finding_leads_to_where_it_is_mended(manager: Visitor, viewer: Visitor, running: Running):
    running(asking({**AGE, "text": {"de": "Wie alt und wo?"}}), published=False)
    page = manager.get(DESK).sees("Are these two questions in one?")
    links = [link.get("href") or "" for link in page.all("a")]
    (mend,) = [link for link in links if link.endswith("/fragebogen/frage/alter#text")]
    assert 'id="text"' in manager.get(mend).body.decode()
    page = viewer.get(DESK).sees("Are these two questions in one?")
    assert not [link for link in page.all("a") if "/frage/" in (link.get("href") or "")]

"""What keeps a questionnaire from being published, and that no document can trip the check."""

import copy
import json
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from beteiligung.districts.models import District
from beteiligung.i18n import speaking
from beteiligung.locales import BY_ID, TIER_1
from beteiligung.surveys.actions import create_survey, publish_survey
from beteiligung.surveys.difference import difference
from beteiligung.surveys.document import (
    LARGEST,
    DocumentRefused,
    Finding,
    NoDocument,
    check,
    parse,
)
from beteiligung.surveys.forms import answer_form
from beteiligung.surveys.pointing import place_in_words
from beteiligung.surveys.questionnaire import check_answers, read
from beteiligung.surveys.shape import HEAD, OPTION, QUESTION
from beteiligung.surveys.weight import Weight
from beteiligung.surveys.wording import frozen, languages, texts, with_text
from tests.builders import SHELF, on_the_shelf
from tests.conftest import NOW
from tests.surveys.conftest import changed
from tests.visitor import Visitor

TODAY = NOW.date()
NO_SURVEYS = {"bank_codes", "calculation_vectors", "rule_vectors"}
FILES = sorted(path.stem for path in SHELF.glob("*.json") if path.stem not in NO_SURVEYS)
Document = dict[str, Any]


def errors(document: Document) -> list[tuple[str, str]]:
    """What must be mended: where, and the sentence."""
    return [
        (finding.where, finding.message % finding.values if finding.values else finding.message)
        for finding in check(document)
        if finding.error
    ]


def with_question(name: str = "single", **more: Any) -> Document:
    document = copy.deepcopy(on_the_shelf(name))
    document["questions"][0].update(more)
    return document


@pytest.mark.parametrize("name", FILES)
def test_every_survey_on_the_shelf_can_be_published(name: str):
    assert errors(on_the_shelf(name)) == []


# ---- what is found ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"slug": "Mit Leerzeichen"}, "slug"),
        ({"slug": "../etc"}, "slug"),
        ({"slug": None}, "slug"),
        ({"title": ""}, "title"),
        ({"title": " "}, "title"),
        ({"title": {"de": "\n"}}, "title"),
        ({"title": {"xx": "?"}}, "title"),
        ({"title": ["Eine"]}, "title"),
        ({"title": "Eine\x1b Antwort"}, "title"),
        ({"operator": "\ufffe"}, "operator"),
        ({"purpose": {}}, "purpose"),
        ({"legal_basis": ""}, "legal_basis"),
        ({"privacy_short": None}, "privacy_short"),
        ({"retention_months": 0}, "retention_months"),
        ({"retention_months": "ein Jahr"}, "retention_months"),
        ({"retention_months": True}, "retention_months"),
        ({"results_promised_within_days": -1}, "results_promised_within_days"),
        ({"results_promised_within_days": 10**9}, "results_promised_within_days"),
        ({"anonymity": "with names"}, "anonymity"),
        ({"source": "klingon"}, "source"),
        ({"source": "ar"}, "source"),
        ({"districts": "sonnenberg"}, "districts"),
        ({"scales": []}, "scales"),
        ({"scales": {"a": {"codes": ["1"], "labels": []}}}, "scales.a"),
        ({"scales": {"a": 5}}, "scales.a"),
        ({"scales": {"a.b": {"codes": ["1"], "labels": ["x"]}}}, "scales.a.b"),
        ({"scales": {"a": {"codes": ["1", "1"], "labels": ["x", "y"]}}}, "scales.a.1.code"),
        ({"scales": {"a": {"codes": ["1"], "labels": [7]}}}, "scales.a.labels.0"),
        ({"questions": []}, "questions"),
        ({"questions": "viele"}, "questions"),
        ({"questions": [7]}, "questions.0"),
        ({"questions": [{}] * 301}, "questions"),
    ],
)
def test_what_is_wrong_at_the_top_is_found(more: Document, where: str):
    assert where in [place for place, _ in errors(changed("single", **more))]


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"id": ""}, "id"),
        ({"id": "1a"}, "id"),
        ({"id": "a__b"}, "id"),
        ({"id": "a-b"}, "id"),
        ({"id": "key"}, "id"),
        ({"id": "Language"}, "id"),
        ({"kind": "carousel"}, "kind"),
        ({"kind": {}}, "kind"),
        ({"text": {"de": ""}}, "text"),
        ({"text": None}, "text"),
        ({"text": {"de": " "}}, "text"),
        ({"options": []}, "options"),
        ({"options": {"a": "b"}}, "options"),
        ({"options": ["a"]}, "options.0"),
        ({"options": [{"code": "a"}] * 201}, "options"),
        ({"options": [{"code": "a b", "label": "A"}]}, "options.0.code"),
        ({"options": [{"code": "_declined", "label": "A"}]}, "options.0.code"),
        ({"options": [{"code": "a", "label": ""}]}, "options.0.label"),
        ({"options": [{"code": "a", "label": "A", "exclusive": "yes"}]}, "options.0.exclusive"),
        ({"scale": "keine"}, "scale"),
        ({"required": 1}, "required"),
        ({"show_if": "${spaeter} = 'a'"}, "show_if"),
        ({"show_if": "${weg} ="}, "show_if"),
        ({"show_if": "(" * 2000}, "show_if"),
        ({"kind": "matrix", "items": []}, "items"),
        ({"kind": "number", "min": "eins"}, "min"),
        ({"kind": "number", "max": 10**13}, "max"),
        ({"kind": "number", "min": 5, "max": 4}, "max"),
        ({"kind": "date", "min": "2026-02-30"}, "min"),
        ({"kind": "date", "min": "2026-W48-2"}, "min"),
        ({"kind": "multiple", "max": 0}, "max"),
        ({"kind": "multiple", "max": "2"}, "max"),
        ({"max_chars": 10**6}, "max_chars"),
    ],
)
def test_what_is_wrong_with_a_question_is_found(more: Document, where: str):
    found = [place for place, _ in errors(with_question(**more))]
    assert f"questions.0.{where}" in found or (where == "text" and "source" in found)


def test_an_id_is_used_once_whatever_its_case():
    document = copy.deepcopy(on_the_shelf("note"))
    document["questions"][2]["id"] = "FRAGE"
    assert errors(document) == [("questions.2.id", "The id “FRAGE” is used twice.")]


def test_a_rule_may_ask_for_a_row_that_there_is():
    document = copy.deepcopy(on_the_shelf("matrix"))
    more = {"id": "mehr", "kind": "text", "text": {"de": "Warum?"}}
    document["questions"].append({**more, "show_if": "${dinge.park} = '1'"})
    assert errors(document) == []
    document["questions"][1]["show_if"] = "${dinge.see} = '1'"
    assert [place for place, _ in errors(document)] == ["questions.1.show_if"]


def test_gaps_to_be_filled_are_the_same_in_every_language():
    document = changed("single", privacy_short={"de": "Von {operator}.", "en": "By {manager}."})
    assert errors(document) == [("privacy_short", "The placeholders differ in English.")]


def test_what_nobody_reads_is_a_warning():
    document = with_question(colour="red", max=3, _note="nur für uns")
    found = [(finding.where, finding.error) for finding in check(document)]
    assert ("questions.0.colour", False) in found
    assert ("questions.0.max", False) in found
    assert "questions.0._note" not in [where for where, _ in found]


def test_languages_that_are_not_finished_are_a_warning():
    found = [finding for finding in check(on_the_shelf("single")) if finding.where == "languages"]
    assert [finding.error for finding in found] == [False]
    assert "العربية" in str(found[0].values["languages"])


def test_no_more_is_said_than_can_be_mended_in_one_sitting():
    document = changed("single", questions=[{"id": 5}] * 300)
    assert len(check(document)) == 100


# ---- files -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b'{"questions": [1e999]}',
        b'{"questions": [Infinity]}',
        b'{"questions": ["\\u0000"]}',
        b'{"questions": ["\\ud800"]}',
        b'{"questions": ' + b"[" * 60 + b"]" * 60 + b"}",
        b'{"questions": [' + b"9" * 5000 + b"]}",
        b" " * (LARGEST + 1),
    ],
)
def test_a_file_that_no_database_would_take_is_refused(content: bytes):
    with pytest.raises(NoDocument):
        parse(content)


def test_a_file_may_begin_with_a_mark_of_its_encoding():
    content = json.dumps(on_the_shelf("single"), ensure_ascii=False)
    assert parse(content.encode("utf-8-sig")) == on_the_shelf("single")
    assert parse(content.encode("utf-16")) == on_the_shelf("single")


# ---- whatever comes --------------------------------------------------------------------------

NAMES = sorted({*HEAD, *QUESTION, *OPTION, *BY_ID, "questions", "codes", "labels", "x"})
odd = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["a", "single", "matrix", "${a} = 'b'", "1", "2026-01-01", "{x}", ""])
    | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=6), inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(document=st.dictionaries(st.sampled_from(NAMES), odd, max_size=12))
def test_no_document_trips_the_check(document: Document):
    _endures(document)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_change_of_a_sound_document_trips_anything(data: st.DataObject):
    document = copy.deepcopy(on_the_shelf(data.draw(st.sampled_from(FILES))))
    for _ in range(data.draw(st.integers(1, 4))):
        _spoil(document, data)
    _endures(document)


def _spoil(document: Document, data: st.DataObject) -> None:
    """Put something odd in the place of one value, however deep it lies."""
    holder: Any = document
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            return
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or data.draw(st.integers(0, 3)) == 0:
            holder[key] = data.draw(odd)
            return
        holder = inner


def _endures(document: Document) -> None:
    """Either something is found, or the document can be read, answered, frozen and mended."""
    findings = check(document)
    assert all(isinstance(finding, Finding) for finding in findings)
    for finding in findings:
        assert finding.message % finding.values if finding.values else finding.message
    if any(finding.error for finding in findings):
        return
    questionnaire = read(document)
    answer_form(questionnaire)
    given = {name: "1" for question in questionnaire.asking for name in (question.id,)}
    check_answers(questionnaire, given, today=TODAY)
    assert frozen(document)[1]
    for path, _ in texts(document):
        mended = with_text(document, path, "en", "words")
        if document.get("source") != "en":
            weights = {step.weight for step in difference([document], mended)}
            assert weights <= {Weight.WORDS}
    assert set(languages(document)) <= set(BY_ID)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_document_without_mistakes_can_be_shown(manager: Visitor, data: st.DataObject):
    document = copy.deepcopy(on_the_shelf(data.draw(st.sampled_from(FILES))))
    for _ in range(3):
        before = copy.deepcopy(document)
        _spoil(document, data)
        document = before if errors(document) else document
    document["slug"] = f"s{uuid4().hex}"
    with manager.app.extensions["store"].writing() as session:
        district = session.scalars(select(District)).one()
        create_survey(session, document, districts=[district], asker=None, at=NOW)
    desk = f"/verwaltung/umfragen/{document['slug']}/"
    for page in (
        "",
        "vorschau/de",
        "vorschau/de/seite",
        "vorschau/ar/seite",
        "texte/ar",
        "texte/de",
    ):
        manager.get(desk + page)


def test_every_place_can_be_said_in_words(app: Flask):
    document = with_question(options=[{"code": "a b", "label": "A"}])
    with app.test_request_context("/"), speaking("en"):
        said = [place_in_words(document, finding.where) for finding in check(document)]
    assert "Question 1 (weg), answer 1, code" in said


# ---- published -------------------------------------------------------------------------------


def test_a_document_that_is_out_of_shape_is_not_even_kept(session: Session):
    with pytest.raises(DocumentRefused) as refused:
        create_survey(session, with_question(options=5), districts=[], asker=None, at=NOW)
    assert [finding.where for finding in refused.value.findings] == ["questions.0.options"]


def test_what_is_published_never_changes_with_the_draft(session: Session, now: datetime):
    survey = create_survey(session, on_the_shelf("single"), districts=[], asker=None, at=now)
    version = publish_survey(
        session, survey, opens_at=now, closes_at=now.replace(year=2027), asker=None, at=now
    )
    before = copy.deepcopy(version.document)
    survey.draft = with_text(survey.draft, "title", "de", "Ganz anders")
    session.flush()
    session.expire(version)
    assert version.document == before


def test_one_document_has_one_mark():
    one, other = on_the_shelf("single"), dict(reversed(on_the_shelf("single").items()))
    assert frozen(one)[1] == frozen(other)[1]
    assert frozen(one)[1] != frozen(changed("single", retention_months=6))[1]


def test_a_survey_is_published_in_the_languages_that_are_whole():
    document = copy.deepcopy(on_the_shelf("on_the_phone"))
    assert languages(document) == [locale for locale in TIER_1 if locale in {"de", "ar"}]
    del document["questions"][0]["text"]["ar"]
    assert languages(document) == ["de"]

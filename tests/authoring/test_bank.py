"""The item bank: complete in six languages, easy to read, and never changed unnoticed."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from beteiligung.authoring.bank import all_into, bank, from_template, into
from beteiligung.authoring.bank_contents import Item
from beteiligung.authoring.pairs import pair_of
from beteiligung.errors import NotFound
from beteiligung.locales import TIER_1
from beteiligung.surveys import wording
from beteiligung.surveys.document import check
from beteiligung.surveys.questionnaire import read
from tests.builders import SHELF

ITEMS = list(bank().items.values())
TEMPLATES = list(bank().templates)
A_FRAME: Mapping[str, Any] = {
    **from_template("ort", slug="eine-frage", operator="Stadtteilbüro", districts=["sonnenberg"]),
    "scales": {},
    "questions": [],
}


def easy_texts() -> Iterator[str]:
    for item in ITEMS:
        yield from item.said("de-leicht")
    for several in bank().words.values():
        yield from (each.text["de-leicht"] for each in several)
    yield from (template.title["de-leicht"] for template in bank().templates.values())
    yield from (topic.name["de-leicht"] for topic in bank().topics)


def test_the_bank_covers_every_topic_of_a_district():
    assert len(ITEMS) >= 64
    assert {topic.id: len(topic.items) for topic in bank().topics if len(topic.items) < 4} == {}
    assert len(bank().items) == sum(len(topic.items) for topic in bank().topics)
    assert {item.kind for item in ITEMS} == {
        "single",
        "multiple",
        "scale",
        "matrix",
        "number",
        "text",
        "date",
    }


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_every_question_is_whole_in_every_language_and_can_be_published_alone(item: Item):
    document = into(A_FRAME, item.id)
    protected = {"questions.0.special", "dpia"} if item.question.get("special") else set()
    assert {found.where for found in check(document)} == protected  # people agree to that before
    assert wording.languages(document) == list(TIER_1)
    assert read(document).questions[0].id == item.id
    assert item.note
    assert item.measures


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_who_is_asked_something_personal_is_told_why(item: Item):
    assert (item.sensitive or item.demographic) == ("reason" in item.question)


def test_no_question_offers_what_the_platform_offers_by_itself():
    offered = {words.rstrip(".").casefold() for item in ITEMS for words in item.said("de")[1:]}
    assert offered.isdisjoint(
        {"weiß nicht", "weiß ich nicht", "keine angabe", "möchte ich nicht sagen"}
    )


def test_languages_are_written_in_their_own_letters():
    letters = {"ar": "[؀-ۿ]", "uk": "[Ѐ-ӿ]", "ru": "[Ѐ-ӿ]"}
    for item in ITEMS:
        for locale, own in letters.items():
            for words in item.said(locale):
                assert re.search(own, words) or not re.search(r"[^\W\d_]", words), (item.id, words)
        assert not re.search("[ыэъё]", "".join(item.said("uk"))), item.id
        assert not re.search("[іїєґ]", "".join(item.said("ru"))), item.id


def test_easy_german_keeps_its_rules():
    for text in easy_texts():
        plain = re.sub(r"\{\w+\}", "Name", text)
        for sentence in re.split(r"[.!?:\n]", plain):
            assert len(re.findall(r"\w+(?:-\w+)*", sentence)) <= 9, sentence
        assert all(len(word) <= 14 for word in re.findall(r"[^\W\d_]+", plain)), text


def test_the_best_point_of_every_scale_comes_first():
    for name, scale in bank().scales.items():
        codes = scale["codes"]
        assert codes == list(range(len(codes), 0, -1)), name
        assert len({label["de"] for label in scale["labels"]}) == len(codes)


def test_ids_and_codes_never_change():
    frozen = json.loads((SHELF / "bank_codes.json").read_text(encoding="utf-8"))
    now = {item.id: codes_of(item) for item in ITEMS}
    assert {name: now.get(name) for name in frozen["items"]} == frozen["items"]
    assert set(now) == set(frozen["items"]), (
        "new questions are added to tests/shelf/bank_codes.json"
    )
    assert {name: scale["codes"] for name, scale in bank().scales.items()} == frozen["scales"]
    assert set(TEMPLATES) == set(frozen["templates"])


def codes_of(item: Item) -> dict[str, Any]:
    question = item.question
    found: dict[str, Any] = {"kind": item.kind}
    if "scale" in question:
        found["scale"] = question["scale"]
    for part in ("options", "items"):
        if part in question:
            found[part] = [option["code"] for option in question[part]]
    return found


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_published_at_once_in_six_languages(name: str):
    document = from_template(name, slug="neu", operator="Stadtteilbüro", districts=["sonnenberg"])
    # Cards of a matrix are screens of their own: the two long templates are hinted at for that.
    assert {finding.where for finding in check(document)} <= {"questions"}
    assert not any(finding.error for finding in check(document))
    assert wording.languages(document) == list(TIER_1)
    assert len(document["questions"]) <= 12
    assert document["districts"] == ["sonnenberg"]
    assert wording.frozen(document)


def test_a_wave_asks_only_what_stays_the_same():
    questions = from_template("indikatoren", slug="welle", operator="Büro")["questions"]
    assert len(questions) >= 8
    assert all(question["indicator"] for question in questions)


def test_a_template_says_so_where_people_write_in_their_own_words():
    for template in bank().templates.values():
        writes = any(
            item.kind == "text" or any(o.get("free_text") for o in item.question.get("options", ()))
            for item, _rule in template.questions
        )
        assert (template.frame["privacy_short"].id == "texte") == writes


# ---- into a draft ----------------------------------------------------------------------------


def test_a_question_taken_twice_gets_another_id_and_shares_its_scale():
    document = all_into(A_FRAME, ["zufrieden_gesamt", "zufrieden_gesamt", "zufrieden_gruen"])
    ids = [question["id"] for question in document["questions"]]
    assert ids == ["zufrieden_gesamt", "zufrieden_gesamt_2", "zufrieden_gruen"]
    assert {question["bank"] for question in document["questions"]} == {ids[0], ids[2]}
    assert list(document["scales"]) == ["sat5"]
    assert check(document) == []


def test_a_scale_with_other_words_is_left_as_it_is():
    own = {"codes": ["5", "1"], "labels": [{"de": "toll"}, {"de": "nicht toll"}]}
    document = into({**A_FRAME, "scales": {"sat5": own}}, "zufrieden_gesamt")
    assert document["scales"]["sat5"] == own
    assert document["questions"][0]["scale"] == "sat5_2"


def test_a_scale_that_was_translated_further_is_used_again():
    document = into(A_FRAME, "zufrieden_gesamt")
    for label in document["scales"]["sat5"]["labels"]:
        label["tr"] = "…"
    assert list(into(document, "zufrieden_gruen")["scales"]) == ["sat5"]


def test_questions_come_where_they_are_wanted_in_their_order():
    document = all_into(A_FRAME, ["ort_oft", "ort_wunsch"])
    between = all_into(document, ["ort_fehlt", "ort_warum"], after="ort_oft")
    assert ids_of(between) == ["ort_oft", "ort_fehlt", "ort_warum", "ort_wunsch"]
    assert ids_of(all_into(document, ["ort_fehlt"], after=""))[0] == "ort_fehlt"
    with pytest.raises(NotFound):
        into(document, "ort_fehlt", after="weg")


def test_an_id_that_stood_for_another_question_is_not_taken_again():
    other = {"questions": [{"id": "ort_oft", "kind": "text"}]}
    assert ids_of(into(A_FRAME, "ort_oft", published=other)) == ["ort_oft_2"]
    same = {"questions": [{"id": "ort_oft", "kind": "scale", "bank": "ort_oft"}]}
    assert ids_of(into(A_FRAME, "ort_oft", published=same)) == ["ort_oft"]


def test_taking_a_question_changes_neither_the_bank_nor_the_draft_before():
    before = json.dumps(A_FRAME)
    document = into(A_FRAME, "problem_groesste")
    document["questions"][0]["options"][0]["label"]["de"] = "anders"
    document["questions"][0]["text"]["de"] = "anders"
    assert json.dumps(A_FRAME) == before
    assert "anders" not in bank().items["problem_groesste"].said("de")


def test_what_is_not_in_the_bank_is_not_found():
    with pytest.raises(NotFound):
        into(A_FRAME, "gibt_es_nicht")
    with pytest.raises(NotFound):
        from_template("gibt_es_nicht", slug="a", operator="b")


def test_a_pair_is_the_same_wherever_it_stands():
    assert pair_of("Lärm", "en", "Noise") == pair_of("Lärm", "en", "Noise")
    assert len({pair_of("a", "en", "bc"), pair_of("a", "ru", "bc"), pair_of("ae", "n", "bc")}) == 3


def ids_of(document: Mapping[str, Any]) -> list[str]:
    return [question["id"] for question in document["questions"]]

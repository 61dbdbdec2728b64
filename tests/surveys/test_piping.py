"""Earlier answers in later texts: checked before publishing, shown safe and apart."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import html5lib
import pytest
from flask import Flask

from beteiligung.i18n import speaking
from beteiligung.surveys.document import check
from beteiligung.surveys.models import Survey
from beteiligung.surveys.piping import slips
from beteiligung.surveys.questionnaire import read
from beteiligung.surveys.quoting import Quoting
from beteiligung.text import Translated
from tests.builders import on_the_shelf
from tests.page import Page
from tests.visitor import Visitor

Running = Callable[..., Survey]


def piped(text: Any, *, blank: Any = None) -> dict[str, Any]:
    """A survey whose last question shows earlier answers."""
    options = [
        {"code": "bus", "label": {"de": "der & Bus", "ar": "الحافلة"}},
        {"code": "rad", "label": {"de": "das **Rad**", "ar": "الدراجة"}},
    ]
    label = {"de": "ja", "ar": "نعم"}
    questions = [
        {"id": "verkehr", "kind": "single", "options": options, "blank": blank},
        {"id": "namen", "kind": "text"},
        {"id": "wann", "kind": "date"},
        {"id": "zahl", "kind": "number"},
        {
            "id": "urteil",
            "kind": "matrix",
            "scale": "drei",
            "items": [{"code": "tag", "label": label}],
        },
        {"id": "dinge", "kind": "multiple", "options": options},
        {"id": "ordnung", "kind": "rank", "options": options},
        {"id": "wer", "kind": "text", "identifying": True, "reason": {"de": "x", "ar": "س"}},
        {"id": "ende", "kind": "text", "text": text},
    ]
    plain = {"de": "Frage?", "ar": "سؤال؟"}
    return {
        **deepcopy(on_the_shelf("on_the_phone")),
        "slug": "mit-antworten",
        "min_age": 16,
        "questions": [{"text": plain, **each} for each in questions],
    }


def errors(text: Any) -> list[str]:
    found = check(piped(text))
    return [each.message % each.values for each in found if each.error]


def test_a_text_may_show_answers_that_come_before_it():
    german = "Warum ${verkehr}, ${namen}, ${wann}, ${zahl}, ${urteil.tag} und ${dinge}?"
    assert errors({"de": german, "ar": german}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Warum ${ende}?", "${ende} does not come before this question."),
        ("Warum ${nie}?", "${nie} does not come before this question."),
        ("Warum ${urteil.nacht}?", "${urteil.nacht} does not come before this question."),
        ("Warum ${verkehr.tag}?", "${verkehr.tag} does not come before this question."),
        ("Na, ${wer}?", "${wer} asks who somebody is: this is never shown again."),
        ("Und ${ordnung}?", "${ordnung} has no answer that can be said in a text."),
        ("Und ${urteil}?", "has several rows. Please name one, such as ${urteil.tag}."),
        ("Warum $ {verkehr}?", "please write “${verkehr}” instead of “$ {verkehr}”."),
        ("Warum {verkehr}?", "please write “${verkehr}” instead of “{verkehr}”."),
        ("Warum ${verkehr ?", "please write “${verkehr}” instead of “${verkehr”."),
        ("Warum $verkehr}?", "please write “${verkehr}” instead of “$verkehr}”."),
        ("Warum ${verkehr)?", "please write “${verkehr}” instead of “${verkehr)”."),
        ("Warum $｛verkehr｝?", "please write “${verkehr}” instead of “$｛verkehr｝”."),
        ("Warum ${Verkehr }?", "please write “${verkehr}” instead of “${Verkehr }”."),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_repair(text: str, said: str):
    assert [error for error in errors({"de": text, "ar": text}) if said in error]


def test_each_language_shows_the_same_answers():
    assert errors({"de": "Warum ${verkehr}?", "ar": "لماذا؟"}) == [
        "The placeholders differ in العربية."
    ]
    assert errors({"de": "Warum ${urteil.tag}?", "ar": "لماذا؟"}) == [
        "The placeholders differ in العربية."
    ]
    (error,) = errors({"de": "Warum ${verkehr}?", "ar": "لماذا {verkehr}؟"})
    assert error == "العربية: please write “${verkehr}” instead of “{verkehr}”."


@pytest.mark.parametrize("words", ["Kostet das 5 $ im Monat?", "Mit {Klammern}", "US$ und (mehr)"])
def test_prices_and_braces_are_no_slips(words: str):
    assert list(slips(words, {"verkehr"})) == []


def test_no_answer_stands_in_the_title_or_in_a_scale():
    document = piped({"de": "Frage", "ar": "سؤال"})
    document["title"] = {"de": "${verkehr}", "ar": "${verkehr}"}
    document["scales"]["drei"]["labels"][0] = {"de": "${verkehr}", "ar": "${verkehr}"}
    found = [each.where for each in check(document) if each.error]
    assert found == ["title", "scales.drei.labels.0"]


def given(page: Page) -> Page:
    page.choose("bus", within="verkehr").fill("namen", "<b>Ümit</b> & Söhne")
    page.fill("wann", "2026-03-01").fill("zahl", "1200,5")
    return page.choose("2", within="urteil.tag").choose("bus", "rad", within="dinge")


GERMAN = "Also ${verkehr}; ${namen}; ${wann}; ${zahl}; ${urteil.tag}; ${dinge}."


def test_without_scripts_answers_stand_where_the_server_shows_the_page_again(
    visitor: Visitor, running: Running
):
    running(piped({"de": GERMAN, "ar": GERMAN}, blank={"de": "womit auch immer", "ar": "أي شيء"}))
    page = visitor.get("/de/umfrage/mit-antworten")
    page.sees("Also womit auch immer; …; …; …; …; ….")
    page = given(page).submit("العربية", status=200)
    page.sees("Also الحافلة; <b>Ümit</b> & Söhne; 1 مارس 2026; 1,200.5; متوسط; الحافلة والدراجة.")
    page = page.submit("Deutsch", status=200)
    page.sees("Also der & Bus; <b>Ümit</b> & Söhne; 1. März 2026; 1.200,5; mittel;")
    page.sees("der & Bus und das Rad.")
    places = [item.get("data-pipe") for item in page.all("bdi") if item.get("data-pipe")]
    assert places == ["verkehr", "namen", "wann", "zahl", "urteil.tag", "dinge"]


def test_a_page_that_comes_back_with_mistakes_shows_the_right_answers_only(
    visitor: Visitor, running: Running
):
    running(piped({"de": GERMAN, "ar": GERMAN}))
    page = given(visitor.get("/de/umfrage/mit-antworten")).fill("zahl", "viele")
    page.submit("Antworten absenden", status=422).sees("1. März 2026; …; mittel;")


def test_an_answer_never_gets_into_an_attribute(app: Flask):
    survey = read(piped("Frage"))
    text = Translated({"de": '<a href="https://x.example/${namen}" title="${namen}>">${namen}</a>'})
    answers = {"namen": '"><script>alert(1)</script>'}
    with app.test_request_context("/de/"), speaking("de"):
        html = Quoting(survey, answers).paragraphs(text)
    link = html5lib.parseFragment(str(html), namespaceHTMLElements=False).find(".//a")
    assert link is not None
    assert "script" not in "".join(link.attrib.values())
    assert "".join(link.itertext()) == '"><script>alert(1)</script>'

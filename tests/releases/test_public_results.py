"""What everybody reads about a survey: its newest release, whole, in every language."""

import gzip
import re
from collections.abc import Callable
from typing import Any

import pytest

from beteiligung.releases.models import Release
from beteiligung.surveys.models import Survey
from tests.conftest import Clock
from tests.visitor import Visitor

HERE = "/de/ergebnisse/jede-art"
Publish = Callable[..., Release]


def left_out(document: dict[str, Any]) -> dict[str, Any]:
    """The release's questions, one of them left out by staff with a reason."""
    asked = [dict(each) for each in document["questions"]]
    next(each for each in asked if each["id"] == "zahl")["omitted"] = {"de": "Falsch verstanden."}
    tables = [each for each in document["tables"] if each["question"] != "zahl"]
    return {"questions": asked, "tables": tables}


def test_the_page_tells_the_newest_release_from_conclusion_to_licence(
    visitor: Visitor, release: Publish
):
    release(number=2, **left_out(release().document))
    page = visitor.get(HERE)
    page.sees("Ergebnis 2 vom", "348 Fragebögen", "1. September 2026 bis 15. Oktober 2026")
    page.sees("sagen A. Es nahmen 348 teil.", "nicht repräsentativ")
    page.sees("Eine Antwort", "n = ", "Antworten nach Gruppen: „Wie alt sind Sie?“", "Unter 40")
    page.sees("Wer mitgemacht hat", "Deutsch: 57 von 100 Fragebögen.")
    page.sees("Falsch verstanden.", "in eigenen Worten", "14 Fragebögen wurden beiseitegelegt")
    page.sees("Die Umfrage ist noch offen. Sie können mitmachen.", "Beispielträger", "dl-de/by-2-0")
    page.misses("Es gibt ein neueres Ergebnis.")
    assert "Ihr Name" not in page.text


def test_an_earlier_release_stays_at_its_address_and_leads_to_the_newest(
    visitor: Visitor, release: Publish
):
    release()
    alone = visitor.get(f"{HERE}/1").misses("Es gibt ein neueres Ergebnis.")
    release(number=2)
    earlier = visitor.get(HERE).follow(f"{HERE}/1")
    earlier.sees("Ergebnis 1 vom", "Es gibt ein neueres Ergebnis.")
    assert figures(earlier.text) == figures(alone.text)
    assert earlier.follow("Zum neuesten Ergebnis").path == HERE
    visitor.get(f"{HERE}/3", 404)


def figures(text: str) -> str:
    """What a page says between its answers and what is not shown."""
    return text.partition("Die Antworten")[2].partition("Was nicht gezeigt wird")[0]


@pytest.mark.parametrize("language", ["de-leicht", "ar", "uk", "fa", "ti"])
def test_the_page_stands_in_every_language(visitor: Visitor, release: Publish, language: str):
    release()
    page = visitor.get(f"/{language}/ergebnisse/jede-art").sees("Jede Art zu fragen", "348")
    assert page.text.count("The ") == 0


def test_the_questionnaire_can_be_read_and_not_filled_in(visitor: Visitor, release: Publish):
    release()
    page = visitor.get(HERE).follow("Die Fragen, wie sie gestellt wurden")
    page.sees("Eine Antwort", "Noch nicht lange hier", "Reihen", "Das werden nur manche gefragt")
    assert not [*page.all("input", name="eins"), *page.all("textarea")]


def test_before_the_first_release_there_are_no_files(visitor: Visitor, survey: Survey):
    del survey
    for end in (".csv", ".json", "/codebook.csv", "/fragebogen", "/zeitung.pdf", "/1"):
        visitor.get(HERE + end, 404)


def test_district_and_first_page_gather_what_was_heard(
    visitor: Visitor, release: Publish, clock: Clock
):
    release()
    day = "Ergebnisse vom"
    assert visitor.get("/de/").sees(day).follow(HERE).path == HERE
    assert visitor.get("/de/sonnenberg/").sees(day).follow(HERE).path == HERE
    clock.passes(days=30)  # it has ended: one card, and no promise beside what is there
    page = visitor.get("/de/sonnenberg/").sees(day).misses("Es gibt noch keine Ergebnisse.")
    assert len([*page.all("a", href=HERE)]) == 1
    visitor.get("/de/umfrage/jede-art/danke").sees(day)


def test_open_data_lists_every_survey_with_results(visitor: Visitor, release: Publish):
    visitor.get("/de/daten/").sees("Es gibt noch keine Ergebnisse.")
    release()
    assert visitor.get("/daten/", 303).location == "/de/daten/"
    visitor.get("/de/daten/").sees("Jede Art zu fragen", "Alle Zahlen als Tabelle (CSV)")


def test_in_arabic_nothing_is_listed_by_the_comma_of_another_script(
    visitor: Visitor, release: Publish
):
    release()
    for address in ("/ar/ergebnisse/jede-art", "/ar/daten/"):
        assert not re.findall(r"[\u0621-\u064a],", visitor.get(address).text), address


def test_few_set_aside_and_a_number_between_bounds_are_said_as_such(
    visitor: Visitor, release: Publish
):
    release(total={"from": 10, "to": 29}, set_aside=1, first=None, last=None)
    page = visitor.get(HERE).sees("10 bis 29 Fragebögen", "Weniger als 5 Fragebögen wurden")
    page.misses("1 Fragebogen wurde")


def test_the_report_of_the_check_is_public(visitor: Visitor, release: Publish):
    release(report={"cells": 0})
    visitor.get("/en/ergebnisse/jede-art").sees("only their rough number is shown")


def test_what_was_promised_for_after_the_end_is_still_awaited(
    visitor: Visitor, release: Publish, clock: Clock
):
    release()  # while the survey runs
    visitor.get(HERE).sees("Das Ergebnis aller Antworten folgt am")
    clock.passes(days=80)
    visitor.get(HERE).sees("Sie sind noch nicht fertig.")
    release(number=2)  # after its end
    visitor.get(HERE).misses("Sie sind noch nicht fertig.")


def test_a_page_full_of_figures_travels_packed(visitor: Visitor, release: Publish):
    release()
    plain = visitor.get(HERE)
    packed = visitor.client.get(HERE, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.body) / 4
    assert gzip.decompress(packed.data) == plain.body

"""Whose answers: filters by district, day and answer, said in words, taken along, taken away."""

from collections.abc import Callable

from beteiligung.access import Role
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.counting import Given
from tests.dashboards.files import table as rows_of
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/umfragen/jede-art/ergebnisse"
PURPOSE = "Vorbereitung des Gesprächs im Stadtteilrat"


def whose(page: Page) -> str:
    """What the page says about whose answers one sees."""
    return words(next(page.all("section", class_="whose")))


CHOSEN = {
    "": "You see all 60 questionnaires.",
    "stadtteil=sonnenberg": "You see 40 of 60 questionnaires.",
    "stadtteil=sonnenberg&stadtteil=zentrum": "You see 60 of 60 questionnaires.",
    "antwort=eins:b": "You see 12 of 60 questionnaires.",
    "antwort=eins:b&antwort=eins:neu": "You see 32 of 60 questionnaires.",
    "antwort=eins:b&antwort=reihen.x:1": "You see 12 of 60 questionnaires.",
    "von=2026-11-23&bis=2026-11-23&weg=web": "You see 37 of 60 questionnaires.",
}
SENSELESS = {
    "von=gestern": ("von", "This is no day."),
    "von=2026-11-30&bis=2026-11-01": ("bis", "The last day is before the first day."),
    "antwort=eins:zz": ("zu", "This is not in the answers."),
    "antwort=unsinn": ("zu", "This is not in the answers."),
    "stadtteil=mond": ("stadtteil", "This is not in the answers."),
    "zu=unsinn": ("zu", "This is not in the answers."),
}


def test_people_are_chosen_and_the_page_says_how_many(enter: Enter):
    admin = enter(Role.ADMIN)
    for query, sentence in CHOSEN.items():
        assert sentence in whose(admin.get(f"{HERE}?{query}"))


def test_each_filter_is_said_in_words_and_can_be_taken_away(enter: Enter):
    page = enter(Role.ADMIN).get(f"{HERE}?antwort=eins:b&antwort=eins:neu&stadtteil=zentrum")
    assert "District Zentrum" in whose(page)
    assert "Eine Antwort B or Noch nicht lange hier" in whose(page)
    left = page.follow("Eine Antwort B or Noch nicht lange hier")
    assert left.path == f"{HERE}?stadtteil=zentrum"
    assert "Eine Antwort" not in whose(left)


def test_a_filter_says_whether_these_are_enough_people(enter: Enter):
    admin = enter(Role.ADMIN)
    assert "Fewer than 30 are an impression only" in whose(admin.get(f"{HERE}?antwort=eins:b"))
    admin.get(f"{HERE}?antwort=eins:b").sees("n = 12 · fewer than 30: an impression only")
    assert "enough to see a direction" in whose(admin.get(HERE))


def test_answers_to_any_question_are_chosen_without_scripts(enter: Enter):
    page = enter(Role.ADMIN).get(HERE).fill("Answers to another question", "X – Reihen")
    offered = page.submit("Show")
    assert "You see all 60" in whose(offered)
    chosen = offered.choose("schlecht").submit("Show")
    assert "You see 12 of 60 questionnaires." in whose(chosen)
    assert chosen.value("antwort") == ["reihen.x:1"]


def test_the_filter_goes_along_to_every_page_of_the_results(enter: Enter):
    admin = enter(Role.ADMIN)
    page = admin.get(f"{HERE}?stadtteil=zentrum")
    for link in ("How the answers came in", "Compare groups", "Split by …"):
        assert "You see 20 of 60" in whose(page.follow(link))
    download = page.follow("Download").sees("Only answers with this filter: District Zentrum")
    assert len(rows_of(_file(download).body)) == 20


def test_pages_that_do_not_filter_keep_the_filter_for_the_way_back(enter: Enter):
    admin = enter(Role.ADMIN)
    page = admin.get(f"{HERE}?antwort=eins:b&von=2026-01-01")
    for way in ("/texte?", "/auffaelliges?", "/veroeffentlichen?"):
        links = [link.get("href", "") for link in page.all("a")]
        page = admin.get(next(link for link in links if f"{HERE}{way}" in link))
    page = page.follow("Choose").follow("On to step 2: compute and protect").follow("All steps")
    assert page.follow("Results").value("antwort") == ["eins:b"]


def _file(page: Page, *choices: str, status: int = 200) -> Page:
    page.fill("purpose", PURPOSE).choose("Table as plain text (CSV), for other programs", *choices)
    return page.submit("Download", status)


def test_free_texts_of_chosen_people_do_not_leave_by_file(enter: Enter):
    page = enter(Role.ADMIN).get(f"{HERE}/herunterladen?antwort=eins:a")
    refused = _file(page, "Free texts alone, in random order", status=422)
    refused.sees("Free texts leave only for whole districts.")


def test_what_makes_no_sense_gets_a_sentence_beside_its_field(enter: Enter):
    admin = enter(Role.ADMIN)
    for query, (field, sentence) in SENSELESS.items():
        refused = admin.get(f"{HERE}?{query}", 422)
        refused.sees("This filter does not fit the answers.")
        assert sentence in refused.error(field)
    for page in ("/aufteilen", "/ruecklauf", "/herunterladen"):
        admin.get(f"{HERE}{page}?von=gestern", 422).sees("This filter does not fit the answers.")


def test_ages_are_offered_before_anything_else(
    enter: Enter, store: Store, survey: Survey, district: District
):
    with store.writing() as session:
        asked = session.merge(survey)
        newer = counting.changed(
            asked.versions[-1].document,
            "eins",
            demographic=True,
            reason={"de": "Für den Vergleich."},
        )
        counting.publish(asked, newer)
        counting.answer(session, asked, *[Given({"eins": "b"}, district=district.id)] * 3)
    page = enter(Role.MANAGER, district).get(HERE)
    filtered = page.choose("B", within="Eine Antwort").submit("Show")
    assert "You see 15 of 43 questionnaires." in whose(filtered)
    assert filtered.value("antwort") == ["eins:b"]

"""The staff's results page: who sees it, whose answers, small groups only for a purpose."""

from collections.abc import Callable

import pytest

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Survey
from tests import counting
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.counting import Given
from tests.page import Page, words
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
HERE = "/verwaltung/umfragen/jede-art/ergebnisse"
PURPOSE = "Vorbereitung des Gesprächs im Stadtteilrat"


def stat(page: Page, name: str) -> str:
    """A number on top of the page."""
    for card in page.all("div", class_="stat"):
        if name in words(card):
            return words(next(card.iter("strong")))
    message = f"no number {name!r} on {page.path}"
    raise AssertionError(message)


def table(page: Page, title: str) -> dict[str, list[str]]:
    """A question's table: each row's cells by its head."""
    for figure in page.all("figure"):
        if words(next(figure.iter("h2"))) == title:
            rows = [[*row] for row in figure.iter("tr")]
            return {
                words(cells[0]): [words(cell) for cell in cells[1:]]
                for cells in rows
                if cells[-1].tag == "td"
            }
    message = f"no figure {title!r} on {page.path}"
    raise AssertionError(message)


# ---- who -----------------------------------------------------------------------------------------


def test_a_manager_sees_the_answers_of_her_district_only(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(HERE)
    assert stat(page, "Completed questionnaires") == "40"
    assert stat(page, "Languages") == "2"
    page.sees("Jede Art zu fragen", "Most people, 70 of 100, chose “A”.")


def test_an_admin_sees_all_answers_and_a_reader_those_of_her_district(
    enter: Enter, zentrum: District
):
    assert stat(enter(Role.ADMIN).get(HERE), "Completed questionnaires") == "60"
    assert stat(enter(Role.VIEWER, zentrum).get(HERE), "Completed questionnaires") == "20"


def test_pilots_and_residents_see_nothing(enter: Enter, district: District, visitor: Visitor):
    enter(Role.PILOT, district).get(HERE, 403)
    visitor.get(HERE, 303)


def test_a_survey_of_another_district_is_not_there(
    enter: Enter, store: Store, district: District, zentrum: District, clock: Clock
):
    with store.writing() as session:
        other = {**on_the_shelf("every_kind"), "slug": "nur-zentrum"}
        a_survey(session, session.merge(zentrum), document=other, at=clock())
    enter(Role.MANAGER, district).get("/verwaltung/umfragen/nur-zentrum/ergebnisse", 404)
    enter(Role.ADMIN).get("/verwaltung/umfragen/gibt-es-nicht/ergebnisse", 404)


# ---- whose answers -------------------------------------------------------------------------------


def test_the_address_keeps_the_filter(enter: Enter):
    page = enter(Role.ADMIN).get(HERE)
    filtered = page.choose("Zentrum").submit("Show")
    assert "stadtteil=zentrum" in filtered.path
    assert filtered.value("stadtteil") == ["zentrum"]
    assert stat(filtered, "Completed questionnaires") == "20"
    assert stat(filtered.follow("Show all"), "Completed questionnaires") == "60"


@pytest.mark.parametrize(
    ("query", "people"),
    [("sprache=uk", "20"), ("weg=web", "37"), ("stadtteil=sonnenberg&weg=web", "37")],
)
def test_people_are_chosen_by_language_channel_and_district(enter: Enter, query: str, people: str):
    page = enter(Role.ADMIN).get(f"{HERE}?{query}")
    assert stat(page, "Completed questionnaires") == people


def test_what_is_not_offered_is_refused_in_words(enter: Enter, district: District):
    manager = enter(Role.MANAGER, district)
    for forged in ("stadtteil=zentrum", "sprache=tlh", "ort=999", "weg=brieftaube"):
        page = manager.get(f"{HERE}?{forged}", 422)
        page.sees("This is not in the answers. Please choose again.")
        page.misses("Completed questionnaires")


def test_nobody_fits_is_said_so(enter: Enter):
    enter(Role.ADMIN).get(f"{HERE}?stadtteil=zentrum&weg=web").sees(
        "There are no answers of these people."
    )


def test_a_survey_without_answers_says_what_will_come(
    enter: Enter, store: Store, district: District, clock: Clock
):
    with store.writing() as session:
        fresh = {**on_the_shelf("every_kind"), "slug": "ganz-neu"}
        a_survey(session, session.merge(district), document=fresh, at=clock())
        draft = {**fresh, "slug": "im-entwurf"}
        a_survey(session, session.merge(district), document=draft, published=False, at=clock())
    manager = enter(Role.MANAGER, district)
    for slug in ("ganz-neu", "im-entwurf"):
        page = manager.get(f"/verwaltung/umfragen/{slug}/ergebnisse")
        page.sees("There are no answers yet.")


# ---- what is said --------------------------------------------------------------------------------


def test_every_question_has_its_table_with_missing_answers_apart(enter: Enter):
    found = enter(Role.ADMIN).get(HERE)
    assert table(found, "Eine Antwort") == {
        "A": ["28", "70 %"],
        "B": ["12", "30 %"],
        "Noch nicht lange hier": ["20", "–"],
        "Declined": ["0", "–"],
        "No answer": ["0", "–"],
        "Base of the per cent": ["40", "100 %"],
    }
    assert table(found, "Nur für A")["No answer"] == ["under 5", "–"]
    assert table(found, "Nur für A")["Not asked"] == ["hidden", "–"]
    assert table(found, "Reihen")["X"][2] == "12 (100 %)"
    found.sees("not representative")


def test_the_page_reads_from_right_to_left_in_arabic(enter: Enter, district: District):
    page = enter(Role.MANAGER, district, "ar").get(HERE)
    assert page.root.get("dir") == "rtl"


def test_texts_are_shown_for_a_district_but_not_for_a_language(enter: Enter):
    admin = enter(Role.ADMIN)
    admin.get(f"{HERE}?stadtteil=sonnenberg").sees("Mehr Bäume")
    page = admin.get(f"{HERE}?sprache=de")
    page.misses("Mehr Bäume").sees("Texts are only shown for all answers of a district")


# ---- small groups --------------------------------------------------------------------------------


def test_small_groups_are_hidden_until_a_purpose_is_written(
    enter: Enter, store: Store, district: District, clock: Clock
):
    manager = enter(Role.MANAGER, district)
    page = manager.get(HERE)
    assert table(page, "Mehrere Antworten")["Declined"] == ["under 5", "–"]
    refused = page.submit("Show small groups", 422)
    refused.sees("Please fill in this field.")
    refused.fill("purpose", "kurz").submit("Show small groups", 422).sees("This is too short.")
    opened = page.fill("purpose", PURPOSE).submit("Show small groups")
    opened.sees("Small groups are shown to you until")
    assert table(opened, "Mehrere Antworten")["Declined"] == ["3", "–"]
    with store.reading() as session:
        noted = session.query(AuditEntry).filter_by(action="looked_at_small_groups").one()
    assert (noted.subject, noted.detail) == ("survey:jede-art", {"purpose": PURPOSE})
    for _ in range(17):  # at work all day
        clock.passes(minutes=29)
        opened = manager.get(HERE)
        manager.app.extensions["ledger"].flush()
    assert table(opened, "Mehrere Antworten")["Declined"] == ["under 5", "–"]


def test_a_purpose_holds_for_one_survey_and_one_person(
    enter: Enter, store: Store, district: District
):
    with store.writing() as session:
        other = {**on_the_shelf("every_kind"), "slug": "eine-andere"}
        second = counting.survey(session, other, districts=[session.merge(district)])
        counting.answer(session, second, *[Given({"eins": None}, district=district.id)] * 3)
    manager = enter(Role.MANAGER, district)
    manager.get(HERE).fill("purpose", PURPOSE).submit("Show small groups")
    there = manager.get("/verwaltung/umfragen/eine-andere/ergebnisse")
    assert table(there, "Eine Antwort")["Declined"] == ["under 5", "–"]
    assert table(enter(Role.VIEWER, district).get(HERE), "Mehrere Antworten")["Declined"][0] == (
        "under 5"
    )


def test_fewer_than_five_chosen_people_are_not_shown_at_all(enter: Enter):
    admin = enter(Role.ADMIN)
    page = admin.get(f"{HERE}?sprache=ar")
    page.sees("Fewer than 5 people").misses("Figures as a table", "Completed questionnaires")
    admin.get(f"{HERE}/bild/eins.json?sprache=ar", 404)
    opened = page.fill("purpose", PURPOSE).submit("Show small groups")
    assert "sprache=ar" in opened.path
    assert stat(opened, "Completed questionnaires") == "3"


def test_language_and_place_together_are_refused_under_thirty(enter: Enter):
    admin = enter(Role.ADMIN)
    place = admin.get(HERE).fill("Place", "Lessingplatz").submit("Show")
    place.sees("Fewer than 5 people")
    both = admin.get(f"{place.path}&sprache=ar".replace("sprache=&", ""), 422)
    both.sees("Language and place, or area, are shown together from 30 answers on.")
    both.misses("Figures as a table")


# ---- charts --------------------------------------------------------------------------------------


def test_a_chart_shows_what_the_picture_shows(enter: Enter, survey: Survey):
    del survey
    admin = enter(Role.ADMIN)
    chart = admin.get(f"{HERE}/bild/eins.json").json
    assert chart["data"][0]["x"] == [70.0, 30.0]
    assert chart["layout"]["xaxis"]["range"][0] == 0
    hidden = admin.get(f"{HERE}/bild/mehrere.json?stadtteil=sonnenberg").json
    assert hidden["data"][0]["x"] == [0, 0, 0, 0]
    admin.get(f"{HERE}/bild/gibt-es-nicht.json", 404)
    admin.get(f"{HERE}/bild/eins.json?sprache=tlh", 404)


def test_a_chart_runs_from_right_to_left_in_arabic(enter: Enter):
    chart = enter(Role.ADMIN, None, "ar").get(f"{HERE}/bild/nur_a.json").json
    assert chart["layout"]["xaxis"]["range"] == [100, 0]
    assert {note["xanchor"] for note in chart["layout"]["annotations"]} <= {"right"}
    assert [trace["meta"] for trace in chart["data"]] == ["s1", "s3", "s5"]


# ---- versions ------------------------------------------------------------------------------------


def test_a_question_with_a_new_short_name_leaves_the_old_answers_where_they_are(
    enter: Enter, store: Store, survey: Survey
):
    with store.writing() as session:
        asked = session.merge(survey)
        renamed = counting.changed(asked.versions[-1].document, "zahl", id="anzahl")
        counting.publish(asked, renamed)
        session.flush()
        counting.answer(session, asked, *[Given({"anzahl": 3}, version=2)] * 7)
    page = enter(Role.ADMIN).get(HERE)
    old, new = (words(each) for each in page.all("figure") if "Eine Zahl" in words(each))
    old, new = sorted((old, new), key=lambda said: "not ask this any more" not in said)
    assert "The newest version of the survey does not ask this any more." in old
    assert "On average 3." in new


def test_results_of_several_versions_lead_to_the_answers_of_each(
    enter: Enter, store: Store, survey: Survey, district: District
):
    reader = enter(Role.MANAGER, district)
    reader.get(HERE).misses("How many answers each version has").follow("To the survey")
    with store.writing() as session:
        counting.publish(session.merge(survey), on_the_shelf("every_kind"))
    page = reader.get(HERE).sees("published 2 times, each with changes")
    page.follow("How many answers each version has").sees("Version 1", "Version 2")

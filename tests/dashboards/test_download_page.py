"""The page that hands out answers: to managers, of their districts, for a purpose that is kept."""

from collections.abc import Callable

import pytest

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.models import Response, Survey
from tests import counting
from tests.builders import on_the_shelf
from tests.counting import Given
from tests.dashboards.files import lines, sheets, spss, table
from tests.page import Page
from tests.visitor import Visitor

Enter = Callable[..., Visitor]
RESULTS = "/verwaltung/umfragen/jede-art/ergebnisse"
HERE = f"{RESULTS}/herunterladen"
PURPOSE = "Auswertung für den Stadtteilrat"


def filled(visitor: Visitor, *choices: str, purpose: str = PURPOSE) -> Page:
    """The form with these choices and a purpose."""
    page = visitor.get(HERE).fill("purpose", purpose)
    return page.choose(*choices) if choices else page


def test_a_manager_downloads_the_answers_of_her_district_only(
    enter: Enter, district: District, zentrum: District
):
    for where, size in ((district, 40), (zentrum, 20)):
        page = filled(
            enter(Role.MANAGER, where), "Table as plain text (CSV), for other programs"
        ).submit("Download", 200)
        rows = table(page.body)
        assert len(rows) == size
        assert {row["district"] for row in rows} == {where.slug}
        name = 'attachment; filename="jede-art-answers-2026-11-24.csv"'
        assert page.headers["Content-Disposition"] == name
        assert page.headers["Cache-Control"] == "no-store"


def test_an_admin_downloads_all_answers_also_of_unknown_districts(
    enter: Enter, store: Store, survey: Survey
):
    with store.writing() as session:
        counting.answer(session, session.merge(survey), Given({"zahl": 1}))
    page = filled(enter(Role.ADMIN), "Table as plain text (CSV), for other programs").submit(
        "Download", 200
    )
    assert len(table(page.body)) == 61


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PILOT])
def test_whoever_does_not_manage_gets_no_single_answers(
    enter: Enter, district: District, role: Role
):
    visitor = enter(role, district)
    visitor.get(HERE, 403)
    if role is Role.VIEWER:
        visitor.get(RESULTS).misses("Download")


def test_the_results_page_leads_there(enter: Enter, district: District):
    page = enter(Role.MANAGER, district).get(RESULTS).follow("Download")
    assert page.path == HERE
    page.sees("Jede Art zu fragen", "Answers of your districts only.")


def test_a_strangers_survey_is_not_there(
    manager_of_zentrum: Visitor, store: Store, district: District
):
    with store.writing() as session:
        document = {**on_the_shelf("every_kind"), "slug": "fremd"}
        counting.survey(session, document, districts=[district])
    manager_of_zentrum.get("/verwaltung/umfragen/fremd/ergebnisse/herunterladen", 404)


def test_without_a_purpose_nothing_leaves_and_everything_chosen_stays(
    enter: Enter, district: District, store: Store
):
    visitor = enter(Role.MANAGER, district)
    page = filled(visitor, "Table as plain text (CSV), for Excel", "Words", purpose="").submit(
        "Download", 422
    )
    assert page.error("purpose") == "Please fill in this field."
    assert page.value("format") == "csv-excel"
    assert page.value("cells") == "words"
    with store.reading() as session:
        assert not session.query(AuditEntry).filter_by(action="export_answers").count()


def test_the_purpose_is_kept_with_who_and_what(enter: Enter, district: District, store: Store):
    filled(
        enter(Role.MANAGER, district), "SPSS: for offices that work with statistics programs"
    ).submit("Download", 200)
    with store.reading() as session:
        entry = session.query(AuditEntry).filter_by(action="export_answers").one()
    assert entry.subject == "survey:jede-art"
    assert entry.who == "Manager sonnenberg"
    assert entry.detail == {"purpose": PURPOSE, "file": "jede-art-answers-2026-11-24.sav"}
    enter(Role.ADMIN).get("/verwaltung/protokoll").sees("Downloaded answers", PURPOSE)


def test_every_file_can_be_read(enter: Enter, district: District):
    visitor = enter(Role.MANAGER, district)
    book = sheets(filled(visitor).submit("Download", 200).body)
    assert len(book["Antworten"]) == 41
    excel = filled(visitor, "Table as plain text (CSV), for Excel", "Words").submit("Download", 200)
    assert len(table(excel.body, excel=True)) == 40
    data, _ = spss(
        filled(visitor, "SPSS: for offices that work with statistics programs")
        .submit("Download", 200)
        .body
    )
    assert len(data["eins"]) == 40
    found = lines(filled(visitor, "JSON: for programmers").submit("Download", 200).body)
    assert len(found) == 40
    assert all("worte" not in line["answers"] for line in found)


def test_free_texts_come_alone(enter: Enter, district: District):
    visitor = enter(Role.MANAGER, district)
    wish = ("Free texts alone, in random order", "Table as plain text (CSV), for other programs")
    rows = table(filled(visitor, *wish).submit("Download", 200).body)
    assert {row["Text"] for row in rows} == {"Mehr Bäume"}
    refused = filled(
        visitor,
        "Free texts alone, in random order",
        "SPSS: for offices that work with statistics programs",
    ).submit("Download", 422)
    assert "as CSV only" in refused.error("format")


def test_codebook_in_the_language_one_chooses(enter: Enter, district: District):
    page = filled(enter(Role.MANAGER, district), "Table as plain text (CSV), for other programs")
    page = page.choose("Codebook: what the columns mean").fill("language", "ar")
    rows = table(page.submit("Download", 200).body)
    assert rows[0]["العمود"] == "version"


def test_half_answers_can_be_left_out(enter: Enter, district: District, store: Store):
    with store.writing() as session:
        response = session.query(Response).filter_by(district_id=district.id).first()
        assert response is not None
        response.status = "partial"
    visitor = enter(Role.MANAGER, district)
    with_them = filled(visitor, "Table as plain text (CSV), for other programs")
    assert len(table(with_them.submit("Download", 200).body)) == 40
    without = filled(visitor, "Table as plain text (CSV), for other programs")
    without.untick("Also answers that were not given to the end")
    assert len(table(without.submit("Download", 200).body)) == 39

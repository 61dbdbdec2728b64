"""Who is still missing: answers beside residents, in sentences; nobody is singled out."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.audit import AuditEntry
from beteiligung.dashboards.models import MarginMatch
from beteiligung.db import Store
from beteiligung.districts.models import District, Place
from beteiligung.surveys.models import Survey
from tests import counting
from tests.page import Page, words
from tests.residents import a_survey_of, answers_of, residents_of
from tests.visitor import Visitor

SURVEY = "/verwaltung/umfragen/eine-antwort"
HERE = f"{SURVEY}/ergebnisse/wer-fehlt"
AGES = {"u16": 100, "16_24": 150, "25_59": 510, "60_74": 150, "75p": 90}
GENDERS = {"w": 510, "m": 490}
OLD = "10 Antworten von Menschen ab 60 Jahren (8 %). Im Stadtteil sind sie 24 % der Menschen."


@pytest.fixture
def survey(store: Store, district: District) -> Survey:
    """135 answers: 10 of them without age; of the others 10 are from people over 60."""
    with store.writing() as session:
        made = a_survey_of(session, district)
        answers_of(
            session,
            made,
            district,
            [
                ("u16", "w", "gut", 11),
                ("16_24", "w", "gut", 22),
                ("25_59", "m", "gut", 60),
                ("25_59", "w", "schlecht", 22),
                ("60_74", "m", "schlecht", 5),
                ("75p", "w", "schlecht", 5),
                (None, "w", "gut", 10),
            ],
        )
    return made


@pytest.fixture
def known(store: Store, district: District, survey: Survey, now: datetime) -> None:
    """The ages of the residents."""
    del survey
    with store.writing() as session:
        residents_of(session, district, AGES, variable="alter", at=now)


def row(page: Page, label: str) -> list[str]:
    """The cells of a group in the table."""
    for each in page.all("tr"):
        if words(next(iter(each))) == label:
            return [words(cell) for cell in list(each)[1:]]
    message = f"no row {label!r} on {page.path}"
    raise AssertionError(message)


@pytest.mark.usefixtures("known")
def test_newer_figures_of_other_groups_wait_until_somebody_says_what_belongs_together(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        others = {"0_17": 200, "18_64": 500, "65p": 300}
        residents_of(session, district, others, variable="alter", day="2026-03-31", at=now)
    page = manager.get(HERE).sees(OLD, "Einwohner am 31. Dezember 2025")
    page.sees("Die Zahlen vom 31. März 2026 sind neuer", "gelten die älteren")
    manager.get(f"{SURVEY}/ergebnisse/wer-fehlt/zuordnung/alter").sees("18_64")


# ---- the sentence --------------------------------------------------------------------------------


@pytest.mark.usefixtures("known")
def test_pilots_read_who_is_still_missing(pilot: Visitor):
    page = pilot.get(HERE).sees(OLD, "Einwohner am 31. Dezember 2025, Quelle: Beispieldaten.")
    assert row(page, "60 bis 74") == ["5", "4 %", "150", "15 %", "−11"]
    page.misses("Was zusammengehört")
    pilot.get("/verwaltung/").follow("Wer fehlt noch: Eine Antwort").sees(OLD)


@pytest.mark.usefixtures("known")
def test_pilots_take_it_along_on_paper(pilot: Visitor):
    card = pilot.get(HERE).follow("Blatt zum Ausdrucken").sees(OLD, "Beispieldaten")
    assert card.heading == "Wer fehlt noch"


@pytest.mark.usefixtures("known")
def test_in_arabic_the_number_has_its_own_form(
    signed_in: Callable[..., Visitor], district: District, store: Store
):
    pilot = signed_in(Role.PILOT, district)
    with store.writing() as session:
        session.execute(update(Staff).values(locale="ar"))
    page = pilot.get(HERE).sees("10 إجابات من أشخاص عمرهم 60 سنة فأكثر")
    assert page.root.get("dir") == "rtl"


@pytest.mark.usefixtures("known")
def test_nobody_reads_it_for_another_district(
    manager_of_zentrum: Visitor, visitor: Visitor, viewer: Visitor
):
    viewer.get(HERE).sees(OLD)
    for page in (HERE, f"{HERE}/karte", f"{HERE}/zuordnung/alter"):
        manager_of_zentrum.get(page, 404)
        visitor.get(page, 303)
    viewer.get(f"{HERE}/zuordnung/alter", 403)


# ---- without figures, without answers ------------------------------------------------------------


@pytest.mark.usefixtures("survey")
def test_without_figures_there_is_a_sentence_and_the_way_to_bring_them(
    manager: Visitor, pilot: Visitor
):
    manager.get(HERE).sees("lässt sich nicht sagen, wer noch fehlt").follow("Zahlen einlesen")
    page = pilot.get(HERE).sees("Das Stadtteilmanagement kann sie einlesen.", "Sprachen")
    page.misses("Zahlen einlesen")
    pilot.get(f"{HERE}/karte").sees("Ohne Zahlen der Einwohner")


def test_without_answers_nothing_is_compared(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        a_survey_of(session, district)
        residents_of(session, district, AGES, variable="alter", at=now)
    manager.get(HERE).sees("Es gibt noch keine Antworten.").misses("Im Stadtteil sind sie")
    manager.get(f"{HERE}/karte").sees("Es gibt noch keine Antworten.")


def test_four_answers_are_too_few_to_be_compared(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        survey = a_survey_of(session, district)
        answers_of(session, survey, district, [("75p", "w", "gut", 4)])
        residents_of(session, district, AGES, variable="alter", at=now)
    page = manager.get(HERE).sees("Bisher haben weniger als 5 Menschen das beantwortet.")
    page.misses("100 %")


def test_where_answers_are_like_residents_nobody_is_missing(
    manager: Visitor, store: Store, district: District, now: datetime
):
    with store.writing() as session:
        survey = a_survey_of(session, district)
        groups = [("25_59", "w", "gut", 51), ("25_59", "m", "gut", 49)]
        answers_of(session, survey, district, groups)
        residents_of(session, district, GENDERS, variable="geschlecht", at=now)
    manager.get(HERE).sees("Keine Gruppe fehlt deutlich.")
    manager.get(f"{HERE}/karte").sees("Keine Gruppe fehlt deutlich.")


def test_three_points_on_the_page_are_three_points_missing(
    manager: Visitor, store: Store, district: District, now: datetime
):
    """2.7 of a hundred beside 5.6: the table says 3, 6 and −3, so the sentence names them too."""
    with store.writing() as session:
        survey = a_survey_of(session, district)
        groups = [("u16", "w", "gut", 6), ("25_59", "w", "gut", 214)]
        answers_of(session, survey, district, groups)
        residents = {"u16": 56, "25_59": 944}
        residents_of(session, district, residents, variable="alter", at=now)
    page = manager.get(HERE).misses("Keine Gruppe fehlt deutlich.")
    assert row(page, "Unter 16") == ["6", "3 %", "56", "6 %", "−3"]
    page.sees("6 Antworten von Menschen unter 16 Jahren (3 %).")


# ---- the filter of the results -------------------------------------------------------------------


@pytest.mark.usefixtures("known")
def test_a_filter_that_does_not_apply_is_said_and_stays_for_the_way_back(
    manager: Visitor, pilot: Visitor
):
    manager.get(f"{HERE}?stadtteil=sonnenberg").misses("Vom Filter gilt hier nur")
    page = manager.get(f"{HERE}?antwort=alter:u16&stadtteil=sonnenberg")
    page.sees("Vom Filter gilt hier nur der Stadtteil", OLD)
    back = page.follow("Ergebnisse")
    assert "antwort=alter:u16" in back.path.replace("%3A", ":")
    card = page.follow("Blatt zum Ausdrucken").follow("Zurück")
    assert "antwort" in card.path
    pilot.get(HERE).misses("Vom Filter gilt hier nur")


# ---- small groups --------------------------------------------------------------------------------


@pytest.fixture
def few(store: Store, district: District, now: datetime) -> Survey:
    """130 answers, of them three from people over 75 and three of diverse gender."""
    with store.writing() as session:
        survey = a_survey_of(session, district)
        answers_of(
            session,
            survey,
            district,
            [
                ("25_59", "w", "gut", 90),
                ("25_59", "m", "gut", 20),
                ("60_74", "m", "gut", 17),
                ("75p", "d", "gut", 3),
            ],
        )
        residents_of(session, district, AGES, variable="alter", at=now)
        residents_of(session, district, GENDERS, variable="geschlecht", at=now)
    return survey


@pytest.mark.usefixtures("few")
def test_a_group_under_five_is_never_counted_for_anybody(manager: Visitor, pilot: Visitor):
    for somebody in (manager, pilot):
        page = somebody.get(HERE)
        page.sees("Menschen ab 75 Jahren: weniger als 5 Antworten.", "Im Stadtteil sind sie 9 %")
        assert row(page, "75 oder älter")[:2] == ["unter 5", "unter 5"]
        page.misses("20 Antworten von Menschen ab 60")


@pytest.mark.usefixtures("few")
def test_what_the_results_hide_cannot_be_reckoned_here(manager: Visitor):
    """127 are w or m: beside the results' sum of 130 that would tell of the three others."""
    page = manager.get(HERE)
    assert row(page, "weiblich")[0] == "90"
    assert row(page, "männlich")[:2] == ["verborgen", "etwa 30 %"]
    page.sees("„Etwa“ steht in Schritten von 5 Prozent da")
    page.misses("Prozent von 127 Antworten.")


# ---- what belongs together -----------------------------------------------------------------------


@pytest.fixture
def other_codes(store: Store, district: District, survey: Survey, now: datetime) -> Survey:
    """Residents in groups that the survey does not know."""
    coarse = {"0-5": 60, "6-24": 190, "25-59": 510, "60+": 240}
    with store.writing() as session:
        residents_of(session, district, coarse, variable="alter", at=now)
    return survey


@pytest.mark.usefixtures("other_codes")
def test_codes_that_differ_are_matched_by_hand(manager: Visitor, store: Store):
    page = manager.get(HERE).sees("Zu diesen Zahlen gehört keine Frage der Umfrage.")
    page = page.follow("Was zusammengehört: Alter").fill("frage", "Frage: alter")
    page = page.submit("Diese Frage nehmen")
    page.choose("Unter 16", "16 bis 24", within="6-24").choose("25 bis 59", within="25-59")
    page.choose("60 bis 74", "75 oder älter", within="60+")
    page = page.submit("Speichern").sees(
        "10 Antworten von Menschen ab 60 Jahren (8 %).",
        "Im Stadtteil sind sie 26 % der Menschen.",
        "Ausgelassen, weil keine Antwort dazu gehört: 0-5 (60 Menschen).",
    )
    with store.reading() as session:
        assert session.query(MarginMatch).one().question == "alter"
        newest = session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
        assert newest is not None
        assert newest.action == "match_margins"
    again = page.follow("Was zusammengehört: Alter")
    again.submit("Wieder gleiche Codes").sees("Zu diesen Zahlen gehört keine Frage")
    with store.reading() as session:
        assert session.query(MarginMatch).count() == 0


@pytest.mark.usefixtures("known")
def test_groups_that_share_an_answer_are_counted_together(manager: Visitor):
    page = manager.get(f"{HERE}/zuordnung/alter")
    page.choose("75 oder älter", within="60_74").submit("Speichern")
    page = manager.get(HERE).sees("Zusammen gezählt: Menschen ab 60 Jahren.")
    assert row(page, "60 bis 74, 75 oder älter")[:3] == ["10", "8 %", "240"]


@pytest.mark.usefixtures("known")
def test_a_forged_answer_is_refused_and_an_unknown_variable_is_not_there(
    manager: Visitor, store: Store
):
    page = manager.get(f"{HERE}/zuordnung/alter")
    data = {"csrf_token": page.value("csrf_token"), "frage": "alter", "c0": "gibt-es-nicht"}
    manager.post(f"{HERE}/zuordnung/alter", data, 422)
    manager.get(f"{HERE}/zuordnung/sternzeichen", 404)
    manager.get(f"{HERE}/zuordnung/alter?frage=gibt-es-nicht").misses("75p")
    with store.reading() as session:
        assert session.query(MarginMatch).count() == 0


# ---- by language, way and place ------------------------------------------------------------------


def test_places_and_languages_without_answers_are_named(
    manager: Visitor, store: Store, district: District
):
    with store.writing() as session:
        survey = a_survey_of(session, district)
        for name, code in (("Körnerplatz", "AAAAA"), ("Lessingplatz", "BBBBB")):
            place = session.query(Place).filter_by(name=name).one()
            counting.code_at(session, place, code).path = f"umfrage/{survey.slug}"
        answers_of(session, survey, district, [("25_59", "w", "gut", 7)], code="AAAAA")
        answers_of(session, survey, district, [("25_59", "w", "gut", 6)], channel="web")
    page = manager.get(HERE)
    page.sees("Noch keine Antwort: Lessingplatz.", "Antworten ohne Ort: 6.")
    page.sees("Noch niemand hat in diesen Sprachen geantwortet: العربية")
    page.sees("Körnerplatz7", "Website6")


def test_a_place_with_a_code_of_three_people_is_not_counted(
    manager: Visitor, store: Store, district: District
):
    """Another page tells the poster from the flyer: their sum would tell of the three."""
    with store.writing() as session:
        survey = a_survey_of(session, district)
        place = session.query(Place).filter_by(name="Körnerplatz").one()
        for code, n in (("AAAAA", 3), ("BBBBB", 9)):
            counting.code_at(session, place, code).path = f"umfrage/{survey.slug}"
            answers_of(session, survey, district, [("25_59", "w", "gut", n)], code=code)
        answers_of(session, survey, district, [("25_59", "w", "gut", 20)])
    manager.get(HERE).sees("Körnerplatzverborgen", "Antworten ohne Ort: 20.")


def test_where_a_hidden_place_stands_in_the_list_tells_nothing(
    manager: Visitor, store: Store, district: District
):
    """Nine at the hidden one would stand above six, if the list went by size."""
    with store.writing() as session:
        survey = a_survey_of(session, district)
        for name, codes in (
            ("Körnerplatz", {"AAAAA": 3, "BBBBB": 6}),
            ("Lessingplatz", {"CCCCC": 6}),
        ):
            place = session.query(Place).filter_by(name=name).one()
            for code, n in codes.items():
                counting.code_at(session, place, code).path = f"umfrage/{survey.slug}"
                answers_of(session, survey, district, [("25_59", "w", "gut", n)], code=code)
        answers_of(session, survey, district, [("25_59", "w", "gut", 20)])
    text = manager.get(HERE).text
    assert text.index("Lessingplatz") < text.index("Körnerplatz")


def test_a_filter_by_district_is_kept(
    admin: Visitor, store: Store, district: District, zentrum: District
):
    with store.writing() as session:
        survey = a_survey_of(session, district, zentrum)
        answers_of(session, survey, zentrum, [("25_59", "w", "gut", 9)])
    admin.get(f"{HERE}?stadtteil=zentrum").sees("Zentrum", "Deutsch9").misses("Sonnenberg")
    admin.get(f"{HERE}?stadtteil=sonnenberg").sees("Es gibt noch keine Antworten.")
    admin.get(f"{HERE}?stadtteil=mond").sees("Zentrum", "Sonnenberg")

"""Everybody reads what was said and what was done, in each language, without a cookie or script."""

import re
from datetime import date, datetime, timedelta
from xml.etree import ElementTree as ET

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import event

from beteiligung.access import Asker, Role
from beteiligung.db import Store
from beteiligung.districts.models import District, PopulationMargin
from beteiligung.home.leading import destination
from beteiligung.ideas.translating import Meaning, translate_idea
from beteiligung.measures.actions import change_measure
from beteiligung.measures.evidence import take_idea
from beteiligung.measures.history import told as told_of
from beteiligung.measures.kinds import Kind
from beteiligung.measures.models import FrozenFigure, Measure, MoneyLine
from beteiligung.measures.path import Status
from beteiligung.reports.absent import absent
from beteiligung.surveys.models import Survey
from tests.builders import a_survey, on_the_shelf
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import NOTE, a_draft, a_figure, a_measure
from tests.releases.documents import a_release
from tests.visitor import Visitor

WHO = Asker(id=1, name="Frau Leiterin", roles={1: Role.MANAGER})
DONE = (Status.EXAMINED, Status.PLANNED, Status.DECIDED, Status.RUNNING, Status.DONE)


@pytest.fixture
def told(store: Store, district: District, now: datetime) -> dict[str, str]:
    """Measures of the Sonnenberg that stand where they can stand, by their group."""
    paths = {
        "done": DONE,
        "doing": DONE[:3],
        "no": (Status.REFUSED,),
        "waiting": (Status.EXAMINED,),
    }
    with store.writing() as session:
        found = {
            name: a_measure(session, district, title={"de": name}, path=path, at=now).reference
            for name, path in paths.items()
        }
        a_measure(session, district, title={"de": "geheim"}, public=False, at=now)
        return found


def test_a_district_tells_what_is_done_doing_not_possible_and_waiting(
    told: dict[str, str], visitor: Visitor
) -> None:
    page = visitor.get("/ar/massnahmen/sonnenberg")
    page.misses("geheim").sees("Es fehlt das Geld.")
    for group, reference in told.items():
        assert page.by_id(group) is not None
        visitor.get(f"/ar/massnahme/{reference}").sees(group)
    assert "Set-Cookie" not in page.headers
    visitor.get("/de/sonnenberg/").sees("Was daraus wurde").follow("/de/massnahmen/sonnenberg")
    visitor.get("/de/massnahmen/").follow("/de/massnahmen/sonnenberg")


def test_a_district_without_measures_says_so(visitor: Visitor, district: District) -> None:
    visitor.get(f"/de/massnahmen/{district.slug}")
    assert "massnahmen" not in visitor.get(f"/de/{district.slug}/").body.decode()
    visitor.get("/de/massnahmen/nirgends", 404)
    visitor.get("/de/massnahme/M-99", 404)


def test_what_is_late_is_said_to_everybody(
    store: Store, district: District, now: datetime, visitor: Visitor
) -> None:
    with store.writing() as session:
        late = a_measure(session, district, next_on=date(2026, 11, 1), at=now).reference
    visitor.get(f"/de/massnahme/{late}").sees("überfällig", "1. November 2026")
    visitor.get("/de/massnahmen/sonnenberg").sees("überfällig")


def test_the_feed_tells_each_status_once(told: dict[str, str], visitor: Visitor) -> None:
    page = visitor.get("/daten/massnahmen/ar/sonnenberg.rss")
    root = ET.fromstring(page.body)  # noqa: S314 - our own
    titles = [item.findtext("title") or "" for item in root.iter("item")]
    assert len(titles) == len(told)
    assert not any("geheim" in title for title in titles)
    assert root.findtext("channel/language") == "ar"


@pytest.mark.parametrize("language", ["de", "ar"])
def test_a_measure_is_printed_on_a_sheet(
    told: dict[str, str], visitor: Visitor, language: str
) -> None:
    page = visitor.get(f"/{language}/massnahme/{told['no']}/blatt.pdf")
    assert page.body[:5] == b"%PDF-"


def test_a_measure_that_only_staff_see_is_printed_for_staff_only(
    store: Store, district: District, now: datetime, visitor: Visitor, manager: Visitor
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, public=False, at=now).reference
    visitor.get(f"/de/massnahme/{reference}/blatt.pdf", 404)
    assert manager.get(f"/verwaltung/massnahmen/{reference}/blatt.pdf").body[:5] == b"%PDF-"


def test_a_code_leads_to_the_survey_then_its_results_then_the_measures(
    store: Store, district: District, now: datetime, app: Flask
) -> None:
    with app.app_context(), store.writing() as session:
        survey: Survey = a_survey(session, district, at=now)
        survey.closes_at = now + timedelta(days=10)
        path = f"umfrage/{survey.slug}"
        a_release(session, survey, at=now + timedelta(days=20))
        a_measure(session, district, at=now)
        session.flush()
        leads = {
            days: destination(session, path, district.id, now + timedelta(days=days))
            for days in (1, 30, 120)
        }
    assert leads == {
        1: path,
        30: f"ergebnisse/{survey.slug}",
        120: f"massnahmen/{district.slug}",
    }


def test_a_translation_is_no_news_and_a_step_that_is_put_off_stays_told_and_counted(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    due, later, today = date(2026, 11, 20), date(2026, 12, 10), now.date()
    with store.writing() as session:
        found = a_measure(session, district, next_on=due, at=now)
        reference, told_before = found.reference, len(told_of(session, found))
        drafts = [
            a_draft(district, next_on=due, note=NOTE | {"uk": "Стоять 12 з 20 контейнерів."}),
            a_draft(district, next_on=later, note=NOTE | {"uk": "Стоять 12 з 20 контейнерів."}),
            a_draft(district, next_on=date(2027, 1, 15), note=NOTE),  # it was not late then
            a_draft(district, next_on=date(2027, 1, 1), note=NOTE),  # earlier is no delay
        ]
        counts: list[int] = []
        for draft in drafts:
            change_measure(session, found, draft, asker=None, at=now, today=today)
            counts.append(len(told_of(session, found)) - told_before)
    assert counts == [0, 1, 2, 2]
    said = "Nächster Schritt bis 20. November 2026 (überfällig). Jetzt: 10. Dezember 2026."
    visitor.get(f"/de/massnahme/{reference}").sees(said)
    in_time = "Nächster Schritt bis 10. Dezember 2026. Jetzt: 15. Januar 2027."
    report = visitor.get("/de/bericht/sonnenberg?von=2026-01-01&bis=2026-12-31")
    report.sees(said, in_time, "2-mal verschoben", "später als angekündigt): 2.")
    visitor.get("/de/wort-gehalten/sonnenberg").sees(said, in_time)
    visitor.get(f"/ar/massnahme/{reference}").misses("20 November").sees("2026")


def test_a_measure_says_on_its_page_and_its_sheet_who_is_missing_in_the_language_of_the_page(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session, district, document=on_the_shelf("single") | {"slug": "umfrage"}, at=now
        )
        released = a_release(session, survey, at=now)
        measure, figure = a_measure(session, district, at=now), a_figure(now)
        figure.number = 1
        measure.figures.append(figure)
        page = f"/de/massnahme/{measure.reference}"
        [counts] = (t["cells"] for t in released.document["tables"] if t["key"] == "weg")
        fewest, *others = sorted(counts, key=lambda cell: cell[1])
        area, rest = district.area_id, {"source": "Amt", "variable": "weg"}
        session.add(_residents(area, fewest[0], 5_000, **rest))
        session.add_all(_residents(area, cell[0], 100, **rest) for cell in others)
    shown = visitor.get(page).sees("Wer fehlt", "der Antworten", "der Menschen, die hier wohnen")
    shown.misses("Das ist nicht bekannt")
    visitor.get(page.replace("/de/", "/uk/")).sees("Кого бракує", "людей, які тут живуть")
    sheet = pypdfium2.PdfDocument(visitor.get(f"{page}/blatt.pdf").body)[0].get_textpage()
    assert "der Menschen, die hier wohnen" in " ".join(sheet.get_text_bounded().split())


def test_to_say_who_is_missing_no_table_is_asked_twice(
    store: Store, app: Flask, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session, district, document=on_the_shelf("single") | {"slug": "umfrage"}, at=now
        )
        released = a_release(session, survey, at=now)
        measure = a_measure(session, district, at=now)
        measure.figures.append(_out(a_figure(now), "eins:a"))
        number, page = measure.id, f"/de/massnahme/{measure.reference}"
        (cells,) = (t["cells"] for t in released.document["tables"] if t["key"] == "weg")
        rest = {"source": "Amt", "variable": "weg"}
        for code, *_ in cells:
            session.add(_residents(district.area_id, code, 100, **rest))
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    with app.test_request_context("/de/"), store.reading() as session:
        assert absent(session, "umfrage", 1)
    tables = re.findall(r"\bFROM (\w+)", " ".join(asked))
    assert {"population_margin", "margin_match", "survey_version"} < set(tables)
    assert len(tables) == len(set(tables))

    visitor.get(page)
    asked.clear()
    visitor.get(page).sees("Wer fehlt")
    one = len(asked)
    with store.writing() as session:
        measure = session.get_one(Measure, number)
        measure.figures.append(_out(a_figure(now), "eins:b"))
    asked.clear()
    visitor.get(page).sees("Wer fehlt")
    assert len(asked) == one, "another figure of the same result costs nothing"


def _out(figure: FrozenFigure, name: str) -> FrozenFigure:
    """The figure as one of the first release."""
    figure.number, figure.key = 1, f"umfrage/1/{name}"
    return figure


def test_without_figures_of_the_offices_a_measure_says_that_nobody_knows_who_is_missing(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        survey = a_survey(
            session, district, document=on_the_shelf("single") | {"slug": "umfrage"}, at=now
        )
        a_release(session, survey, at=now)
        measure, figure = a_measure(session, district, at=now), a_figure(now)
        figure.number = 1
        measure.figures.append(figure)
        reference = measure.reference
    visitor.get(f"/de/massnahme/{reference}").sees("Wer fehlt", "Das ist nicht bekannt.")


def test_an_idea_in_another_language_says_which_one_that_is(
    store: Store, district: District, visitor: Visitor, now: datetime
) -> None:
    with store.writing() as session:
        idea = an_idea(session, a_board(session, district, at=now), "Mehr Bänke", at=now)
        measure = a_measure(session, district, at=now)
        take_idea(session, measure, idea.reference, Kind.ADOPTED, {}, asker=None, at=now)
        reference = measure.reference
    for address in (f"massnahme/{reference}", "massnahmen/sonnenberg"):
        page = visitor.get(f"/ar/{address}").sees("Mehr Bänke", "(الألمانية)")
        assert '<bdi lang="de" dir="ltr">Mehr Bänke</bdi>' in page.body.decode()
        visitor.get(f"/de/{address}").misses("(Deutsch)")


def _residents(area: int, category: str, count: int, **rest: str) -> PopulationMargin:
    day = date(2025, 12, 31)
    return PopulationMargin(
        area_id=area, reference_date=day, category=category, count=count, **rest
    )


def test_a_refused_measure_tells_its_reason_everywhere_and_no_longer_how_it_stood(
    store: Store, district: District, now: datetime, visitor: Visitor, manager: Visitor
) -> None:
    with store.writing() as session:
        looked = {"de": "Wir sehen uns das an."}
        refused = a_measure(session, district, note=looked, path=(Status.REFUSED,), at=now)
        number, title = refused.reference, refused.title["de"]
    for page in (f"/de/massnahme/{number}", "/de/massnahmen/sonnenberg"):
        visitor.get(page).sees("Es fehlt das Geld.")
    feed = visitor.get("/daten/massnahmen/de/sonnenberg.rss").body.decode()
    assert "Es fehlt das Geld." in feed
    assert "Wir sehen" not in feed
    visitor.get("/de/massnahmen/sonnenberg").misses("Wir sehen")
    poster = visitor.get("/de/massnahmen/sonnenberg/plakat.pdf").body
    words = pypdfium2.PdfDocument(poster)[0].get_textpage().get_text_bounded()
    assert "Es fehlt das Geld." in words
    assert "Wir sehen" not in words
    manager.get("/verwaltung/rueckmeldung/sonnenberg").sees(f"{title} (Abgelehnt): Es fehlt das")
    manager.get(f"/verwaltung/massnahmen/{number}/").sees("Wir sehen uns das an.")  # its history


def test_a_measure_that_was_refused_as_a_draft_can_be_shown_with_its_reason(
    store: Store, district: District, now: datetime, visitor: Visitor, manager: Visitor
) -> None:
    with store.writing() as session:
        number = a_measure(
            session, district, public=False, path=(Status.REFUSED,), at=now
        ).reference
    manager.get(f"/verwaltung/massnahmen/{number}/").press("/zeigen", 303)
    visitor.get(f"/de/massnahme/{number}").sees("Es fehlt das Geld.")


def test_money_that_nobody_gives_yet_is_called_missing_and_is_in_no_sum(
    store: Store, district: District, now: datetime, visitor: Visitor, manager: Visitor
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, at=now)
        measure.money += [
            MoneyLine(programme="EFRE", planned=123_456),
            MoneyLine(programme="Stadt", planned=100_000),
            MoneyLine(programme="offen", planned=4_076_544),
        ]
        number = measure.reference
    page = visitor.get(f"/de/massnahme/{number}")
    page.sees("Dieses Geld fehlt noch: 40.765,44", "2.234,56").misses("offen", "43.000,00")
    visitor.get(f"/ar/massnahme/{number}").misses("offen")
    manager.get(f"/verwaltung/massnahmen/{number}/").sees("fehlt noch: 40.765,44", "2.234,56")
    sheet = visitor.get(f"/de/massnahme/{number}/blatt.pdf").body
    words = pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_bounded()
    assert "Dieses Geld fehlt noch: 40.765,44" in words
    assert "offen" not in words


def test_the_words_of_staff_for_an_idea_are_not_cut_where_the_idea_is_whole(
    store: Store, district: District, now: datetime, visitor: Visitor
) -> None:
    words = (
        "Ich möchte einen beleuchteten Spielplatz und Sitze an der Haltestelle, für alle Kinder."
    )
    with store.writing() as session:
        board = a_board(session, district, at=now)
        idea = an_idea(session, board, "أريد ملعبًا مضاءً ومقاعد", language="ar", at=now)
        translate_idea(session, WHO, idea, Meaning("de", f"{words} Und Ältere."), at=now)
        measure = a_measure(session, district, at=now)
        take_idea(session, measure, idea.reference, Kind.ADOPTED, {}, asker=None, at=now)
        reference = measure.reference
    visitor.get(f"/de/massnahme/{reference}").sees("für alle Kinder. Und Ältere.")


def test_who_answers_ideas_sees_what_a_public_measure_already_says_of_them(
    store: Store, district: District, now: datetime, manager: Visitor
) -> None:
    with store.writing() as session:
        board = a_board(session, district, at=now)
        idea = an_idea(session, board, "Mehr Bänke", at=now)
        measure = a_measure(session, district, at=now)
        take_idea(session, measure, idea.reference, Kind.PARTLY, {}, asker=None, at=now)
        slug = board.slug
    page = manager.get(f"/verwaltung/ideen/{slug}/antworten")
    page.sees("M-01: teilweise aufgegriffen")

"""What was said in a district stands side by side; what a manager ticks becomes a measure."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from beteiligung.accounts.models import Staff
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.fieldwork.models import FieldCount
from beteiligung.ideas.models import Board, Idea, Status, WorkingTranslation
from beteiligung.locales import TIER_1
from beteiligung.measures.models import Measure
from beteiligung.themes.models import Sorted
from tests.builders import a_survey
from tests.ideas.boards import a_board, an_idea
from tests.measures.measures import a_measure
from tests.releases.documents import a_release
from tests.visitor import Visitor

DESK = "/verwaltung/themen/"
SECRET = "K7P2M9Q4X8R3"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


@pytest.fixture
def ideas(store: Store, district: District, now: datetime) -> list[str]:
    """The numbers of three ideas: two about greenery, one about litter."""
    with store.writing() as session:
        board = a_board(session, district, at=now)
        found = []
        for text, category, secret in (
            ("Bänke am Spielplatz", 0, SECRET),
            ("Bäume an der Straße", 0, "K7P2M9Q4X8R4"),
            ("Mehr Mülleimer bitte", 1, "K7P2M9Q4X8R5"),
        ):
            idea = an_idea(session, board, text, secret=secret, at=now)
            idea.category_id = board.categories[category].id
            idea.supporters = 10 * (1 + category)
            found.append(idea.reference)
        return found


@pytest.fixture
def survey(store: Store, district: District, now: datetime) -> str:
    """The short name of a survey with a release."""
    with store.writing() as session:
        survey = a_survey(session, district, at=now)
        a_release(session, survey, at=now)
        return survey.slug


def measure_there(store: Store) -> Measure:
    """The one measure."""
    with store.reading() as session:
        return session.scalars(select(Measure)).one()


def test_two_results_and_three_ideas_become_a_measure_that_receipt_and_public_page_show(
    manager: Visitor, visitor: Visitor, store: Store, survey: str, ideas: list[str]
) -> None:
    page = manager.get(DESK).sees("Sonnenberg", "Bänke am Spielplatz", "Grün und Freiraum")
    boxes = [str(box.get("value")) for box in page.all("input", name="zahl")]
    assert all(key.startswith(f"{survey}/1/") for key in boxes)
    query = "&".join(
        ["feld=Grün und Freiraum", *(f"zahl={key}" for key in boxes[:2])]
        + [f"idee={reference}" for reference in ideas]
    )
    made = manager.get(f"{DESK}massnahme?{query}".replace("+", "%2B"))
    made.submit("Make the measure", 422).error("title")
    made.fill("title", "Bänke und Müllbehälter").submit("Make the measure", 303)
    measure = measure_there(store)
    assert measure.topic == "Grün und Freiraum"
    assert measure.published_at is None
    assert {figure.number for figure in measure.figures} == {1}
    assert len(measure.figures) == 2
    assert [taken.reference for taken in measure.ideas] == sorted(ideas)
    assert {taken.kind for taken in measure.ideas} == {"adopted"}
    manager.get(DESK).sees(measure.reference)
    visitor.get(f"/de/idee/{ideas[0]}").misses("Bänke und Müllbehälter")
    there = f"/verwaltung/massnahmen/{measure.reference}/"
    manager.get(f"{there}bearbeiten").fill("note-de", "Es geht los.").submit("Save", 303)
    manager.get(there).press(f"{there}zeigen", 303)
    receipt = visitor.post("/de/beleg/", {"code": SECRET}, status=200)
    receipt.sees("Bänke und Müllbehälter")
    visitor.get(f"/ar/massnahme/{measure.reference}").sees("n = ", "Mehr Mülleimer bitte")


def test_what_is_ticked_can_be_added_to_a_measure_that_is_there(
    manager: Visitor, store: Store, district: District, ideas: list[str], now: datetime
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    page = manager.get(f"{DESK}massnahme?idee={ideas[0]}").fill("into", reference)
    page.choose("taken up in part").submit("Make the measure", 303)
    page.submit("Make the measure", 303)
    [taken] = measure_there(store).ideas
    assert (taken.reference, taken.kind) == (ideas[0], "partly")


def test_an_idea_is_read_in_ones_own_language_and_nobody_takes_up_unaware_what_was_refused(
    manager: Visitor, visitor: Visitor, store: Store, ideas: list[str], now: datetime
) -> None:
    with store.writing() as session:
        idea = session.scalars(select(Idea).where(Idea.reference == ideas[0])).one()
        idea.text, idea.language = "Лавки біля майданчика", "uk"
        no = Status(code="nein", label={"en": "not possible"}, is_final=True, position=9)
        idea.board.statuses.append(no)
        idea.status = no
        said = {"language": "en", "text": "Benches, please", "origin": "staff", "changed_at": now}
        idea.translations.append(WorkingTranslation(**said))
    manager.get(DESK).sees("Benches, please", "Лавки", "not possible")
    made = manager.get(f"{DESK}massnahme?idee={ideas[0]}").fill("title", "Bänke")
    made.submit("Make the measure", 303)
    reference = measure_there(store).reference
    there = f"/verwaltung/massnahmen/{reference}/"
    manager.get(there).sees("Does that still hold?")
    manager.get(f"{there}bearbeiten").fill("note-de", "Es geht los.").submit("Save", 303)
    manager.get(there).press(f"{there}zeigen", 303)
    visitor.get(f"/en/massnahme/{reference}").sees("Benches, please", "Лавки")
    visitor.get(f"/ar/massnahme/{reference}").misses("Benches, please")


def test_a_measure_of_nothing_is_refused_and_so_are_things_of_elsewhere(
    manager: Visitor, store: Store, zentrum: District, survey: str, now: datetime
) -> None:
    with store.writing() as session:
        board = a_board(session, zentrum, slug="woanders", at=now)
        strange = an_idea(session, board, at=now).reference
    page = manager.get(f"{DESK}massnahme").fill("title", "Nichts")
    page.submit("Make the measure", 422).sees("tick at least one")
    token = page.value("csrf_token")
    sent = {"csrf_token": token, "title": "Fremd", "into": "", "field": "", "kind": "adopted"}
    manager.post(f"{DESK}massnahme", {**sent, "ideas": strange}, 422).sees("no such idea")
    forged = {**sent, "figures": f"{survey}/1/erfunden:99"}
    manager.post(f"{DESK}massnahme", forged, 422).sees("changed meanwhile")
    manager.get(f"{DESK}?stadtteil=zentrum", 404)
    with store.reading() as session:
        assert not session.scalars(select(Measure)).all()


def test_a_question_of_the_results_page_leads_to_its_figures(manager: Visitor, survey: str) -> None:
    page = manager.get(f"{DESK}massnahme?frage={survey}/eins")
    keys = {str(box.get("value")) for box in page.all("input", name="figures")}
    assert keys
    assert all(key.startswith(f"{survey}/1/eins") for key in keys)


def test_what_a_team_sorts_by_hand_holds_in_its_district_only(
    manager: Visitor, store: Store, ideas: list[str], district: District
) -> None:
    assert ideas
    page = manager.get(f"{DESK}zuordnung").sees("Grün und Spielplätze")
    page.fill("ideas/besser/gruen", "Sicherheit").submit("Save", 303)
    with store.reading() as session:
        [kept] = session.scalars(select(Sorted)).all()
        assert (kept.district_id, kept.field) == (district.id, "Sicherheit")
    manager.get(f"{DESK}?thema=Sicherheit").sees("Bänke am Spielplatz")
    manager.get(f"{DESK}?thema=Grün und Freiraum").misses("Bänke am Spielplatz")
    page = manager.get(f"{DESK}zuordnung").fill("ideas/besser/gruen", "Grün und Freiraum")
    page.submit("Save", 303)
    with store.reading() as session:
        assert not session.scalars(select(Sorted)).all()  # as its own words say
    token = page.value("csrf_token")
    forged = {"csrf_token": token, "ideas/besser/gruen": "Weltfrieden"}
    manager.post(f"{DESK}zuordnung", forged, 422).sees("from the list")


def test_ideas_that_nobody_sees_are_in_no_theme(
    manager: Visitor, store: Store, ideas: list[str], now: datetime
) -> None:
    with store.writing() as session:
        board = session.scalars(select(Board)).one()
        idea = an_idea(session, board, "Geheim und privat", at=now)
        idea.state, idea.category_id = "received", board.categories[0].id
    manager.get(DESK).sees("Bänke am Spielplatz").misses("Geheim und privat")
    assert ideas


def test_topics_of_talks_stand_beside_the_rest_and_on_no_public_page(
    manager: Visitor, visitor: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        for topic, n in (("traffic", 12), ("health", 3)):
            session.add(
                FieldCount(
                    district_id=district.id,
                    week=now.date() - timedelta(days=now.weekday()),
                    block=14,
                    place="",
                    occasion="street",
                    what="topic",
                    which=topic,
                    n=n,
                )
            )
    page = manager.get(DESK).sees("Mobilität", "12 talks", "Gesundheit", "3 talks")
    [key] = [str(box.get("value")) for box in page.all("input", name="zahl")]
    assert key.endswith("/traffic")  # fewer than five are looked at, and not kept
    page = manager.get(f"{DESK}massnahme?zahl={key}").fill("title", "Mehr Tempo 30")
    page.submit("Make the measure", 303)
    measure = measure_there(store)
    [figure] = measure.figures
    assert (figure.count, figure.number) == (12, None)
    assert set(figure.answer) == set(TIER_1)
    there = f"/verwaltung/massnahmen/{measure.reference}/"
    manager.get(there).sees("Live: only staff", "12")
    manager.get(f"{there}bearbeiten").fill("note-de", "Es geht los.").submit("Save", 303)
    manager.get(there).press(f"{there}zeigen", 303)
    visitor.get(f"/de/massnahme/{measure.reference}").misses("12", "Verkehr")

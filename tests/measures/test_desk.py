"""Staff write measures down, move them along their path, and nobody else's."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlalchemy import select, update

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.measures.models import Measure, MoneyLine
from beteiligung.measures.path import Status
from tests.measures.measures import a_goal, a_measure
from tests.visitor import Visitor

DESK = "/verwaltung/massnahmen/"


@pytest.fixture
def manager(manager: Visitor, store: Store) -> Visitor:
    """The district manager, who works in English."""
    with store.writing() as session:
        session.execute(update(Staff).values(locale="en"))
    return manager


def only(store: Store) -> Measure:
    """The one measure there is, with what the tests ask of it."""
    with store.reading() as session:
        return session.scalars(select(Measure)).one()


def test_a_measure_goes_from_a_proposal_to_everybody(
    manager: Visitor, store: Store, visitor: Visitor
) -> None:
    page = manager.get(f"{DESK}neu").fill("title-de", "Mehr Bänke").fill("cost_low", "38.000")
    page.fill("cost_high", "40,000.50").fill("paper", "B-173/2022")
    here = page.submit("Make the measure", 303).location
    measure = only(store)
    assert (measure.cost_low, measure.cost_high) == (3_800_000, 4_000_050)
    assert (measure.status, measure.published_at) == ("proposed", None)
    manager.get(here).sees("Mehr Bänke", "Only staff", "please write in German how it stands")
    visitor.get(f"/de/massnahme/{measure.reference}", 404)
    manager.get(f"{here}bearbeiten").fill("note-de", "Wir prüfen.").submit("Save", 303)
    manager.get(here).press("/zeigen", 303)
    visitor.get(f"/de/massnahme/{measure.reference}").sees("Mehr Bänke", "Wir prüfen.")
    manager.get(here).sees("Changed", "How it stands", "Shown to everybody")
    with store.reading() as session:
        deeds = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert deeds[-3:] == ["create_measure", "change_measure", "show_measure"]
    manager.get(here).press("/verbergen", 303)
    visitor.get(f"/de/massnahme/{measure.reference}", 404)


@pytest.mark.parametrize(
    ("field", "typed", "beside"),
    [
        ("cost_low", "0.123", "cost_low"),
        ("note-de", "x" * 201, "note-de"),
        ("paper", "173", "paper"),
        ("begins", "2300", "begins"),
        ("next_on", "irgendwann", "next_on"),
        ("title-de", "", "title-de"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_all_that_was_typed_stays(
    manager: Visitor, store: Store, field: str, typed: str, beside: str
) -> None:
    page = manager.get(f"{DESK}neu").fill("title-de", "Mehr Bänke").fill("office", "Amt")
    again = page.fill(field, typed).submit("Make the measure", 422)
    assert again.error(beside)
    assert again.value("office") == "Amt"
    assert again.value(field) == typed
    with store.reading() as session:
        assert session.scalars(select(Measure)).all() == []


def test_a_period_that_ends_before_it_begins_is_refused(manager: Visitor) -> None:
    page = manager.get(f"{DESK}neu").fill("title-de", "Mehr Bänke")
    page.fill("begins", "2028").fill("ends", "2027")
    assert page.submit("Make the measure", 422).error("ends")


def test_a_no_needs_a_reason_that_everybody_reads(
    manager: Visitor, store: Store, district: District, now: datetime, visitor: Visitor
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    page = manager.get(f"{DESK}{reference}/status").choose("Refused")
    again = page.submit("Save", 422)
    assert "write the reason" in again.error("reason-de")
    again.fill("reason-de", "Es fehlt Personal.").submit("Save", 303)
    visitor.get(f"/de/massnahme/{reference}").sees("Es fehlt Personal.")
    assert only(store).status == Status.REFUSED


def test_a_status_that_does_not_follow_is_refused(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    page = manager.get(f"{DESK}{reference}/status")
    token = page.value("csrf_token")
    for status, said in (("done", "cannot become “Carried out”"), ("geheim", "fill in this field")):
        sent = {"csrf_token": token, "becomes": status}
        manager.post(f"{DESK}{reference}/status", sent, status=422).sees(said)
    assert only(store).status == Status.PROPOSED


def test_a_step_back_needs_a_reason_too(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    path = (Status.EXAMINED, Status.PLANNED, Status.DECIDED, Status.RUNNING, Status.DONE)
    with store.writing() as session:
        reference = a_measure(session, district, path=path, at=now).reference
    page = manager.get(f"{DESK}{reference}/status").choose("Under way")
    page.submit("Save", 422).fill("reason-de", "Noch nicht ganz.").submit("Save", 303)
    assert only(store).status == Status.RUNNING


def test_a_goal_of_a_plan_that_has_ended_cannot_be_chosen_but_stays_where_it_was(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        goal = a_goal(session)
        reference = a_measure(session, district, goal=goal, at=now).reference
        goal.plan.valid_to = date(2026, 1, 1)
        number = goal.id
    manager.get(f"{DESK}{reference}/").sees("The plan has ended")
    page = manager.get(f"{DESK}{reference}/bearbeiten").fill("office", "Tiefbauamt")
    page.submit("Save", 303)
    page = manager.get(f"{DESK}neu").fill("title-de", "Neu")
    sent = {"csrf_token": page.value("csrf_token"), "title-de": "Neu", "goal": str(number)}
    sent |= {"districts": str(district.id), "place": "", "replaced_by": ""}
    again = manager.post(f"{DESK}neu", sent, status=422)
    assert "INSEK 2035" in again.error("goal")


def test_measures_never_replace_each_other_in_a_circle(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        first = a_measure(session, district, at=now)
        second = a_measure(session, district, replaced_by=first, at=now)
        third = a_measure(session, district, replaced_by=second, at=now)
        names = first.reference, third.reference
    page = manager.get(f"{DESK}{names[0]}/bearbeiten").fill("replaced_by", names[1])
    assert names[1] in page.submit("Save", 422).error("replaced_by")


def test_money_lines_add_up_to_the_cent(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        here = f"{DESK}{a_measure(session, district, at=now).reference}/"
    for name, planned in (("Städtebauförderung", "25.080,33"), ("Stadt", "12,919.67")):
        page = manager.get(f"{here}geld/neu").fill("programme", name).fill("planned", planned)
        page.submit("Save", 303)
    manager.get(here).sees("€25,080.33", "66 %", "€38,000.00")
    assert (
        manager.get(f"{here}geld/neu").fill("programme", "X").submit("Save", 422).error("planned")
    )
    page = manager.get(here).follow("Stadt").fill("spent", "1,00").submit("Save", 303)
    manager.get(here).sees("€1.00")


def test_an_indicator_keeps_its_values_by_day(
    manager: Visitor, store: Store, district: District, now: datetime, visitor: Visitor
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    here = f"{DESK}{reference}/"
    page = manager.get(f"{here}indikator/neu").fill("name-de", "Unzufrieden").fill("unit", "%")
    page.fill("baseline", "61").fill("target", "44,5").submit("Save", 303)
    page = manager.get(here).follow("New value").fill("on", "2030-01-01").fill("value", "50")
    again = page.submit("Save", 422)
    assert again.error("on")
    again.fill("on", "2026-11-01").fill("n", "412").submit("Save", 303)
    visitor.get(f"/de/massnahme/{reference}").sees("61 %", "44,5 %", "50 %", "n = 412")


def test_a_manager_of_another_district_finds_nothing(
    manager_of_zentrum: Visitor,
    store: Store,
    district: District,
    zentrum: District,
    now: datetime,
) -> None:
    with store.writing() as session:
        one = a_measure(session, district, at=now).reference
        both = a_measure(session, district, zentrum, at=now).reference
    manager_of_zentrum.get(f"{DESK}{one}/", 404)
    manager_of_zentrum.get(f"{DESK}{both}/bearbeiten").submit("Speichern", 303)
    assert len(measures_in(store, both)) == 2
    manager_of_zentrum.get(DESK).sees(both).misses(f"{one} ")


def measures_in(store: Store, reference: str) -> list[District]:
    """The districts of a measure."""
    with store.reading() as session:
        found = session.scalars(select(Measure).where(Measure.reference == reference)).one()
        return list(found.districts)


def test_a_viewer_looks_and_changes_nothing(
    signed_in: Callable[..., Visitor], store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        reference = a_measure(session, district, at=now).reference
    viewer = signed_in(Role.VIEWER, district)
    viewer.get(f"{DESK}{reference}/").sees("Mehr Müllbehälter").misses("Maßnahme ändern")
    viewer.get(f"{DESK}{reference}/bearbeiten", 403)


def test_overdue_steps_are_found_and_stand_on_the_first_page(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        late = a_measure(session, district, next_on=date(2026, 11, 1), at=now).reference
        a_measure(session, district, title={"de": "Pünktlich"}, at=now)
        done = (Status.EXAMINED, Status.REFUSED)
        a_measure(session, district, next_on=date(2026, 11, 1), path=done, at=now)
    page = manager.get("/verwaltung/").sees("The next step of 1 measure is overdue.")
    page.follow("/verwaltung/massnahmen/?faellig=1").sees(late, "overdue").misses("Pünktlich")
    manager.get(f"{DESK}?stand=refused").sees("Refused").misses("Pünktlich")
    manager.get(f"{DESK}?q=pünkt").sees("Pünktlich").misses(f"{late} ")


def test_lines_of_easy_german_stay_lines_and_what_is_too_long_is_said_and_kept(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    easy = "Jeden Donnerstag.\nVon 15 bis 17 Uhr."
    with store.writing() as session:
        note = {"de": "Donnerstags", "de-leicht": easy}
        reference = a_measure(session, district, note=note, at=now).reference
    there = f"{DESK}{reference}/bearbeiten"
    manager.get(there).fill("office", "Amt").submit("Save", 303)
    with store.reading() as session:
        kept = session.scalars(select(Measure)).one().note["de-leicht"]
    assert kept.splitlines() == easy.splitlines()
    page = manager.get(there).fill("note-de", "x" * 217).submit("Save", 422)
    assert page.value("note-de") == "x" * 217


def test_the_table_holds_every_measure_and_no_formula(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        measure = a_measure(session, district, office="=1+1", cost_low=3_800_050, at=now)
        measure.money.append(MoneyLine(programme="EFRE", planned=2_850_038, granted=2_000_000))
        measure.money.append(MoneyLine(programme="Verein", is_own=True, planned=950_012))
    text = manager.get(f"{DESK}tabelle.csv").text
    assert "'=1+1" in text
    assert "38000.5" in text
    for_excel = manager.get(f"{DESK}tabelle.csv?excel=1").text
    assert ";38000,50;" in for_excel
    assert "EFRE: Planned 28500,38, Granted 20000,00; Verein (own share): Planned" in for_excel
    assert "Mehr Müllbehälter" in text
    assert manager.get(f"{DESK}tabelle.xlsx").body[:2] == b"PK"


def test_the_history_tells_a_text_in_every_language_in_which_it_was_changed(
    manager: Visitor, store: Store, district: District, now: datetime
) -> None:
    with store.writing() as session:
        reference = a_measure(
            session, district, note={"de": "Steht", "ar": "قائم"}, at=now
        ).reference
    page = manager.get(f"{DESK}{reference}/bearbeiten").fill("note-ar", "تم وضع 12 سلة")
    page.submit("Save", 303)
    shown = manager.get(f"{DESK}{reference}/").sees(
        "How it stands (العربية)", "قائم", "تم وضع 12 سلة"
    )
    shown.misses("How it stands (Deutsch)")

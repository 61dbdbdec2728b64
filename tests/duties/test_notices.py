"""Notices: whoever must know something reads it at the top of the page, in time and no longer."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from beteiligung.access import Asker
from beteiligung.audit import AuditEntry
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.duties.actions import end_notice, write_notice
from beteiligung.duties.models import Notice
from tests.builders import a_survey
from tests.conftest import Clock
from tests.page import Page
from tests.visitor import Visitor

SOMEBODY = Asker(id=1, name="Leitung", admin=True)


def written(at: datetime, **more: Any) -> dict[str, Any]:
    return {
        "severity": "important",
        "title": {"de": "Büro geschlossen", "ar": "المكتب مغلق"},
        "text": {"de": "Am Freitag ist niemand da."},
        "link": "/de/hilfe",
        "district_id": None,
        "begins_at": at,
        "ends_at": at + timedelta(days=2),
        **more,
    }


def write(store: Store, app: Flask, values: dict[str, Any]) -> Notice:
    with store.writing() as session:
        notice = write_notice(session, SOMEBODY, None, values, at=values["begins_at"])
    app.extensions["site_texts"].forget()
    return notice


def shown(page: Page) -> list[str]:
    return [str(one.get("data-notice")) for one in page.all("details") if one.get("data-notice")]


def test_a_notice_is_the_first_thing_on_every_page_and_goes_by_the_clock(
    visitor: Visitor, store: Store, app: Flask, clock: Clock
):
    assert not shown(visitor.get("/de/"))
    write(store, app, written(clock()))
    page = visitor.get("/de/")
    assert len(shown(page)) == 1
    page.sees("Wichtig:", "Büro geschlossen", "Am Freitag ist niemand da.")
    assert page.text.index("Büro geschlossen") < page.text.index("Anzeige")
    assert len(shown(visitor.get("/de/impressum"))) == 1
    clock.passes(days=2)
    assert not shown(visitor.get("/de/"))


def test_a_language_without_words_reads_german_that_is_marked_as_german(
    visitor: Visitor, store: Store, app: Flask, clock: Clock
):
    write(store, app, written(clock()))
    arabic = visitor.get("/ar/").sees("المكتب مغلق")
    marked = ["".join(one.itertext()) for one in arabic.all("span", lang="de")]
    assert "Am Freitag ist niemand da." in marked
    aside = next(arabic.all("section", class_="attention"))
    assert [link.get("href") for link in aside.iter("a")] == ["/ar/hilfe"]
    visitor.get("/de-leicht/").sees("Büro geschlossen")


def test_a_districts_notice_stays_in_the_district(
    visitor: Visitor,
    store: Store,
    app: Flask,
    clock: Clock,
    district: District,
    zentrum: District,
):
    write(store, app, written(clock(), district_id=district.id))
    assert shown(visitor.get(f"/de/{district.slug}/"))
    assert not shown(visitor.get(f"/de/{zentrum.slug}/"))
    assert not shown(visitor.get("/de/"))


def test_a_survey_that_is_kept_ready_shows_a_notice_at_once_and_loses_it_in_time(
    visitor: Visitor, store: Store, app: Flask, clock: Clock, district: District
):
    with store.writing() as session:
        address = f"/de/umfrage/{a_survey(session, district, at=clock()).slug}"
    assert not shown(visitor.get(address))
    assert not shown(visitor.get(address))  # from the shelf of ready pages
    write(store, app, written(clock(), district_id=district.id))
    assert shown(visitor.get(address))
    assert shown(visitor.get(address))
    clock.passes(days=2)
    assert not shown(visitor.get(address))


def test_pages_without_notices_ask_the_database_nothing_for_them(
    visitor: Visitor, app: Flask, store: Store
):
    visitor.get("/de/impressum")
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    app.extensions["site_texts"].forget()  # a second later
    visitor.get("/de/impressum")
    assert asked
    assert not [line for line in asked if "attention_notice" in line]


def test_an_administrator_writes_previews_and_ends_a_notice(
    admin: Visitor, visitor: Visitor, store: Store, clock: Clock, district: District
):
    del district
    page = admin.get("/verwaltung/hinweise/neu")
    page.choose("Dringend").fill("title-de", "Sturm").fill("text-de", "Bleiben Sie zu Hause.")
    kept = page.fill("text-uk", "Залишайтеся вдома.").submit("Speichern")
    kept.sees("Dringend", "Терміново", "Залишайтеся вдома.", "عاجل")
    assert shown(visitor.get("/de/"))
    clock.passes(minutes=1)
    kept.press("beenden")
    assert not shown(visitor.get("/de/"))
    with store.reading() as session:
        deeds = [row.action for row in session.query(AuditEntry).order_by(AuditEntry.id)]
    assert deeds[-2:] == ["write_notice", "end_notice"]


def test_a_manager_writes_for_her_district_only(
    manager: Visitor,
    manager_of_zentrum: Visitor,
    store: Store,
    app: Flask,
    clock: Clock,
    district: District,
):
    everywhere = write(store, app, written(clock()))
    hers = write(store, app, written(clock(), district_id=district.id))
    manager.get(f"/verwaltung/hinweise/{hers.id}").sees("Büro geschlossen")
    manager.get(f"/verwaltung/hinweise/{everywhere.id}", 404)
    manager_of_zentrum.get(f"/verwaltung/hinweise/{hers.id}", 404)
    page = manager.get("/verwaltung/hinweise/neu")
    asked = [option.get("value") for option in page.all("option")]
    assert asked == [str(district.id)]


def test_a_notice_that_leads_to_a_script_or_ends_before_it_begins_is_refused(admin: Visitor):
    page = admin.get("/verwaltung/hinweise/neu")
    page.fill("title-de", "x").fill("text-de", "y")
    for link in ("javascript:alert(1)", "//elsewhere.example", "http://plain.example"):
        assert page.fill("link", link).submit(status=422).error("link")
    page.fill("link", "").fill("ends_at", "2020-01-01T10:00")
    assert page.submit(status=422).error("ends_at")


def test_a_notice_that_is_over_stays_as_it_was(session: Session, now: datetime):
    notice = write_notice(session, SOMEBODY, None, written(now), at=now)
    end_notice(session, SOMEBODY, notice, at=now + timedelta(days=5))
    assert notice.ends_at == now + timedelta(days=2)

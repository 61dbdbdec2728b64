"""Earlier answers on the screen at once; save here and go on there; drafts tried on a phone."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from beteiligung.access import Role
from beteiligung.accounts.models import Staff
from beteiligung.authoring.models import Comment, TestLink
from beteiligung.db import Store
from beteiligung.surveys.models import Saved
from tests.browser.answering import PHONE_SURVEY, Filling, kept, survey_of
from tests.browser.conftest import DESK, PHONE, People, fits
from tests.builders import a_district, a_survey, on_the_shelf
from tests.surveys.test_piping import GERMAN, piped
from tests.visitor import Visitor

CODE = re.compile(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}")


def receipts() -> dict[str, Any]:
    return {**on_the_shelf("on_the_phone"), "anonymity": "receipt"}


def code_on(page: Page) -> str:
    return page.locator(".receipt").inner_text()


# ---- piping --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "de",
            "Also der & Bus; <b>Ümit</b>; 1. März 2026; 1.200,5; mittel; der & Bus und das Rad.",
        ),
        ("ar", "Also الحافلة; <b>Ümit</b>; 1 مارس 2026; 1,200.5; متوسط; الحافلة والدراجة."),
    ],
)
def test_a_later_question_shows_earlier_answers_at_once(
    people: People, store: Store, now: datetime, language: str, said: str
):
    slug = survey_of(store, piped({"de": GERMAN, "ar": GERMAN}), at=now)
    filling = Filling(people.open(PHONE, language), slug, language).start()
    filling.choose("bus").next().type("<b>Ümit</b>").next()
    filling.screen.locator("input[type=date]").fill("2026-03-01")
    filling.next().type("1200,5").next().choose("2").next().choose("bus", "rad").next()
    filling.do("skip").next()
    heading = filling.screen.locator("[data-heading]")
    expect(heading).to_have_text(said)
    first = heading.locator("[data-pipe=verkehr]")
    assert first.evaluate("it => getComputedStyle(it).unicodeBidi") == "isolate"
    filling.page.reload()
    filling.do("resume")
    expect(heading).to_have_text(said)
    for _ in range(8):
        filling.do("back")
    filling.choose("rad").next()
    here = filling.page.locator("[data-question=ende] [data-pipe=verkehr]")
    expect(here).to_have_text({"de": "das Rad", "ar": "الدراجة"}[language])


# ---- save here, go on there ----------------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["with", "without"])
def test_somebody_saves_on_one_phone_and_goes_on_on_another(
    people: People,
    store: Store,
    now: datetime,
    axe: Callable[[Page], None],
    scripts: bool,
):
    slug = survey_of(store, receipts(), at=now)
    phone = people.open(PHONE, java_script_enabled=scripts)
    filling = Filling(phone, slug).open()
    if scripts:
        filling.page.locator("[data-begin]").click()
        filling.choose("ja").next().choose("kurz").next().do("stop").do("put")
    else:
        phone.locator("[data-question=pflicht] label").first.click()
        phone.locator("[data-question=dauer] label").first.click()
        phone.locator("summary", has_text="Möchten Sie aufhören?").click()
        phone.get_by_role("button", name="Speichern und später weitermachen").click()
    expect(phone.locator("h1")).to_have_text("Ihre Antworten sind gespeichert")
    code = code_on(phone)
    assert CODE.fullmatch(code)
    assert CODE.search(phone.url) is None
    assert fits(phone)
    if scripts:
        axe(phone)
        assert filling.stored()
        phone.get_by_role("button", name="Meine Antworten von diesem Gerät löschen").click()
        assert not filling.stored()

    other = people.open(DESK, java_script_enabled=scripts)
    other.goto("/de/beleg/")
    other.locator("#code").fill(code.lower())
    other.get_by_role("button", name="Weiter").click()
    there = Filling(other, slug)
    if scripts:
        expect(other.locator("[data-question=dinge]")).to_be_visible()
        assert other.url.endswith(f"/de/umfrage/{slug}")
        there.choose("bus").next().choose("3").next().choose("3").next().type("Grün").next()
        there.next()
    else:
        assert other.locator("[data-question=dauer] input").first.is_checked()
        other.get_by_role("button", name="Antworten absenden").last.click()
    expect(other.locator("h1")).to_contain_text("Ihre Antworten sind angekommen")
    assert code_on(other) == code
    assert CODE.search(other.url) is None
    (answer,) = kept(store)
    assert answer.answers["dauer"] == "kurz"
    with store.reading() as session:
        assert session.query(Saved).count() == 0


def test_a_receipt_leads_to_the_answer_and_takes_it_back(
    people: People, phone: Page, store: Store, now: datetime, axe: Callable[[Page], None]
):
    slug = survey_of(store, receipts(), at=now)
    filling = Filling(phone, slug).start().through()
    filling.next().thanked()
    axe(phone)
    assert fits(phone)
    code = code_on(phone)
    assert not filling.stored()
    phone.reload()
    expect(phone.locator(".receipt")).to_have_count(0)
    phone.goto(f"/de/beleg/#{code}")
    expect(phone.locator("h1")).to_have_text("Ihre Antworten")
    assert "#" not in phone.url
    axe(phone)
    phone.get_by_role("button", name="Meine Antworten löschen").click()
    expect(phone.locator("h1")).to_have_text("Ihre Antworten sind gelöscht")
    axe(phone)
    assert kept(store) == []
    people.expect("404")
    phone.goto("/de/beleg/")
    phone.locator("#code").fill(code)
    phone.get_by_role("button", name="Weiter").click()
    expect(phone.locator("#code-error")).to_be_visible()
    axe(phone)


# ---- drafts --------------------------------------------------------------------------------------


@pytest.fixture
def office(
    people: People, app: Flask, store: Store, signed_in: Callable[..., Visitor], now: datetime
) -> Page:
    """The manager's computer; the Sonnenberg has a draft that shows earlier answers."""
    with store.writing() as session:
        district = a_district(session, at=now)
        a_survey(session, district, document="on_the_phone", published=False, at=now)
    visitor = signed_in(Role.MANAGER, district)
    with store.writing() as session:
        session.query(Staff).update({"locale": "de"})
    cookie = visitor.client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    page = people.open(DESK)
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": people.address}])
    return page


def test_rules_work_in_the_frame_and_nothing_is_sent_or_kept(
    office: Page, store: Store, axe: Callable[[Page], None]
):
    office.goto(f"/verwaltung/umfragen/{PHONE_SURVEY}/vorschau/ar")
    axe(office)
    frame = office.frame_locator("iframe")
    frame.locator("[data-begin]").click()
    screen = frame.locator("[data-screen]:visible")
    expect(screen).to_have_attribute("data-question", "pflicht")
    assert frame.locator("html").get_attribute("dir") == "rtl"
    width = frame.locator("html").evaluate("() => innerWidth")
    assert width == 390
    screen.locator("label:has(input[value=nein])").click()
    frame.locator("[data-next]").click()
    expect(screen).to_have_attribute("data-question", "dinge")  # not "dauer": a rule hides it
    for _ in range(5):
        frame.locator("[data-next]").click()
    expect(frame.locator("[data-finish]")).to_be_visible()
    frame.locator("[data-next]").click()
    expect(frame.locator("[data-said]")).to_contain_text("هذه معاينة")
    assert kept(store) == []
    assert office.evaluate("localStorage.length + sessionStorage.length") == 0


def test_somebody_tries_a_draft_behind_a_link(
    people: People, office: Page, store: Store, axe: Callable[[Page], None]
):
    office.goto(f"/verwaltung/umfragen/{PHONE_SURVEY}/probe/")
    office.get_by_role("button", name="Testlink machen").click()
    axe(office)
    address = office.locator("#address").input_value()
    phone = people.open(PHONE)
    people.expect("ERR_ABORTED")
    phone.goto(address)
    filling = Filling(phone, PHONE_SURVEY)
    expect(phone.locator("[data-band]")).to_contain_text("Dies ist ein Test.")
    assert CODE.search(phone.url) is None
    axe(phone)
    phone.locator("[data-begin]").click()
    filling.choose("ja").next()
    phone.locator(".menu summary").first.click()
    phone.locator("header button[name=language][value=ar]").click()
    expect(phone.locator("[data-band]")).to_contain_text("هذه تجربة.")
    filling.choose("kurz").next().choose("bus").next().choose("3").next().choose("3").next()
    filling.type("كلمات").next().next()
    expect(phone.locator("h1")).to_contain_text("لقد وصلت إجاباتكم")
    expect(phone.locator("[data-band]")).to_be_visible()
    axe(phone)
    assert not filling.stored()
    assert kept(store) == []
    with store.reading() as session:
        assert session.query(TestLink).one().tries == 1


def test_a_note_is_written_below_its_question(
    office: Page, store: Store, axe: Callable[[Page], None]
):
    office.goto(f"/verwaltung/umfragen/{PHONE_SURVEY}/vorschau/ar/notizen")
    axe(office)
    assert fits(office)
    box = office.locator("#note--dinge")
    box.get_by_label("Ihre Notiz").fill("Bänke heißen anders")
    box.get_by_role("button").click()
    expect(box).to_contain_text("Bänke heißen anders")
    with store.reading() as session:
        assert session.query(Comment).one().question == "dinge"
    office.goto(f"/verwaltung/umfragen/{PHONE_SURVEY}/notizen")
    axe(office)
    assert fits(office)

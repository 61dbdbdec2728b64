"""The calculation against mass voting, and one-time codes, on a phone: nobody notices the first."""

from datetime import datetime

from playwright.sync_api import Page, expect

from beteiligung.abuse.marks import Mark
from beteiligung.db import Store
from beteiligung.surveys.entry_codes import fresh_codes, make_entry_codes
from beteiligung.surveys.models import Survey
from beteiligung.surveys.queries import survey_at
from tests.browser.answering import Filling, kept, survey_of
from tests.browser.conftest import PHONE, People
from tests.builders import on_the_shelf
from tests.conftest import Clock


def test_a_phone_calculates_while_somebody_answers_and_the_answer_counts(
    phone: Page, store: Store, now: datetime, clock: Clock
):
    slug = survey_of(store, at=now)
    with store.writing() as session:
        survey = survey_at(session, slug)
        assert survey is not None
        survey.asks_for_work = True
    filling = Filling(phone, slug).start().through()
    clock.passes(minutes=1)
    filling.next().thanked()
    (answer,) = kept(store)
    assert (answer.set_aside_because, answer.marks) == (None, None)


def test_without_scripts_the_same_survey_takes_the_answer_to_be_looked_at(
    people: People, store: Store, now: datetime, clock: Clock
):
    slug = survey_of(store, "single", at=now)
    with store.writing() as session:
        session.query(Survey).one().asks_for_work = True
    page = people.open(PHONE, java_script_enabled=False)
    page.goto(f"/de/umfrage/{slug}")
    clock.passes(minutes=1)
    page.get_by_label("zu Fuß").check()
    page.locator("[data-send]").click()
    expect(page).to_have_url(f"{people.address}/de/umfrage/{slug}/danke")
    (answer,) = kept(store)
    assert Mark(answer.marks or 0) == Mark.WORKLESS
    assert answer.set_aside_because


def test_a_code_from_a_card_is_filled_in_and_leaves_the_address(
    people: People, phone: Page, store: Store, now: datetime
):
    people.expect("422")
    document = {**on_the_shelf("single"), "access": "code"}
    slug = survey_of(store, document, at=now)
    with store.writing() as session:
        survey = survey_at(session, slug)
        assert survey is not None
        secret = b"of this test only"
        codes = fresh_codes(50)
        make_entry_codes(
            session, survey, name="Briefe", codes=codes, secret=secret, asker=None, at=now
        )
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"/de/umfrage/{slug}#{codes[0]}")
    expect(phone).to_have_url(f"{people.address}/de/umfrage/{slug}")
    phone.locator("[data-begin]").click()
    phone.get_by_text("zu Fuß").click()
    phone.locator("[data-next]").click()
    field = phone.locator("#entry-code")
    expect(field).to_have_value(codes[0])
    field.fill(codes[0][:-1] + ("0" if codes[0][-1] != "0" else "1"))
    phone.locator("[data-next]").click()
    expect(phone.locator("#entry-code-error")).to_be_visible()
    expect(field).to_be_focused()
    assert kept(store) == []
    field.fill(codes[0])
    phone.locator("[data-next]").click()
    expect(phone).to_have_url(f"{people.address}/de/umfrage/{slug}/danke")
    assert len(kept(store)) == 1
    assert not [url for url in asked if codes[0] in url]

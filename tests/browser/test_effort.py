"""The calculation against mass voting, and one-time codes, on a phone: nobody notices the first."""

from datetime import datetime

import pytest
from flask import Flask, request
from playwright.sync_api import Page, expect

from beteiligung.abuse.marks import Mark
from beteiligung.db import Store
from beteiligung.prints.actions import keep_batch
from beteiligung.prints.letters import Batch
from beteiligung.surveys.codes import grouped
from beteiligung.surveys.entry_codes import fresh_codes
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


def test_the_code_of_a_letter_is_filled_in_and_no_server_ever_sees_it_in_an_address(
    people: People,
    app: Flask,
    store: Store,
    now: datetime,
    capfd: pytest.CaptureFixture[str],
):
    people.expect("422")
    slug = survey_of(store, {**on_the_shelf("single"), "access": "code"}, at=now)
    code = a_letter(store, slug, now)
    asked: list[str] = []

    @app.before_request
    def hear() -> None:
        asked.append(f"{request.full_path} {request.headers}")

    phone = people.open(PHONE)
    phone.goto(f"/q/7F3K2#{grouped(code)}")
    expect(phone).to_have_url(f"{people.address}/de/umfrage/{slug}?c=7F3K2")
    phone.locator("[data-begin]").click()
    phone.get_by_text("zu Fuß").click()
    phone.locator("[data-next]").click()
    field = phone.locator("#entry-code")
    expect(field).to_have_value(grouped(code))
    field.fill(code[:-1] + ("2" if code[-1] != "2" else "3"))
    phone.locator("[data-next]").click()
    expect(phone.locator("#entry-code-error")).to_be_visible()
    expect(field).to_be_focused()
    assert kept(store) == []
    field.fill(code)
    phone.locator("[data-next]").click()
    expect(phone).to_have_url(f"{people.address}/de/umfrage/{slug}/danke?c=7F3K2")
    assert [one.code for one in kept(store)] == ["7F3K2"]
    assert any("/q/7F3K2" in each for each in asked)
    said = "\n".join((*asked, *capfd.readouterr()))
    assert code not in said
    assert grouped(code) not in said


def a_letter(store: Store, slug: str, at: datetime) -> str:
    """The one-time code of a letter, whose printed code is 7F3K2."""
    codes = fresh_codes(50)
    with store.writing() as session:
        survey = survey_at(session, slug)
        assert survey is not None
        keep_batch(
            session,
            None,
            survey,
            Batch("Briefe", codes, "7F3K2"),
            district=survey.districts[0],
            locale=None,
            secret=b"of this test only",
            at=at,
        )
    return codes[0]

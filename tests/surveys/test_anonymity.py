"""What people read about their names is what the database does: one setting, every page."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import func, select

from beteiligung.db import Store
from beteiligung.surveys.actions import publish_changes
from beteiligung.surveys.forgetting import forget_answers
from beteiligung.surveys.models import Receipt, Response, Saved, Survey
from tests.page import Page
from tests.surveys.conftest import changed
from tests.visitor import Visitor

Running = Callable[..., Survey]
SURVEY = "/de/umfrage/auf-dem-telefon"
SAVE = "Speichern und später weitermachen"


def rows(store: Store, table: type) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def answered(visitor: Visitor) -> Page:
    return visitor.get(SURVEY).choose("ja", within="pflicht").choose("kurz", within="dauer")


@pytest.fixture
def anonymous(running: Running) -> Survey:
    return running(changed("on_the_phone", anonymity="anonymous"))


@pytest.fixture
def receipt(running: Running) -> Survey:
    return running(changed("on_the_phone", anonymity="receipt"))


@pytest.mark.usefixtures("anonymous")
def test_anonymous_promises_no_code_and_there_is_none(visitor: Visitor, store: Store):
    visitor.get(SURVEY).misses("Code, mit dem", SAVE)
    notice = visitor.get(f"{SURVEY}/datenschutz")
    notice.sees("freiwillig und anonym", "weniger als 5 Antworten", "später nicht finden")
    notice.misses("Fingerabdruck")
    answered(visitor).submit("Antworten absenden").misses("Ihr Code")
    assert (rows(store, Response), rows(store, Receipt), rows(store, Saved)) == (1, 0, 0)


@pytest.mark.usefixtures("anonymous")
def test_anonymous_keeps_no_draft_whatever_is_sent(visitor: Visitor, store: Store):
    page = visitor.get(SURVEY)
    form = {"key": page.value("key"), "save-here": "1", "pflicht": "ja", "dauer": "kurz"}
    visitor.post(SURVEY, form, status=303)
    assert rows(store, Saved) == 0


def test_anonymous_loses_the_place_where_few_came_by_it(
    anonymous: Survey, visitor: Visitor, store: Store
):
    answered(visitor).submit("Antworten absenden")
    with store.writing() as session:
        session.scalars(select(Response)).one().code = "FEWWW"
    with store.writing() as session:
        survey = session.get_one(Survey, anonymous.id)
        assert survey.closes_at is not None
        forget_answers(session, at=survey.closes_at)
    with store.reading() as session:
        assert session.scalars(select(Response.code)).all() == [None]


@pytest.mark.usefixtures("receipt")
def test_a_receipt_is_promised_and_given(visitor: Visitor, store: Store):
    visitor.get(SURVEY).sees("ohne Ihren Namen", "einen Code", SAVE)
    notice = visitor.get(f"{SURVEY}/datenschutz").sees("Fingerabdruck", "ohne Ihren Namen")
    notice.misses("freiwillig und anonym", "weniger als 5 Antworten")
    answered(visitor).submit("Antworten absenden", status=200).sees("Ihr Code")
    assert (rows(store, Response), rows(store, Receipt)) == (1, 1)


def test_earlier_notices_can_still_be_read(
    receipt: Survey, visitor: Visitor, store: Store, now: datetime
):
    with store.writing() as session:
        survey = session.get_one(Survey, receipt.id)
        survey.draft = {**survey.draft, "purpose": {"de": "Ein neuer Zweck.", "ar": "غرض جديد"}}
        from_before = survey.versions[-1]
        session.flush()
        publish_changes(session, survey, asker=None, at=now, sure=True)
        assert from_before.notice_version == 1
    visitor.app.extensions["shelf"].forget()
    newest = visitor.get(f"{SURVEY}/datenschutz").sees("Ein neuer Zweck.", "Fassung 2")
    assert any("fassung=1" in (a.get("href") or "") for a in newest.all("a"))
    visitor.get(f"{SURVEY}/datenschutz?fassung=1").misses("Ein neuer Zweck.").sees("Fassung 1")
    visitor.get(f"{SURVEY}/datenschutz?fassung=99").sees("Ein neuer Zweck.")

"""A survey's life: nights on which clocks change, copies, waves, the archive, old pages."""

import copy
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from beteiligung.access import Role
from beteiligung.audit import AuditEntry
from beteiligung.authoring.models import Translation
from beteiligung.db import Store
from beteiligung.districts.models import District
from beteiligung.surveys.actions import publish_changes, publish_survey, replace_draft
from beteiligung.surveys.models import State, Survey, SurveyVersion
from tests.builders import a_survey, on_the_shelf
from tests.conftest import Clock
from tests.surveys.conftest import changed, responses
from tests.visitor import Visitor

Running = Callable[..., Survey]
Document = dict[str, Any]
ONE = "/en/umfrage/eine-antwort"
RECORDING = "a" * 64  # a digest
SURVEYS = "/verwaltung/umfragen/"
DESK = f"{SURVEYS}eine-antwort/"
KEY = "7d8f5a3e-4f1c-4c0e-9a52-1f6f0c3f2a11"


def the_survey(store: Store, slug: str = "eine-antwort") -> Survey:
    with store.reading() as session:
        return session.scalars(select(Survey).where(Survey.slug == slug)).one()


def without(code: str) -> Document:
    """The survey with one option less."""
    document = copy.deepcopy(on_the_shelf("single"))
    question = document["questions"][0]
    question["options"] = [one for one in question["options"] if one["code"] != code]
    return document


# ---- nights on which clocks change ---------------------------------------------------------------


def at_night(manager: Visitor, opens_at: str, closes_at: str, status: int | None = None):
    page = manager.get(DESK).fill("opens_at", opens_at).fill("closes_at", closes_at)
    return page.submit("Publish", status)


def test_a_time_that_the_clocks_leave_out_is_refused(manager: Visitor, running: Running):
    running("single", published=False)
    page = at_night(manager, "2027-03-01T08:00", "2027-03-28T02:30", 422)
    assert "this time does not exist" in (page.error("closes_at") or "")
    assert page.value("closes_at") == "2027-03-28T02:30"
    at_night(manager, "2027-03-28T02:30", "2027-04-01T20:00", 422).sees("does not exist")
    at_night(manager, "2027-03-28T03:00", "2027-04-01T20:00").sees("The survey is published.")


def test_of_an_hour_that_comes_twice_people_get_all(
    manager: Visitor, running: Running, store: Store
):
    running("single", published=False)
    at_night(manager, "2027-10-31T02:30", "2027-10-31T02:30").sees("The survey is published.")
    survey = the_survey(store)
    assert survey.opens_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)  # still summer
    assert survey.closes_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # winter already


@pytest.mark.parametrize(
    ("closes_at", "before", "after"),
    [
        ("2027-03-28T01:59", datetime(2027, 3, 28, 0, 58, tzinfo=UTC), timedelta(minutes=2)),
        ("2027-03-28T03:00", datetime(2027, 3, 28, 0, 59, tzinfo=UTC), timedelta(minutes=2)),
        ("2027-10-31T03:00", datetime(2027, 10, 31, 1, 59, tzinfo=UTC), timedelta(minutes=2)),
        ("2027-10-31T02:30", datetime(2027, 10, 31, 1, 29, tzinfo=UTC), timedelta(minutes=2)),
    ],
)
def test_a_survey_that_closes_on_such_a_night_does_so_on_the_minute(
    manager: Visitor,
    running: Running,
    store: Store,
    closes_at: str,
    before: datetime,
    after: timedelta,
):
    running("single", published=False)
    at_night(manager, "2026-12-01T08:00", closes_at)
    survey = the_survey(store)
    assert survey.state(before) is State.OPEN
    assert survey.state(before + after) is State.CLOSED


@pytest.mark.parametrize(
    ("closes_at", "results_on"),
    [
        (datetime(2027, 3, 27, 22, 30, tzinfo=UTC), date(2027, 4, 24)),  # 23:30 in winter time
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), date(2027, 4, 25)),  # 00:30 on the 28th
        (datetime(2027, 10, 30, 21, 30, tzinfo=UTC), date(2027, 11, 27)),  # 23:30 in summer time
        (datetime(2027, 10, 31, 22, 30, tzinfo=UTC), date(2027, 11, 28)),  # 23:30 in winter time
        (datetime(2027, 10, 31, 23, 30, tzinfo=UTC), date(2027, 11, 29)),
    ],
)
def test_results_are_promised_by_the_calendar_not_by_hours(
    store: Store, district: District, now: datetime, closes_at: datetime, results_on: date
):
    with store.writing() as session:
        here = session.merge(district)
        survey = a_survey(session, here, document="single", published=False, at=now)
        publish_survey(session, survey, opens_at=now, closes_at=closes_at, asker=None, at=now)
        assert survey.results_on == results_on


# ---- other days ----------------------------------------------------------------------------------


def test_a_survey_runs_longer_without_publishing_its_draft(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running("single")
    manager.get(DESK + "texte/de").fill("title", "Noch nicht fertig").submit("Save")
    clock.passes(minutes=1)
    page = manager.get(DESK + "zeitraum").fill("closes_at", "2027-01-31T20:00").submit("Save")
    page.sees("February 28, 2027", "The draft has changed")
    assert the_survey(store).title == {"de": "Eine Antwort"}


def test_a_survey_that_has_ended_runs_again(
    manager: Visitor, visitor: Visitor, running: Running, clock: Clock
):
    running("single", days=1)
    visitor.get(ONE, 410)
    page = manager.get(DESK + "zeitraum").fill("closes_at", "2026-11-24T08:00").submit("Save", 422)
    assert page.error("closes_at") == "The end must lie ahead."
    clock.passes(minutes=1)
    page.fill("closes_at", "2027-01-31T20:00").submit("Save").sees("Running")
    visitor.get(ONE).sees("Wie kommen Sie zum Markt?")


# ---- an old page ---------------------------------------------------------------------------------


def publish_without(store: Store, code: str, at: datetime) -> None:
    """Publish a second version with one option less, whoever agreed to it."""
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        replace_draft(session, survey, without(code), asker=None, at=at)
        survey.opens_at, opens_at = at + timedelta(days=1), survey.opens_at  # nobody must agree
        publish_changes(session, survey, asker=None, at=at, sure=True)
        survey.opens_at = opens_at


def test_an_answer_begun_before_is_kept_under_the_version_it_was_given_to(
    visitor: Visitor, running: Running, store: Store, clock: Clock, app: Flask
):
    running("single")
    old = visitor.get(ONE).choose("mit dem Rad")
    clock.passes(minutes=1)
    publish_without(store, "rad", clock())
    app.extensions["shelf"].forget()
    visitor.get(ONE).misses("mit dem Rad")
    old.submit("Send answers").sees("Thank you!")
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    with store.reading() as session:
        rows = select(SurveyVersion.id).order_by(SurveyVersion.number)
        first, second = session.scalars(rows).all()
    kept = [(row.version_id, row.answers) for row in responses(store)]
    assert kept == [(first, {"weg": "rad"}), (second, {"weg": "fuss"})]


@pytest.mark.parametrize("version", ["", "2", "7", "-1", "1e3", "x" * 5000])
def test_an_answer_without_a_known_version_counts_for_the_newest(
    visitor: Visitor, running: Running, store: Store, clock: Clock, app: Flask, version: str
):
    running("single")
    clock.passes(minutes=1)
    publish_without(store, "rad", clock())
    app.extensions["shelf"].forget()
    sent = {"key": KEY, "version": version}
    visitor.post(ONE, {**sent, "weg": "rad"}, 422).sees("Please choose one of the answers shown.")
    visitor.post(ONE, {**sent, "weg": "fuss"}, 303)
    assert len(responses(store)) == 1


def test_an_old_page_opens_no_closed_survey(
    visitor: Visitor, running: Running, store: Store, clock: Clock, app: Flask
):
    running("single")
    old = visitor.get(ONE).choose("mit dem Rad")
    clock.passes(minutes=1)
    publish_without(store, "rad", clock())
    clock.passes(days=30)
    app.extensions["shelf"].forget()
    old.submit("Send answers", 410).sees("This survey has ended")


# ---- a second person -----------------------------------------------------------------------------


@pytest.fixture
def colleague(signed_in: Callable[..., Visitor], zentrum: District) -> Visitor:
    """An administrator: somebody else who may agree."""
    del zentrum
    return signed_in(Role.ADMIN)


def replaced(store: Store, document: Document, at: datetime) -> None:
    with store.writing() as session:
        survey = session.scalars(select(Survey)).one()
        replace_draft(session, survey, document, asker=None, at=at)


def test_what_touches_answers_needs_somebody_else(
    manager: Visitor,
    colleague: Visitor,
    visitor: Visitor,
    running: Running,
    store: Store,
    clock: Clock,
):
    running("single")
    visitor.get(ONE).choose("mit dem Rad").submit("Send answers")
    replaced(store, without("rad"), clock())
    clock.passes(minutes=1)
    changes = DESK + "aenderungen/"
    page = manager.get(DESK).sees("A second person must agree.").misses("Publish the changes")
    page = manager.get(changes).sees("cannot be chosen any more", "1 answer is touched.")
    assert page.submit("Ask a second person", 422).error("reason") == "Please fill in this field."
    page = page.fill("reason", "Kein Radweg mehr.").submit("Ask a second person")
    page.sees("Take the request back").misses("Agree to exactly this change")
    colleague.get("/verwaltung/").sees("a colleague asks you to agree to a change")
    manager.get("/verwaltung/").misses("a colleague asks you")
    page = colleague.get(changes).sees("Kein Radweg mehr.")
    page.submit("Agree to exactly this change").sees("You have agreed.")
    colleague.get("/verwaltung/").misses("a colleague asks you")
    manager.get(changes).submit("Publish the changes").sees("Version 2", "The changes are")
    with store.reading() as session:
        wanted = select(AuditEntry.action).order_by(AuditEntry.id)
        found = [action for action in session.scalars(wanted) if "change" in action]
    assert found == ["ask_for_change", "approve_change", "publish_changes"]


def test_nobody_agrees_to_what_she_asked_for_herself(
    manager: Visitor, running: Running, store: Store, now: datetime
):
    running("single")
    replaced(store, without("rad"), now)
    page = manager.get(DESK + "aenderungen/").fill("reason", "Weg damit.")
    page = page.submit("Ask a second person")
    fields = {name: page.value(name) for name in ("csrf_token", "digest")}
    refused = manager.post(DESK + "aenderungen/zustimmen", fields, 422)
    refused.sees("you have asked for it yourself")
    manager.post(DESK + "aenderungen/", {"csrf_token": fields["csrf_token"]}, 422)


def test_who_agrees_agrees_to_one_draft_only(
    manager: Visitor, colleague: Visitor, running: Running, store: Store, clock: Clock
):
    running("single")
    replaced(store, without("rad"), clock())
    page = manager.get(DESK + "aenderungen/").fill("reason", "Weg damit.")
    page.submit("Ask a second person")
    page = colleague.get(DESK + "aenderungen/")
    clock.passes(minutes=1)
    replaced(store, without("fuss"), clock())
    page.submit("Agree to exactly this change", 422).sees("The draft has changed since.")
    replaced(store, without("rad"), clock())
    page.submit("Agree to exactly this change")
    replaced(store, without("fuss"), clock())
    manager.get(DESK + "aenderungen/").misses("Publish the changes").sees("Ask a second person")


def test_a_request_can_be_declined(
    manager: Visitor, colleague: Visitor, running: Running, store: Store, now: datetime
):
    running("single")
    replaced(store, without("rad"), now)
    page = manager.get(DESK + "aenderungen/").fill("reason", "Weg damit.")
    page.submit("Ask a second person")
    colleague.get(DESK + "aenderungen/").submit("Decline").sees("The request is gone.")
    manager.get(DESK + "aenderungen/").sees("Ask a second person")


def test_what_asks_people_otherwise_needs_a_tick(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running("single")
    document = copy.deepcopy(on_the_shelf("single"))
    document["questions"][0]["text"] = {"de": "Haben Sie Kinder?"}
    replaced(store, document, clock())
    clock.passes(minutes=1)
    page = manager.get(DESK + "aenderungen/").sees("The question has quite different words")
    page = page.submit("Publish the changes", 422)
    assert "tick that this is meant" in (page.error("sure") or "")
    page.choose("I have seen what changes").submit("Publish the changes").sees("Version 2")


def test_before_a_survey_begins_nobody_else_must_agree(
    manager: Visitor, running: Running, store: Store, clock: Clock
):
    running("single", published=False)
    at_night(manager, "2026-12-01T08:00", "2026-12-20T20:00").sees("Scheduled")
    replaced(store, without("rad"), clock())
    page = manager.get(DESK + "aenderungen/").misses("Ask a second person")
    page.choose("I have seen what changes").submit("Publish the changes").sees("Version 2")


def test_a_viewer_sees_what_changes_and_decides_nothing(
    viewer: Visitor, running: Running, store: Store, now: datetime
):
    running("single")
    replaced(store, without("rad"), now)
    page = viewer.get(DESK + "aenderungen/").sees("cannot be chosen any more")
    page.misses("Ask a second person", "Publish the changes")


def test_nothing_to_compare_leads_back(manager: Visitor, running: Running):
    running("single", published=False)
    assert manager.get(DESK + "aenderungen/", 303).location == DESK


# ---- copies, waves, the archive ------------------------------------------------------------------


def test_a_copy_has_everything_but_answers(
    manager: Visitor, visitor: Visitor, running: Running, store: Store, now: datetime
):
    first = running(changed("single", sounds={"title": {"ar": RECORDING}}))
    visitor.get(ONE).choose("zu Fuß").submit("Send answers")
    with store.writing() as session:
        row = {"key": "title", "locale": "ar", "source_words": "Eine Antwort", "words": "إجابة"}
        session.add(Translation(survey_id=first.id, at=now, who="Leila", **row))
    page = manager.get(DESK + "kopie")
    assert page.value("title") == "Eine Antwort (copy)"
    assert page.value("slug") == "eine-antwort-2"
    page = page.fill("title", "Noch eine").submit("Make the draft")
    assert page.path == f"{SURVEYS}eine-antwort-2/"
    page.sees("Noch eine", "Draft").misses("Waves")
    made = the_survey(store, "eine-antwort-2")
    assert made.draft["questions"] == on_the_shelf("single")["questions"]
    assert made.draft["sounds"] == {"title": {"ar": RECORDING}}
    assert (made.wave_of, made.opens_at) == (None, None)
    with store.reading() as session:
        rows = session.scalars(select(Translation).where(Translation.survey_id == made.id)).all()
    assert [(row.key, row.who) for row in rows] == [("title", "Leila")]


@pytest.mark.parametrize(
    ("slug", "sentence"),
    [("Zwei Wörter", "small letters"), ("eine-antwort", "already a survey with this short name")],
)
def test_a_copy_needs_a_short_name_of_its_own(
    manager: Visitor, running: Running, slug: str, sentence: str
):
    running("single")
    page = manager.get(DESK + "kopie").fill("slug", slug).submit("Make the draft", 422)
    assert sentence in (page.error("slug") or "")
    assert page.value("slug") == slug


def test_a_wave_asks_the_same_again_and_is_linked(manager: Visitor, running: Running, store: Store):
    document = copy.deepcopy(on_the_shelf("single"))
    document["questions"][0]["indicator"] = True
    running(document)
    page = manager.get(DESK + "welle")
    assert page.value("title") == "Eine Antwort, wave 2"
    page.submit("Make the draft").sees("Waves", "Wave 1: Eine Antwort")
    manager.get(DESK).sees("Wave 2: Eine Antwort, wave 2")
    assert the_survey(store, "eine-antwort-2").wave_of == "eine-antwort"
    third = manager.get(f"{SURVEYS}eine-antwort-2/welle")
    assert third.value("slug") == "eine-antwort-3"


def test_an_indicator_stays_comparable_in_every_wave(
    manager: Visitor, running: Running, store: Store, now: datetime
):
    document = copy.deepcopy(on_the_shelf("single"))
    document["questions"][0]["indicator"] = True
    running(document)
    manager.get(DESK + "welle").submit("Make the draft")
    other = f"{SURVEYS}eine-antwort-2/"
    with store.writing() as session:
        survey = session.scalars(select(Survey).where(Survey.wave_of.is_not(None))).one()
        replace_draft(session, survey, without("rad"), asker=None, at=now)
    page = manager.get(other).sees("The waves before ask “weg” in another way")
    days = {"opens_at": "2026-11-24T08:00", "closes_at": "2026-12-08T20:00"}
    token = page.value("csrf_token")
    manager.post(f"{other}veroeffentlichen", {"csrf_token": token, **days}, 422)
    with store.writing() as session:
        survey = session.scalars(select(Survey).where(Survey.wave_of.is_not(None))).one()
        renamed = without("rad")
        renamed["questions"][0]["id"] = "wie"
        replace_draft(session, survey, renamed, asker=None, at=now)
    manager.get(other).sees("“weg” was asked in the waves before; now it cannot be compared.")
    manager.get(other).submit("Publish").sees("The survey is published.")


def test_the_archive_hides_a_survey_from_the_list_and_from_nobody_else(
    manager: Visitor, visitor: Visitor, running: Running
):
    running("single", days=1)
    manager.get(DESK).submit("Put it away").sees("In the archive").misses("Change the days")
    manager.get(SURVEYS).misses("Eine Antwort").sees("1 survey in the archive")
    manager.get(SURVEYS + "?archiv").sees("Eine Antwort")
    visitor.get("/en/ergebnisse/eine-antwort")
    visitor.get(ONE, 410)
    manager.get(DESK).submit("Take it out").misses("In the archive")
    manager.get(SURVEYS).sees("Eine Antwort").misses("in the archive")


def test_a_running_survey_is_not_archived(manager: Visitor, running: Running):
    running("single")
    token = manager.get(DESK).misses("Put it away").value("csrf_token")
    manager.post(DESK + "archivieren", {"csrf_token": token}, 422)
    manager.post(DESK + "wiederherstellen", {"csrf_token": token}, 303)
    manager.get(DESK).sees("back among the others", "Running")


def test_all_this_is_for_managers_of_the_district_only(
    manager_of_zentrum: Visitor, viewer: Visitor, running: Running
):
    running("single")
    for page in ("zeitraum", "plaetze", "kopie", "welle"):
        manager_of_zentrum.get(DESK + page, 404)
        viewer.get(DESK + page, 403)
    manager_of_zentrum.get(DESK + "aenderungen/", 404)
